"""Scores of many replications at once: one matrix product where the means of all levels share one generator.

Scores are given as losses, lower is better, up to a function that keeps their order: ranks need no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.draws import Drawn, levels_of, noise_of, noise_run
from openregime.core.readings.index.factors import (
    AnyWeights,
    GapsFilled,
    OneDropped,
    WeightNoise,
    WeightSets,
)
from openregime.core.readings.index.levels import level_by_level, one_by_one
from openregime.core.readings.index.means import Method
from openregime.core.readings.index.powers import losses_with_drawn
from openregime.core.readings.index.segments import segments_of, split_at
from openregime.core.readings.index.table import Floats
from openregime.core.readings.index.tree import Weights
from openregime.core.readings.index.worlds import Variant, Worlds


@dataclass
class Block:
    """Replications that are worked out together.

    Attributes:
        worlds: what they share.
        drawn: values of every factor, replications first.
        n: how many replications.
        variant, method: setting of the steps before the last, and of the last, per replication.
        weights: of every level, replications (or 1) x parts.
        own: variant of each replication, where parameters of the steps before the last are drawn; None elsewhere.
        drawn_gaps: place of every gap on its scale, replications x gaps, 0 to 1; None where no factor fills them.
    """

    worlds: Worlds
    drawn: list[Drawn]
    n: int
    variant: npt.NDArray[np.int64] = field(init=False)
    method: npt.NDArray[np.int64] = field(init=False)
    weights: Weights = field(init=False)
    own: list[Variant] | None = field(init=False)
    drawn_gaps: Floats | None = field(init=False)
    _collapsed: dict[tuple[int, int], Floats] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        factors = self.worlds.design.factors
        self.variant = self._coded(self.worlds.stage_factors)
        self.method = self._coded(self.worlds.aggregate_factors)
        self.own = self._own_variants()
        self.weights = Weights.of(self.worlds.tree, self._raw_weights())
        self.drawn_gaps = None
        for factor, values in zip(factors, self.drawn, strict=True):
            if isinstance(factor, GapsFilled) and len(self.worlds.gaps):
                self.drawn_gaps = values

    @cached_property
    def fills(self) -> Floats | None:
        """Value of every gap, replications x gaps; None where no factor fills them."""
        if self.drawn_gaps is None:
            return None
        assert self.worlds.scale is not None
        low, high = self.worlds.scale
        fills = self.drawn_gaps * (high - low)
        fills += low
        return np.asarray(fills)

    def _coded(self, positions: Sequence[int]) -> npt.NDArray[np.int64]:
        codes = np.zeros(self.n, dtype=np.int64)
        for i in positions:
            codes = codes * len(self.worlds.design.factors[i].among) + self.drawn[i].astype(np.int64)  # type: ignore[union-attr]
        return codes

    def _own_variants(self) -> list[Variant] | None:
        before = self.worlds.drawn_before
        if not before:
            return None
        drawn = [{i: float(self.drawn[i][row]) for i in before} for row in range(self.n)]
        return [self.worlds.variant_with(int(self.variant[row]), drawn[row]) for row in range(self.n)]

    def _raw_weights(self) -> tuple[Floats, ...]:
        worlds = self.worlds
        if self.own is not None:
            raw = [np.concatenate(level) for level in zip(*(one.weights for one in self.own), strict=True)]
        else:
            raw = [level if len(level) == 1 else level[self.variant] for level in worlds.base_weights]
        for factor, values in zip(worlds.design.factors, self.drawn, strict=True):
            if isinstance(factor, WeightSets):
                raw = [level if s is None else s[values] for level, s in zip(raw, worlds.sets, strict=True)]
        for factor, values in zip(worlds.design.factors, self.drawn, strict=True):
            if isinstance(factor, WeightNoise):
                self._add_noise(raw, factor, values)
            elif isinstance(factor, AnyWeights):
                for level, part in _by_level(worlds, factor, values):
                    raw[level] = part * (raw[level] > 0)
            elif isinstance(factor, OneDropped):
                raw[0] = raw[0] * _kept(worlds, factor, values)
        return tuple(raw)

    def _add_noise(self, raw: list[Floats], factor: WeightNoise, values: Drawn) -> None:
        """Every weight of the levels of the factor times 1 - share to 1 + share."""
        named = levels_of(self.worlds, factor.levels)
        if all(len(raw[level]) == 1 for level in named):  # all levels in one go
            given = np.concatenate([raw[level] for level in named], axis=1)
            values = values * (2 * factor.share * given)
            values += (1 - factor.share) * given
            for level, part in _by_level(self.worlds, factor, values):
                raw[level] = part
            return
        for level, part in _by_level(self.worlds, factor, values):
            noisy = part * (2 * factor.share * raw[level])
            noisy += (1 - factor.share) * raw[level]
            raw[level] = noisy

    def collapsed(self, low: int, high: int) -> Floats:
        """Weights of level `low` in their ancestors on level `high`, worked out once."""
        if (low, high) not in self._collapsed:
            self._collapsed[low, high] = self.weights.collapsed(low, high)
        return self._collapsed[low, high]


def _by_level(worlds: Worlds, factor: WeightNoise | AnyWeights, values: Drawn) -> list[tuple[int, Drawn]]:
    """What a factor of weights drew, level by level: position of the level, replications x parts."""
    found, at = [], 0
    for level in levels_of(worlds, factor.levels):
        width = len(worlds.tree.levels[level])
        found.append((level, values[:, at : at + width]))
        at += width
    return found


def _kept(worlds: Worlds, factor: OneDropped, codes: Drawn) -> Floats:
    parts = worlds.tree.levels[0]
    rows = np.ones((len(factor.among or parts) + 1, len(parts)))
    for code, part in enumerate(factor.among or parts):
        rows[code, parts.index(part)] = 0.0
    return np.asarray(rows[codes])


def losses_of(block: Block, *, at_high_end: bool = False) -> Floats:
    """Losses of every unit in every replication, lower is better.

    Args:
        block: the replications.
        at_high_end: whether gaps that no factor fills stand at the best value of their scale, rather than the worst.
    Returns:
        replications x units.
    """
    worlds = block.worlds
    found = np.empty((block.n, worlds.sizes[0]))
    if block.own is not None:
        for row, own in enumerate(block.own):
            values, one = own.high if at_high_end else own.low, slice(row, row + 1)
            setting = int(block.method[row])
            if worlds.drawn_parameters and not worlds.has_noise:
                losses = losses_with_drawn(block, own, values, setting, one)
            else:
                losses = _losses_in(block, own, values, worlds.methods[setting], one, None)
            found[row] = losses[0] + 0.0
        return found
    for code, rows in runs_of(setting_of(block)):
        variant, methods = worlds.variants[code // len(worlds.methods)], worlds.methods[code % len(worlds.methods)]
        values = variant.high if at_high_end else variant.low
        if worlds.drawn_parameters and not worlds.has_noise:
            losses = losses_with_drawn(block, variant, values, code % len(worlds.methods), rows)
        else:
            losses = _losses_in(block, variant, values, methods, rows, found[rows] if isinstance(rows, slice) else None)
        if isinstance(rows, slice):
            np.add(losses, 0.0, out=found[rows])  # adding 0 turns minus zero into zero
        else:
            found[rows] = losses + 0.0
    return found


def setting_of(block: Block) -> npt.NDArray[np.int64]:
    """Variant and methods of each replication as one code: variant * number of method settings + method."""
    return block.variant * len(block.worlds.methods) + block.method


def runs_of(setting: npt.NDArray[np.int64]) -> list[tuple[int, slice | npt.NDArray[np.intp]]]:
    """Settings with the replications that have them: slices where they stand side by side."""
    if (setting[1:] >= setting[:-1]).all():
        starts = np.flatnonzero(np.diff(setting, prepend=-1))
        ends = [*starts[1:].tolist(), len(setting)]
        return [(int(setting[a]), slice(int(a), int(b))) for a, b in zip(starts, ends, strict=True)]
    order = np.argsort(setting, kind="stable")
    cuts = np.flatnonzero(np.diff(setting[order])) + 1
    return [(int(setting[rows[0]]), rows) for rows in np.split(order, cuts)]


def _losses_in(
    block: Block,
    variant: Variant,
    values: Floats,
    methods: tuple[Method, ...],
    rows: slice | npt.NDArray[np.intp],
    out: Floats | None,
) -> Floats:
    worlds, levels = block.worlds, len(block.worlds.tree.levels)
    segments, noise = segments_of(methods, levels), noise_of(worlds)
    if noise is not None:
        level = noise_run(worlds)
        if level is None or segments is None:
            return _with_noise(block, values, methods, rows, noise)
        segments = split_at(segments, level)
    if segments is None:
        return one_by_one(block, values, methods, rows)
    return level_by_level(block, variant, values, segments, rows, noise=noise, out=out)


def _with_noise(
    block: Block,
    values: Floats,
    methods: tuple[Method, ...],
    rows: slice | npt.NDArray[np.intp],
    noise: tuple[int, float],
) -> Floats:
    """Replication by replication, each with noise of its own on every value: what bends before it sums needs them all.

    Drawing 30,000 normal numbers takes half of the time of such a replication.
    """
    at, deviation = noise
    segments, setting = segments_of(methods, len(block.worlds.tree.levels)), block.worlds.methods.index(methods)
    each = np.arange(block.n)[rows]
    found = np.empty((len(each), block.worlds.sizes[0]))
    for place, row in enumerate(each):
        chance = np.random.Generator(np.random.SFC64(int(block.drawn[at][row])))
        noisy = values + deviation * chance.standard_normal(values.shape, dtype=np.float32)
        one, fresh = slice(int(row), int(row) + 1), Variant(noisy, noisy, ())
        if block.worlds.drawn_parameters:
            found[place] = losses_with_drawn(block, fresh, noisy, setting, one)[0]
        elif segments is None:
            found[place] = one_by_one(block, noisy, methods, one)[0]
        else:
            found[place] = level_by_level(block, fresh, noisy, segments, one, noise=None)[0]
    return found
