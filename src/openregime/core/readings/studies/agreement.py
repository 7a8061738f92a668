"""How far two rankings agree: rank correlations, and their range where one of them is known only within intervals."""

from dataclasses import dataclass

import numpy as np

from openregime.core.readings.index import BadDesign
from openregime.core.readings.index.statistics import middle_ranks
from openregime.core.readings.index.table import Floats


def spearman_rho(a: Floats, b: Floats) -> float:
    """Correlation of ranks, ties at the mean of their places; NaN where one side does not vary.

    Source: Spearman, The proof and measurement of association between two things (1904).

    >>> spearman_rho(np.array([1.0, 2.0, 3.0]), np.array([10.0, 30.0, 20.0]))
    0.5
    """
    x, y = middle_ranks(a), middle_ranks(b)
    x, y = x - x.mean(), y - y.mean()
    size = float(np.sqrt((x @ x) * (y @ y)))
    return float(x @ y) / size if size > 0 else float("nan")


def kendall_tau_b(a: Floats, b: Floats) -> float:
    """Pairs in the same order less pairs in the other, over pairs that are no ties; NaN where one side does not vary.

    Source: Kendall, The treatment of ties in ranking problems, Biometrika 33 (1945).

    >>> round(kendall_tau_b(np.array([1.0, 2.0, 3.0]), np.array([10.0, 30.0, 20.0])), 6)
    0.333333
    """
    over = np.triu_indices(len(a), 1)
    x = np.sign(a[:, None] - a[None, :])[over]
    y = np.sign(b[:, None] - b[None, :])[over]
    size = float(np.sqrt(np.abs(x).sum() * np.abs(y).sum()))
    return float(x @ y) / size if size > 0 else float("nan")


@dataclass(frozen=True, slots=True)
class Agreement:
    """Rank correlations of two rankings over the units that both have.

    Attributes:
        units: those compared, in the order of the first ranking.
        rho, tau: (low, middle, high) of Spearman's and Kendall's correlation over the draws; equal where both sides
            are known exactly.
        draws: how many times the intervals were filled; 1 where there was nothing to fill.
    """

    units: tuple[str, ...]
    rho: tuple[float, float, float]
    tau: tuple[float, float, float]
    draws: int


def agreement_between(
    ours: dict[str, tuple[float, float]], theirs: dict[str, tuple[float, float]], *, seed: int, draws: int = 400
) -> Agreement:
    """Compare two sets of scores, each within its interval.

    Args:
        ours, theirs: unit -> low and high score, low <= high, higher is better on both sides.
        seed, draws: each draw puts every score anywhere in its interval, evenly and on its own; the range given is
            that of the middle 90 % of draws.
    Raises:
        BadDesign: fewer than 3 units in both.
    """
    units = tuple(unit for unit in ours if unit in theirs)
    if len(units) < 3:
        raise BadDesign.because(
            f"Only {len(units)} units stand in both. A rank correlation needs at least 3; compare other indices."
        )
    a, b = (np.array([side[u] for u in units], dtype=np.float64) for side in (ours, theirs))
    if (a[:, 0] == a[:, 1]).all() and (b[:, 0] == b[:, 1]).all():
        draws = 1
    chance = np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed)))
    found = []
    for _ in range(draws):
        x = a[:, 0] + (a[:, 1] - a[:, 0]) * chance.random(len(units))
        y = b[:, 0] + (b[:, 1] - b[:, 0]) * chance.random(len(units))
        found.append((spearman_rho(x, y), kendall_tau_b(x, y)))
    both = np.quantile(np.array(found), (0.05, 0.5, 0.95), axis=0)
    rho, tau = (tuple(float(v) for v in both[:, side]) for side in (0, 1))
    return Agreement(units, (rho[0], rho[1], rho[2]), (tau[0], tau[1], tau[2]), draws)
