"""Budgets of noise: what may be spent, what one organisation may add, how far a noisy sum may be off."""

import datetime as dt
import math
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openregime.core.sharing.budgets import (
    BadBudget,
    Budget,
    BudgetSpent,
    Spending,
    bounded,
    half_width,
    left_of,
    overlaps,
    spend,
)

DAY = dt.date(2026, 1, 1)
NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def a_budget(epsilon: str = "1", each: str = "0.1", most: int = 5, days: int = 365) -> Budget:
    return Budget("claims", Decimal(epsilon), Decimal(each), most, DAY, DAY + dt.timedelta(days=days))


def test_ten_tenths_are_exactly_one_and_the_eleventh_is_refused() -> None:
    budget, spent = a_budget(), list[Spending]()
    for number in range(10):
        spent.append(spend(budget, spent, figure=f"claims:{number}", at=NOON, by="a"))
    assert left_of(budget, spent) == 0
    with pytest.raises(BudgetSpent) as refused:
        spend(budget, spent, figure="claims:10", at=NOON, by="a")
    assert (refused.value.left, refused.value.wanted) == (0, Decimal("0.1"))


@pytest.mark.parametrize("day", [dt.date(2025, 12, 31), DAY + dt.timedelta(days=365)])
def test_outside_of_its_period_a_budget_buys_nothing(day: dt.date) -> None:
    with pytest.raises(BudgetSpent, match="Set one for this day"):
        spend(a_budget(), [], figure="x", at=dt.datetime.combine(day, dt.time(12), dt.UTC), by="a")


@pytest.mark.parametrize(
    ("field", "epsilon", "each", "most", "days"),
    [
        ("epsilon", "4.01", "1", 5, 30), ("epsilon", "NaN", "1", 5, 30), ("epsilon", "Infinity", "1", 5, 30),
        ("each", "1", "1.001", 5, 30), ("each", "1", "0", 5, 30), ("most", "1", "1", 0, 30), ("ends", "1", "1", 5, 0),
        ("ends", "1", "1", 5, 367),
    ],
)  # fmt: skip
def test_a_budget_that_promises_nothing_is_refused(field: str, epsilon: str, each: str, most: int, days: int) -> None:
    with pytest.raises(BadBudget) as refused:
        a_budget(epsilon, each, most, days)
    assert refused.value.field == field


def test_periods_that_touch_do_not_overlap() -> None:
    first = a_budget(days=30)
    after = Budget("claims", first.epsilon, first.each, 5, first.ends, first.ends + dt.timedelta(days=30))
    assert not overlaps(first, after)
    assert overlaps(first, a_budget(days=31))


ROWS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 400), max_size=8)


@given(row=ROWS, most=st.integers(1, 300))
def test_what_one_organisation_adds_is_never_more_than_allowed_nor_more_than_it_has(
    row: dict[str, int], most: int
) -> None:
    cut = bounded(row, most)
    assert sum(cut.values()) == min(most, sum(row.values()))
    assert all(0 < number <= row[cell] for cell, number in cut.items())


@given(rows=st.lists(ROWS, min_size=1, max_size=6), most=st.integers(1, 50), gone=st.integers(0, 5))
def test_one_organisation_more_or_less_moves_all_cells_together_by_the_sensitivity_at_most(
    rows: list[dict[str, int]], most: int, gone: int
) -> None:
    def added(among: list[dict[str, int]]) -> dict[str, int]:
        cut = [bounded(row, most) for row in among]
        return {cell: sum(row.get(cell, 0) for row in cut) for cell in "abcdefgh"}

    place = gone % len(rows)
    with_it, without = added(rows), added(rows[:place] + rows[place + 1 :])
    assert sum(abs(with_it[cell] - without[cell]) for cell in with_it) <= most


@pytest.mark.parametrize("scale", [0.3, 1.0, 12.5, 240.0])
def test_the_half_width_of_one_cell_is_that_of_the_geometric_formula(scale: float) -> None:
    """P(|k| <= h) = 1 - 2 r^(h+1) / (1 + r) with r = exp(-1/scale): summed by hand from the probabilities."""
    ratio = math.exp(-1 / scale)
    within = [1 - 2 * ratio ** (h + 1) / (1 + ratio) for h in range(5_000)]
    assert half_width(scale, 1) == next(h for h, p in enumerate(within) if p >= 0.95)


def test_a_sum_of_more_cells_is_less_certain_but_not_in_proportion() -> None:
    widths = [half_width(10.0, n) for n in (1, 4, 16, 64)]
    assert all(one < other < 4 * one for one, other in pairwise(widths))
    # many independent draws: 1.96 standard deviations of the normal distribution, within 2 %
    assert widths[-1] == pytest.approx(1.96 * 10 * math.sqrt(2 * 64), rel=0.02)
