"""What a process keeps of the readings of States: the latest few, however many days of knowledge are asked for."""

import datetime as dt
import gc
import weakref

import pytest

from openregime.core.observatory import Observatory
from openregime.web.record.queries import observatory
from openregime.web.site.parameters import Moment
from openregime.web.states.seen import state_reading, supposed_reading

pytestmark = pytest.mark.django_db


def test_a_reading_is_kept_for_the_second_time_that_a_page_asks() -> None:
    moment = Moment(dt.date(2013, 10, 18), dt.date(2026, 1, 1))

    assert state_reading(observatory(), "FRA", moment) is state_reading(observatory(), "FRA", moment)


def test_many_days_of_knowledge_do_not_stay_in_memory() -> None:
    """A record as known on one day takes some 2.4 MB: a reader who walks through the days must not fill the process."""
    shared = observatory()
    seen = Observatory(shared.record, shared.instruments, shared.rules, shared.chain)
    kept = []
    for n in range(40):
        day = dt.date(2020, 1, 1) - dt.timedelta(days=30 * n)
        moment = Moment(day, day)
        state_reading(seen, "FRA", moment), supposed_reading(seen, "FRA", moment)
        kept.append(weakref.ref(seen.regime(day)))
    gc.collect()

    assert sum(regime() is not None for regime in kept) <= 17
