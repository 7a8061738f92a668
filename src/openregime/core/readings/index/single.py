"""Scores in single precision with a bound on their error, and any of them again in double where that does not settle.

Half the width is twice the speed, and logarithms are five times faster. What is positive keeps a relative error that
grows by a few roundings per step, so the bound is followed along with the values; two scores nearer than that are
worked out again in double precision (`exactly`), which leaves every rank as double precision has it.
Source: Higham, Accuracy and Stability of Numerical Algorithms (2002), chapter 3; NumPy states at most 4 units in the
last place for its single-precision logarithm and exponential.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.draws import noise_of, noise_run
from openregime.core.readings.index.factors import GapsFilled
from openregime.core.readings.index.levels import Rows, noise_length, ready_values, rows_of
from openregime.core.readings.index.means import Copeland, Minimum, PowerMean, bent, straightened
from openregime.core.readings.index.ranking import FEW_UNITS
from openregime.core.readings.index.scoring import Block, runs_of, setting_of
from openregime.core.readings.index.segments import Segment, segments_of, split_at
from openregime.core.readings.index.table import Floats
from openregime.core.readings.index.worlds import Variant, Worlds

Singles = npt.NDArray[np.float32]
Mean = PowerMean | Minimum | Copeland
ROUNDING = 2.0**-24
LIBRARY = 8 * ROUNDING
"""Relative error of a logarithm, exponential or power of the library: 4 units in the last place."""
BENDING: dict[float, float] = {1.0: 0.0, -1.0: ROUNDING, -5.0: 5 * ROUNDING}
"""Relative error of the powers that are worked out by products alone."""
FIRST_RUN = 2 * ROUNDING
"""Relative error after the first run, which is a product in double precision, rounded once."""
MOST_ERROR = 1e-3
WIDEST = 1e12
"""Bound of bent values: within it no product with a weight vanishes beside the others."""
MOST_NOISE = 10.0
"""Bound of the library's normal numbers in single precision: they end at 8.2 deviations."""


@dataclass(frozen=True)
class Nearly:
    """Losses that are nearly right.

    Attributes:
        losses: replications x units, lower is better; all of one sign in a replication.
        errors: per replication, bound of the relative error of its losses.
    """

    losses: Floats
    errors: Floats


@dataclass(frozen=True)
class _Values:
    """Groups x replications x units; each is within relative * |value| + absolute of the truth."""

    values: Singles
    relative: float
    absolute: float = 0.0


def pays_off(worlds: Worlds) -> bool:
    """Whether single precision is of use: several runs of levels, each a power mean or a minimum, few units."""
    found = [segments_of(methods, len(worlds.tree.levels)) for methods in worlds.methods]
    if any(isinstance(f, GapsFilled) for f in worlds.design.factors) or worlds.sizes[0] > FEW_UNITS:
        return False
    if worlds.drawn_parameters or (noise_of(worlds) is not None and noise_run(worlds) is None):
        return False
    known = [segments for segments in found if segments is not None]
    if len(known) < len(found) or all(len(segments) == 1 for segments in known):
        return False
    return all(isinstance(s.method, PowerMean | Minimum) for segments in known for s in segments)


def nearly_of(block: Block, *, at_high_end: bool = False) -> Nearly | None:
    """Losses of all units; None where single precision gives no bound. Arguments as for `losses_of`."""
    worlds = block.worlds
    losses, errors = np.empty((block.n, worlds.sizes[0])), np.empty(block.n)
    for code, rows in runs_of(setting_of(block)):
        variant, segments = _setting(worlds, code)
        found = _through_levels(block, variant, variant.high if at_high_end else variant.low, segments, rows)
        if found is None or not found.relative < MOST_ERROR:
            return None
        losses[rows] = found.values[0] if _is_loss(segments) else -found.values[0]
        errors[rows] = found.relative
    return Nearly(losses, errors)


def exactly(
    block: Block, rows: npt.NDArray[np.intp], units: npt.NDArray[np.intp], *, at_high_end: bool = False
) -> Floats:
    """Losses of these units in these replications (pairs), in double precision."""
    found = np.empty(len(rows))
    codes = setting_of(block)[rows]
    for code in np.unique(codes):
        variant, segments = _setting(block.worlds, int(code))
        values = variant.high if at_high_end else variant.low
        these = codes == code
        found[these] = _pairs(block, variant, values, segments, rows[these], units[these])
    return found


def _setting(worlds: Worlds, code: int) -> tuple[Variant, tuple[Segment, ...]]:
    levels = len(worlds.tree.levels)
    segments = segments_of(worlds.methods[code % len(worlds.methods)], levels)
    assert segments is not None  # `pays_off` was asked
    if noise_of(worlds) is not None:
        segments = split_at(segments, noise_run(worlds))
    return worlds.variants[code // len(worlds.methods)], segments


def _is_loss(segments: tuple[Segment, ...]) -> bool:
    last = segments[-1].method
    return isinstance(last, PowerMean) and last.p < 0


def _through_levels(
    block: Block, variant: Variant, values: Floats, segments: tuple[Segment, ...], rows: Rows
) -> _Values | None:
    if len(segments) == 1:
        return None
    found = _first(block, variant, values, segments[0], rows)
    for segment in segments[1:]:
        if found is None:
            return None
        found = _next(block, found, segment, rows)
    return found


def _first(block: Block, variant: Variant, values: Floats, first: Segment, rows: Rows) -> _Values | None:
    """The first run: products of matrices, group by group."""
    ready, least, most = _ready(block.worlds, variant, values, first)
    below = block.worlds.tree.below(first.low, first.high)
    weights = rows_of(block.collapsed(first.low, first.high), rows)
    if isinstance(first.method, Minimum):
        return _least_of_groups(ready.astype(np.float32), weights, below) if least > 0 else None
    assert isinstance(first.method, PowerMean)
    lowest = {0.0: -WIDEST, 1.0: 0.0}.get(first.method.p, 1 / WIDEST)
    if not lowest <= least <= most < WIDEST:
        return None
    parts = np.empty((len(below), len(weights), ready.shape[1]), dtype=np.float32)
    for total, part in zip(parts, below, strict=True):
        total[...] = weights[:, part] @ ready[part]
    if first.method.p == 0:
        np.exp(parts, out=parts)
        return _Values(parts, FIRST_RUN * max(abs(least), abs(most)) * 1.01 + LIBRARY)
    noise = noise_of(block.worlds)
    if noise is not None:
        at, deviation = noise
        scale = (deviation * noise_length(block, first, rows)).T.astype(np.float32)  # groups x replications
        drawn = block.drawn[at][rows]
        added = drawn.reshape(len(drawn), len(below), -1).transpose(1, 0, 2) * scale[:, :, None]
        parts = np.add(parts, added, out=added)
        return _Values(parts, ROUNDING, FIRST_RUN * most + 5 * ROUNDING * MOST_NOISE * float(scale.max()))
    if first.method.p == 1:
        return _Values(parts, FIRST_RUN)
    return _Values(straightened(parts, first.method.p), FIRST_RUN / abs(first.method.p) * 1.01 + LIBRARY)  # type: ignore[arg-type]


def _least_of_groups(ready: Singles, weights: Floats, below: tuple[slice, ...]) -> _Values:
    found = np.empty((len(below), len(weights), ready.shape[1]), dtype=np.float32)
    for total, part in zip(found, below, strict=True):
        spread = np.where((weights[:, part] > 0).T[:, :, None], ready[part][:, None, :], np.float32(np.inf))
        np.min(spread, axis=0, out=total)
    return _Values(found, ROUNDING)


def _ready(worlds: Worlds, variant: Variant, values: Floats, first: Segment) -> tuple[Floats, float, float]:
    """Bent values, indicators x units, with the lowest and the highest."""
    ready = ready_values(worlds, variant, values, first)
    key = ("range", first.method, values is variant.high)
    if key not in variant.bent:
        variant.bent[key] = np.array([ready.min(), ready.max()])
    return ready, float(variant.bent[key][0]), float(variant.bent[key][1])


def _next(block: Block, below_: _Values, segment: Segment, rows: Rows) -> _Values | None:
    """One run further up, group by group, so that the parts of one stay in the cache of a core."""
    below = block.worlds.tree.below(segment.low, segment.high)
    weights = rows_of(block.collapsed(segment.low, segment.high), rows).astype(np.float32)
    is_last = segment.high == len(block.worlds.tree.levels) - 1
    shape = np.broadcast_shapes((len(weights), 1), below_.values.shape[1:])
    totals, errors = np.empty((len(below), *shape), dtype=np.float32), [0.0]
    for total, part in zip(totals, below, strict=True):
        parts = replace(below_, values=below_.values[part])
        error = _mean(parts, weights[:, part], segment.method, total, is_last=is_last)
        if error is None:
            return None
        errors.append(error)
    return _Values(totals, max(errors))


def _mean(below: _Values, weights: Singles, method: Mean, total: Singles, *, is_last: bool) -> float | None:
    """The mean of the parts of one group; at the top its bent sum, whose order is enough.

    Args:
        below: parts x replications x units; overwritten.
        weights: replications x parts.
        total: receives the result, replications x units.
    Returns:
        Its relative error; None where there is no bound.
    """
    parts = below.values
    if not (weights > 0).all():  # a part that weighs nothing may hold anything
        nothing = np.inf if isinstance(method, Minimum) else 1.0
        parts = np.where((weights > 0).T[:, :, None], parts, np.float32(nothing))
    least, most = float(parts.min()), float(parts.max())
    if isinstance(method, PowerMean) and method.floor is not None and least < method.floor:
        np.maximum(parts, np.float32(method.floor), out=parts)
        least, most = float(np.float32(method.floor)), max(most, method.floor)
    if not least > 0:
        return None
    relative: float = below.relative + below.absolute / least
    if isinstance(method, Minimum):
        total[...] = parts.min(axis=0)  # one row where nothing below varies
        return relative
    assert isinstance(method, PowerMean)
    p, summing = method.p, (len(parts) + 3) * ROUNDING
    if p == 0:
        spread = _geometric(parts, weights, total, least, most)
        return (relative + ROUNDING + (LIBRARY + summing) * spread) * 1.01 + LIBRARY + ROUNDING
    if p != 1 and not (min(least**p, most**p) > 1 / WIDEST and max(least**p, most**p) < WIDEST):
        return None
    _weighted_sum(_bent(parts, p), weights, total)
    error: float = abs(p) * relative * 1.01 + BENDING.get(p, LIBRARY) + summing
    if p == 1 or is_last:
        return error
    total[...] = straightened(total, p)  # type: ignore[arg-type]
    return error / abs(p) * 1.01 + LIBRARY


def _geometric(parts: Singles, weights: Singles, total: Singles, least: float, most: float) -> float:
    """The geometric mean, and the largest logarithm in it: those of ratios to the middle are small, so errors are."""
    middle = np.float32(np.sqrt(least * most))
    np.divide(parts, middle, out=parts)
    _weighted_sum(np.log(parts, out=parts), weights, total)
    np.exp(total, out=total)
    total *= middle
    return float(np.log(most / least)) / 2


def _bent(x: Singles, p: float) -> Singles:
    """As `bent`, with one new array at most: making room costs more than the sums here."""
    if p == -5:
        found = x * x
        found *= found
        found *= x
        np.divide(np.float32(1), found, out=found)
        return found
    return bent(x, p)  # type: ignore[arg-type, return-value]


def _weighted_sum(ready: Singles, weights: Singles, total: Singles) -> None:
    np.multiply(ready[0], weights[:, :1], out=total)
    product = np.empty_like(total)
    for each in range(1, len(ready)):
        total += np.multiply(ready[each], weights[:, each, None], out=product)


def _pairs(
    block: Block,
    variant: Variant,
    values: Floats,
    segments: tuple[Segment, ...],
    rows: npt.NDArray[np.intp],
    units: npt.NDArray[np.intp],
) -> Floats:
    """The same way up in double precision, for pairs of replication and unit."""
    worlds, first = block.worlds, segments[0]
    key = ("pairs", first.method, values is variant.high)
    if key not in variant.bent:
        variant.bent[key] = np.ascontiguousarray(ready_values(worlds, variant, values, first).T)
    parts = variant.bent[key][units]
    for segment in segments:
        weights = rows_of(block.collapsed(segment.low, segment.high), rows)
        starts = [part.start for part in worlds.tree.below(segment.low, segment.high)]
        method = segment.method
        if isinstance(method, Minimum):
            parts = np.minimum.reduceat(np.where(weights > 0, parts, np.inf), starts, axis=1)
            continue
        assert isinstance(method, PowerMean)
        if segment is not first:
            parts = bent(method.lifted(np.where(weights > 0, parts, 1.0)), method.p)
        parts = np.add.reduceat(parts * weights, starts, axis=1)
        noise = noise_of(worlds)
        if noise is not None and segment is first:
            drawn = block.drawn[noise[0]][rows]
            drawn = drawn.reshape(len(rows), len(starts), -1)[np.arange(len(rows)), :, units]
            parts = parts + noise[1] * noise_length(block, first, rows) * drawn
        if segment is not segments[-1] or method.p == 0:
            parts = straightened(parts, method.p)
    return np.asarray(parts[:, 0] if _is_loss(segments) else -parts[:, 0])
