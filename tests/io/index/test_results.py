"""Tables of results: the least of the pillars that count, the weakest by name, and what States say of their rows."""

from dataclasses import replace

import numpy as np
import pytest

from openregime.core.facts import Source
from openregime.core.readings.index import ARITHMETIC, Aggregate, Copeland, Impute
from openregime.core.readings.studies import Study, results_of, with_choices
from openregime.io.downloads import Table, as_json
from openregime.io.index.comments import OwnComment
from openregime.io.index.named import example_files, example_study
from openregime.io.index.report import Signature, index_report
from openregime.io.index.report_catalogue import catalogue
from openregime.io.index.report_files import report_as_html
from openregime.io.index.results import (
    AVERAGE,
    FILLED,
    GAPS,
    INTERVAL,
    NO_AVERAGE,
    RANKS,
    caveats_of,
    comments_table,
    minimum_of,
    results_table,
)
from openregime.io.index.study import read_choices, study_of

HOUSE = Source("spoken-BRE-1", "The State's own word: House", "House", "", "", "", "", "spoken")
SAID = {"BRE": OwnComment("We read <it> otherwise; نقرأه بشكل آخر", "spoken/claim-1", HOUSE)}


@pytest.fixture(scope="module")
def study() -> Study:
    return replace(example_study(), replications=100, samples=32)


def cells(table: Table, key: str) -> list[object]:
    at = [column.key for column in table.columns].index(key)
    return [row[at] for row in table.rows]


def test_a_pillar_without_weight_is_never_the_least(study: Study) -> None:
    *others, last = study.pillars
    without = results_of(with_choices(study, {last: 0.0, **dict.fromkeys(others, 1.0)}, None))
    for one in without.units:
        least = minimum_of(one)
        if least is not None:
            assert least == (min(one.pillars[p][0] for p in others), min(one.pillars[p][1] for p in others))
    assert any(one.pillars[last][0] < minimum_of(one)[0] for one in without.units if one.weakest)  # type: ignore[index]


def test_a_unit_without_values_has_no_least_pillar(study: Study) -> None:
    values = np.array(study.table.values)
    values[0] = np.nan
    results = results_of(replace(study, table=study.table.with_values(values)))

    assert minimum_of(replace(results.units[0], weakest=())) is None


def test_the_weakest_pillar_stands_by_name_beside_its_value(study: Study) -> None:
    results = results_of(study)
    table = results_table(results)
    for ids, names in zip(cells(table, "weakest"), cells(table, "weakest_names"), strict=True):
        assert names == [study.name_of(part) for part in ids]  # type: ignore[attr-defined]
    assert cells(table, "minimum") == [minimum_of(one) for one in results.by_strength()]


def test_what_states_say_of_their_rows_is_a_column_where_they_were_asked_and_none_elsewhere(study: Study) -> None:
    results = results_of(study)
    asked, alone = results_table(results, comments=SAID), results_table(results)

    assert sorted(filter(None, cells(asked, "own_comment"))) == [SAID["BRE"].words]  # type: ignore[type-var]
    assert sorted(filter(None, cells(asked, "own_comment_claim"))) == ["spoken/claim-1"]  # type: ignore[type-var]
    assert any("it moves no figure" in caveat for caveat in asked.caveats)
    assert b"own_comment" not in as_json(alone)
    assert [row[: len(alone.columns)] for row in asked.rows] == list(alone.rows), "a comment moves nothing"
    assert comments_table(results, SAID).rows[0][0] == study.unit_name("BRE")


def test_a_report_has_them_in_a_part_of_their_own_beside_the_intervals(study: Study) -> None:
    signed = Signature("A", "B")
    with_them = index_report(study, signature=signed, comments=SAID)
    silent = report_as_html(index_report(study, signature=signed, comments={})).decode()
    alone = report_as_html(index_report(study, signature=signed)).decode()

    assert with_them.parts[2].heading == "What States say of their own rows"
    page = report_as_html(with_them).decode()
    assert "We read &lt;it&gt; otherwise" in page
    assert "House" in page.partition("<h2")[2].partition("Sources</h2>")[2], "who said it stands among the sources"
    assert "No State says anything of its row here." in silent
    assert "own comment" not in alone


def test_what_is_said_with_an_index_fits_its_steps(study: Study) -> None:
    impute, normalise = Impute("mean"), study.steps[0]
    filled = replace(study, steps=(impute, normalise, Aggregate(ARITHMETIC)))

    assert caveats_of(study) == (INTERVAL, RANKS, GAPS, NO_AVERAGE)
    assert caveats_of(filled) == (INTERVAL, RANKS, FILLED, AVERAGE)
    assert caveats_of(replace(study, steps=(normalise, Aggregate(Copeland())))) == (INTERVAL, RANKS, GAPS)
    page = report_as_html(index_report(replace(filled, factors=()), signature=Signature("A", "B"))).decode()
    assert "nothing was filled in" not in page
    assert catalogue("ar").knows(AVERAGE)
    assert catalogue("ar").knows(FILLED)


def test_limits_of_the_audit_that_were_moved_stand_with_the_results_and_in_the_report() -> None:
    files = example_files()
    choices = read_choices(b"replications = 50\nsamples = 16\n[limits]\nmost_skew = 100\nleast_alpha = -1\n", "s.toml")
    moved = study_of(choices, title="Mine", meta=files["imeta.csv"], data=files["idata.csv"])
    said = "The limits of the audit are the study's own: most_skew 100 instead of 2, least_alpha -1 instead of 0.7."

    assert said in results_of(moved).notes
    page = report_as_html(index_report(moved, signature=Signature("A", "B"))).decode()
    assert "most_skew 100 instead of 2" in page
    assert "most_skew = 100.0" in page, "every choice, as a study file has it"
    assert catalogue("ar").knows(said)
