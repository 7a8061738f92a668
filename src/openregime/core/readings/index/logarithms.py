"""log(1 + x) - x for small x in single precision, by products: the library's logarithm takes three times as long."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.keys import Singles

MOST_LEFT_OUT = 2.0**-24
"""What the polynomial may be off, beside logarithms of the size of 1: one rounding of single precision."""


@dataclass(frozen=True)
class LogarithmSeries:
    """With z = x / (2 + x), log(1 + x) - x = z (2 z^2 (1/3 + z^2/5 + z^4/7 ...) - x), the series cut to a polynomial.

    The polynomial meets the series at Chebyshev points, which takes one term less than breaking it off.

    Attributes:
        terms: of the polynomial in z^2 in the place of the series, twice over, lowest first.
        left_out: bound of the error of log(1 + x) - x by what the polynomial leaves out.
    Source: Trefethen, Approximation Theory and Approximation Practice (2013), chapters 4 and 6.
    """

    terms: npt.NDArray[np.float32]
    left_out: float

    @classmethod
    def within(cls, furthest: float) -> "LogarithmSeries":
        """For |x| up to `furthest`, at most 0.5."""
        z = furthest / (2 - furthest)
        top = z * z
        for count in range(1, 12):
            # error of interpolation: 2 (top / 4)^n times the n-th derivative over n!, which is the sum of the
            # series from its n-th term on, each times a binomial, at most the first of them over (1 - top)^(n + 1)
            error = 2 * (top / 4) ** count / (2 * count + 3) / (1 - top) ** (count + 1)
            if 2 * z**3 * error < MOST_LEFT_OUT:
                break
        points = top / 2 * (1 + np.cos(np.pi * (np.arange(count) + 0.5) / count))
        series = sum(points**m / (2 * m + 3) for m in range(40))
        terms = np.linalg.solve(np.vander(points, increasing=True), series)
        return cls((2 * terms).astype(np.float32), 2 * z**3 * error)

    def put_rest(self, x: Singles, room: Singles) -> None:
        """Put log(1 + x) - x in the place of x; `room` is of its shape and overwritten."""
        np.add(x, np.float32(2), out=room)
        ratio = np.divide(x, room)
        square = np.multiply(ratio, ratio)
        last, *others = self.terms[::-1]
        np.multiply(square, last, out=room)
        for term in others:
            room += term
            room *= square
        room -= x
        np.multiply(ratio, room, out=x)
