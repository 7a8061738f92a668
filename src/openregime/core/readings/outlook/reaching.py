"""When a number of parties is reached on paths, and when that takes effect."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openregime.core.readings.outlook.paths import NEVER_WITHIN

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reach:
    """When a number of parties is reached.

    Attributes:
        parties: the number; where it moves, between which and which on four fifths of the paths at their end, or,
            where it has been reached, on the day of that.
        chance: probability of reaching it within the horizon; of entry into force: of taking effect by then.
        early, middle, late: days by which one in ten, half and nine in ten of all paths are there; None: beyond.
    """

    what: str
    parties: tuple[int, int]
    chance: float
    early: dt.date | None
    middle: dt.date | None
    late: dt.date | None


@dataclass(frozen=True, eq=False)
class Course:
    """Parties on many paths, day by day.

    Attributes:
        started: paths, parties at the start.
        days: paths x n, the days (ordinals) of what comes, in order on each path; NEVER_WITHIN at the end.
    """

    started: Whole
    days: Whole

    @classmethod
    def of(cls, started: Whole, day: NDArray[np.int32]) -> "Course":
        """From days in any order; 0 where a State was inside from the start."""
        return cls(started, np.sort(np.where(day > 0, day, NEVER_WITHIN).astype(np.int64), axis=1))

    def by(self, days: Whole) -> Whole:
        """Parties on some days of each path: paths x k."""
        rows = np.arange(len(self.days))[:, None] * (NEVER_WITHIN + 1)
        places = np.searchsorted((rows + self.days).ravel(), (rows + days).ravel(), side="right").reshape(days.shape)
        return np.asarray(self.started[:, None] + places - np.arange(len(self.days))[:, None] * self.days.shape[1])


def first_with(course: Course, needed: int, soonest: int) -> Whole:
    """The day of each path on which so many are inside; not before `soonest`."""
    missing, most = needed - course.started, course.days.shape[1]
    found = np.take_along_axis(course.days, np.clip(missing - 1, 0, most - 1)[:, None], axis=1)[:, 0]
    return np.where(missing <= 0, soonest, np.where(missing > most, NEVER_WITHIN, np.maximum(found, soonest)))


def first_with_share(course: Course, parent: Course, share: tuple[int, int], soonest: int) -> Whole:
    """The day of each path on which a share of the parent's parties of that day is inside; not before `soonest`."""
    days = np.concatenate([np.full((len(course.days), 1), soonest), course.days], axis=1)
    inside = course.started[:, None] + np.arange(days.shape[1])
    met = (inside >= share_of(parent.by(days), share)) & (days < NEVER_WITHIN)
    return np.where(met.any(axis=1), days[np.arange(len(days)), met.argmax(axis=1)], NEVER_WITHIN)


def share_of(parties: Whole, share: tuple[int, int]) -> Whole:
    """The least whole number that is a share, (numerator, denominator), of so many parties or more."""
    above, below = share
    return -(-above * parties // below)


def reach_of(what: str, needed: Whole, effective: Whole, horizon: int) -> Reach:
    """What days of many paths say together.

    Args:
        needed: paths, the number of parties. effective: paths, the day on which it is reached and takes effect.
        horizon: the last day (ordinal) of which something is said.
    """

    def by(share: float) -> dt.date | None:
        day = int(np.quantile(effective, share, method="higher"))
        return dt.date.fromordinal(day) if day <= horizon else None

    low, high = np.quantile(needed, (0.1, 0.9), method="nearest")
    return Reach(what, (int(low), int(high)), float((effective <= horizon).mean()), by(0.1), by(0.5), by(0.9))
