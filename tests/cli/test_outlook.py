"""The command `outlook`."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from openregime.cli.application import application
from openregime.cli.reports.outlook import _in_words, percent
from openregime.cli.reports.outlook_scores import CAVEATS, HELD_OUT_TWICE
from openregime.io.observatories import load
from openregime.io.outlook.asked import tell


def run(*words: str) -> Any:
    return CliRunner().invoke(application(), ["outlook", *words])


def test_a_forecast_in_sentences_with_its_score() -> None:
    said = run("cppnm_a", "--as-of", "2013-10-18", "--horizon", "2.5").output
    assert "From between 70 and 76 parties on 2013-10-18 to between" in said
    assert "In force by 2016-04-18" in said
    assert "better than the constant hazard" in said
    assert "What came of it: 102 parties on 2016-04-18." in said


def test_a_settled_entry_into_force_is_a_day_and_not_a_chance() -> None:
    said = run("cppnm_a", "--as-of", "2016-05-07", "--horizon", "0.25").output
    assert "In force on 2016-05-08: the last condition was met by 2016-05-07, so that the day is settled." in said
    assert "In force by" not in said


def test_a_rule_that_waits_for_something_else_than_numbers_is_named() -> None:
    said = run("cns", "--as-of", "1996-07-01").output
    assert "Enough have deposited, yet the rule for entry into force waits for something else" in said
    assert "seventeen of them from States with a reactor" in said


def test_a_chance_is_rounded_once_for_people_and_not_at_all_for_programs() -> None:
    # given a chance that would lose a half if it were rounded to three digits first
    state = {"code": "BLR", "chance": 0.06533, "low": 0.0149999, "high": 0.13451}
    assert _in_words(state) == {"code": "BLR", "chance": "7 %", "low": "1 %", "high": "13 %"}
    # when the same forecast is asked for by a program
    told = tell(load(), "cppnm_a", dt.date(2016, 5, 7), years=0.25)
    found = json.loads(run("cppnm_a", "--as-of", "2016-05-07", "--horizon", "0.25", "--format", "json").output)
    # then it gets what was drawn, and the table for people rounds that
    assert [s["chance"] for s in found["states"]] == [s.chance for s in told.forecast.next_states]
    assert [r["chance"] for r in found["reaches"]] == [r.chance for r in told.forecast.reaches]
    shown = run("cppnm_a", "--as-of", "2016-05-07", "--horizon", "0.25", "--rows", "0", "--format", "md").output
    for s in told.forecast.next_states:
        line = next(one for one in shown.splitlines() if f"| {s.state} |" in one)
        assert f"| {percent(s.chance)} | {percent(s.low)} | {percent(s.high)} |" in line


def test_the_back_test_says_how_often_the_held_out_half_was_scored() -> None:
    """One sentence, here and in the decision."""
    decision = Path("docs/decisions/0012-pooled-hazards.md").read_text(encoding="utf-8")
    assert HELD_OUT_TWICE in CAVEATS
    assert HELD_OUT_TWICE in " ".join(decision.split())


def test_the_same_as_json_with_everything() -> None:
    found = json.loads(run("icsant", "--as-of", "2010-05-16", "--reach", "80", "--format", "json").output)
    assert found["command"] == "outlook" and found["instrument"] == "icsant"
    assert len(found["fan"]) == 20
    assert "the number asked for" in [r["what"] for r in found["reaches"]]
    assert found["score"]["gain"]["low"] > 0
    assert len(found["states"]) > 100


def test_the_fan_as_csv() -> None:
    lines = run("icsant", "--as-of", "2010-05-16", "--format", "csv").output.splitlines()
    assert lines[0].startswith("day,low80,middle,high80,low90,high90,constant_low")
    assert len(lines) == 21


def test_all_instruments_with_a_forecast_or_a_reason() -> None:
    said = run("all", "--as-of", "2016-01-01").output
    assert "instruments have a forecast" in said
    assert "its list is complete on no day" in said


def test_voluntary_regimes() -> None:
    assert "so there is no forecast" in run("regimes").output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("nothing",), "No instrument has the id"),
        (("cppnm", "--horizon", "0"), "0.25 to 5"),
        (("cppnm", "--horizon", "many"), "0.25 to 5"),
        (("cppnm", "--reach", "all"), "up to the 197 States"),
        (("npt",), "complete on no day"),
        (("icsant", "--as-of", "2005-10-01"), "had not been open for a year"),
    ],
)
def test_what_cannot_be_asked_ends_in_one_sentence_and_exit_code_2(words: tuple[str, ...], sentence: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_back_test_of_the_shipped_models_prints_every_method() -> None:
    said = run("backtest", "--shipped").output
    for method in ("no change", "constant hazard", "pooled hazards"):
        assert method in said
    assert "On treaties that nothing was chosen on" in said
