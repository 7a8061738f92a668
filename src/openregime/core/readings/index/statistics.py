"""The few statistics that an index needs, on columns with gaps (NaN), which are left out column by column."""

import math

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.table import Floats


def known_of(column: Floats) -> Floats:
    """The values that are there."""
    return column[~np.isnan(column)]


def skewness_and_kurtosis(column: Floats) -> tuple[float, float]:
    """Sample skewness G1 and excess kurtosis G2 of the values that are there.

    NaN below 3 (4) values or without spread.
    Source: Joanes and Gill, Comparing measures of sample skewness and kurtosis, The Statistician 47 (1998), 183-189.
    """
    x = known_of(column)
    n = len(x)
    d = x - x.sum() / max(n, 1)
    squares = d * d
    spread = float(squares.sum())
    if n < 3 or spread == 0:
        return float("nan"), float("nan")
    third = float((squares * d).sum())
    skew = math.sqrt(n) * third / spread**1.5 * math.sqrt(n * (n - 1)) / (n - 2)
    if n < 4:
        return skew, float("nan")
    ratio = n * float((squares * squares).sum()) / spread**2
    return skew, ((n + 1) * (ratio - 3) + 6) * (n - 1) / ((n - 2) * (n - 3))


def ranks_of(column: Floats, *, highest_first: bool = True) -> Floats:
    """Rank 1 is best and ties share the lowest rank; gaps stay gaps.

    >>> ranks_of(np.array([10.0, 30.0, 30.0, 5.0])).tolist()
    [3.0, 1.0, 1.0, 4.0]
    """
    x = -column if highest_first else column
    known = np.sort(known_of(x))
    found = np.searchsorted(known, x, side="left") + 1.0
    return np.where(np.isnan(x), np.nan, found)


def middle_ranks(column: Floats) -> Floats:
    """Rank from the lowest, ties sharing the mean of their places; gaps stay gaps."""
    known = np.sort(known_of(column))
    low, high = np.searchsorted(known, column, side="left"), np.searchsorted(known, column, side="right")
    return np.where(np.isnan(column), np.nan, (low + high + 1) / 2.0)


def correlation(a: Floats, b: Floats) -> float:
    """Pearson correlation over the pairs that are there; NaN below 3 pairs or without spread."""
    both = ~(np.isnan(a) | np.isnan(b))
    if both.sum() < 3:
        return float("nan")
    x, y = a[both] - a[both].mean(), b[both] - b[both].mean()
    scale = np.sqrt((x * x).sum() * (y * y).sum())
    return float((x * y).sum() / scale) if scale > 0 else float("nan")


def rank_correlation(a: Floats, b: Floats) -> float:
    """Spearman correlation over the pairs that are there."""
    both = ~(np.isnan(a) | np.isnan(b))
    return correlation(middle_ranks(a[both]), middle_ranks(b[both]))


def correlations(values: Floats) -> Floats:
    """Pearson correlations of all columns, pair by pair over the rows that both have."""
    if not np.isnan(values).any():
        d = values - values.mean(axis=0)
        norm = np.sqrt((d * d).sum(axis=0))
        with np.errstate(invalid="ignore", divide="ignore"):
            z = d / norm
        return np.asarray(np.clip(z.T @ z, -1, 1))
    k = values.shape[1]
    found = np.eye(k)
    for i in range(k):
        for j in range(i):
            found[i, j] = found[j, i] = correlation(values[:, i], values[:, j])
    return found


def quantiles_of_counts(counts: npt.NDArray[np.int64], shares: tuple[float, ...]) -> Floats:
    """Quantiles of the values 1, 2, 3 ... that stand `counts` times: the least value with at least that share below.

    Args:
        counts: units x values.
        shares: each 0 to 1.
    Returns:
        units x shares.
    """
    below = counts.cumsum(axis=1)
    total = below[:, -1:]
    return np.stack([(below < np.ceil(share * total - 1e-9).clip(1)).sum(axis=1) + 1.0 for share in shares], axis=1)
