"""Models as they would have been fitted at the turn of many a year, each on nothing but what was known by then."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from openregime.core.readings.outlook.counting import Checked, fit_scatter
from openregime.core.readings.outlook.faults import BadPool
from openregime.core.readings.outlook.features import Snapshot
from openregime.core.readings.outlook.model import Model, cumulative, fit_model
from openregime.core.readings.outlook.panel import Panel
from openregime.core.readings.outlook.pool import YEAR, Floats, Pool

HORIZON = 2.44
"""Years ahead of the forecast that is scored."""
FIRST_AGE, EVERY, FEWEST_PARTIES = 3.0, 3.0, 10
"""Origins: three years after opening, then every three years, while there are ten parties or more."""

FIRST_FIT, YEARS_BETWEEN_FITS = 1950, 2

FAR = 5.0
"""Years ahead of the forecasts that the scatter of what lies far ahead is fitted on."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A day from which one treaty is forecast."""

    treaty: str
    day: int


def origins_of(pool: Pool, treaties: Sequence[str] | None = None, *, years: float = HORIZON) -> tuple[Origin, ...]:
    """All origins whose horizon of so many years lies within the pool, in order of days."""
    found = []
    for j, treaty in enumerate(pool.treaties):
        if treaties is not None and treaty not in treaties:
            continue
        day = pool.opened[j] + FIRST_AGE * YEAR
        while day + years * YEAR <= pool.end:
            if (pool.deposits[j] <= int(day)).sum() >= FEWEST_PARTIES:
                found.append(Origin(treaty, int(day)))
            day += EVERY * YEAR
    return tuple(sorted(found, key=lambda o: (o.day, o.treaty)))


@dataclass(frozen=True, eq=False)
class Models:
    """Models in order of the day on which they were fitted."""

    models: tuple[Model, ...]

    def before(self, day: int) -> Model:
        """The latest model fitted on `day` or earlier.

        Raises:
            BadPool: there is none; a later one would look ahead.
        """
        at = bisect_right([m.fitted_on for m in self.models], day)
        if not at:
            raise BadPool(f"No model was fitted by {dt.date.fromordinal(day)}. Fit one on an earlier day.")
        return self.models[at - 1]


BEFORE_ALL = 1
"""The day (ordinal) of a model that nothing was known to: the prior, for origins before the first fit."""


def fit_days(pool: Pool) -> tuple[int, ...]:
    """A day before all, the turn of every second year, and the end of the pool."""
    years = range(FIRST_FIT, dt.date.fromordinal(pool.end).year + 1, YEARS_BETWEEN_FITS)
    return (BEFORE_ALL, *(dt.date(y, 1, 1).toordinal() for y in years), pool.end)


def month_shares(pool: Pool, day: int) -> Floats:
    """Twelve shares that add up to 1: how deposits before `day` spread over the year, a hundred evenly spread lent."""
    seen = pool.deposits[pool.deposits <= day]
    months = np.array([dt.date.fromordinal(int(d)).month for d in seen], dtype=int)
    counts = np.bincount(months - 1, minlength=12) + 100 / 12
    return np.asarray(counts / counts.sum())


def rolling_models(
    pool: Pool,
    panel: Panel,
    *,
    treaties: NDArray[np.bool_] | None = None,
    days: Sequence[int] | None = None,
    said: Callable[[str], None] = lambda line: None,
) -> Models:
    """Fit a model on each of some days, then the scatter of each from the forecasts made before it.

    Args:
        panel: `build_panel(pool)`.
        treaties: m values: fit on these alone; None: on all.
        days: when to fit; None: `fit_days`.
        said: told of every fit.
    """
    fitted = []
    for day in days or fit_days(pool):
        fitted.append(fit_model(panel.known(day, treaties), day, month_shares(pool, day)))
        said(f"fitted on what was known on {dt.date.fromordinal(day)}: {fitted[-1].rows} rows")
    models = Models(tuple(fitted))
    chosen = None if treaties is None else [t for t, kept in zip(pool.treaties, treaties, strict=True) if kept]
    near, far = (_past_forecasts(pool, models, chosen, years) for years in (HORIZON, FAR))
    return Models(tuple(replace(m, scatter=fit_scatter(near.by(m.fitted_on), far.by(m.fitted_on))) for m in fitted))


@dataclass(frozen=True, eq=False)
class _Past:
    """Forecasts of one horizon: when each could be checked, what mean it had, what came of it."""

    ends: Floats
    means: Floats
    outcomes: Floats
    years: float

    def by(self, day: int) -> Checked:
        """Those that could be checked on a day."""
        over = self.ends <= day
        return Checked(self.means[over], self.outcomes[over], self.years)


def _past_forecasts(pool: Pool, models: Models, treaties: Sequence[str] | None, years: float) -> _Past:
    rows: list[tuple[float, float, float]] = []
    for origin, (states, hazards) in hazards_at(pool, models, origins_of(pool, treaties, years=years)).items():
        end = origin.day + years * YEAR
        came = pool.deposits[pool.row(origin.treaty)]
        outcome = int(((came > origin.day) & (came <= end)).sum())
        if len(states):
            rows.append((end, max(float(cumulative(hazards, years).sum()), 1e-3), outcome))
    ends, means, outcomes = np.array(rows, dtype=float).reshape(-1, 3).T
    return _Past(ends, means, outcomes, years)


def hazards_at(pool: Pool, models: Models, origins: Sequence[Origin]) -> dict[Origin, tuple[NDArray[np.intp], Floats]]:
    """At each origin: the States that could still join, and their hazards, from what was seen on that day alone."""
    found: dict[Origin, tuple[NDArray[np.intp], Floats]] = {}
    last, snapshot = -1, None
    for origin in origins:
        if snapshot is None or origin.day != last:
            last, snapshot = origin.day, Snapshot(pool.seen_on(origin.day))
        states, x = snapshot.features(snapshot.pool.subject(origin.treaty), origin.day)
        found[origin] = states, models.before(origin.day).hazards(x)
    return found
