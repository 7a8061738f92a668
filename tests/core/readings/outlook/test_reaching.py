"""Days on which numbers of parties are reached."""

import datetime as dt

import numpy as np

from openregime.core.readings.outlook.paths import NEVER_WITHIN
from openregime.core.readings.outlook.reaching import Course, first_with, first_with_share, reach_of


def a_course(started: int, *days: int) -> Course:
    return Course.of(np.array([started]), np.array([days], dtype=np.int32))


def test_a_number_is_reached_on_the_day_of_the_deposit_that_makes_it() -> None:
    course = a_course(3, 0, 40, 20, NEVER_WITHIN, 30)
    assert [int(first_with(course, k, 11)[0]) for k in (3, 4, 5, 6, 7, 9)] == [
        11,
        20,
        30,
        40,
        NEVER_WITHIN,
        NEVER_WITHIN,
    ]


def test_parties_on_a_day_count_the_deposits_of_that_day() -> None:
    assert a_course(3, 40, 20, 30).by(np.array([[19, 20, 35, 40]])).tolist() == [[3, 4, 5, 6]]


def test_a_share_is_reached_when_it_is_of_the_parents_parties_of_that_day() -> None:
    # given 5 of 9 parties, two thirds needed: 6; the parent grows to 10, of which 7 are needed, on day 15
    course, parent = a_course(5, 20, 30), a_course(9, 15, 50)
    assert first_with_share(course, parent, (2, 3), 11).tolist() == [30]
    # and where the parent grows afterwards only, 6 were enough, and later growth takes nothing back
    assert first_with_share(course, a_course(9, 21, 22, 23, 24), (2, 3), 11).tolist() == [20]


def test_what_takes_effect_on_the_last_day_counts() -> None:
    found = reach_of("force", np.full(10, 6), np.array([100] * 5 + [101] * 5), 100)
    assert (found.chance, found.early, found.late) == (0.5, dt.date.fromordinal(100), None)
