"""Do the parts of an index hang together: reliability, components, and whether weights are what they say."""

from dataclasses import dataclass

import numpy as np

from openregime.core.readings.index.aggregate import IndexResult
from openregime.core.readings.index.statistics import correlation, correlations
from openregime.core.readings.index.table import Floats


def cronbach_alpha(values: Floats) -> float:
    """Internal consistency of columns: k/(k-1) (1 - sum of variances / variance of the sum); NaN below 2 columns.

    Only rows without a gap count.
    Source: Cronbach, Coefficient alpha and the internal structure of tests, Psychometrika 16 (1951).
    """
    rows = values[~np.isnan(values).any(axis=1)]
    k = values.shape[1]
    whole = rows.sum(axis=1).var(ddof=1) if len(rows) > 1 else 0.0
    if k < 2 or whole == 0:
        return float("nan")
    return float(k / (k - 1) * (1 - rows.var(axis=0, ddof=1).sum() / whole))


@dataclass(frozen=True)
class GroupCoherence:
    """How the parts of one group go together.

    Attributes:
        group: its id; parts: ids below it.
        between: correlations of the parts with each other, parts x parts.
        with_parent: correlation of each part with the group.
        alpha: Cronbach's; NaN for a group of one.
        eigenvalues: of the correlations, largest first; several above 1 say that the group holds several things.
    """

    group: str
    parts: tuple[str, ...]
    between: Floats
    with_parent: Floats
    alpha: float
    eigenvalues: Floats


def coherence_of(result: IndexResult) -> tuple[GroupCoherence, ...]:
    """One entry per group, from the pillars up to the index."""
    found = []
    for level in result.definition.levels[1:]:
        for group in level:
            parts = result.definition.children[group]
            values = np.column_stack([result.column(part) for part in parts])
            between = np.where(np.isnan(c := correlations(values)), 0.0, c)
            index = result.column(group)
            found.append(
                GroupCoherence(
                    group,
                    parts,
                    between,
                    np.array([correlation(column, index) for column in values.T]),
                    cronbach_alpha(values),
                    np.linalg.eigvalsh(between)[::-1],
                )
            )
    return tuple(found)


def effective_importance(result: IndexResult) -> dict[str, tuple[float, float]]:
    """Part -> (stated share, effective share) among its siblings.

    The effective share is the part of the variance of the group that goes with it, r squared, made to sum to 1: a
    weight is not an importance.
    Source: Paruolo, Saisana and Saltelli, Ratings and rankings, JRSS A 176 (2013), with the linear main effect.
    """
    found = {}
    for group in coherence_of(result):
        weights = np.array([result.definition[part].weight for part in group.parts], dtype=np.float64)
        squares = np.nan_to_num(group.with_parent) ** 2
        total = squares.sum()
        for part, stated, square in zip(group.parts, weights / weights.sum(), squares, strict=True):
            found[part] = (float(stated), float(square / total) if total > 0 else float("nan"))
    return found
