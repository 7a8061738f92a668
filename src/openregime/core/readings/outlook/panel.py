"""The past as rows to fit on: one State, one treaty, one day, one lead; joined or not."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openregime.core.readings.outlook.features import FEATURES, Snapshot
from openregime.core.readings.outlook.pool import YEAR, Floats, Pool

LEADS = ((0.0, 1.0), (1.0, 2.5), (2.5, 5.0), (5.0, 10.0))
"""Leads, in years from the day of the forecast: the hazard of a State is one number within each."""

FIRST_YEAR = 1947
FEWEST = 5
"""A treaty counts from its fifth deposit, a year after it opened."""
SHARE_OF_STAYERS = 0.1
"""One in ten of those that did not join is kept, and stands for ten: a hundredth of the rows tell nearly as much."""


@dataclass(frozen=True, eq=False)
class Panel:
    """N rows.

    Attributes:
        x: N x len(FEATURES). lead: N positions in LEADS. joined: N values 0 or 1. weight: N.
        known_on: N days (ordinals) on which the outcome was known: only then may a row be fitted on.
        treaty: N rows of the pool.
    """

    x: Floats
    lead: NDArray[np.int64]
    joined: Floats
    weight: Floats
    known_on: NDArray[np.int64]
    treaty: NDArray[np.int64]

    def known(self, day: int, treaties: NDArray[np.bool_] | None = None) -> "Panel":
        """The rows whose outcome was known on `day`, of the treaties marked (m values), or of all."""
        kept = self.known_on <= day
        if treaties is not None:
            kept &= treaties[self.treaty]
        return Panel(*(getattr(self, name)[kept] for name in self.__dataclass_fields__))


def build_panel(pool: Pool, seed: int = 1) -> Panel:
    """Rows for every treaty at the turn and the middle of every year, as seen on that day.

    Args:
        pool: outcomes are taken up to its end.
        seed: chooses which of those that stayed outside are kept.
    """
    parts: list[tuple[NDArray[np.float64], ...]] = []
    last = dt.date.fromordinal(pool.end)
    for year in range(FIRST_YEAR, last.year + 1):
        for month in (1, 7):
            day = dt.date(year, month, 1).toordinal()
            if day + YEAR <= pool.end and (pool.opened + YEAR <= day).any():
                parts += _rows(pool, day, np.random.default_rng([seed, day]).random((len(LEADS), len(pool.states))))
    if not parts:
        empty = np.zeros(0)
        return Panel(np.zeros((0, len(FEATURES))), *(empty.astype(t) for t in (int, float, float, int, int)))
    x, lead, joined, weight, known_on, treaty = (np.concatenate([p[i] for p in parts]) for i in range(6))
    return Panel(x, lead.astype(int), joined, weight, known_on.astype(int), treaty.astype(int))


def _rows(pool: Pool, day: int, chance: Floats) -> list[tuple[NDArray[np.float64], ...]]:
    seen = pool.seen_on(day)
    snapshot = Snapshot(seen)
    rows: list[tuple[NDArray[np.float64], ...]] = []
    for j, treaty in enumerate(seen.treaties):
        if seen.opened[j] + YEAR > day or (seen.deposits[j] <= day).sum() < FEWEST:
            continue
        states, x = snapshot.features(seen.subject(treaty), day)
        row = pool.row(treaty)
        came = pool.deposits[row, states]
        for k, (start, end) in enumerate(LEADS):
            first, last = day + start * YEAR, day + end * YEAR
            if last > pool.end:
                break
            joined = (came > first) & (came <= last)
            # shifted by the treaty, so that not the same States are kept everywhere
            kept = (came > first) & (joined | ((chance[k, states] + row * 0.61803398875) % 1 < SHARE_OF_STAYERS))
            size = int(kept.sum())
            rows.append(
                (
                    x[kept],
                    np.full(size, k),
                    joined[kept].astype(float),
                    np.where(joined[kept], 1.0, 1 / SHARE_OF_STAYERS),
                    np.full(size, int(np.ceil(last))),
                    np.full(size, row),
                )
            )
    return rows
