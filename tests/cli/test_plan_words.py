"""What the plan of the command line says in words: only what is so, and shares as everywhere else."""

from collections.abc import Callable
from typing import Any

import pytest

Answer = Callable[..., str]


def test_a_plan_with_one_instrument_claims_no_saving(answer: Answer) -> None:
    assert "saves" not in answer("plan", "PRK", "--instruments", "icsant", "--as-of", "2016-05-08")


def test_a_state_that_does_not_exist_yet_has_nothing_to_plan(answer: Answer) -> None:
    shown = answer("plan", "HRV", "--as-of", "1990-01-01")
    assert "applies to this State on this day: there is nothing to plan." in shown
    for untrue in ("saves", "0 of 35", "proven", "looks ahead"):
        assert untrue not in shown


def test_instruments_that_are_not_open_yet_are_said_with_their_day(answer: Answer) -> None:
    shown = answer("plan", "FRA", "--as-of", "2005-09-01")
    assert "Not open yet on this day: ICSANT (2005-09-14). The plan looks ahead to what they were to ask for." in shown


def test_shares_are_written_as_on_the_pages_and_stay_numbers_for_programs(
    answer: Answer, tree: Callable[..., dict[str, Any]]
) -> None:
    shown, found = answer("plan", "NRU"), tree("plan", "NRU")
    assert "(38 %)" in shown
    assert "cppnm_a 27 %" in shown
    assert found["years"][0]["shares"]["cppnm_a"] == pytest.approx(13 / 48)


@pytest.mark.parametrize("limit", ["0.01", "5.99", "1e9", "inf"])
def test_a_limit_out_of_range_is_refused_at_once_with_the_range(ask: Callable[..., Any], limit: str) -> None:
    found = ask("plan", "FRA", "--limit", limit)
    assert found.exit_code == 2
    assert "The yearly limit must be a number from 6 to 10,000 person-months; got" in found.stderr


def test_acts_are_read_in_any_case_and_written_as_the_pages_write_them(tree: Callable[..., dict[str, Any]]) -> None:
    found = tree("state", "IRN", "--suppose", "JOIN: Icsant", "--suppose", "Publish", "--suppose", "publish")
    assert found["acts"] == ["join:icsant", "publish"]
