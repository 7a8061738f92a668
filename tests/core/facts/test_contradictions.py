"""Claims that cannot all be true are named; those that only look odd are not."""

import pytest

from openregime.core.facts import Claim
from openregime.core.facts.contradictions import find_contradictions
from openregime.io.shipped import load_record
from tests.core.readings.worlds import claim, day


def row(*pairs: tuple[str, str], thing: str = "icsant") -> list[Claim]:
    return [claim("AAA", f"{thing}.{aspect}", value) for aspect, value in pairs]


@pytest.mark.parametrize(
    ("pairs", "field"),
    [
        ((("signed", "2010-02-01"), ("deposited", "2010-01-01")), "deposited"),
        ((("deposited", "2010-02-01"), ("in_force", "2010-01-01")), "in_force"),
        ((("start_date", "2010-02"), ("end_date", "2010-01")), "end_date"),
        ((("cleared_year_from", "2012"), ("cleared_year_to", "2010")), "cleared_year_to"),
        ((("status", "signatory"), ("deposited", "2010-01-01")), "deposited"),
        ((("status", "not_in_force"), ("in_force", "2010-01-01")), "in_force"),
    ],
)
def test_a_contradiction_is_named_by_file_line_and_field(pairs: tuple[tuple[str, str], ...], field: str) -> None:
    (problem,) = find_contradictions(row(*pairs))

    assert (problem.file, problem.line, problem.field) == ("test.csv", 2, field)
    assert "Correct one of them" in problem.message


@pytest.mark.parametrize(
    "pairs",
    [
        (("signed", "2010-01-01"), ("deposited", "2010-01-01")),
        (("kind", "succession"), ("deposited", "2002-01-01"), ("in_force", "1991-06-25")),
        (("start_date", "2010-01"), ("end_date", "2010")),
        (("status", "signatory"), ("signed", "2010-01-01")),
        (("signed", "some day"), ("deposited", "2010-01-01")),
    ],
)
def test_what_can_be_true_together_is_left_alone(pairs: tuple[tuple[str, str], ...]) -> None:
    assert find_contradictions(row(*pairs)) == []


@pytest.mark.parametrize("aspect", ["deposited", "in_force"])
def test_nothing_is_deposited_or_takes_effect_before_the_state_exists(aspect: str) -> None:
    since = {"AAA": day("2006-06-03")}

    (problem,) = find_contradictions(row((aspect, "2006-06-02")), since)
    assert (problem.file, problem.line, problem.field) == ("test.csv", 2, aspect)
    assert "before the State existed, 2006-06-03" in problem.message
    assert find_contradictions(row((aspect, "2006-06-03")), since) == []
    assert find_contradictions(row((aspect, "2006")), since) == [], "some day of the year may be a later one"
    assert find_contradictions(row((aspect, "2006-06-02"))) == [], "a State without a day has always existed"


def test_a_predecessor_may_have_signed() -> None:
    assert find_contradictions(row(("signed", "1980-07-15")), {"AAA": day("1992-04-27")}) == []


def test_bounds_belong_to_an_undated_deposit_of_a_party() -> None:
    bounds = row(("not_after", "2010-01-01"), thing="icsant.deposit_window")

    assert find_contradictions([*bounds, *row(("status", "party"))]) == []
    assert "has a date" in find_contradictions([*bounds, *row(("deposited", "2009-01-01"))])[0].message
    assert "no party" in find_contradictions(bounds)[0].message


def test_the_shipped_record_does_not_contradict_itself() -> None:
    assert find_contradictions(load_record().claims) == []
