"""Starts and forecasts of instruments of the record."""

import datetime as dt

import numpy as np
import pytest

from openregime.core.observatory import Observatory
from openregime.core.readings.outlook.faults import BadHorizon, BadTarget, NoForecast, NotYetOpen, TooFewParties
from openregime.core.readings.outlook.forecast import Forecast, forecast
from openregime.core.readings.outlook.pool import NOT_SEEN
from openregime.core.readings.outlook.start import Start, start_of
from openregime.core.rules.instruments import UnknownInstrument
from openregime.io.observatories import load
from openregime.io.outlook.asked import tell
from openregime.io.outlook.models import load_models
from openregime.io.outlook.pool import load_pool

SEEN: Observatory = load()


def started(instrument: str, day: dt.date) -> Start:
    return start_of(SEEN.regime(), load_pool(), SEEN.instruments[instrument], day)


def foretold(instrument: str, day: dt.date, years: float = 2.5, **more: object) -> Forecast:
    start = started(instrument, day)
    return forecast(load_pool(), load_models().before(start.day.toordinal()), start, years=years, **more)  # type: ignore[arg-type]


def test_a_start_on_a_day_of_a_complete_list_is_that_day() -> None:
    start = started("icsant", dt.date(2010, 5, 16))
    assert start.day == start.named_to == dt.date(2010, 5, 16)
    assert (start.parties.low, start.parties.high) == (67, 67)
    assert (start.windows.earliest <= start.day.toordinal()).sum() == 67


def test_a_start_after_the_lists_ended_is_the_last_day_on_which_a_total_counts_them() -> None:
    """The Amendment had 137 parties among States on 30 April 2025; names are complete to 20 November 2017."""
    start = started("cppnm_a", dt.date(2026, 11, 1))
    assert (start.day, start.named_to) == (dt.date(2025, 4, 30), dt.date(2017, 11, 20))
    for subject in start.datings(1, np.ones(197)):
        assert (subject.deposits <= start.day.toordinal()).sum() == 137


def test_every_dating_of_a_start_keeps_to_what_is_certain() -> None:
    start = started("cppnm_a", dt.date(2013, 10, 18))
    day = start.day.toordinal()
    for subject in start.datings(5, np.ones(197)):
        inside = subject.deposits <= day
        assert 70 <= inside.sum() <= 76
        assert inside[start.windows.latest <= day].all()
        assert not inside[start.windows.earliest > day].any()
        assert (subject.deposits[~inside] == NOT_SEEN).all()
    assert start.datings(5, np.ones(197))[0].deposits.tolist() == start.datings(5, np.ones(197))[0].deposits.tolist()


@pytest.mark.parametrize(
    ("instrument", "day", "error", "words"),
    [
        ("npt", dt.date(2020, 1, 1), NoForecast, "complete on no day"),
        ("csa", dt.date(2025, 1, 1), NoForecast, "too vague"),
        ("gicnt", dt.date(2020, 1, 1), NoForecast, "it is a commitment"),
        ("nss13", dt.date(2020, 1, 1), NoForecast, "nobody joins"),
        ("icsant", dt.date(2000, 1, 1), NotYetOpen, "Ask for 2006-09-15 or a later day"),
        ("icsant", dt.date(2006, 9, 1), NotYetOpen, "had not been open for a year"),
        ("cppnm", dt.date(1985, 1, 1), TooFewParties, "had 8 parties"),
    ],
)
def test_an_instrument_that_cannot_be_forecast_says_why(
    instrument: str, day: dt.date, error: type[NoForecast], words: str
) -> None:
    with pytest.raises(error, match=words) as caught:
        started(instrument, day)
    assert caught.value.instrument == instrument


def test_what_is_asked_wrongly_is_refused() -> None:
    day = dt.date(2010, 5, 16)
    for years in (0, -1, 0.1, 5.01, float("nan"), float("inf")):
        with pytest.raises(BadHorizon, match=r"0\.25 to 5"):
            foretold("icsant", day, years)
    for reach in (0, 67, 198):
        with pytest.raises(BadTarget, match="above the 67 of today and up to the 197"):
            foretold("icsant", day, reach=reach)
    with pytest.raises(UnknownInstrument):
        tell(SEEN, "nothing", day)


def test_a_fan_widens_and_its_ends_are_in_order() -> None:
    found = foretold("icsant", dt.date(2010, 5, 16), 5.0)
    widths = [p.high80 - p.low80 for p in found.fan]
    assert widths[0] < widths[9] < widths[19]
    for p in found.fan:
        assert 67 <= p.low90 <= p.low80 <= p.middle <= p.high80 <= p.high90 <= 197
        assert 67 <= p.constant_low <= p.constant <= p.constant_high
    assert found.end.day == dt.date(2015, 5, 16)


def test_the_same_seed_gives_the_same_forecast_and_another_a_like_one() -> None:
    first, again, other = (foretold("cppnm_a", dt.date(2015, 1, 1), seed=s) for s in (1, 1, 2))
    assert first.fan == again.fan and first.next_states == again.next_states and first.reaches == again.reaches
    assert first.fan != other.fan
    assert abs(first.end.middle - other.end.middle) <= 2


def test_states_most_likely_next_are_outside_and_their_chances_lie_in_their_interval() -> None:
    start = started("icsant", dt.date(2010, 5, 16))
    found = foretold("icsant", dt.date(2010, 5, 16))
    inside = {
        s for s, day in zip(load_pool().states, start.windows.latest, strict=True) if day <= start.day.toordinal()
    }
    assert not inside & {s.state for s in found.next_states}
    assert (
        len(inside) + len(found.next_states) == 197 - 2
    )  # of South Sudan and Palestine the record says that it did not apply yet
    likely = [s for s in found.next_states if s.chance > 0.1]
    assert all(s.low < s.chance < s.high for s in likely)
    assert found.next_states[0].reasons


def test_the_mean_of_the_paths_is_the_sum_of_the_chances() -> None:
    found = foretold("icsant", dt.date(2010, 5, 16))
    total = sum(s.chance for s in found.next_states)
    assert found.end.low80 - 67 < total < found.end.high80 - 67


def test_entry_into_force_looks_at_a_threshold_that_moves_with_the_parent() -> None:
    """On 18 October 2013 two thirds of some 149 parties were needed: a hundred; more of them join on every path."""
    day = dt.date(2013, 10, 18)
    found = tell(SEEN, "cppnm_a", day, years=5.0).forecast
    force = next(r for r in found.reaches if r.what == "force")
    assert force.parties[0] >= 100
    assert force.parties[0] < force.parties[1]
    assert 0.05 < force.chance < 0.95
    assert force.early is not None and force.early > day


@pytest.mark.parametrize(
    ("instrument", "day", "in_force", "needed"),
    [
        ("cppnm_a", dt.date(2016, 4, 8), dt.date(2016, 5, 8), (102, 102)),
        ("cppnm_a", dt.date(2016, 4, 9), dt.date(2016, 5, 8), (102, 102)),
        ("cppnm_a", dt.date(2016, 5, 7), dt.date(2016, 5, 8), (102, 102)),
        ("icsant", dt.date(2007, 7, 6), dt.date(2007, 7, 7), (22, 22)),
        ("cns", dt.date(1996, 10, 20), dt.date(1996, 10, 24), (22, 22)),
    ],
)
def test_entry_into_force_is_settled_once_the_last_deposit_is_made(
    instrument: str, day: dt.date, in_force: dt.date, needed: tuple[int, int]
) -> None:
    for years in (0.25, 5.0):
        found = tell(SEEN, instrument, day, years=years).forecast
        force = next(r for r in found.reaches if r.what == "force")
        assert (force.chance, force.early, force.middle, force.late) == (1.0, in_force, in_force, in_force)
        assert force.parties == needed
        assert found.start.settled == in_force


@pytest.mark.parametrize(("instrument", "day"), [("cppnm_a", dt.date(2016, 4, 7)), ("icsant", dt.date(2007, 6, 6))])
def test_the_day_before_the_last_deposit_nothing_is_settled(instrument: str, day: dt.date) -> None:
    """Whatever is drawn, the rule is met later than the start, and takes effect so many days after that."""
    found = tell(SEEN, instrument, day, years=5.0).forecast
    force = next(r for r in found.reaches if r.what == "force")
    assert found.start.settled is None
    assert force.chance > 0.95
    assert force.early is not None
    assert force.early > day + dt.timedelta(days=found.start.instrument.lag_days)


def test_no_day_is_given_where_enough_have_deposited_and_the_rule_waits_for_something_else() -> None:
    """On 1 July 1996 22 were counted; in force needed seventeen with a reactor as well, which came on 26 July."""
    found = tell(SEEN, "cns", dt.date(1996, 7, 1)).forecast
    assert found.start.waits_for_more and found.start.settled is None
    assert all(r.what != "force" for r in found.reaches)
    assert not started("cns", dt.date(1996, 7, 26)).waits_for_more
    assert not started("icsant", dt.date(2007, 6, 6)).waits_for_more


def test_one_missing_deposit_is_awaited_in_days_and_not_in_quarters() -> None:
    """21 of 22 were there; five joined in the two months before, so that half the paths are there within weeks."""
    day = dt.date(2007, 6, 6)
    force = next(r for r in tell(SEEN, "icsant", day, years=0.25).forecast.reaches if r.what == "force")
    assert force.middle is not None
    assert force.middle < day + dt.timedelta(days=30 + 45)
    assert 0.5 < force.chance < 1


def test_a_longer_horizon_only_adds_later_quarters() -> None:
    for instrument, day in (("cppnm_a", dt.date(2013, 10, 18)), ("icsant", dt.date(2010, 5, 16))):
        long = foretold(instrument, day, 5.0).fan
        for years in (0.25, 2.0, 3.5):
            short = foretold(instrument, day, years).fan
            assert short == long[: len(short)]
        assert foretold(instrument, day, 2.44).fan[:-1] == long[:9]


def test_nothing_is_said_of_entry_into_force_once_it_has_happened() -> None:
    assert all(r.what != "force" for r in foretold("icsant", dt.date(2010, 5, 16)).reaches)


def test_a_later_deposit_does_not_change_an_earlier_forecast() -> None:
    """The model that is used was fitted before the start, and the pool is read as of the start."""
    day = dt.date(1990, 6, 1)
    found = foretold("cppnm", day)
    assert found.fitted_on <= day
    assert load_models().before(day.toordinal()).fitted_on <= day.toordinal()
