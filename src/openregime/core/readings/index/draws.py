"""Chance by block: every factor of every block has a stream of its own, so the order of work changes no bit."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.factors import (
    Alternatives,
    AnyWeights,
    Between,
    Factor,
    GapsFilled,
    OneDropped,
    ValueNoise,
    WeightNoise,
    WeightSets,
)
from openregime.core.readings.index.means import Copeland
from openregime.core.readings.index.ranking import FEW_UNITS
from openregime.core.readings.index.segments import noise_level, segments_of
from openregime.core.readings.index.worlds import Worlds

Drawn = npt.NDArray[Any]
CELLS_PER_BLOCK = 6_400_000
CELLS_TOGETHER = 200_000
CELLS_WITH_OWN_VALUES = 10_000_000
LARGEST_BLOCK_KEPT = (32 << 20) - (64 << 10)


def block_size(worlds: Worlds) -> int:
    """Replications of a full block: set by the size of the index alone, never by the machine."""
    if worlds.drawn_before:  # each has values of its own, which are held for the whole block
        return max(4, min(64, CELLS_WITH_OWN_VALUES // (worlds.sizes[0] * worlds.sizes[1])))
    return max(64, min(32_768, CELLS_PER_BLOCK // max(worlds.sizes)))


def rows_together(worlds: Worlds) -> int:
    """Replications that are worked out together: fewer where parts of several groups have to be held at once."""
    levels = len(worlds.tree.levels)
    if worlds.drawn_before:
        return block_size(worlds)
    one_run = not worlds.drawn_parameters and all(
        len(segments_of(methods, levels) or ()) == 1 for methods in worlds.methods
    )
    if worlds.fills_gaps and len(worlds.gaps) > max(worlds.sizes):
        return max(32, 4 * CELLS_TOGETHER // len(worlds.gaps))
    if max(worlds.sizes) > FEW_UNITS:
        return 512
    if any(isinstance(method, Copeland) for methods in worlds.methods for method in methods[1:]):
        return max(32, CELLS_TOGETHER // max(worlds.sizes) // 4)
    return max(32, CELLS_TOGETHER // max(worlds.sizes) // (1 if one_run or not len(worlds.gaps) else 2))


def keep_freed_memory() -> None:
    """Take a large block and give it back untouched, which lets the C library keep what is freed for what comes next.

    Otherwise every array of a piece is handed to the system and asked for again, and each of its pages costs more than
    the sums that it holds (glibc raises its limits to the largest block that it saw freed, up to 32 MiB). Changes no
    number; where another allocator is at work it does nothing.
    """
    block = np.empty(LARGEST_BLOCK_KEPT, dtype=np.uint8)
    del block


def stream(seed: int, *place: int) -> np.random.Generator:
    """The generator that belongs to a place (purpose, block, factor) of an analysis."""
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=place)))


def draw_all(worlds: Worlds, n: int, *, purpose: int, block: int) -> list[Drawn]:
    """Values of every factor for n replications; replications are the first axis."""
    factors = worlds.design.factors
    return [draw(worlds, f, n, stream(worlds.design.seed, purpose, block, i)) for i, f in enumerate(factors)]


def draw(worlds: Worlds, factor: Factor, n: int, chance: np.random.Generator) -> Drawn:
    """Values of one factor: codes of alternatives, or numbers that `scoring` turns into weights, fillings and noise."""
    if isinstance(factor, Alternatives):
        return _codes(chance, n, len(factor.among), factor.chances)
    if isinstance(factor, Between):
        return factor.low + (factor.high - factor.low) * chance.random(n)
    if isinstance(factor, WeightSets):
        return _codes(chance, n, len(factor.sets), factor.chances)
    if isinstance(factor, OneDropped):
        return _codes(chance, n, len(factor.among or worlds.tree.levels[0]) + 1, None)
    if isinstance(factor, WeightNoise):
        return chance.random((n, _parts(worlds, factor.levels)))
    if isinstance(factor, AnyWeights):
        return chance.standard_exponential((n, _parts(worlds, factor.levels)))
    if isinstance(factor, GapsFilled):
        return chance.random((n, len(worlds.gaps)))
    assert isinstance(factor, ValueNoise)
    level = noise_run(worlds)
    if level is None:
        return chance.integers(0, 2**63, size=n)
    return chance.standard_normal((n, len(worlds.tree.levels[level]) * worlds.sizes[0]), dtype=np.float32)


def noise_run(worlds: Worlds) -> int | None:
    """Level up to which noise is drawn by group (`noise_level`); None where every value needs its own."""
    return None if worlds.drawn_parameters else noise_level(worlds.methods, len(worlds.tree.levels))


def noise_of(worlds: Worlds) -> tuple[int, float] | None:
    """Position and deviation of the noise on every value; None where there is none."""
    for i, factor in enumerate(worlds.design.factors):
        if isinstance(factor, ValueNoise):
            return i, factor.deviation
    return None


def levels_of(worlds: Worlds, levels: Sequence[int] | None) -> list[int]:
    """Positions of the levels that a factor changes, 0 for the indicators."""
    return [level - 1 for level in levels] if levels is not None else list(range(len(worlds.tree.levels) - 1))


def _parts(worlds: Worlds, levels: Sequence[int] | None) -> int:
    return sum(len(worlds.tree.levels[level]) for level in levels_of(worlds, levels))


def _codes(chance: np.random.Generator, n: int, among: int, chances: tuple[float, ...] | None) -> npt.NDArray[np.int64]:
    if chances is None:
        return chance.integers(0, among, size=n)
    bounds = np.cumsum(chances) / np.sum(chances)
    return np.minimum(np.searchsorted(bounds, chance.random(n), side="right"), among - 1)
