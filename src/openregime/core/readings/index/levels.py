"""From the values of a variant to losses, for many sets of weights at once."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.means import (
    Copeland,
    Method,
    Minimum,
    NoMean,
    PowerMean,
    beaten_by_part,
    bent,
    refuse_below_zero,
    straightened,
)
from openregime.core.readings.index.ranking import beaten_from
from openregime.core.readings.index.rivals import RivalsBeaten
from openregime.core.readings.index.segments import Segment
from openregime.core.readings.index.table import Floats
from openregime.core.readings.index.worlds import Variant, Worlds

if TYPE_CHECKING:
    from openregime.core.readings.index.scoring import Block

Rows = slice | npt.NDArray[np.intp]


def level_by_level(
    block: "Block",
    variant: Variant,
    values: Floats,
    segments: tuple[Segment, ...],
    rows: Rows,
    *,
    noise: tuple[int, float] | None,
    out: Floats | None = None,
) -> Floats:
    """Losses through runs of levels.

    Args:
        block: the replications; variant, values: what they are worked out from, units x indicators.
        segments: as `segments_of` gives them.
        rows: which replications.
        noise: as `noise_of` gives it, where it is drawn for the groups above the first run; else None.
        out: replications x units; may receive the result.
    Returns:
        replications (or 1, where they all agree) x units.
    """
    first, *rest = segments
    weights = rows_of(block.collapsed(first.low, first.high), rows)
    if not rest and not isinstance(first.method, Minimum):
        direction = _direction(first)
        ready = ready_values(block.worlds, variant, values, first, direction)
        found = np.matmul(weights, ready, out=None if len(weights) == 1 else out)
        if block.drawn_gaps is not None:
            filled = _filled(block, first, weights, rows, slice(None))
            found = np.add(found, filled, out=filled) if direction > 0 else np.subtract(found, filled, out=filled)
        return found if noise is None else found + direction * _noise_on_groups(block, first, rows, noise)[0]
    if noise is None and block.drawn_gaps is None and all(isinstance(s.method, Copeland) for s in segments):
        return -_rivals_beaten(block, variant, values, segments, rows)
    parts = first_values(block, variant, values, first, weights, rows)
    if noise is not None:
        parts = parts + _noise_on_groups(block, first, rows, noise)
    for segment in rest:
        weights = rows_of(block.collapsed(segment.low, segment.high), rows)
        parts = next_values(block.worlds, parts, segment, weights)
    last = segments[-1]
    return np.asarray(_direction(last) * parts[0])


def _rivals_beaten(
    block: "Block", variant: Variant, values: Floats, segments: tuple[Segment, ...], rows: Rows
) -> Floats:
    """Copeland on every level: replications (or 1) x units."""
    weights = [rows_of(block.collapsed(s.low, s.high), rows) for s in segments]
    below = [block.worlds.tree.below(s.low, s.high) for s in segments]
    return RivalsBeaten(ready_values(block.worlds, variant, values, segments[0]), weights, below).at_the_top()


def rows_of(weights: Floats, rows: Rows) -> Floats:
    """Weights of these replications; one row where all replications share it."""
    return weights if len(weights) == 1 else weights[rows]


def noise_length(block: "Block", first: Segment, rows: Rows) -> Floats:
    """Root of the sum of squared weights in each group above the first run: replications (or 1) x groups."""
    weights = rows_of(block.collapsed(first.low, first.high), rows)
    starts = [part.start for part in block.worlds.tree.below(first.low, first.high)]
    return np.asarray(np.sqrt(np.add.reduceat(weights * weights, starts, axis=1)))


def _noise_on_groups(block: "Block", first: Segment, rows: Rows, noise: tuple[int, float]) -> Floats:
    """Noise of every group above the first run: groups x replications x units."""
    at, deviation = noise
    drawn, length = block.drawn[at][rows], noise_length(block, first, rows)
    by_group = drawn.reshape(len(drawn), length.shape[1], -1).transpose(1, 0, 2)
    return np.asarray(deviation * length.T[:, :, None] * by_group)


def _direction(segment: Segment) -> float:
    """1 where the bent sum falls as parts rise (p < 0), so that it is a loss already; else -1."""
    return 1.0 if isinstance(segment.method, PowerMean) and segment.method.p < 0 else -1.0


def ready_values(worlds: Worlds, variant: Variant, values: Floats, first: Segment, direction: float = 1.0) -> Floats:
    """Bent values, indicators x units, worked out once per variant and method."""
    key = (first.method, first.high, direction, values is variant.high)
    if key not in variant.bent:
        variant.bent[key] = np.ascontiguousarray(direction * _bent_values(worlds, variant, values, first).T)
    return variant.bent[key]


def _bent_values(worlds: Worlds, variant: Variant, values: Floats, first: Segment) -> Floats:
    if isinstance(first.method, Copeland):
        return beaten_by_part(values)
    if isinstance(first.method, Minimum):
        return values
    lifted = first.method.lifted(values)
    if first.method.p != 1:
        counted = lifted if not variant.weights else np.where(variant.weights[0] > 0, lifted, 1.0)
        try:
            refuse_below_zero(counted, first.method.p)
        except NoMean as refusal:
            raise refusal.named(worlds.units, worlds.tree.levels[0]) from None
        lifted = counted
    if len(worlds.gaps) and worlds.fills_gaps:
        filled = bent(lifted, first.method.p).copy()
        # what fills them, or what it has above the low end, is added replication by replication
        filled[tuple(worlds.gaps.T)] = worlds.scale[0] if _is_straight(worlds, first) and worlds.scale else 0.0
        return filled
    return bent(lifted, first.method.p)


def _is_straight(worlds: Worlds, first: Segment) -> bool:
    """Whether filled gaps may be summed by their places on the scale: plain sums above a floor that lifts nothing."""
    method, scale = first.method, worlds.scale
    assert isinstance(method, PowerMean) and scale is not None
    return method.p == 1 and (method.floor is None or method.floor <= scale[0])


def _filled(block: "Block", first: Segment, weights: Floats, rows: Rows, among: slice) -> Floats:
    """What the fillings of the gaps add to sums in which they stand as `ready_values` has them: replications x units.

    Args:
        weights: of the first run, for these rows.
    """
    assert isinstance(first.method, PowerMean) and block.drawn_gaps is not None
    worlds, drawn = block.worlds, block.drawn_gaps[rows]
    which, columns, owners, starts = worlds.gaps_among(among)
    if not len(columns):
        return np.zeros((len(drawn), worlds.sizes[0]))
    added = np.take(weights, columns, axis=1, mode="clip")
    if _is_straight(worlds, first):
        assert worlds.scale is not None
        added = np.multiply(added, drawn[:, which], out=added if len(added) == len(drawn) else None)
        sums = np.add.reduceat(added, starts, axis=1)
        sums *= worlds.scale[1] - worlds.scale[0]
    else:
        assert block.fills is not None
        filled = bent(first.method.lifted(block.fills[rows][:, which]), first.method.p)
        sums = np.add.reduceat(np.multiply(added, filled, out=filled), starts, axis=1)
    if len(owners) == worlds.sizes[0]:
        return np.asarray(sums)
    found = np.zeros((len(drawn), worlds.sizes[0]))
    found[:, owners] = sums
    return found


def first_values(
    block: "Block", variant: Variant, values: Floats, first: Segment, weights: Floats, rows: Rows
) -> Floats:
    """Values of every group on the upper level of the first run, still bent: groups x replications x units."""
    below = block.worlds.tree.below(first.low, first.high)
    fills = None if block.drawn_gaps is None else block.drawn_gaps[rows]
    if isinstance(first.method, Minimum):
        if fills is not None:
            assert block.fills is not None
            values = np.repeat(values[None], len(fills), axis=0)
            values[:, block.worlds.gaps[:, 0], block.worlds.gaps[:, 1]] = block.fills[rows]
        spread = values if values.ndim == 3 else values[None]
        return np.stack([_least(np.moveaxis(spread, 2, 0)[part], weights[:, part]) for part in below])
    ready = ready_values(block.worlds, variant, values, first)
    total = np.empty((len(below), len(weights), ready.shape[1]))
    for into, part in zip(total, below, strict=True):
        np.matmul(weights[:, part], ready[part], out=into)
    if fills is not None:
        if isinstance(first.method, Copeland):
            raise NoMean(block.worlds.gaps, "Is a gap, and Copeland counts no filled ones. Fill it with Impute.").named(
                block.worlds.units, block.worlds.tree.levels[0]
            )
        filled = [_filled(block, first, weights, rows, among) for among in below]
        total = total + np.stack(filled)
    return straightened(total, first.method.p) if isinstance(first.method, PowerMean) else total


def _least(parts: Floats, weights: Floats) -> Floats:
    """Least of the parts that weigh something: parts x replications x units -> replications x units."""
    if (weights > 0).all():
        least = parts.min(axis=0)
        return np.asarray(np.broadcast_to(least, np.broadcast_shapes(least.shape, (len(weights), 1))))
    return np.asarray(np.where((weights > 0).T[:, :, None], parts, np.inf).min(axis=0))


def next_values(worlds: Worlds, parts: Floats, segment: Segment, weights: Floats) -> Floats:
    """Values one run of levels further up; bent still when the run is the last, for their order is enough."""
    method = segment.method
    below = worlds.tree.below(segment.low, segment.high)
    if isinstance(method, Minimum):
        return np.stack([_least(parts[part], weights[:, part]) for part in below])
    is_last = segment.high == len(worlds.tree.levels) - 1
    if isinstance(method, Copeland):
        return _beaten_sums(parts, weights, below)
    if not (weights > 0).all():  # a part that weighs nothing may hold anything
        parts = np.where((weights > 0).T[:, :, None], parts, 1.0)
    lifted = method.lifted(parts)
    if method.p != 1 and not lifted.min() > 0:
        k, _, unit = np.unravel_index(int(np.argmin(lifted)), lifted.shape)
        refusal = NoMean(np.array([[unit, k]]), "Is 0 or less in some replication. Set a floor.")
        raise refusal.named(worlds.units, worlds.tree.levels[segment.low])
    ready = bent(lifted, method.p)
    sums = []
    for part in below:
        total = np.zeros(np.broadcast_shapes((len(weights), 1), ready.shape[1:]))
        for each in range(part.start, part.stop):
            total += weights[:, each, None] * ready[each]
        sums.append(total)
    found = np.stack(sums)
    return found if is_last else straightened(found, method.p)


def _beaten_sums(parts: Floats, weights: Floats, below: tuple[slice, ...]) -> Floats:
    """Weighted sums of how many rivals each unit beats in each part, ties half: groups x replications x units."""
    found = np.zeros((len(below), *np.broadcast_shapes((len(weights), 1), parts.shape[1:])))
    for total, part in zip(found, below, strict=True):
        for each, weight in zip(parts[part], weights[:, part].T, strict=True):
            total += weight[:, None] * beaten_from(each)
    return found


def one_by_one(block: "Block", values: Floats, methods: tuple[Method, ...], rows: Rows) -> Floats:
    """Losses replication by replication, for methods that no matrix product can take."""
    tree, worlds = block.worlds.tree, block.worlds
    each = np.arange(block.n)[rows]
    found = np.empty((len(each), worlds.sizes[0]))
    shared = block.weights.shared
    for place, row in enumerate(each):
        at = values
        if block.fills is not None:
            at = values.copy()
            at[tuple(worlds.gaps.T)] = block.fills[row]
        for level, method in enumerate(methods):
            weights = shared[level][row if len(shared[level]) > 1 else 0]
            columns = []
            for part in tree.below(level, level + 1):
                try:
                    columns.append(method.of(at[:, part], weights[part]))
                except NoMean as refusal:
                    raise refusal.named(worlds.units, tree.levels[level][part]) from None
            at = np.column_stack(columns)
        found[place] = -at[:, 0]
    return found
