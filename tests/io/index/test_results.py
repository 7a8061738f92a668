"""Tables of results: the least of the pillars that count, the weakest by name, and what States say of their rows."""

from dataclasses import replace

import numpy as np
import pytest

from openregime.core.facts import Source
from openregime.core.readings.studies import Study, results_of, with_choices
from openregime.io.downloads import Table, as_json
from openregime.io.index.comments import OwnComment
from openregime.io.index.named import example_study
from openregime.io.index.report import Signature, index_report
from openregime.io.index.report_files import report_as_html
from openregime.io.index.results import comments_table, minimum_of, results_table

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
