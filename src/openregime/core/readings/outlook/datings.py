"""Ways in which what is undated may have happened: every deposit in its window, as many by each day as were counted."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openregime.core.readings.outlook.pool import NOT_SEEN, Days, Floats

MOST_DATINGS = 10
"""How many ways of dating what is undated a forecast is spread over."""


@dataclass(frozen=True, eq=False)
class Windows:
    """When each State deposited, as far as is known. Arrays follow the States of the pool, n.

    Attributes:
        day: the day (ordinal) on which the forecast begins. named_to: the last day on which it is known by name who
            was outside; equal to `day` where names are complete.
        earliest, latest: days between which each deposit lies; for a State of which nothing is known since `named_to`,
            the day after that and NOT_SEEN; both NOT_SEEN where there certainly is no deposit by `day`.
        low, high: how many were inside on `day`.
        first_high, first_low: for k = 1, 2, ...: the first day on which k parties were possible, and on which they were
            certain, from published totals and dated deposits; NOT_SEEN where never.
    """

    day: int
    named_to: int
    earliest: Days
    latest: Days
    low: int
    high: int
    first_high: Days
    first_low: Days

    @property
    def are_days(self) -> bool:
        """True when one dating is enough: every deposit by `day` is known to the day."""
        return bool((self.earliest == self.latest)[self.earliest <= self.day].all())

    @property
    def surely(self) -> NDArray[np.bool_]:
        """n, True for States that were certainly inside on `day`."""
        return self.latest <= self.day

    def counted(self, day: int) -> Days:
        """The least and the most parties on a day up to `self.day`."""
        return np.array([(self.first_low <= day).sum(), (self.first_high <= day).sum()])

    def draw(self, random: np.random.Generator, eager: Floats) -> Days:
        """One way: n days, NOT_SEEN for who is outside.

        Args:
            eager: n weights >= 0; of States that may or may not have deposited, the eager ones more often have.
        """
        if self.are_days:
            return np.where(self.surely, self.earliest, NOT_SEEN)
        inside = self.surely | self._chosen(random, eager)
        last = np.minimum(self.latest, self.day)
        days = self.earliest + (random.random(len(last)) * (last - self.earliest + 1)).astype(np.int64)
        days = np.where(inside, np.minimum(days, last), NOT_SEEN)
        return self._as_counted(days, inside)

    def _chosen(self, random: np.random.Generator, eager: Floats) -> NDArray[np.bool_]:
        """Who of those that may be inside is: so many that the count fits, by a race in which the eager run faster."""
        open_ = (self.earliest <= self.day) & ~self.surely
        certain = int(self.surely.sum())
        least, most = max(self.low - certain, 0), min(self.high - certain, int(open_.sum()))
        wanted = int(random.integers(least, most + 1)) if most >= least else 0
        run = np.where(open_, random.standard_exponential(len(open_)) / np.maximum(eager, 1e-9), np.inf)
        chosen = np.zeros(len(open_), dtype=bool)
        chosen[np.argsort(run)[:wanted]] = True
        return chosen & open_

    def _as_counted(self, days: Days, inside: NDArray[np.bool_]) -> Days:
        """The k-th deposit moved to when the k-th party was counted, as far as its own window allows."""
        order = np.flatnonzero(inside)[np.argsort(days[inside], kind="stable")]
        k = min(len(order), len(self.first_high))
        moved = days[order].copy()
        moved[:k] = np.clip(moved[:k], self.first_high[:k], np.maximum(self.first_low[:k], self.first_high[:k]))
        found = days.copy()
        found[order] = np.clip(moved, self.earliest[order], np.minimum(self.latest[order], self.day))
        return found
