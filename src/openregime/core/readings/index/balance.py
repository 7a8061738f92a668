"""Weights that make every part matter as much as intended: least squares on correlations, weights bounded below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.aggregate import Aggregate, aggregated
from openregime.core.readings.index.draws import stream
from openregime.core.readings.index.faults import BadStep, Fault, refuse_if_any
from openregime.core.readings.index.means import ARITHMETIC, Method
from openregime.core.readings.index.stage import Stage
from openregime.core.readings.index.table import Floats
from openregime.core.readings.index.tree import Tree


@dataclass(frozen=True)
class BalancedWeights:
    """What the search found.

    Attributes:
        weights: part id -> weight, summing to 1 over the level.
        shares: part id -> its share in the sum of correlations with the index.
        objective: natural logarithm of the mean squared difference between shares and targets; lower is better.
        has_converged: whether no direction within the bounds leads further down.
        steps: steps of the search that led here; starts: how many searches were made.
    """

    weights: dict[str, float]
    shares: dict[str, float]
    objective: float
    has_converged: bool
    steps: int
    starts: int


@dataclass(frozen=True)
class Balanced:
    """A source of weights: those of one level that make every part matter as much as intended.

    Attributes:
        level: 1 for the indicators, below the index.
        by: means of the index, one for all levels or one for each: what matters depends on them.
        targets, least, seed, starts: as for `balance_weights`.
    """

    level: int
    by: Method | tuple[Method, ...] = ARITHMETIC
    targets: Mapping[str, float] | None = None
    least: float = 0.01
    seed: int = 1
    starts: int = 3

    def of(self, stage: Stage) -> Mapping[str, float]:
        """Weights of the level. Raises BadStep: as `balance_weights`."""
        return self.explained(stage)[0]

    def explained(self, stage: Stage) -> tuple[Mapping[str, float], str]:
        """Weights, and whether the search converged."""
        found = balance_weights(
            stage, Aggregate(self.by).methods_for(stage.definition), self.level,
            targets=self.targets, least=self.least, seed=self.seed, starts=self.starts,
        )  # fmt: skip
        ended = "converged" if found.has_converged else "NOT converged"
        return found.weights, f"the search has {ended}, objective {found.objective:.3f} after {found.steps} steps"


def balance_weights(
    stage: Stage,
    methods: Sequence[Method],
    level: int,
    *,
    targets: Mapping[str, float] | None = None,
    least: float = 0.01,
    seed: int,
    starts: int = 3,
) -> BalancedWeights:
    """Weights of one level whose correlations with the index stand in the ratios asked for.

    Args:
        stage: normalised, without gaps; methods: as for `aggregated`.
        level: 1 for the indicators, below the index.
        targets: part id -> intended importance > 0, only ratios count; None for equal importance.
        least: lowest weight, as a share of the level, above 0 and below 1 / parts.
        seed, starts: of the searches from different weights, of which the best is kept.
    Raises:
        BadStep: no such level, a target missing or not above 0, or a lower bound that the parts cannot meet.
    Source: the objective of Becker, Saisana, Paruolo and Vandecasteele, Weights and importance in composite
        indicators, Ecological Indicators 80 (2017), with Pearson correlations; Levenberg-Marquardt, projected.
    """
    parts = _parts_of_level(stage, level, least)
    wanted = _targets(parts, targets)
    problem, chance = _Problem(stage, methods, level, wanted), stream(seed)
    even = np.ones(len(parts))
    begins = [even / len(parts), *(chance.dirichlet(3 * even) for _ in range(starts - 1))]
    found = [_search(problem, np.maximum(w, least), least) for w in begins]
    weights, steps, converged = min(found, key=lambda one: float((problem.misfit(one[0]) ** 2).sum()))
    shares = problem.shares(weights)
    squares = float(np.mean((shares - wanted) ** 2))
    return BalancedWeights(
        dict(zip(parts, (weights / weights.sum()).tolist(), strict=True)),
        dict(zip(parts, shares.tolist(), strict=True)),
        float(np.log(squares)) if squares > 0 else float("-inf"),
        converged,
        steps,
        starts,
    )


def _parts_of_level(stage: Stage, level: int, least: float) -> tuple[str, ...]:
    levels = stage.definition.levels
    if not 1 <= level < len(levels):
        raise BadStep.because(f"{level} is no level below the index. Use 1 to {len(levels) - 1}.")
    parts = levels[level - 1]
    if not 0 < least < 1 / len(parts):
        raise BadStep.because(f"A least weight of {least} cannot be met by {len(parts)} parts. Use less.")
    return parts


def _targets(parts: Sequence[str], targets: Mapping[str, float] | None) -> Floats:
    if targets is None:
        return np.full(len(parts), 1 / len(parts))
    faults = [
        Fault(part, "target", "Has no target. Give one above 0.") for part in parts if not targets.get(part, 0) > 0
    ]
    refuse_if_any(faults, BadStep)
    wanted = np.array([targets[part] for part in parts], dtype=np.float64)
    return np.asarray(wanted / wanted.sum())


class _Problem:
    """Shares of correlation as a function of the weights of one level; what lies below it is worked out once."""

    def __init__(self, stage: Stage, methods: Sequence[Method], level: int, wanted: Floats) -> None:
        columns = aggregated(stage.definition, stage.table.values, methods, stage.table.units)
        self.tree = Tree.of(stage.definition)
        self.methods, self.at, self.wanted = methods[level - 1 :], level - 1, wanted
        self.above = self.tree.weights_of(stage.definition)[level:]
        self.parts = np.column_stack([columns[part] for part in self.tree.levels[level - 1]])
        if np.isnan(self.parts).any():
            raise BadStep.because("Weights are balanced on values without gaps. Fill gaps or leave units out first.")
        self.standard = (self.parts - self.parts.mean(axis=0)) / np.linalg.norm(
            self.parts - self.parts.mean(axis=0), axis=0
        )

    def shares(self, weights: Floats) -> Floats:
        """Share of each part in the sum of correlations with the index."""
        values = self.parts
        for up, (method, level) in enumerate(zip(self.methods, (weights[None, :], *self.above), strict=True)):
            below = self.tree.below(self.at + up, self.at + up + 1)
            values = np.column_stack(
                [method.of(values[:, part], level[0, part] / level[0, part].sum()) for part in below]
            )
        index = values[:, 0] - values[:, 0].mean()
        found = index @ self.standard
        return np.asarray(found / found.sum())

    def misfit(self, weights: Floats) -> Floats:
        return np.asarray(self.shares(weights) - self.wanted)


def _search(problem: _Problem, weights: Floats, least: float, *, most_steps: int = 100) -> tuple[Floats, int, bool]:
    """Damped Gauss-Newton steps that keep the sum, cut at the bound, until no direction leads down."""
    weights = _bounded(weights, least)
    misfit, damping = problem.misfit(weights), 1e-3
    for step in range(most_steps):
        slope = _slope(problem, weights)
        gradient = slope.T @ misfit
        free, rest = _free(gradient, weights, least)
        if rest < 1e-9:
            return weights, step, True
        for _ in range(30):
            trial = _bounded(weights + _move(slope, gradient, free, damping), least)
            after = problem.misfit(trial)
            if (after**2).sum() < (misfit**2).sum():
                weights, misfit, damping = trial, after, max(damping / 5, 1e-12)
                break
            damping *= 4
        else:
            return weights, step, rest < 1e-6
    return weights, most_steps, rest < 1e-6


def _slope(problem: _Problem, weights: Floats) -> Floats:
    columns = []
    for j in range(len(weights)):
        ahead, behind = weights.copy(), weights.copy()
        ahead[j] *= 1 + 1e-5
        behind[j] *= 1 - 1e-5
        columns.append((problem.misfit(ahead) - problem.misfit(behind)) / (2e-5 * weights[j]))
    return np.column_stack(columns)


def _free(gradient: Floats, weights: Floats, least: float) -> tuple[npt.NDArray[np.bool_], float]:
    """Weights that may move, and how steep the way down still is along them with the sum kept."""
    free = weights > least * (1 + 1e-7)
    level = gradient[free].mean() if free.any() else 0.0
    free = free | (gradient < level)  # at the bound, but pulled upwards
    return free, float(np.abs(gradient[free] - gradient[free].mean()).max())


def _move(slope: Floats, gradient: Floats, free: npt.NDArray[np.bool_], damping: float) -> Floats:
    k = int(free.sum())
    system = np.zeros((k + 1, k + 1))
    system[:k, :k] = slope[:, free].T @ slope[:, free] + damping * np.eye(k)
    system[k, :k] = system[:k, k] = 1.0
    move = np.zeros(len(free))
    move[free] = np.linalg.solve(system, np.append(-gradient[free], 0.0))[:k]
    return move


def _bounded(weights: Floats, least: float) -> Floats:
    """Weights that sum to 1 with none below the bound: what is missing comes off the others."""
    weights = np.maximum(weights, 0.0)
    weights = weights / weights.sum()
    for _ in range(len(weights)):
        low = weights < least
        if not low.any():
            break
        weights = np.where(low, least, weights)
        spare = 1 - least * low.sum()
        others = ~(weights <= least)
        weights[others] *= spare / weights[others].sum() if others.any() else 1.0
        if abs(weights.sum() - 1) < 1e-12 and not (weights < least).any():
            break
    return np.maximum(weights, least)
