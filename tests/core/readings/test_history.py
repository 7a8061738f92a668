"""The course of a count and of a reading over many days says what the single days say."""

import datetime as dt
import itertools

import numpy as np
import pytest

from openregime.core.facts import Status
from openregime.core.observatory import Observatory
from openregime.core.readings.history import counts_over, course, months, steps
from openregime.io.observatories import load


@pytest.fixture(scope="module")
def observatory() -> Observatory:
    return load()


@pytest.mark.parametrize("instrument", ["cppnm_a", "icsant", "unscr1540", "csa", "gicnt"])
def test_each_count_of_a_course_is_the_count_of_its_day(observatory: Observatory, instrument: str) -> None:
    days = steps(observatory.regime(), instrument)[::7]

    counts = counts_over(observatory.regime(), instrument, days)

    assert list(counts) == [observatory.instrument(instrument, day).joined for day in days]


def test_between_two_steps_nothing_changes(observatory: Observatory) -> None:
    regime = observatory.regime()
    days = steps(regime, "cppnm_a")
    for before, after in itertools.pairwise(days):
        late = after - dt.timedelta(days=1)
        first, last = counts_over(regime, "cppnm_a", [before, late])
        assert (first.names_low, first.names_high) == (last.names_low, last.names_high), before


def test_a_course_says_what_its_days_say(observatory: Observatory) -> None:
    days = months(dt.date(2013, 1, 1), dt.date(2016, 12, 1))[::9]
    found = course(observatory.regime(), days, "together")

    for i, day in enumerate(days):
        reading = observatory.reading(day)
        low, high = reading.chains["together"]
        np.testing.assert_array_equal(found.low[i], low)
        np.testing.assert_array_equal(found.high[i], high)
        assert (found.statuses[i].sum(axis=1) == 197).all()
        for status in Status:
            assert (found.statuses[i, :, status] == (reading.codes == status).sum(axis=0)).all()


def test_months_begin_and_end_where_they_should() -> None:
    found = months(dt.date(1980, 1, 1), dt.date(2026, 11, 1))

    assert len(found) == 47 * 12 - 1
    assert (found[0], found[-1]) == (dt.date(1980, 1, 1), dt.date(2026, 11, 1))
    assert months(dt.date(2016, 5, 8), dt.date(2016, 7, 1)) == (dt.date(2016, 6, 1), dt.date(2016, 7, 1))
    assert months(dt.date(2016, 5, 8), dt.date(2016, 5, 9)) == ()
