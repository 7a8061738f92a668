"""Readings of groups of States and of levels: never an average of States, but who is weakest and how many are weak."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from openregime.core.facts import Span, Status
from openregime.core.readings.day import DayReading, links_of
from openregime.core.readings.links import LEVELS


@dataclass(frozen=True, slots=True)
class GroupReading:
    """A region, a subregion or the whole regime on one day, under one aspect.

    Attributes:
        name: name of the group.
        states: ids of its States.
        span: the weakest State of the group; None when no State counts.
        weakest: ids of the States whose high end is the least, when that is below 1.
        certainly_weak: number of States with a link certainly not whole (high end below 1).
        certainly_whole: number of States with every link certainly whole (low end 1).
        open: number of States of which neither is known.
        median: median over States of the low end and of the high end; None when no State counts.
        links: link id -> (certainly weak, certainly whole, open) counts of States.
    """

    name: str
    states: tuple[str, ...]
    span: Span | None
    weakest: tuple[str, ...]
    certainly_weak: int
    certainly_whole: int
    open: int
    median: Span | None
    links: dict[str, tuple[int, int, int]]


def read_group(reading: DayReading, name: str, states: Sequence[str], aspect: str = "public") -> GroupReading:
    """The reading of a group of States."""
    regime = reading.regime
    rows = np.array([regime.state_row[s] for s in states], dtype=np.intp)
    low, high = (ends[rows] for ends in reading.chains[aspect])
    counted = ~np.isnan(high)
    whole = _weakest(low, high)
    weakest: tuple[str, ...] = ()
    if whole is not None and whole.high < 1:
        weakest = tuple(s for s, h in zip(states, high, strict=True) if h <= whole.high + 1e-12)
    link_low, link_high = (ends[rows] for ends in reading.links)
    return GroupReading(
        name=name,
        states=tuple(states),
        span=whole,
        weakest=weakest,
        certainly_weak=int((high[counted] < 1).sum()),
        certainly_whole=int((low[counted] >= 1).sum()),
        open=int(((high[counted] >= 1) & (low[counted] < 1)).sum()),
        median=Span(float(np.median(low[counted])), float(np.median(high[counted]))) if whole is not None else None,
        links={link.id: _three_ways(link_low[:, j], link_high[:, j]) for j, link in enumerate(regime.chain.links)},
    )


def _three_ways(low: np.ndarray, high: np.ndarray) -> tuple[int, int, int]:
    counted = ~np.isnan(high)
    weak, whole = int((high[counted] < 1).sum()), int((low[counted] >= 1).sum())
    return weak, whole, int(counted.sum()) - weak - whole


def read_regions(reading: DayReading, aspect: str = "public", *, by: str = "region") -> tuple[GroupReading, ...]:
    """The reading of every UN region (`by="region"`) or subregion (`by="subregion"`), in alphabetical order."""
    names: dict[str, list[str]] = {}
    for entity in reading.regime.record.states:
        names.setdefault(getattr(entity, by), []).append(entity.id)
    return tuple(read_group(reading, name, names[name], aspect) for name in sorted(names))


@dataclass(frozen=True, slots=True)
class LevelReading:
    """One level for all States together: how each of its requirements stands.

    `statuses`: requirement id -> Status -> number of States. `span`: the weakest State at this level.
    """

    level: str
    span: Span | None
    statuses: dict[str, dict[Status, int]]


def read_levels(reading: DayReading) -> tuple[LevelReading, ...]:
    """International, regional, national, facility: the requirements that have to be met there, counted over States."""
    regime = reading.regime
    found = []
    for level in LEVELS:
        chosen = [k for k, r in enumerate(regime.chain.requirements) if r.level == level]
        member = np.zeros((len(regime.chain.requirements), 1))
        member[chosen, 0] = 1
        low, high = links_of(reading.low, reading.high, member)
        statuses = {}
        for k in chosen:
            counts = np.bincount(reading.codes[:, k], minlength=len(Status))
            statuses[regime.chain.requirements[k].id] = {s: int(counts[s]) for s in Status}
        found.append(LevelReading(level, _weakest(low[:, 0], high[:, 0]), statuses))
    return tuple(found)


def _weakest(low: np.ndarray, high: np.ndarray) -> Span | None:
    """Least low end and least high end of those that count; None when none does."""
    counted = ~np.isnan(high)
    if not counted.any():
        return None
    return Span(float(low[counted].min()), float(high[counted].min()))
