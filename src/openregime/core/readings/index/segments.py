"""Runs of levels that one matrix product can take: neighbouring levels whose means share one generator."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from openregime.core.readings.index.means import Copeland, Method, Minimum, PowerMean


@dataclass(frozen=True)
class Segment:
    """One method from level `low` to level `high`, 0 for the indicators."""

    method: PowerMean | Minimum | Copeland
    low: int
    high: int


@cache
def segments_of(methods: tuple[Method, ...], levels: int) -> tuple[Segment, ...] | None:
    """The levels in runs; None where a method has to be worked out replication by replication.

    A power mean of power means of the same power is one power mean with the products of the weights, and so is a
    minimum of minima. Copeland counts rivals anew on every level, so its levels stay apart.

    >>> [(s.low, s.high) for s in segments_of((PowerMean(1), PowerMean(1), PowerMean(-5)), 4)]
    [(0, 2), (2, 3)]
    """
    found: list[Segment] = []
    for low, method in zip(range(levels - 1), methods, strict=True):
        if not isinstance(method, PowerMean | Minimum | Copeland):
            return None
        if found and found[-1].method == method and not isinstance(method, Copeland):
            found[-1] = Segment(method, found[-1].low, low + 1)
        else:
            found.append(Segment(method, low, low + 1))
    return tuple(found)


def noise_level(settings: Sequence[tuple[Method, ...]], levels: int) -> int | None:
    """Highest level up to which every setting takes plain arithmetic means; None where one does not begin so.

    Up to there normal noise on every value is normal noise on every group, each group on its own, with the sum of
    squared weights for its variance: one number per group does, and the result is exact.
    """
    ends = []
    for methods in settings:
        first = (segments_of(methods, levels) or (None,))[0]
        if first is None or first.method != PowerMean(1):
            return None
        ends.append(first.high)
    return min(ends)


def split_at(segments: tuple[Segment, ...], level: int | None) -> tuple[Segment, ...]:
    """The same runs with the first cut in two at a level, unless it ends there."""
    first, *rest = segments
    if level is None or first.high == level:
        return segments
    return (replace(first, high=level), replace(first, low=level), *rest)
