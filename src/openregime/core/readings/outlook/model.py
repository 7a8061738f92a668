"""The pooled model: hazards of States fitted on the past of many treaties, and how much outcomes scatter about them."""

from dataclasses import dataclass

import numpy as np

from openregime.core.readings.outlook.features import FEATURES
from openregime.core.readings.outlook.hazard_fit import fit_hazards
from openregime.core.readings.outlook.panel import LEADS, Panel
from openregime.core.readings.outlook.pool import Floats

WITH_LEAD = ("base", "last_year", "last_two_years", "age", "size")
"""Columns whose weight may differ from lead to lead."""

PENALTY = 300.0
"""How strongly coefficients are drawn to "the rate of the last five years goes on" (docs/decisions/0012)."""
WEIGHT_OF_A_ROW = 0.3
"""Windows of one treaty overlap; a row tells less than a row of its own would."""

NEAR = 2.5
"""Years up to which `Scatter.later` has no part."""

_WIDTHS = np.array([end - start for start, end in LEADS])
_FREE = len(LEADS)  # the first columns: one level for each lead


@dataclass(frozen=True, slots=True)
class Scatter:
    """How much counts vary about their mean: three factors of mean 1, each gamma distributed, common to all States.

    Attributes:
        lasting: variance of a factor that stays with an instrument for the whole of a forecast.
        later: variance of a second one that bears on what lies further ahead than NEAR years alone.
        surges: size of the clusters in which deposits come: the hazard of a quarter in which `q` deposits are
            expected is multiplied by a factor of variance surges / q, which makes few large waves out of many small.
        windows: how many past forecasts it was fitted on.
    """

    lasting: float
    later: float
    surges: float
    windows: int

    def variance(self, mean: float, years: float) -> float:
        """Variance of the three factors together, over a horizon in which `mean` deposits are expected."""
        ahead = max(years - NEAR, 0.0) / years
        return self.lasting + (1 + self.lasting) * ahead**2 * self.later + self.surges / mean


@dataclass(frozen=True, eq=False)
class Model:
    """Coefficients, as fitted on what was known on one day.

    Attributes:
        fitted_on: day (ordinal). rows, deposits: how many rows and deposits it was fitted on.
        centre, scale: len(FEATURES) values each: how columns were made alike.
        coefficients: one per column of `_design`.
        scatter: None until it has been fitted on past forecasts.
        months: twelve shares that add up to 1: how deposits spread over the year.
    """

    fitted_on: int
    rows: int
    deposits: int
    centre: Floats
    scale: Floats
    coefficients: Floats
    months: Floats
    scatter: Scatter | None = None

    def hazards(self, x: Floats) -> Floats:
        """Hazard per year of each State in each lead.

        Args:
            x: k x len(FEATURES), from `Snapshot.features`.
        Returns:
            k x len(LEADS), per year.
        """
        scaled = (x - self.centre) / self.scale
        linear = [_design(scaled, np.full(len(x), k)) @ self.coefficients for k in range(len(LEADS))]
        return np.asarray(np.exp(np.clip(np.column_stack(linear), -25, 3)))

    def weight_of(self, feature: str) -> float:
        """By how much the log hazard of the first year grows for one standard deviation of a column."""
        return float(self.coefficients[_FREE + FEATURES.index(feature)])


def cumulative(hazards: Floats, years: float) -> Floats:
    """Hazard summed over the first years of the leads, k values."""
    starts, ends = np.array(LEADS).T
    return np.asarray(hazards @ np.clip(np.minimum(years, ends) - starts, 0, None))


def fit_model(panel: Panel, fitted_on: int, months: Floats) -> Model:
    """Fit hazards on rows whose outcome was known.

    Args:
        panel: `Panel.known(fitted_on)`; with few rows the prior, a rate that goes on, is what is left.
        fitted_on: day (ordinal), kept with the result.
        months: see `Model.months`.
    """
    k = len(FEATURES)
    centre, scale = np.zeros(k), np.ones(k)
    if len(panel.joined) > k:
        centre[1:], scale[1:] = panel.x[:, 1:].mean(axis=0), panel.x[:, 1:].std(axis=0) + 1e-6
    x = _design((panel.x - centre) / scale, panel.lead)
    prior, penalty = np.zeros(x.shape[1]), np.full(x.shape[1], PENALTY)
    prior[_FREE + FEATURES.index("base")] = 1
    penalty[:_FREE] = PENALTY / 10
    coefficients = fit_hazards(
        x,
        panel.joined,
        weight=panel.weight * WEIGHT_OF_A_ROW,
        exposure=_WIDTHS[panel.lead],
        penalty=penalty,
        prior=prior,
    )
    return Model(fitted_on, len(panel.joined), int(panel.joined.sum()), centre, scale, coefficients, months)


def _design(scaled: Floats, lead: np.ndarray) -> Floats:
    """Columns: level, level of the later leads, all features, features that differ by lead times the later leads."""
    later = [(lead == k).astype(float) for k in range(1, len(LEADS))]
    crossed = [scaled[:, FEATURES.index(name)] * where for name in WITH_LEAD for where in later]
    return np.column_stack([np.ones(len(scaled)), *later, scaled, *crossed])
