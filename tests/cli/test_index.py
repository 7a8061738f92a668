"""The index commands: names, studies, workbooks and pairs of tables; every bad input in one sentence."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from openregime.io.downloads import Column, Table
from openregime.io.index.named import example_files
from openregime.io.workbooks import as_xlsx

Answer = Callable[..., str]
ASEM = Path(__file__).resolve().parents[1] / "reference" / "asem"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in example_files().items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_the_same_study_by_name_file_and_pair_gives_the_same_intervals(answer: Answer, folder: Path) -> None:
    by_name = answer("index", "build", "example", "--format", "csv")
    by_file = answer("index", "build", str(folder / "study.toml"), "--format", "csv")
    by_pair = answer("index", "build", str(folder / "idata.csv"), str(folder / "imeta.csv"), "--format", "csv")

    def intervals(text: str) -> dict[str, tuple[str, str]]:
        return {row["unit"]: (row["index_low"], row["index_high"]) for row in csv.DictReader(io.StringIO(text))}

    assert by_name == by_file
    assert intervals(by_name) == intervals(by_pair), "the house's steps are those of the example"


def test_a_pair_says_whose_steps_it_takes(answer: Answer, folder: Path) -> None:
    assert "No step was named, so the house's are taken" in answer(
        "index", "build", str(folder / "imeta.csv"), str(folder / "idata.csv")
    )


def test_a_workbook_is_read_like_two_tables(answer: Answer, folder: Path) -> None:
    sheets = []
    for sheet, name in (("iMeta", "imeta.csv"), ("iData", "idata.csv")):
        header, *rows = csv.reader(io.StringIO((folder / name).read_text()))
        cells = tuple(tuple(float(c) if _is_number(c) else c for c in row) for row in rows)
        sheets.append(Table(sheet, tuple(Column(f"c{n}", title) for n, title in enumerate(header)), cells))
    (folder / "both.xlsx").write_bytes(as_xlsx(sheets))

    assert "Brevia" in answer("index", "build", str(folder / "both.xlsx"))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_processes_change_no_number(answer: Answer) -> None:
    options = ("index", "uncertainty", "example", "--replications", "3000", "--format", "csv")

    assert answer(*options) == answer(*options, "--workers", "2")


def test_the_record_by_name_knows_its_day(tree: Callable[..., Any]) -> None:
    found = tree("index", "build", "regime", "--as-of", "2016-05-08")

    assert found["as_of"] == "2016-05-08"
    assert len(found["units"]) == 197
    assert {s["id"] for s in found["sources"]} >= {"ieadb"}


def test_published_scores_are_compared_with_their_caveats(answer: Answer) -> None:
    said = answer("index", "compare", "regime", "nti", "--as-of", "2017-11-01")

    assert "Units in both: 22." in said
    assert "Spearman's rank correlation: 0." in said
    assert "neither is the yardstick of the other" in said


def test_a_report_is_blocked_until_somebody_signs(ask: Callable[..., Any], tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    refused = ask("index", "report", "example", "-o", str(target))
    assert refused.exit_code == 1
    assert "coverage-by-unit" in refused.stderr
    assert not target.exists()

    signed = ask("index", "report", "example", "-o", str(target), "--signed-by", "Ann", "--reason", "To learn.")
    assert signed.exit_code == 0
    assert "signed by Ann. Reason given: To learn." in target.read_text()


def test_an_example_is_written_only_where_nothing_stands(ask: Callable[..., Any], tmp_path: Path) -> None:
    new = tmp_path / "mine"
    assert ask("index", "example", str(new)).exit_code == 0
    assert (new / "study.toml").exists()
    assert ask("index", "example", str(new)).exit_code == 2


BAD_TABLES = [
    ("idata.csv", b"74,80", b"x74,80", "row iData 3 (BRE), column laws"),
    ("idata.csv", b"74,80", b"=7*4,80", "row iData 3 (BRE), column laws"),
    ("idata.csv", b"74,80", b"inf,80", "Is infinite"),
    ("idata.csv", b"74,80", b"1e200,80", "too large to be reckoned with"),
    ("idata.csv", b"74,80", b"5%,80", "Leave the sign of per cent out"),
    ("idata.csv", b"74,80", b'"7,4",80', "Write the decimal sign as a point"),
    ("idata.csv", b"uCode", b"code", "column uCode"),
    ("idata.csv", b",vacant\n", b",vacant,extra\n", "cells for 9 columns"),
    ("idata.csv", b"BRE,", b"ALD,", "Stands 2 times"),
    ("imeta.csv", b"laws,Laws in place,1,1,", b"laws,Laws in place,1,,", "column Weight: Is missing"),
    ("imeta.csv", b"laws,Laws in place,1,1,", b"laws,Laws in place,1,-1,", "no weight"),
    ("imeta.csv", b"laws,Laws in place,1,1,", b"laws,Laws in place,2,1,", "Write 1 or -1"),
    ("imeta.csv", b"laws,Laws in place,1,1,", b"laws,Laws in place,1,1e-320,", "row laws, column weight"),
    ("imeta.csv", b"laws,Laws in place,1,1,", b"laws,Laws in place,1,1e13,", "as much as the lightest"),
    (
        "imeta.csv",
        b",0,100,Rules,Indicator\n1,reports",
        b",-1e308,1e308,Rules,Indicator\n1,reports",
        "row laws, column goalposts",
    ),
    ("idata.csv", b"74,80", b"7_4,80", "7_4"),
    ("idata.csv", b"BRE,", b"B\x00RE,", "control character"),
    ("imeta.csv", b"0,100,Rules,Indicator\n1,reports", b"0,100,Ruels,Indicator\n1,reports", "Ruels is no group"),
    ("imeta.csv", b"Rules,Rules,1,3,,,,Index", b"Rules,Rules,1,3,,,,Rules", "circle"),
    ("imeta.csv", b"0,100,Rules,Indicator\n1,reports", b"0,100,,Indicator\n1,reports", "Name the group"),
    ("imeta.csv", b"2,Rules", b"1,Rules", "column Level"),
    ("study.toml", b"seed = 1", b"seed = 1.5", "study.toml, seed"),
    ("study.toml", b"replications = 2000", b"replications = -1", "study.toml, replications"),
    ("study.toml", b'kind = "normalise"', b'kind = "normalize"', "study.toml, step[1].kind"),
    ("study.toml", b"share = 0.25", b"share = 25", "study.toml, factor[1]"),
    ("study.toml", b"seed = 1", b"limits = { most_skew = nan }", "limits.most_skew: nan is no finite number"),
    ("study.toml", b"imeta.csv", b"gone.csv", "gone.csv: cannot be read"),
]


@pytest.mark.parametrize(("file", "old", "new", "words"), BAD_TABLES, ids=[b[3] for b in BAD_TABLES])
def test_bad_input_ends_in_one_sentence_with_the_place(
    ask: Callable[..., Any], folder: Path, file: str, old: bytes, new: bytes, words: str
) -> None:
    content = (folder / file).read_bytes()
    assert old in content
    (folder / file).write_bytes(content.replace(old, new, 1))
    found = ask("index", "build", str(folder / "study.toml"))

    assert found.exit_code == 2
    assert words in found.stderr
    assert found.stderr.startswith("openregime: ")
    assert "Traceback" not in found.stderr
    assert found.stdout == ""


@pytest.mark.parametrize(("words", "said"), [
    (("build", "nowhere"), "Names: regime"),
    (("build", "a", "b", "c"), "one name or file"),
    (("build", "example", "--replications", "0"), "out of range"),
    (("build", "example", "--seed", "-1"), "seed"),
    (("sensitivity", "example", "--samples", "3"), "at least 16"),
    (("build", "regime", "--as-of", "1970-01-02"), "later day"),
    (("compare", "regime", "nti:none"), "nti:secure_materials:2023"),
    (("report", "example", "-o", "report.doc"), ".html or .pdf"),
    (("report", "example", "-o", "/nowhere/report.pdf"), "no such folder"),
    (("build", str(ASEM / "asem_imeta.csv"), str(ASEM / "asem_idata.csv")), "Has no goalposts"),
    (("build", str(ASEM / "asem_imeta.csv"), str(ASEM / "asem_imeta.csv")), "column iCode"),
])  # fmt: skip
def test_what_cannot_be_asked_is_said_in_one_sentence(
    ask: Callable[..., Any], words: tuple[str, ...], said: str
) -> None:
    found = ask("index", *words)

    assert found.exit_code == 2
    assert said in found.stderr


def test_a_million_rows_are_refused_before_they_are_read(ask: Callable[..., Any], folder: Path) -> None:
    header = (folder / "idata.csv").read_bytes().splitlines()[0]
    (folder / "idata.csv").write_bytes(header + b"\n" + b"\n".join(b"U%d,,1,1,1,1,1,1" % n for n in range(1_000_000)))
    found = ask("index", "build", str(folder / "study.toml"))

    assert found.exit_code == 2
    assert "more than 100,000 rows" in found.stderr


def test_an_index_agrees_with_itself(answer: Answer) -> None:
    said = answer("index", "compare", "regime", "regime", "--as-of", "2016-05-08")

    assert "Spearman's rank correlation: 1.00. Kendall's: 1.00." in said
    assert "filled once" in said


def test_published_scores_of_another_time_are_named_and_warned_of(answer: Answer, ask: Callable[..., Any]) -> None:
    assert "edition of 2023" in answer("index", "compare", "regime", "nti", "--as-of", "1990-01-01")
    early = ask("index", "compare", "regime", "nti", "--as-of", "2011-01-01", "--as-known", "2011-01-01")
    assert early.exit_code == 2
    assert "by 2011-01-01" in early.stderr


def test_a_report_on_a_day_that_tells_no_state_apart_goes_out_signed(ask: Callable[..., Any], tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    words = ("index", "report", "regime", "-o", str(target), "--as-of", "2026-11-23", "--replications", "100")
    refused = ask(*words)
    assert refused.exit_code == 1
    assert "nothing-to-audit" in refused.stderr

    signed = ask(*words, "--signed-by", "Ann", "--reason", "To show it.")
    assert signed.exit_code == 0, signed.stderr
    assert "FAILED: nothing-to-audit" in target.read_text()


def test_the_example_says_what_to_type_as_the_command_was_typed(
    answer: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENREGIME_COMMAND", "python3 go.py")

    assert "Try: python3 go.py index build " in answer("index", "example", str(tmp_path / "new"))


def test_ranks_are_named_by_what_they_rest_on(answer: Answer) -> None:
    assert "Rank in 90 % of worlds" in answer("index", "build", "example")
    head = answer("index", "build", "example", "--format", "csv").splitlines()[0]
    assert "possible_rank_low" in head
    assert "rank_in_90_low" in head


def test_everything_that_the_audit_found_can_be_had(answer: Answer) -> None:
    found = json.loads(answer("index", "audit", "example", "--format", "json"))

    assert set(found) >= {"checks", "indicators", "groups", "units", "contributions", "correlations", "dominance"}
    laws = next(row for row in found["indicators"] if row["part"] == "laws")
    assert set(laws) >= {"skew", "kurtosis", "with_group", "sibling", "left_out"}
    whole = next(row for row in found["contributions"] if row["sum"] is not None)
    assert sum(whole["adds"].values()) == pytest.approx(whole["sum"])
    assert found["units"][0]["strengths"]
    assert found["groups"][0].keys() >= {"alpha", "first_component", "strong_components"}
    assert 0 <= found["dominance"]["share"] <= 1


def test_a_report_is_written_in_arabic_and_says_so_where_it_is_in_english(
    ask: Callable[..., Any], tmp_path: Path
) -> None:
    signed = ("--signed-by", "Ann", "--reason", "To learn.", "--replications", "100")
    arabic, other = tmp_path / "ar.html", tmp_path / "other.html"
    assert ask("index", "report", "example", "-o", str(arabic), "--language", "ar", *signed).exit_code == 0
    assert '<html lang="ar" dir="rtl">' in arabic.read_text()
    assert ask("index", "report", "example", "-o", str(other), "--language", "fr", *signed).exit_code == 0
    assert "There is no report in “fr” yet; this one is in English." in other.read_text()


def test_the_index_is_printed_with_its_least_pillar_and_the_checks_that_failed(answer: Answer) -> None:
    said = answer("index", "build", "example")
    assert "The audit failed: coverage-by-unit" in said
    assert "Least pillar" in said

    found = json.loads(answer("index", "build", "example", "--format", "json"))
    assert "reliability" in found["audit_failed"]
    for unit in found["units"]:
        lows = [low for low, _ in unit["pillars"].values()]
        assert unit["minimum"][0] == min(lows) <= unit["index"][0]


def test_ranks_are_whole_distributions_and_every_unit_has_its_own_sensitivity(answer: Answer) -> None:
    found = json.loads(answer("index", "uncertainty", "example", "--replications", "300", "--format", "json"))
    best = found["histograms"]["BRE"]["best"]
    assert sum(best.values()) == 300
    units, share = found["above"]["units"], found["above"]["share"]
    assert share[units.index("BRE")][units.index("KES")] == 1.0

    shares = json.loads(answer("index", "sensitivity", "example", "--samples", "64", "--format", "json"))["by_unit"]
    assert set(shares) == set(units)
    assert shares["ALD"]["compensation"]["total"] > 0.3
    low, high = shares["ALD"]["compensation"]["total_interval"]
    assert low <= shares["ALD"]["compensation"]["total"] <= high


def test_a_table_with_another_sign_between_its_cells_is_told_which(ask: Callable[..., Any], folder: Path) -> None:
    content = (folder / "idata.csv").read_bytes()
    (folder / "idata.csv").write_bytes(content.replace(b",", b";"))
    found = ask("index", "build", str(folder / "study.toml"))

    assert found.exit_code == 2
    assert "row iData 1: Cells are kept apart by “;”. Save the file as CSV with commas" in found.stderr


def test_a_solver_writes_nothing_of_its_own_among_the_figures(folder: Path) -> None:
    """In a process of its own: the solver speaks once, past Python's own output."""
    text = "replications = 4\nsamples = 16\n[tables]\nmeta = 'imeta.csv'\ndata = 'idata.csv'\n"
    steps = ('kind = "impute"\nmethod = "mean"', 'kind = "normalise"\nby = "goalposts"',
             'kind = "aggregate"\nby = "benefit-of-the-doubt"')  # fmt: skip
    (folder / "study.toml").write_text(text + "".join(f"[[step]]\n{step}\n" for step in steps))
    words = [sys.executable, "-m", "openregime", "index", "build", str(folder / "study.toml"), "--format", "json"]
    found = subprocess.run(words, capture_output=True, check=True, text=True)

    assert json.loads(found.stdout)["units"]
