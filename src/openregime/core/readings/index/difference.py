"""Why one unit stands above another: their difference shared out among indicators and groups, so that it adds up."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.faults import BadStep
from openregime.core.readings.index.intervals import filled_ends, refuse_unless_monotone
from openregime.core.readings.index.means import Method, Minimum, PowerMean
from openregime.core.readings.index.stage import Stage
from openregime.core.readings.index.table import Floats
from openregime.core.readings.index.tree import Tree

TOLERANCE = 1e-12
"""How far a stretch of the way may be from adding up, as a share of the highest score."""
NARROWEST = 2.0**-40
NODES, NODE_WEIGHTS = np.polynomial.legendre.leggauss(8)


@dataclass(frozen=True, slots=True)
class Difference:
    """The index of one unit less that of another, shared out.

    Attributes:
        first, second: the units.
        least: part id -> points, with every gap as bad for the first unit as it can be; the index itself holds the
            whole difference, each group the sum of its parts.
        most: the same with every gap as good for the first unit as it can be. Without gaps both are alike. The whole
            difference lies between the two whatever the gaps hold; a single part may lie outside, for what it is
            worth depends on the others.
    """

    first: str
    second: str
    least: dict[str, float]
    most: dict[str, float]

    def of(self, part: str) -> tuple[float, float]:
        """Points of one part, with the gaps against and for the first unit."""
        return self.least[part], self.most[part]


def difference_between(stage: Stage, methods: Sequence[Method], first: str, second: str) -> Difference:
    """Share the difference of two units out among indicators and groups.

    The way taken is the straight line from the values of the second unit to those of the first: each indicator gets
    what its own step adds, all steps taken in proportion. That rule (Aumann and Shapley) is the one that adds up, turns
    round when the units change places, gives nothing for an equal value, and gives a group what its indicators get
    together; orders of exchange (Shapley) fail the last, and marginal gains at one end do not add up. For arithmetic
    means it is weight times difference.

    Args:
        stage: normalised; with gaps only on a scale that is fixed by definition.
        methods: power means or minima, one per level above the indicators.
        first, second: two units.
    Raises:
        BadStep: no such unit, a method that gives no gains, gaps without a fixed scale, or values without a mean.
    Source: Aumann and Shapley, Values of Non-Atomic Games (1974); Gauss-Legendre quadrature, halved until it adds up.
    """
    units = stage.table.units
    for unit in (first, second):
        if unit not in units:
            raise BadStep.because("Is no unit of the index.", row=unit)
    for method in methods:
        if not isinstance(method, PowerMean | Minimum):
            raise BadStep.because(f"{type(method).__name__} has no gains to follow. Use power means or Minimum.")
    refuse_unless_monotone(methods)
    values = stage.table.values
    low, high = filled_ends(stage) if np.isnan(values).any() else (values, values)
    i, j, tree = units.index(first), units.index(second), Tree.of(stage.definition)
    index = _Index(tree, tuple(methods), tuple(w[0] for w in tree.weights_of(stage.definition)))
    columns = tree.columns
    against = _shared_out(index, low[i, columns], high[j, columns])
    if np.array_equal(low[[i, j]], high[[i, j]]):
        return Difference(first, second, against, dict(against))
    return Difference(first, second, against, _shared_out(index, high[i, columns], low[j, columns]))


@dataclass(frozen=True)
class _Index:
    """The index as a function of one row of values in the order of the tree, with its slope."""

    tree: Tree
    methods: tuple[Method, ...]
    weights: tuple[Floats, ...]

    def at(self, x: Floats) -> tuple[Floats, Floats]:
        """Index and slope (rows x indicators) of rows of values."""
        levels, slopes = [x], []
        for level, method in enumerate(self.methods):
            means, slope = [], np.zeros(levels[-1].shape)
            for part in self.tree.below(level, level + 1):
                share = self.weights[level][part] / self.weights[level][part].sum()
                mean = method.of(levels[-1][:, part], share)
                slope[:, part] = _gains_per_point(method, levels[-1][:, part], share, mean)
                means.append(mean)
            levels.append(np.column_stack(means))
            slopes.append(slope)
        total = np.ones((len(x), 1))
        for level in range(len(self.methods) - 1, -1, -1):
            total = total[:, self.tree.parents[level]] * slopes[level]
        return levels[-1][:, 0], total


def _gains_per_point(method: Method, x: Floats, weights: Floats, mean: Floats) -> Floats:
    """Rise of a mean per point on each of its parts; where several parts are the least they share it."""
    if isinstance(method, Minimum):
        least = (x == mean[:, None]) & (weights > 0)
        return np.asarray(least / least.sum(axis=1, keepdims=True))
    assert isinstance(method, PowerMean)
    lifted = method.lifted(x)
    with np.errstate(divide="ignore", invalid="ignore"):
        steep = np.where(weights > 0, weights * (lifted / mean[:, None]) ** (method.p - 1), 0.0)
    return steep if method.floor is None else np.where(x >= method.floor, steep, 0.0)


def _shared_out(index: _Index, to: Floats, start: Floats) -> dict[str, float]:
    """Points of every part on the straight way from one row of values to another."""
    step = to - start
    ends = index.at(np.stack([start, to]))[0]
    enough = TOLERANCE * max(1.0, float(np.abs(ends).max()))
    gains = np.zeros(len(step))
    stretches = [(0.0, 1.0)]
    while stretches:
        begin, end = stretches.pop()
        gain, missing = _stretch(index, start, step, begin, end)
        if abs(missing) > enough * (end - begin) + 4e-16 * abs(ends).max() and end - begin > NARROWEST:
            middle = (begin + end) / 2
            stretches += [(begin, middle), (middle, end)]
        else:
            gains += gain
    points = dict(zip(index.tree.levels[0], gains.tolist(), strict=True))
    for level, groups in enumerate(index.tree.levels[1:]):
        parts: npt.NDArray[np.float64] = np.array([points[part] for part in index.tree.levels[level]])
        points |= {g: float(parts[at].sum()) for g, at in zip(groups, index.tree.below(level, level + 1), strict=True)}
    return points


def _stretch(index: _Index, start: Floats, step: Floats, begin: float, end: float) -> tuple[Floats, float]:
    """What each indicator adds on one stretch, and how far that is from what the index gains there."""
    places = (begin + end) / 2 + (end - begin) / 2 * np.concatenate([NODES, [-1.0, 1.0]])
    values, slopes = index.at(start + places[:, None] * step)
    gain = (end - begin) / 2 * (NODE_WEIGHTS @ slopes[:-2]) * step
    return gain, float(values[-1] - values[-2] - gain.sum())
