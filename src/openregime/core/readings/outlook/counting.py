"""How many States join: the exact distribution of a count, its intervals, and how a forecast of it is scored."""

from dataclasses import dataclass
from functools import lru_cache
from math import lgamma

import numpy as np

from openregime.core.readings.outlook.model import Scatter
from openregime.core.readings.outlook.pool import Floats

_NODES = 24  # quadrature nodes of the common factor: exact for polynomials up to degree 47


@lru_cache(maxsize=4096)
def _gamma_nodes(variance: float) -> tuple[Floats, Floats]:
    """Nodes and weights of Gauss quadrature for a gamma factor of mean 1 (Golub and Welsch 1969)."""
    shape = 1 / variance
    k = np.arange(_NODES)
    jacobi = np.diag(2 * k + shape)
    off = np.sqrt(k[1:] * (k[1:] + shape - 1))
    values, vectors = np.linalg.eigh(jacobi + np.diag(off, 1) + np.diag(off, -1))
    return np.maximum(values / shape, 1e-12), vectors[0] ** 2


def count_law(cumulative_hazards: Floats, scatter: Scatter | None, years: float) -> Floats:
    """Probability of each number of States joining.

    States join independently of one another, given a factor common to all that is gamma distributed with mean 1.

    Args:
        cumulative_hazards: k values >= 0, over the horizon.
        scatter: says how much the factor varies; None: not at all.
        years: the horizon.
    Returns:
        k + 1 probabilities that add up to 1.
    """
    k, mean = len(cumulative_hazards), float(cumulative_hazards.sum())
    if scatter is None or mean <= 0:
        nodes, weights = np.ones(1), np.ones(1)
    else:
        variance = scatter.variance(mean, years)
        nodes, weights = _gamma_nodes(float(f"{min(max(variance, 1e-3), 50.0):.2g}"))
    joins = 1 - np.exp(-np.outer(nodes, cumulative_hazards))
    law = np.zeros((len(nodes), k + 1))
    law[:, 0] = 1
    for i in range(k):  # one State more: either it joins or it does not
        p = joins[:, i : i + 1]
        law[:, 1 : i + 2] = law[:, 1 : i + 2] * (1 - p) + law[:, : i + 1] * p
        law[:, 0] *= 1 - p[:, 0]
    found = weights @ law
    return np.asarray(found / found.sum())


def state_chances(cumulative_hazards: Floats, scatter: Scatter | None, years: float) -> Floats:
    """Probability of each State by itself to join, over the factor common to all; see `count_law`."""
    mean = float(cumulative_hazards.sum())
    if scatter is None or mean <= 0:
        return np.asarray(1 - np.exp(-cumulative_hazards))
    variance = scatter.variance(mean, years)
    return np.asarray(1 - (1 + variance * cumulative_hazards) ** (-1 / variance))


def binomial_law(n: int, p: float) -> Floats:
    """Probability of 0 to n successes."""
    if n == 0:
        return np.ones(1)
    k, p = np.arange(n + 1), min(max(p, 1e-12), 1 - 1e-12)
    log_factorial = np.array([lgamma(i + 1) for i in range(n + 1)])
    return np.asarray(
        np.exp(log_factorial[n] - log_factorial - log_factorial[::-1] + k * np.log(p) + (n - k) * np.log1p(-p))
    )


@dataclass(frozen=True, slots=True)
class CountInterval:
    """Whole numbers from low to high, which together have a probability of about `share`."""

    low: int
    high: int
    share: float


def mid_interval(law: Floats, share: float) -> CountInterval:
    """The central interval of a count by mid-probabilities.

    A number belongs to it if half of its own probability and all below it lie between (1 - share) / 2 and
    (1 + share) / 2. The usual quantiles of a count promise more than they say; these come nearer to `share`.
    Source: Lancaster (1961) on mid-probabilities; Agresti and Gottard (2007).
    """
    middle = np.cumsum(law) - law / 2
    kept = np.flatnonzero((middle >= (1 - share) / 2) & (middle <= (1 + share) / 2))
    return CountInterval(int(kept[0]), int(kept[-1]), share)


def crps(law: Floats, outcome: int) -> float:
    """Continuous ranked probability score of a count, in counts; 0 is perfect. Source: Gneiting and Raftery (2007)."""
    size = max(len(law), outcome + 1)
    below = np.concatenate([np.cumsum(law), np.ones(size - len(law))])
    return float(((below - (np.arange(size) >= outcome)) ** 2).sum())


_LASTING = (0.02, 0.05, 0.08, 0.12, 0.18, 0.25, 0.35, 0.5, 0.7, 1.0)
_LATER = (0.05, 0.1, 0.2, 0.4, 0.8, 1.2, 1.8, 2.5)
_SURGES = (0.05, 0.15, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0)
GUESS = Scatter(lasting=0.25, later=0.4, surges=0.5, windows=0)
"""What is taken for the scatter before any forecast could be checked."""
_LENT = 2.5  # how firmly a few first forecasts are held to the guess: weight of the squared log of the ratio


@dataclass(frozen=True, eq=False)
class Checked:
    """Past forecasts and what came of them: w means > 0, w counts, over one horizon in years."""

    means: Floats
    outcomes: Floats
    years: float

    def likelihood(self, scatter: Scatter) -> float:
        """Log-likelihood of the counts, each negative binomial."""
        variance = np.array([scatter.variance(mean, self.years) for mean in self.means])
        return float(_log_negative_binomial(self.outcomes, self.means, variance).sum())


def fit_scatter(near: Checked, far: Checked) -> Scatter:
    """Scatter of the greatest likelihood on a grid: lasting and surges from near horizons, later from far ones."""
    n = len(near.means)
    tried = [Scatter(a, GUESS.later, b, n) for a in _LASTING for b in _SURGES]
    best = max(tried, key=lambda s: near.likelihood(s) - _distance(s.lasting, GUESS.lasting, s.surges, GUESS.surges))
    tried = [Scatter(best.lasting, c, best.surges, n) for c in _LATER]
    return max(tried, key=lambda s: far.likelihood(s) - _distance(s.later, GUESS.later))


def _distance(*pairs: float) -> float:
    return _LENT / 2 * sum(float(np.log(a / b)) ** 2 for a, b in zip(pairs[::2], pairs[1::2], strict=True))


def _log_negative_binomial(k: Floats, mean: Floats, variance_of_factor: Floats) -> Floats:
    r = 1 / variance_of_factor
    log_gamma = np.array([lgamma(a + b) - lgamma(b) - lgamma(a + 1) for a, b in zip(k, r, strict=True)])
    return np.asarray(log_gamma + r * np.log(r / (r + mean)) + k * np.log(mean / (r + mean)))
