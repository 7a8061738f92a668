"""The check looks into the indices, the outlook and the sharing table: every planted fault is found, with its place."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from openregime.core.facts import BadRecord
from openregime.core.rules import Severity
from openregime.io.chain import load_chain
from openregime.io.checks.faults import Fault
from openregime.io.checks.indices import check_indices
from openregime.io.checks.outlook import check_outlook
from openregime.io.checks.sharing import check_sharing
from openregime.io.library_checks import check_library
from openregime.io.outlook.models import read_models, read_runs, text_of
from openregime.io.shipped import LIBRARY, load_record
from openregime.io.tables import UnreadableTable

STATES = {e.id for e in load_record().states}
LINKS = {link.id for link in load_chain().links}


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library with nothing but the three parts, to be spoilt."""
    for part in CHECKS:
        shutil.copytree(LIBRARY / part, tmp_path / "library" / part)
    return tmp_path / "library"


CHECKS: dict[str, Callable[[Path], list[Fault]]] = {
    "indices": lambda library: check_indices(library, LINKS),
    "outlook": lambda library: check_outlook(library, STATES),
    "sharing": check_sharing,
}


def faults(library: Path, file: str) -> list[Fault]:
    """What the check of the part that a file belongs to has to say."""
    return CHECKS[file.partition("/")[0]](library)


def swap(path: Path, old: str, new: str) -> int:
    """Replace the first `old`; returns the line in which it stands."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize("part", CHECKS)
def test_the_shipped_parts_are_sound(part: str) -> None:
    assert faults(LIBRARY, part) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "field"),
    [
        ("indices/regime.toml", "power = -5", 'power = "x"', "power"),
        ("indices/regime.toml", "power = -5", "power = inf", "power"),
        ("indices/regime.toml", "reviewed = 1", "reviewed = -1", "reviewed"),
        ("indices/regime.toml", "reviewed = 1", "revued = 1", "revued"),
        ("indices/regime.toml", "capacity = 1", "capacity = ", ""),
        ("indices/regime.toml", 'basis = "proposal"', 'bases = "proposal"', "bases"),
        ("indices/example/idata.csv", "95,98,0", "95,many,0", "reports"),
        ("indices/example/imeta.csv", "1,laws,Laws in place,1", "1,laws,Laws in place,2", "Direction"),
        ("outlook/deposits.csv", "1-1,USA,", "1-1,USX,", "state"),
        ("outlook/deposits.csv", "1-1,USA,", "1-0,USA,", "treaty"),
        ("outlook/deposits.csv", "1-1,USA,,1945-08-08", "1-1,USA,,1944-08-08", "deposited"),
        ("outlook/deposits.csv", "1-1,USA,,1945-08-08", "1-1,USA,,2045-08-08", "deposited"),
        ("outlook/deposits.csv", "1-1,USA,,1945-08-08", "1-1,USA,,8 August", "deposited"),
        ("outlook/deposits.csv", "1-1,USA,,1945-08-08", "1-1,USA,1946-01-01,1945-08-08", "signed"),
        ("outlook/deposits.csv", "1-1,FRA,", "1-1,USA,", "state"),
        ("outlook/deposits.csv", "1-1,USA,,1945-08-08,", "1-1,USA,,1945-08-08,x", "kind"),
        ("outlook/existed.csv", "AFG,1945", "AFG,0", "since_year"),
        ("sharing/levels.csv", "C01,public,full,full,full", "C01,public,open,full,full", "normal"),
        ("sharing/levels.csv", "C11,public,withhold", "C11,public,full", "category"),
        ("sharing/levels.csv", "C01,media,", "C01,public,", "category"),
        ("sharing/floors.csv", "C11,public", "C99,public", "category"),
        ("sharing/categories.csv", "src-23g; src-869", "src-23g; src-000", "sources"),
        ("sharing/tlp.csv", "full,public", "full,nobody", "audience"),
        ("sharing/table.toml", "compiled_on = 2026-11-23", 'compiled_on = "today"', "compiled_on"),
    ],
)
def test_a_spoilt_line_is_found_where_it_stands(library: Path, file: str, old: str, new: str, field: str) -> None:
    line = swap(library / file, old, new)

    assert (file, line, field) in [(f.file, f.line, f.field) for f in faults(library, file)]


def test_a_missing_cell_of_the_sharing_table_is_named(library: Path) -> None:
    swap(library / "sharing/levels.csv", "C01,public,full,full,full\n", "")

    (fault,) = faults(library, "sharing")
    assert fault.file == "sharing/levels.csv" and "C01 public" in fault.message


@pytest.mark.parametrize(
    "file",
    [
        "indices/regime.toml", "indices/example/study.toml", "indices/example/idata.csv", "outlook/treaties.csv",
        "outlook/models.json", "outlook/scores.json", "outlook/fitted.toml", "sharing/levels.csv", "sharing/table.toml",
    ],
)  # fmt: skip
def test_a_file_that_is_gone_is_found(library: Path, file: str) -> None:
    (library / file).unlink()

    found = faults(library, file)
    assert [f for f in found if Path(file).name in f"{f.file} {f.message}"]
    assert not [f for f in found if "no rule above" in f.message]


@pytest.mark.parametrize("part", CHECKS)
def test_a_folder_that_is_gone_is_found(library: Path, part: str) -> None:
    shutil.rmtree(library / part)

    assert {f.file.partition("/")[0] for f in faults(library, part)} == {part}


@pytest.mark.parametrize("text", ["[]", "{}", "[1]", "[", "null", '[{"fitted_on": NaN}]'])
@pytest.mark.parametrize("file", ["models.json", "scores.json"])
def test_what_is_no_list_of_models_or_scores_is_refused_by_check_and_reader(
    library: Path, file: str, text: str
) -> None:
    path = library / "outlook" / file
    path.write_text(text, encoding="utf-8")

    assert f"outlook/{file}" in {f.file for f in faults(library, "outlook")}
    with pytest.raises((UnreadableTable, BadRecord)):
        (read_models if file == "models.json" else read_runs)(text_of(path))


def _less(models: list[Any]) -> None:
    models[3]["coefficients"].pop()


def _swapped(models: list[Any]) -> None:
    models[3], models[4] = models[4], models[3]


def _without(models: list[Any]) -> None:
    del models[3]


def _flat(models: list[Any]) -> None:
    models[3]["scale"][2] = 0.0


def _nudged(models: list[Any]) -> None:
    models[3]["coefficients"][0] += 0.5


@pytest.mark.parametrize("spoil", [_less, _swapped, _without, _flat, _nudged])
def test_models_of_another_shape_order_or_content_are_found(library: Path, spoil: Callable[[list[Any]], None]) -> None:
    path = library / "outlook/models.json"
    models = json.loads(path.read_text(encoding="utf-8"))
    spoil(models)
    path.write_text(json.dumps(models), encoding="utf-8")

    assert {f.file for f in faults(library, "outlook")} & {"outlook/models.json", "outlook/fitted.toml"}


@pytest.mark.parametrize(
    ("key", "value", "field"),
    [("gain", 0.9, "score.gain"), ("crps", [1.0, 2.0], "score.crps"), ("coverage", [[2, 2]] * 3, "score.coverage")],
)
def test_a_score_that_contradicts_itself_is_found(library: Path, key: str, value: Any, field: str) -> None:
    path = library / "outlook/scores.json"
    runs = json.loads(path.read_text(encoding="utf-8"))
    runs[0]["score"][key] = value
    path.write_text(json.dumps(runs), encoding="utf-8")

    assert ("outlook/scores.json", field) in {(f.file, f.field) for f in faults(library, "outlook")}


def test_a_score_falsified_without_a_contradiction_is_found_and_the_way_to_score_anew_is_named(library: Path) -> None:
    swap(library / "outlook/scores.json", '"forecasts": 775', '"forecasts": 975')

    (fault,) = faults(library, "outlook")
    assert (fault.file, fault.field, fault.code) == ("outlook/fitted.toml", "scores", "models-do-not-fit")
    assert "openregime outlook backtest --shipped" in fault.message


def test_models_fitted_on_other_deposits_are_found(library: Path) -> None:
    swap(library / "outlook/deposits.csv", "1-1,USA,,1945-08-08", "1-1,USA,,1945-08-09")

    (fault,) = faults(library, "outlook")
    assert (fault.file, fault.field) == ("outlook/fitted.toml", "pool")


def test_a_link_that_is_not_in_the_chain_is_found(library: Path) -> None:
    path = library / "indices/regime.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("hard-law", "soft-law"), encoding="utf-8")

    (fault,) = faults(library, "indices")
    assert (fault.file, fault.field, fault.code) == ("indices/regime.toml", "links", "unknown-link")


def test_rows_cut_off_missing_files_and_a_first_day_before_the_record_show_in_the_whole_check(tmp_path: Path) -> None:
    # given a whole library with a cut table, a lost index and a first day that can never matter
    library = Path(shutil.copytree(LIBRARY, tmp_path / "library"))
    deposits = library / "outlook/deposits.csv"
    deposits.write_text("\n".join(deposits.read_text(encoding="utf-8").splitlines()[:-5]) + "\n", encoding="utf-8")
    (library / "indices/regime-all.toml").unlink()
    line = swap(library / "statehood.csv", "AGO,1975-11-11", "AGO,1875-11-11")

    # when it is checked
    found = check_library(library).faults

    # then each is told in its place
    assert any(f.file == "outlook/deposits.csv" and f.field == "rows" for f in found)
    assert any(f.file == "indices/regime-all.toml" and f.severity is Severity.ERROR for f in found)
    (early,) = [f for f in found if f.code == "before-the-record"]
    assert (early.file, early.line, early.field, early.severity) == ("statehood.csv", line, "since", Severity.WARNING)
