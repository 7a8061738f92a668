"""Dated deposits to many treaties, as arrays, and the same as they could be seen on an earlier day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from openregime.core.readings.outlook.faults import BadPool

Days = NDArray[np.int64]
Floats = NDArray[np.float64]

YEAR = 365.25
"""Days in a year: every rate of this package is per year of so many days."""

NOT_SEEN = 10_000_000
"""Ordinal that stands for "no deposit seen": later than any day of the calendar."""


@dataclass(frozen=True, eq=False)
class Pool:
    """Deposits of n States to m treaties. Days are proleptic ordinals (`date.toordinal`).

    Attributes:
        treaties: m ids. opened: m days. families: m names; treaties of one family stand and fall together.
        states: n ids. existed: n days since when a State could join. regions: n subregions, numbered from 0.
        deposits: m x n days, NOT_SEEN where none is seen.
        end: the last day up to which deposits are recorded.
    """

    treaties: tuple[str, ...]
    opened: Days
    families: tuple[str, ...]
    states: tuple[str, ...]
    existed: Days
    regions: NDArray[np.int64]
    deposits: Days
    end: int

    def __post_init__(self) -> None:
        m, n = len(self.treaties), len(self.states)
        shapes = {
            "opened": self.opened.shape == (m,),
            "families": len(self.families) == m,
            "existed": self.existed.shape == (n,),
            "regions": self.regions.shape == (n,),
            "deposits": self.deposits.shape == (m, n),
        }
        wrong = [name for name, fits in shapes.items() if not fits]
        if wrong or not m or not n:
            raise BadPool(
                f"{m} treaties and {n} States need arrays of that size, at least one of each; wrong: "
                f"{', '.join(wrong) or 'no treaty or no State'}. Read the pool with openregime.io.outlook.pool."
            )

    def seen_on(self, day: int) -> "Pool":
        """The pool as it could be seen on `day`: no later deposit, no treaty that had not opened.

        Everything that is fitted or forecast goes through this door, so that nothing can look ahead.
        """
        kept = np.flatnonzero(self.opened <= day)
        if not len(kept):
            raise BadPool(f"No treaty of the pool was open on {dt.date.fromordinal(day)}. Ask for a later day.")
        held = self.deposits[kept]
        return replace(
            self,
            treaties=tuple(self.treaties[j] for j in kept),
            families=tuple(self.families[j] for j in kept),
            opened=self.opened[kept],
            deposits=np.where(held <= day, held, NOT_SEEN),
            end=min(self.end, day),
        )

    def only(self, treaties: Sequence[str]) -> "Pool":
        """The pool with only these treaties, in their order here."""
        wanted = set(treaties)
        kept = [j for j, t in enumerate(self.treaties) if t in wanted]
        return replace(
            self,
            treaties=tuple(self.treaties[j] for j in kept),
            families=tuple(self.families[j] for j in kept),
            opened=self.opened[kept],
            deposits=self.deposits[kept],
        )

    def row(self, treaty: str) -> int:
        """The row of a treaty.

        Raises:
            BadPool: the pool has no such treaty.
        """
        if treaty not in self.treaties:
            raise BadPool(f"The pool has no treaty “{treaty}”. The list is library/outlook/treaties.csv.")
        return self.treaties.index(treaty)

    def subject(self, treaty: str) -> "Subject":
        """One treaty of the pool as the subject of a forecast."""
        j = self.row(treaty)
        return Subject(int(self.opened[j]), self.deposits[j], j)


@dataclass(frozen=True, eq=False)
class Subject:
    """What a forecast is made for.

    Attributes:
        opened: day (ordinal).
        deposits: n days in the order of the pool's States, NOT_SEEN where none is seen.
        row: its row in the pool, so that it is no sister of its own; None for an instrument outside the pool.
    """

    opened: int
    deposits: Days
    row: int | None = None


def remaining(pool: Pool, subject: Subject, day: int) -> NDArray[np.intp]:
    """The States (positions) that could still join on `day`: they exist, and are not inside."""
    return np.flatnonzero((pool.existed <= day) & (subject.deposits > day))
