"""Nothing that happened after a day may change what is fitted on that day or forecast from it."""

import datetime as dt
from dataclasses import replace

import numpy as np

from openregime.core.readings.outlook.panel import build_panel
from openregime.core.readings.outlook.pool import NOT_SEEN, Pool
from openregime.core.readings.outlook.rolling import BEFORE_ALL, hazards_at, origins_of, rolling_models
from openregime.io.outlook.pool import load_pool

DAY = dt.date(1966, 1, 1).toordinal()
END = dt.date(1972, 1, 1).toordinal()


def until(pool: Pool, end: int) -> Pool:
    """A smaller pool that ends on a day: every second treaty, so that the test is quick."""
    small = pool.seen_on(end)
    return small.only(small.treaties[::2])


def scrambled(pool: Pool, day: int) -> Pool:
    """Every deposit after the day given to another State on another day; every later treaty opened another day."""
    random = np.random.default_rng(4)
    deposits = pool.deposits.copy()
    later = deposits > day
    deposits[later] = random.permutation(
        np.where(random.random(later.sum()) < 0.3, random.integers(day + 1, pool.end, later.sum()), NOT_SEEN)
    )
    opened = np.where(pool.opened > day, random.integers(day + 1, pool.end, len(pool.opened)), pool.opened)
    deposits = np.where((deposits <= opened[:, None]) & later, NOT_SEEN, deposits)
    return replace(pool, deposits=deposits, opened=opened)


def test_scrambling_the_future_changes_neither_fit_nor_forecast() -> None:
    # given the past as it was, and the same past with another future
    true = until(load_pool(), END)
    other = scrambled(true, DAY)
    assert (true.deposits != other.deposits).any()
    # when models are fitted on the day, and treaties forecast from days up to it
    found = []
    for pool in (true, other):
        models = rolling_models(pool, build_panel(pool), days=[BEFORE_ALL, dt.date(1962, 1, 1).toordinal(), DAY])
        origins = [o for o in origins_of(true) if o.day <= DAY]
        found.append((models, hazards_at(pool, models, origins)))
    # then not a bit differs
    (models, hazards), (other_models, other_hazards) = found
    for one, two in zip(models.models, other_models.models, strict=True):
        assert (one.coefficients == two.coefficients).all()
        assert (one.centre == two.centre).all() and (one.scale == two.scale).all()
        assert (one.months == two.months).all()
        assert one.scatter == two.scatter
        assert one.fitted_on == BEFORE_ALL or one.rows > 1000
    assert len(hazards) > 10
    for origin, (states, values) in hazards.items():
        assert (states == other_hazards[origin][0]).all()
        assert (values == other_hazards[origin][1]).all()
