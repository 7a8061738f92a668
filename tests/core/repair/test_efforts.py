"""One pair of limits for whoever asks for a plan: page, API, command and Python."""

import math

import pytest

from openregime.core.repair import BadEfforts, Effort, Efforts
from tests.core.repair.made_efforts import made_efforts


@pytest.mark.parametrize("limit", [0, 0.01, 5.9, 10_001, 1e9, -60, math.nan, math.inf])
def test_a_yearly_limit_out_of_range_is_refused_with_the_range(limit: float) -> None:
    with pytest.raises(BadEfforts, match="must be a number from 6 to 10,000 person-months; got") as refusal:
        made_efforts({"M1": 1}).with_yearly_limit(limit)
    assert refusal.value.field == "limit"


@pytest.mark.parametrize("limit", [6, 10_000])
def test_the_ends_of_the_range_can_be_used(limit: float) -> None:
    assert made_efforts({"M1": 1}).with_yearly_limit(limit).yearly_limit == limit


@pytest.mark.parametrize(
    ("months", "is_good"), [(0.4, False), (0.5, True), (1000, True), (1001, False), (math.nan, False)]
)
def test_an_effort_out_of_range_is_refused_with_the_measure(months: float, is_good: bool) -> None:
    if is_good:
        assert Effort("M1", months, 1).person_months == months
    else:
        with pytest.raises(
            BadEfforts, match=r"M1: the effort must be a number from 0\.5 to 1,000 person-months"
        ) as refusal:
            Effort("M1", months, 1)
        assert (refusal.value.field, refusal.value.measure) == ("effort", "M1")


@pytest.mark.parametrize("years", [0, 11, 1.5, -1])
def test_years_out_of_range_are_refused(years: int) -> None:
    with pytest.raises(BadEfforts, match="M1: the years must be a whole number from 1 to 10"):
        Effort("M1", 1, years)


def test_prerequisites_in_a_circle_are_refused() -> None:
    with pytest.raises(BadEfforts, match="circle"):
        made_efforts({"M1": 1, "M2": 1}, needs={"M1": "M2", "M2": "M1"})


def test_a_measure_has_one_effort() -> None:
    with pytest.raises(BadEfforts, match="two efforts"):
        Efforts((Effort("M1", 1, 1), Effort("M1", 2, 1)))
