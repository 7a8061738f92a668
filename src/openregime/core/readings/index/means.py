"""Ways to make one value of several; each says how much a strong part may make up for a weak one."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.faults import BadStep, Fault
from openregime.core.readings.index.table import Floats


class Method(Protocol):
    """One way to make one value of several."""

    def of(self, x: Floats, weights: Floats) -> Floats:
        """One value per row.

        Args:
            x: rows x parts, NaN where there is a gap.
            weights: one per part, at least 0, summing to 1.
        Returns:
            One value per row; NaN where a part that weighs something is a gap.
        Raises:
            NoMean: some row has no such mean.
        """

    @property
    def is_monotone(self) -> bool:
        """Whether a row's value never falls when one of its own parts rises, whatever the other rows are."""


class NoMean(BadStep):
    """Values that have no such mean, at these places (row, part)."""

    code = "no-such-mean"

    def __init__(self, places: npt.NDArray[np.intp], message: str) -> None:
        self.places, self.message = places, message
        super().__init__([Fault(f"at position {i}", f"at position {j}", message) for i, j in places[:5]])

    def __reduce__(self) -> tuple[type, tuple[npt.NDArray[np.intp], str]]:  # type: ignore[override]
        return NoMean, (self.places, self.message)

    def named(self, units: tuple[str, ...], parts: tuple[str, ...]) -> BadStep:
        """The same refusal with the names of rows and columns."""
        return BadStep([Fault(units[i], parts[j], self.message) for i, j in self.places])


def _with_gaps(x: Floats, weights: Floats, found: Floats) -> Floats:
    return np.where(np.isnan(x[:, weights > 0]).any(axis=1), np.nan, found)


@dataclass(frozen=True)
class PowerMean:
    """(sum w x^p)^(1/p): p = 1 arithmetic, 0 geometric, -1 harmonic, towards minus infinity the least.

    Attributes:
        p: any finite number; the lower, the less a strong part makes up for a weak one.
        floor: what lies below counts as this much; None where nothing is lifted, and then values of 0 and less are
            refused for p <= 0.
    Source: Hardy, Littlewood and Polya, Inequalities (1934), chapter 2.
    """

    p: float
    floor: float | None = None
    is_monotone = True

    def __post_init__(self) -> None:
        if isinstance(self.p, bool) or not np.isfinite(self.p):
            raise BadStep.because(f"{self.p} is no power. Use a finite number, or Minimum for the limit.")
        if self.floor is not None and not (np.isfinite(self.floor) and (self.floor > 0 or self.p > 0)):
            raise BadStep.because(f"A floor of {self.floor} leaves no mean. Use one above 0, such as 1.")

    def lifted(self, x: Floats) -> Floats:
        """The values with the floor applied; gaps stay gaps."""
        return x if self.floor is None else np.maximum(x, self.floor)

    def of(self, x: Floats, weights: Floats) -> Floats:
        x = self.lifted(x)
        counted = np.where(weights > 0, x, 1.0)
        if self.p != 1:
            refuse_below_zero(counted, self.p)
        total = (np.where(np.isnan(counted), 1.0, bent(counted, self.p)) * weights).sum(axis=1)
        if self.p < 0:  # values far below the least would overflow: take it out of the sum first
            least = np.fmin.reduce(counted, axis=1, keepdims=True)  # gaps apart, and without a warning where all is gap
            total = ((np.where(np.isnan(counted), least, counted) / least) ** self.p * weights).sum(axis=1)
            return _with_gaps(x, weights, least[:, 0] * total ** (1 / self.p))
        return _with_gaps(x, weights, straightened(total, self.p))


def bent(x: Floats, p: float) -> Floats:
    """The generator of the mean: x, log x or x^p."""
    if p == 1:
        return x
    if p == 0:
        return np.log(x)
    if p == -1:
        return 1 / x
    if p == -5:  # products are ten times faster than powers
        square = x * x
        return 1 / (square * square * x)
    return x**p


def straightened(total: Floats, p: float) -> Floats:
    """The inverse of `bent`."""
    if p == 1:
        return total
    if p == 0:
        return np.exp(total)
    if p == -1:
        return 1 / total
    return total ** (1 / p)


def refuse_below_zero(x: Floats, p: float) -> None:
    """Raise NoMean where values have no mean of this power."""
    bad = np.argwhere(x < 0 if p > 0 else x <= 0)
    if len(bad):
        message = f"Is 0 or less and has no mean of power {p:g}. Use a scale above 0, such as 1 to 100, or set a floor."
        raise NoMean(bad, message)


ARITHMETIC, GEOMETRIC, HARMONIC = PowerMean(1.0), PowerMean(0.0), PowerMean(-1.0)


@dataclass(frozen=True)
class Minimum:
    """The least part that weighs anything: nothing makes up for it."""

    is_monotone = True

    def of(self, x: Floats, weights: Floats) -> Floats:
        return np.asarray(x[:, weights > 0].min(axis=1))


@dataclass(frozen=True)
class OrderedWeights:
    """Ordered weighted average: weights belong to places (worst first), not to parts.

    Attributes:
        orness: 0 the least, 0.5 the plain mean, 1 the highest; the weight of place i of k is (i/k)^a - ((i-1)/k)^a
            with a chosen so. Weights of parts are refused unless they are equal, for they would say nothing.
    Source: Yager, On ordered weighted averaging aggregation operators, IEEE SMC 18 (1988).
    """

    orness: float
    is_monotone = True

    def __post_init__(self) -> None:
        if not 0 < self.orness < 1:
            raise BadStep.because(f"An orness of {self.orness} is outside 0 to 1. Use Minimum for 0.")

    def of(self, x: Floats, weights: Floats) -> Floats:
        used = x[:, weights > 0]
        if not np.allclose(weights[weights > 0], 1 / used.shape[1], rtol=1e-9):
            message = "Ordered weights belong to places, not to parts. Make the weights of the parts equal."
            raise BadStep.because(message)
        places = np.arange(used.shape[1] + 1) / used.shape[1]
        by_place = np.diff(places ** (self.orness / (1 - self.orness)))
        return np.asarray(np.sort(used, axis=1) @ by_place)


@dataclass(frozen=True)
class Copeland:
    """Sum over the others of the weight on which a row beats them, ties half. Votes count, not distances.

    The sum over rivals and the sum over parts change places, so this is a weighted mean of one score per part.
    """

    is_monotone = False

    def of(self, x: Floats, weights: Floats) -> Floats:
        return _with_gaps(x, weights, beaten_by_part(x) @ weights)


def beaten_by_part(x: Floats) -> Floats:
    """For each row and part: how many other rows it beats there, ties half. Gaps are no rivals and beat nobody."""
    found = np.full(x.shape, np.nan)
    for j in range(x.shape[1]):
        there = ~np.isnan(x[:, j])
        known = x[there, j]
        margin = 1e-12 * np.abs(known).max(initial=0.0)  # what differs by rounding only is a tie
        in_order = np.sort(known)
        below = np.searchsorted(in_order, known - margin, side="left")
        upto = np.searchsorted(in_order, known + margin, side="right")
        found[there, j] = below + (upto - below - 1) / 2
    return found


@dataclass(frozen=True)
class CopelandWins:
    """Rivals beaten on more than half of the weight, less those one is beaten by: the classic count."""

    is_monotone = False

    def of(self, x: Floats, weights: Floats) -> Floats:
        margin = outranking(x, weights)
        wins = (margin > margin.T + 1e-12).sum(axis=1) - (margin + 1e-12 < margin.T).sum(axis=1)
        return _with_gaps(x, weights, wins.astype(np.float64))


def outranking(x: Floats, weights: Floats) -> Floats:
    """rows x rows: weight on which the row beats the column, ties half, 0 on the diagonal.

    Source: Munda and Nardo, Noncompensatory/nonlinear composite indicators (2009).
    """
    found = np.zeros((len(x), len(x)))
    for column, weight in zip(x.T, weights, strict=True):
        found += weight * ((column[:, None] > column[None, :]) + 0.5 * (column[:, None] == column[None, :]))
    np.fill_diagonal(found, 0.0)
    return found


@dataclass(frozen=True)
class MeanOfWhatIsThere:
    """A power mean over the parts that are there, their weights scaled up. It pretends that gaps are like the rest.

    A gap can raise it, so it is never the default, and its name says what it is.
    """

    p: float = 1.0
    is_monotone = False

    def of(self, x: Floats, weights: Floats) -> Floats:
        there = ~np.isnan(x)
        share = np.where(there, weights, 0.0)
        total = share.sum(axis=1, keepdims=True)
        filled = np.where(there & (share > 0), x, 1.0)
        if self.p != 1:
            refuse_below_zero(filled, self.p)
        with np.errstate(invalid="ignore", divide="ignore"):
            found = straightened((bent(filled, self.p) * share).sum(axis=1) / total[:, 0], self.p)
        return np.where(total[:, 0] > 0, found, np.nan)
