"""Budgets of differential privacy: what noise may cost, what was spent, and what each organisation may add to a count.

One unit is one organisation: published figures must look nearly the same whether or not any one organisation, with all
that it holds, is among those counted (docs/decisions/0016). Noise itself is drawn in `io.noise`.
"""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import numpy as np

from openregime.core.errors import OpenRegimeError

MOST_EPSILON = Decimal(4)
"""The most that one budget may allow for its whole period: e^4 is 55, beyond which the promise means little."""
LEAST_EPSILON = Decimal("0.01")
LONGEST_DAYS = 366
MOST_OF_EACH = 1_000
CONFIDENCE = 0.95


class BadBudget(OpenRegimeError, ValueError):
    """A budget that cannot be set. `field` names what is wrong: epsilon, each, most, ends."""

    code = "bad-budget"

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        super().__init__(reason)


class BudgetSpent(OpenRegimeError, ValueError):
    """A figure would cost more than is left of its budget, or its budget does not run on that day.

    Attributes:
        left: what is left, in epsilon; wanted: what the figure costs.
    """

    code = "budget-spent"

    def __init__(self, reason: str, *, left: Decimal, wanted: Decimal) -> None:
        self.left, self.wanted = left, wanted
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be spent on the figures of one purpose in one period.

    Attributes:
        purpose: which figures.
        epsilon: for the whole period, > 0; losses of several publications add up to no more (basic composition).
        each: what one publication costs, 0 < each <= epsilon.
        most: the most that one organisation may add to all cells together, whole number >= 1.
        begins, ends: first day, and the day after the last.
    Raises:
        BadBudget.
    """

    purpose: str
    epsilon: Decimal
    each: Decimal
    most: int
    begins: dt.date
    ends: dt.date

    def __post_init__(self) -> None:
        if not (self.epsilon.is_finite() and LEAST_EPSILON <= self.epsilon <= MOST_EPSILON):
            raise BadBudget("epsilon", f"Epsilon of a period lies between {LEAST_EPSILON} and {MOST_EPSILON}.")
        if not (self.each.is_finite() and LEAST_EPSILON <= self.each <= self.epsilon):
            raise BadBudget("each", f"One publication costs between {LEAST_EPSILON} and the epsilon of the period.")
        if not 1 <= self.most <= MOST_OF_EACH:
            raise BadBudget("most", f"One organisation counts for between 1 and {MOST_OF_EACH} in all cells together.")
        if not 1 <= (self.ends - self.begins).days <= LONGEST_DAYS:
            raise BadBudget("ends", f"A period has between 1 and {LONGEST_DAYS} days.")

    def runs_on(self, day: dt.date) -> bool:
        """Whether the period has begun and is not over."""
        return self.begins <= day < self.ends


@dataclass(frozen=True, slots=True)
class Spending:
    """One line of the ledger: what was spent for which figure, when, by whom.

    Attributes:
        figure: purpose and month, e.g. `claims:2026-11`. epsilon: what it cost. by: who asked for it, as a key.
    """

    figure: str
    epsilon: Decimal
    at: dt.datetime
    by: str


def left_of(budget: Budget, spent: Sequence[Spending]) -> Decimal:
    """Epsilon that is left, exactly: decimal fractions do not drift."""
    return budget.epsilon - sum((one.epsilon for one in spent), Decimal(0))


def spend(budget: Budget, spent: Sequence[Spending], *, figure: str, at: dt.datetime, by: str) -> Spending:
    """The next line of the ledger.

    Args:
        spent: every line so far. at: aware, UTC.
    Raises:
        BudgetSpent: the figure costs more than is left, or the budget does not run on that day.
    """
    left = left_of(budget, spent)
    if not budget.runs_on(at.date()):
        raise BudgetSpent(
            f"The budget for {budget.purpose} runs from {budget.begins} and ends on {budget.ends}, not on {at.date()}. "
            "Set one for this day.",
            left=left,
            wanted=budget.each,
        )
    if budget.each > left:
        raise BudgetSpent(
            f"Publishing {budget.purpose} costs epsilon {budget.each}, and {left} is left until {budget.ends}. "
            "The figures that were published stand until then.",
            left=left,
            wanted=budget.each,
        )
    return Spending(figure, budget.each, at, by)


def overlaps(one: Budget, other: Budget) -> bool:
    """Whether two budgets allow spending on the same figures on the same day."""
    return one.purpose == other.purpose and one.begins < other.ends and other.begins < one.ends


def bounded(cells: Mapping[str, int], most: int) -> dict[str, int]:
    """What one organisation adds, so that all cells together are at most `most`: in its own proportions.

    Looks at nothing but this organisation's own numbers, so that adding or removing one organisation changes the sum
    over all cells by `most` at the most (L1 sensitivity).

    Args:
        cells: cell -> number >= 0. most: whole number >= 1.
    Returns:
        Cell -> number, those of 0 left out. Where it must be cut, the largest remainders get what rounding leaves.

    >>> bounded({"a": 6, "b": 3}, 3)
    {'a': 2, 'b': 1}
    """
    total = sum(cells.values())
    if total <= most:
        return {name: number for name, number in cells.items() if number}
    whole = {name: number * most // total for name, number in cells.items()}
    rest = most - sum(whole.values())
    for name in sorted(cells, key=lambda n: (-(cells[n] * most % total), n))[:rest]:
        whole[name] += 1
    return {name: number for name, number in whole.items() if number}


@lru_cache(maxsize=256)
def half_width(scale: float, n_cells: int, *, confidence: float = CONFIDENCE) -> int:
    """How far a sum of noisy cells lies from the true sum at the most, in `confidence` of all cases.

    Args:
        scale: of the discrete Laplace distribution, > 0: P(k) is proportional to exp(-|k| / scale).
        n_cells: independent draws that are added, >= 1.
    Returns:
        The least whole number h with P(|sum of the draws| <= h) >= confidence, worked out from the distribution.
    """
    reach = math.ceil(scale * (30 + 12 * math.sqrt(n_cells)))  # what lies beyond it is below 1e-12
    size = 1 << (2 * reach + 1).bit_length()
    ratio = math.exp(-1 / scale)
    places = np.arange(size)
    one = (1 - ratio) / (1 + ratio) * ratio ** np.minimum(places, size - places)
    together = np.fft.irfft(np.fft.rfft(one) ** n_cells, size)
    within = together[0] + 2 * np.concatenate(([0.0], np.cumsum(together[1 : reach + 1])))
    return int(np.searchsorted(within, confidence - 1e-12))  # P(|sum| <= 0, 1, 2, ...)
