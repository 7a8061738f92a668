"""How a voluntary regime took off: a curve of diffusion through few counts, and whether it foretold the next."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from openregime.core.readings.outlook.faults import BadFit
from openregime.core.readings.outlook.pool import Floats

FEWEST_POINTS = 4
"""Points that a curve with three free numbers needs before it may foretell the next one."""
FEWEST_CHECKS = 3
"""Foretold points below which nothing is said about how well a curve foretells."""

_INNOVATION = np.geomspace(1e-4, 0.3, 60)
_IMITATION = np.append(0.0, np.geomspace(0.01, 1.5, 60))


@dataclass(frozen=True, slots=True)
class Bass:
    """Adopters of their own accord and by imitation; Bass, Management Science 15 (1969), equation 11.

    Attributes:
        launched: year (with fraction) in which nobody had adopted.
        most: adopters in the end. innovation, imitation: per year.
    """

    launched: float
    most: float
    innovation: float
    imitation: float

    def adopters(self, years: Floats) -> Floats:
        """Adopters at some points in time, years with fraction."""
        return np.asarray(self.most * _shape(years - self.launched, self.innovation, self.imitation))


@dataclass(frozen=True, slots=True)
class Foretold:
    """One published count and what was said of it from those before: by the curve, by a straight line, by no change."""

    year: float
    published: float
    curve: float
    line: float
    same: float


@dataclass(frozen=True, slots=True)
class Course:
    """A regime's published counts with its curve.

    Attributes:
        years, counts: the points. curve: fitted to all. foretold: each point from the fourth on, from those before it.
        errors: mean of |foretold / published - 1|: curve, straight line through the last two points, no change.
    """

    name: str
    metric: str
    years: tuple[float, ...]
    counts: tuple[float, ...]
    curve: Bass
    foretold: tuple[Foretold, ...]
    errors: tuple[float, float, float] | None

    @property
    def allows_a_forecast(self) -> bool:
        """True when the curve foretold enough points, and better than both the line and no change."""
        return (
            self.errors is not None
            and len(self.foretold) >= FEWEST_CHECKS
            and self.errors[0] < min(self.errors[1], self.errors[2])
        )


def fit_bass(launched: float, years: Sequence[float], counts: Sequence[float]) -> Bass:
    """The curve of least squared relative errors, on a grid of innovation and imitation.

    Args:
        launched: year of the launch. years, counts: n >= 2 points after it, counts > 0.
    Raises:
        BadFit: fewer points, points before the launch, or counts that are not above zero.
    """
    when, seen = np.asarray(years, dtype=float), np.asarray(counts, dtype=float)
    if len(when) < 2 or len(when) != len(seen) or (when <= launched).any() or not (seen > 0).all():
        raise BadFit(
            "A curve needs two or more counts above zero, each with its year after the launch. Check the rows."
        )
    best, found = np.inf, (0.0, 0.0, 0.0)
    for innovation in _INNOVATION:
        shares = _shape((when - launched)[:, None], innovation, _IMITATION[None, :]) / seen[:, None]
        most = shares.sum(axis=0) / (shares**2).sum(axis=0)
        errors = ((shares * most - 1) ** 2).sum(axis=0)
        k = int(errors.argmin())
        if errors[k] < best:
            best, found = float(errors[k]), (float(most[k]), float(innovation), float(_IMITATION[k]))
    return Bass(launched, *found)


def course_of(name: str, metric: str, launched: float, years: Sequence[float], counts: Sequence[float]) -> Course:
    """Fit a curve, and foretell every point from those before it."""
    foretold = []
    for k in range(FEWEST_POINTS, len(years)):
        curve = fit_bass(launched, years[:k], counts[:k])
        slope = (counts[k - 1] - counts[k - 2]) / (years[k - 1] - years[k - 2])
        line = counts[k - 1] + slope * (years[k] - years[k - 1])
        said = float(curve.adopters(np.array([years[k]]))[0])
        foretold.append(Foretold(years[k], counts[k], said, line, counts[k - 1]))
    errors = None
    if foretold:
        ratios = np.array([[abs(v / f.published - 1) for v in (f.curve, f.line, f.same)] for f in foretold])
        errors = tuple(float(v) for v in ratios.mean(axis=0))
    curve = fit_bass(launched, years, counts)
    return Course(name, metric, tuple(years), tuple(counts), curve, tuple(foretold), errors)  # type: ignore[arg-type]


def _shape(years: Floats, innovation: float | Floats, imitation: float | Floats) -> Floats:
    """Share of the final adopters after so many years."""
    decay = np.exp(-(innovation + imitation) * years)
    return np.asarray((1 - decay) / (1 + imitation / innovation * decay))
