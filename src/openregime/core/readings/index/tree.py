"""The hierarchy as arrays: siblings side by side, so that every group is a slice of the level below."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.definition import Definition
from openregime.core.readings.index.table import Floats

Positions = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Tree:
    """Where every part stands.

    Attributes:
        levels: ids by level, indicators first, the index last.
        columns: position of each indicator of level 1 among the indicators of the definition.
        parents: for each level below the index: position of each part's group in the level above.
        starts: for each level above the indicators: where each group's slice of the level below begins.
    """

    levels: tuple[tuple[str, ...], ...]
    columns: Positions
    parents: tuple[Positions, ...]
    starts: tuple[Positions, ...]

    @classmethod
    def of(cls, definition: Definition) -> "Tree":
        """The tree of a definition."""
        at = {indicator.id: j for j, indicator in enumerate(definition.indicators)}
        levels = definition.levels
        sizes = [[len(definition.children[group]) for group in level] for level in levels[1:]]
        return cls(
            levels=levels,
            columns=np.array([at[part] for part in levels[0]], dtype=np.intp),
            parents=tuple(np.repeat(np.arange(len(size)), size).astype(np.intp) for size in sizes),
            starts=tuple(np.concatenate([[0], np.cumsum(size)[:-1]]).astype(np.intp) for size in sizes),
        )

    @cached_property
    def membership(self) -> tuple[Floats, ...]:
        """For each level below the index: groups x parts, 1 where the part belongs to the group."""
        return tuple(
            (np.arange(len(starts))[:, None] == parents).astype(np.float64)
            for starts, parents in zip(self.starts, self.parents, strict=True)
        )

    @cached_property
    def sizes(self) -> tuple[Positions, ...]:
        """For each level above the indicators: how many parts each group has."""
        return tuple(np.bincount(parents) for parents in self.parents)

    def weights_of(self, definition: Definition) -> tuple[Floats, ...]:
        """Weights as given, level by level below the index, each 1 x parts."""
        return tuple(
            np.array([[definition[part].weight for part in level]], dtype=np.float64) for level in self.levels[:-1]
        )

    def weights_in(self, given: Mapping[str, float]) -> tuple[Floats | None, ...]:
        """Given weights, level by level; None for a level that is not named. Missing parts of a named level are NaN."""
        return tuple(
            np.array([[given.get(part, np.nan) for part in level]]) if any(part in given for part in level) else None
            for level in self.levels[:-1]
        )

    def below(self, low: int, high: int) -> tuple[slice, ...]:
        """For each group on level `high` (0 for the indicators): its parts on level `low`, which stand side by side."""
        at = np.arange(len(self.levels[low]))
        for parents in self.parents[low:high]:
            at = parents[at]
        ends = np.searchsorted(at, np.arange(len(self.levels[high]) + 1))
        return tuple(slice(int(a), int(b)) for a, b in pairwise(ends))


MANY_PARTS = 16


@dataclass(frozen=True)
class Weights:
    """Weights of many replications, shared out among siblings when asked for.

    Attributes:
        tree: the hierarchy.
        raw: level by level below the index, replications (or 1) x parts, at least 0.
        scale: for each level above the indicators, 1 over the sum of the parts of each group.
    """

    tree: Tree
    raw: tuple[Floats, ...]
    scale: tuple[Floats, ...]

    @classmethod
    def of(cls, tree: Tree, raw: tuple[Floats, ...]) -> "Weights":
        """Weights from raw ones; a group whose parts all weigh 0 weighs 0 itself."""
        kept, scale = [], []
        alive: Floats | None = None
        for level, starts, members in zip(raw, tree.starts, tree.membership, strict=True):
            weights = level if alive is None else level * alive
            totals = _sums(weights, starts, members)
            empty = totals <= 0
            alive = None
            if empty.any():
                alive = (~empty).astype(np.float64)
                totals = np.where(empty, 1.0, totals)
            kept.append(weights)
            scale.append(1.0 / totals)
        return cls(tree, tuple(kept), tuple(scale))

    @property
    def shared(self) -> tuple[Floats, ...]:
        """Shares among siblings, level by level: the parts of a group sum to 1."""
        parents = self.tree.parents
        return tuple(raw * scale[:, up] for raw, scale, up in zip(self.raw, self.scale, parents, strict=True))

    def collapsed(self, low: int, high: int) -> Floats:
        """Weight of each part of level `low` in its ancestor on level `high`: the product of shares along the way.

        Args:
            low, high: positions of levels, 0 for the indicators, low < high.
        """
        above = self.scale[low] if low + 1 == high else self.scale[low] * self.collapsed(low + 1, high)
        spread = np.repeat(above, self.tree.sizes[low], axis=1)
        if len(self.raw[low]) == 1:
            spread *= self.raw[low]
            return spread
        return np.multiply(self.raw[low], spread, out=spread)


def _sums(weights: Floats, starts: Positions, members: Floats) -> Floats:
    """Sum over each group's slice; with many parts a product with a matrix of ones is faster."""
    if len(weights) == 1 or weights.shape[1] < MANY_PARTS:
        return np.asarray(np.add.reduceat(weights, starts, axis=1))
    return np.asarray(weights @ members.T)
