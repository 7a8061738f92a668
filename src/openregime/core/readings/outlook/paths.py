"""What may come, as many paths: quarter by quarter, who joins, with waves that are larger than chance would make."""

import calendar
import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from openregime.core.readings.outlook.model import NEAR, Model, Scatter
from openregime.core.readings.outlook.panel import LEADS
from openregime.core.readings.outlook.pool import NOT_SEEN, YEAR, Floats

QUARTER = 0.25
NEVER_WITHIN = NOT_SEEN
"""Stands for "not within the horizon" among days."""


@dataclass(frozen=True, eq=False)
class Paths:
    """When each State joins on each path.

    Attributes:
        day: paths x states, the day (ordinal) on which it joins, after the start; NEVER_WITHIN where it does not.
        ends: q days (ordinals) on which the quarters end; the last one is the horizon.
    """

    day: NDArray[np.int32]
    ends: NDArray[np.int64]

    def joined(self) -> NDArray[np.int64]:
        """How many have joined by the end of each quarter: paths x q."""
        paths, quarters = len(self.day), len(self.ends)
        cells = np.arange(paths)[:, None] * (quarters + 1) + np.searchsorted(self.ends, self.day)
        counts = np.bincount(cells.ravel(), minlength=paths * (quarters + 1)).reshape(paths, quarters + 1)
        return np.asarray(counts[:, :-1].cumsum(axis=1))


def draw_paths(
    hazards: Floats, model: Model, start: dt.date, *, years: float, paths: int, random: np.random.Generator
) -> Paths:
    """Draw paths.

    Each quarter every State joins with its own hazard, times the season, times three factors common to all States:
    one that lasts, one for what lies beyond NEAR years, and one for the quarter alone, which makes surges. Within a
    quarter the hazard is even. From one state of `random` a longer horizon draws the same and adds later quarters.

    Args:
        hazards: k x len(LEADS), per year.
        model: gives scatter and seasons.
        start: the day from which the paths run.
        years: horizon. paths: how many.
        random: what chance is drawn from.
    """
    edges = _edges(years)
    ends = np.array([_after(start, edge).toordinal() for edge in edges[1:]])
    lead = np.array([next(i for i, (_, end) in enumerate(LEADS) if middle < end) for middle in _middles(edges)])
    season = _seasons(tuple(model.months.tolist()), start, years)
    width = np.diff(edges) * season
    patience = random.standard_exponential((paths, len(hazards)), dtype=np.float32)
    factor = _factors(hazards, lead, width, edges, model.scatter, paths, random)
    day = np.full((paths, len(hazards)), NEVER_WITHIN, dtype=np.int32)
    for q, begin in enumerate((start.toordinal(), *ends[:-1])):
        spent = factor[:, q : q + 1] * (hazards[:, lead[q]] * width[q]).astype(np.float32)
        joins = (patience > 0) & (patience <= spent)
        share = patience[joins] / spent[joins]
        day[joins] = begin + np.clip(np.ceil(share * (ends[q] - begin)), 1, ends[q] - begin).astype(np.int32)
        patience -= spent
    return Paths(day, ends)


def _after(start: dt.date, years: float) -> dt.date:
    """The day so many years later; whole months are months of the calendar."""
    months = round(years * 12)
    if abs(years * 12 - months) > 1e-9:
        return start + dt.timedelta(days=round(years * YEAR))
    count = start.month - 1 + months
    year, month = start.year + count // 12, count % 12 + 1
    return dt.date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def _middles(edges: Floats) -> Floats:
    return (edges[1:] + edges[:-1]) / 2


def _factors(
    hazards: Floats,
    lead: NDArray[np.int64],
    width: Floats,
    edges: Floats,
    scatter: Scatter | None,
    paths: int,
    random: np.random.Generator,
) -> NDArray[np.float32]:
    """The three common factors multiplied: paths x quarters."""
    factor = np.ones((paths, len(width)))
    if scatter is not None and len(hazards):
        expected = np.maximum(hazards.sum(axis=0)[lead] * width, 1e-6)
        factor *= random.gamma(1 / scatter.lasting, scatter.lasting, (paths, 1))
        later = random.gamma(1 / scatter.later, scatter.later, (paths, 1))  # drawn for short horizons as well
        factor[:, _middles(edges) > NEAR] *= later
        for q, mean in enumerate(expected):  # quarter by quarter: what comes later leaves the earlier ones alone
            factor[:, q] *= random.gamma(mean / scatter.surges, scatter.surges / mean, paths)
    return factor.astype(np.float32)


def _edges(years: float) -> Floats:
    return np.append(np.arange(0, years - 1e-9, QUARTER), years)


@lru_cache(maxsize=64)
def _seasons(months: tuple[float, ...], start: dt.date, years: float) -> Floats:
    """How much more than usual each quarter brings: mean of 12 x the share of the months it runs through."""
    found = []
    for first, last in pairwise(_edges(years)):
        days = start.toordinal() + np.arange(int(first * YEAR), max(int(last * YEAR), int(first * YEAR) + 1), 7)
        found.append(np.mean([12 * months[dt.date.fromordinal(int(d)).month - 1] for d in days]))
    return np.array(found)
