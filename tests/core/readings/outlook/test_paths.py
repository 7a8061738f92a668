"""Paths held against the law of the count, and their own promises."""

import datetime as dt

import numpy as np
import pytest

from openregime.core.readings.outlook.counting import count_law
from openregime.core.readings.outlook.features import FEATURES
from openregime.core.readings.outlook.model import Model, Scatter, cumulative
from openregime.core.readings.outlook.paths import NEVER_WITHIN, draw_paths

DAY = dt.date(2010, 4, 1)


def a_model(months: np.ndarray, scatter: Scatter | None) -> Model:
    k = len(FEATURES)
    return Model(DAY.toordinal(), 1, 1, np.zeros(k), np.ones(k), np.zeros(35), months, scatter)


EVEN = np.full(12, 1 / 12)
HAZARDS = np.column_stack([np.linspace(0.01, 0.2, 80)] * 4)


@pytest.mark.parametrize("years", [1.0, 2.44, 5.0])
def test_paths_have_the_law_that_was_scored(years: float) -> None:
    # given hazards and a scatter
    scatter = Scatter(0.25, 0.4, 0.5, 0)
    random = np.random.default_rng(6)
    # when paths are drawn
    drawn = draw_paths(HAZARDS, a_model(EVEN, scatter), DAY, years=years, paths=6000, random=random)
    # then the count at their end is distributed as the law that the back-test scored says
    law = count_law(cumulative(HAZARDS, years), scatter, years)
    counts = np.bincount(drawn.joined()[:, -1], minlength=len(law)) / 6000
    assert np.abs(np.cumsum(counts) - np.cumsum(law)).max() < 0.04


def test_paths_only_grow_and_end_on_the_horizon() -> None:
    drawn = draw_paths(HAZARDS, a_model(EVEN, None), DAY, years=2.44, paths=50, random=np.random.default_rng(1))
    counts = drawn.joined()
    assert (np.diff(counts, axis=1) >= 0).all()
    assert counts.shape == (50, 10)
    assert drawn.ends[-1] - DAY.toordinal() == round(2.44 * 365.25)


def test_seasons_bring_deposits_where_the_past_had_them() -> None:
    # given a past in which all deposits fell into the third quarter of a year
    months = np.where(np.isin(np.arange(12), (6, 7, 8)), 1 / 3, 0.0)
    drawn = draw_paths(
        HAZARDS, a_model(months, None), dt.date(2010, 1, 1), years=1.0, paths=400, random=np.random.default_rng(1)
    )
    # when deposits are counted by quarter
    by_quarter = np.diff(drawn.joined(), axis=1, prepend=0).sum(axis=0)
    # then nearly all fall into the third
    assert by_quarter[2] > 0.9 * by_quarter.sum()


def test_equal_seeds_give_equal_bits() -> None:
    first, second = (
        draw_paths(
            HAZARDS, a_model(EVEN, Scatter(0.2, 0.2, 0.3, 0)), DAY, years=3.0, paths=40, random=np.random.default_rng(9)
        )
        for _ in range(2)
    )
    assert (first.day == second.day).all()


def test_deposits_lie_evenly_within_a_quarter() -> None:
    # given no seasons and one common hazard
    drawn = draw_paths(HAZARDS, a_model(EVEN, None), DAY, years=0.25, paths=4000, random=np.random.default_rng(2))
    # when the days within the first quarter are looked at
    days = drawn.day[drawn.day <= drawn.ends[0]] - DAY.toordinal()
    # then they run from the first day to the last, with their mean in the middle
    assert days.min() == 1 and days.max() == drawn.ends[0] - DAY.toordinal()
    assert abs(days.mean() / days.max() - 0.5) < 0.02


def test_a_longer_horizon_draws_the_same_days_first() -> None:
    model = a_model(EVEN, Scatter(0.25, 0.4, 0.5, 0))
    short, long = (
        draw_paths(HAZARDS, model, DAY, years=y, paths=60, random=np.random.default_rng(4)) for y in (1.0, 5.0)
    )
    assert (np.where(long.day <= short.ends[-1], long.day, NEVER_WITHIN) == short.day).all()
