"""Ranks over weights of pillars that are known within ends: many units read alike, so each reading is ranked once."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index import Minimum, PowerMean
from openregime.core.readings.index.draws import stream
from openregime.core.readings.index.means import bent
from openregime.core.readings.index.table import Floats

Ints = npt.NDArray[np.int64]
PILLAR_WEIGHTS = 11
"""Purpose of the stream of chance that is drawn here."""


def without_rounding(values: Floats) -> Floats:
    """The values without their last digits, in which what is equal may differ: to a relative 1e-12 of the largest."""
    top = float(np.nanmax(np.abs(values), initial=0.0))
    return values if top == 0 else np.asarray(np.round(values / top, 12) * top)


@dataclass(frozen=True, eq=False)
class PillarRanks:
    """Best and worst rank of every unit at some shares of the worlds, shares x units."""

    best: Ints
    worst: Ints


def pillar_ranks(
    low: Floats,
    high: Floats,
    weights: Floats,
    method: PowerMean | Minimum,
    *,
    noise: float,
    seed: int,
    replications: int,
    shares: tuple[float, ...],
) -> PillarRanks:
    """Draw weights, and count in each world who certainly and who possibly stands above whom.

    Args:
        low, high: ends of the pillars on one scale, units x pillars.
        weights: of the pillars, at least 0, not all 0.
        noise: every weight times a number drawn evenly from 1 - noise to 1 + noise; only their ratios count.
        shares: of worlds, 0 to 1, in which the rank is at most that good (best) or bad (worst).
    """
    counted = weights > 0
    low, high, weights = low[:, counted], high[:, counted], weights[counted]
    n = len(low)
    ends = without_rounding(np.concatenate([low, high]))
    readings, which = np.unique(ends, axis=0, return_inverse=True)
    which = which.reshape(-1)
    losses = losses_over_weights(readings, weights, method, noise=noise, seed=seed, replications=replications)
    losses, same = _distinct(losses)
    of_low, of_high = same[which[:n]], same[which[n:]]
    order = np.argsort(losses, axis=1)
    before_low = _before(order, np.bincount(of_low, minlength=losses.shape[1]))
    before_high = _before(order, np.bincount(of_high, minlength=losses.shape[1]))
    at = [min(len(losses) - 1, max(0, int(np.ceil(share * len(losses))) - 1)) for share in shares]
    best, worst = (
        np.partition(np.ascontiguousarray(side.T), at, axis=1)[:, at].T.astype(np.int64) + 1
        for side in (before_low, before_high)
    )
    is_open = of_low != of_high
    return PillarRanks(best[:, of_high], worst[:, of_low] - is_open)


def losses_over_weights(
    readings: Floats, weights: Floats, method: PowerMean | Minimum, *, noise: float, seed: int, replications: int
) -> Floats:
    """Worlds x readings, lower is better; one world where the mean takes no weights. Arguments as `pillar_ranks`."""
    if isinstance(method, Minimum):
        return np.asarray(-readings.min(axis=1)[None, :])
    chance = stream(seed, PILLAR_WEIGHTS)
    drawn = weights * (1 - noise + 2 * noise * chance.random((replications, len(weights))))
    drawn /= drawn.sum(axis=1, keepdims=True)
    found: Floats = drawn @ bent(method.lifted(readings), method.p).T
    return found if method.p < 0 else np.negative(found)


def _distinct(losses: Floats) -> tuple[Floats, Ints]:
    """Readings that have the same loss in every world, once; and where each reading went."""
    if len(losses) > 1:  # weights that are drawn part any two readings that differ
        return losses, np.arange(losses.shape[1])
    values, place = np.unique(losses[0], return_inverse=True)
    return values[None, :], place.reshape(-1)


def _before(order: npt.NDArray[np.intp], counts: Ints) -> npt.NDArray[np.int32]:
    """Worlds x readings: how many units have an end with less loss, where `counts` have theirs at each reading.

    Args:
        order: readings of each world from the least loss to the most.
    """
    in_order = counts.astype(np.int32)[order]
    before = np.cumsum(in_order, axis=1, dtype=np.int32) - in_order
    found = np.empty_like(before)
    np.put_along_axis(found, order, before, axis=1)
    return found
