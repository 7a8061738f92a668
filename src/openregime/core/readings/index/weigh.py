"""Where weights come from: given, equal, principal component, budget allocation, pairwise comparison."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

import numpy as np

from openregime.core.readings.index.definition import LARGEST, MOST_RATIO, Definition
from openregime.core.readings.index.faults import BadStep, Fault, refuse_if_any
from openregime.core.readings.index.stage import Stage
from openregime.core.readings.index.statistics import correlations
from openregime.core.readings.index.table import Floats

RANDOM_CONSISTENCY = (0.0, 0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)
"""Mean consistency index of random comparisons of n parts (n = 0 to 10). Source: Saaty, The AHP (1980)."""


class Weighting(Protocol):
    """One source of weights."""

    def of(self, stage: Stage) -> Mapping[str, float]:
        """Part id -> weight, for whole sets of siblings. Raises BadStep."""


@runtime_checkable
class Explained(Protocol):
    """A source of weights that says more about them than its name."""

    def explained(self, stage: Stage) -> tuple[Mapping[str, float], str]:
        """As `Weighting.of`, and what has to be said of them, such as how consistent they are."""


@dataclass(frozen=True)
class Equal:
    """The same weight for all siblings, everywhere."""

    def of(self, stage: Stage) -> Mapping[str, float]:
        return {part.id: 1.0 for part in stage.definition.parts}


@dataclass(frozen=True)
class Given:
    """Weights by name.

    Attributes:
        weights: part id -> weight.
        summing_to: what siblings have to sum to, such as 1 or 100; None where only ratios were meant.
    """

    weights: Mapping[str, float]
    summing_to: float | None = None

    def of(self, stage: Stage) -> Mapping[str, float]:
        stage.definition.with_weights(self.weights, summing_to=self.summing_to)  # refuses what does not sum
        return self.weights


@dataclass(frozen=True)
class PrincipalComponent:
    """Among the indicators of a group: squared loadings on the first principal component of their correlations.

    What is below 1e-12 of the largest is nothing but rounding, and 0.

    Source: Nicoletti, Scarpetta and Boylaud (2000), as in the OECD/JRC handbook (2008), step 6.
    """

    def of(self, stage: Stage) -> Mapping[str, float]:
        at = {indicator.id: j for j, indicator in enumerate(stage.definition.indicators)}
        found: dict[str, float] = {}
        for group in stage.definition.levels[1]:
            below = stage.definition.children[group]
            values = stage.table.values[:, [at[child] for child in below]]
            rows = ~np.isnan(values).any(axis=1)
            if rows.sum() < 3:
                raise BadStep.because("Has fewer than 3 units without a gap. Fill gaps first.", column=group)
            _, vectors = np.linalg.eigh(correlations(values[rows]))
            loadings = vectors[:, -1] ** 2
            loadings[loadings * MOST_RATIO < loadings.max()] = 0.0
            found |= dict(zip(below, loadings.tolist(), strict=True))
        return found


@dataclass(frozen=True)
class BudgetAllocation:
    """Experts share out points among siblings; the weight is the mean share.

    Attributes:
        allocations: expert -> part id -> points >= 0; every expert names the same parts.
        budget: what the points of every expert have to sum to, such as 100; None where only ratios were meant.
    """

    allocations: Mapping[str, Mapping[str, float]]
    budget: float | None = None

    def of(self, stage: Stage) -> Mapping[str, float]:
        if not self.allocations:
            raise BadStep.because("No expert gave points. Add at least one.")
        parts = list(dict.fromkeys(part for points in self.allocations.values() for part in points))
        faults = []
        for expert, points in self.allocations.items():
            faults += [Fault(expert, part, "Has no points. Give 0 on purpose.") for part in parts if part not in points]
            faults += [
                Fault(expert, p, f"{v} is no number of points.") for p, v in points.items() if not 0 <= v <= LARGEST
            ]
            if not faults and sum(points.values()) <= 0:
                faults.append(Fault(expert, None, "Gave no point to anything. Leave the expert out."))
            spent = sum(points.values())
            if self.budget is not None and not np.isclose(spent, self.budget, rtol=1e-6, atol=0):
                faults.append(Fault(expert, None, f"Gave {spent:g} points of {self.budget:g}. Give all, and no more."))
        refuse_if_any(faults, BadStep)
        shares = [{part: points[part] / sum(points.values()) for part in parts} for points in self.allocations.values()]
        return {part: sum(share[part] for share in shares) / len(shares) for part in parts}


@dataclass(frozen=True)
class PairwiseComparison:
    """Analytic hierarchy process: how many times as important one sibling is as another.

    Attributes:
        parts: ids of siblings.
        ratios: square, positive, ratios[i][j] = 1 / ratios[j][i].
        most_inconsistent: consistency ratio from which the comparisons are refused.
    Source: Saaty, The Analytic Hierarchy Process (1980).
    """

    parts: tuple[str, ...]
    ratios: tuple[tuple[float, ...], ...]
    most_inconsistent: float = 0.1

    def of(self, stage: Stage) -> Mapping[str, float]:
        return self.explained(stage)[0]

    def explained(self, stage: Stage) -> tuple[Mapping[str, float], str]:
        weights, ratio = weights_from_comparisons(self.parts, self.ratios)
        if ratio >= self.most_inconsistent:
            raise BadStep.because(
                f"The comparisons contradict each other: consistency ratio {ratio:.3f}, below "
                f"{self.most_inconsistent:g} is asked. Look again at the pair furthest off: "
                f"{_furthest_off(self.parts, self.ratios, weights)}."
            )
        said = f"consistency ratio {ratio:.3f}, below {self.most_inconsistent:g} is asked"
        return dict(zip(self.parts, weights.tolist(), strict=True)), said


def weights_from_comparisons(parts: Sequence[str], ratios: Sequence[Sequence[float]]) -> tuple[Floats, float]:
    """Principal eigenvector of the comparisons, summing to 1, and the consistency ratio (0 is without contradiction).

    Raises:
        BadStep: not square, not positive, not reciprocal to 1e-6, or more than 10 parts.
    """
    a = np.array(ratios, dtype=np.float64)
    k = len(parts)
    if a.shape != (k, k) or not 1 <= k < len(RANDOM_CONSISTENCY):
        raise BadStep.because(f"Comparisons of {k} parts need {k} x {k} ratios, for at most 10 parts.")
    bad = np.argwhere(~(np.isfinite(a) & (a > 0)) | (np.abs(a * a.T - 1) > 1e-6))
    refuse_if_any(
        [
            Fault(parts[i], parts[j], f"{a[i, j]:g} is not above 0 and 1 over its mirror image. Correct it.")
            for i, j in bad
        ],
        BadStep,
    )
    values, vectors = np.linalg.eig(a)
    at = int(np.argmax(values.real))
    weights = np.abs(vectors[:, at].real)
    weights /= weights.sum()
    if k < 3:
        return weights, 0.0
    return weights, float((values[at].real - k) / (k - 1) / RANDOM_CONSISTENCY[k])


def _furthest_off(parts: Sequence[str], ratios: Sequence[Sequence[float]], weights: Floats) -> str:
    off = np.abs(np.log(np.array(ratios)) - np.log(weights[:, None] / weights[None, :]))
    i, j = divmod(int(np.argmax(off)), len(parts))
    return f"{parts[i]} against {parts[j]}, {ratios[i][j]:g} where the others say {weights[i] / weights[j]:.2f}"


@dataclass(frozen=True)
class Weigh:
    """Replace weights. Parts that the source does not name keep theirs."""

    by: Weighting
    name = "weigh"

    def apply(self, stage: Stage) -> Stage:
        """The stage with other weights. Raises BadStep or BadDefinition."""
        weights, said = self.by.explained(stage) if isinstance(self.by, Explained) else (self.by.of(stage), "")
        definition: Definition = stage.definition.with_weights(weights)
        note = f"Weights: {type(self.by).__name__}{f', {said}' if said else ''}."
        return replace(stage, definition=definition, notes=(*stage.notes, note))
