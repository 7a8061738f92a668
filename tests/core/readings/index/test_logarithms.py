"""The short way to logarithms near 1 stays within the bound that it gives."""

import numpy as np
import pytest

from openregime.core.readings.index.logarithms import MOST_LEFT_OUT, LogarithmSeries


@pytest.mark.parametrize("furthest", [1e-6, 0.01, 0.1, 0.25, 0.4, 0.5])
def test_what_the_polynomial_leaves_out_is_bounded(furthest: float) -> None:
    series = LogarithmSeries.within(furthest)
    x = np.linspace(-furthest, furthest, 2_001).astype(np.float32)
    exact = np.log1p(x.astype(np.float64)) - x
    found = x.copy()
    series.put_rest(found, np.empty_like(x))

    roundings = 10 * 2.0**-24 * furthest**2 / (1 - furthest)
    assert (np.abs(found - exact) <= series.left_out + roundings).all()
    assert series.left_out < MOST_LEFT_OUT


def test_a_wider_range_takes_more_terms() -> None:
    counts = [len(LogarithmSeries.within(furthest).terms) for furthest in (0.01, 0.25, 0.4, 0.5)]
    assert counts == [1, 2, 3, 4]
