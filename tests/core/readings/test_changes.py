"""World events and mere learning are told apart."""

import datetime as dt

import pytest

from openregime.core.facts import Status
from openregime.core.observatory import Observatory
from openregime.core.readings.changes import Change, DaysOutOfOrder
from openregime.io.observatories import load
from tests.core.readings.worlds import observatory, party, record, state


@pytest.fixture(scope="module")
def seen() -> Observatory:
    """AAA joined in 2010, told in 2018; BBB joined in 2012, told in 2012."""
    claims = [
        *party("AAA", "icsant", "2010-01-01", recorded="2018-01-01"),
        *party("BBB", "icsant", "2012-01-01", recorded="2012-06-01"),
    ]
    return observatory(record([state("AAA"), state("BBB")], claims))


def of_icsant(changes: tuple[Change, ...]) -> list[tuple[str, str, Status, Status]]:
    return [(c.kind, c.state, c.before, c.after) for c in changes if c.requirement == "icsant"]


def test_what_happened_between_the_days_is_an_event(seen: Observatory) -> None:
    found = seen.changes("2011-01-01", "2013-01-01")

    assert of_icsant(found.events) == [("event", "BBB", Status.NOT_MET, Status.MET)]
    assert found.learning == ()


def test_what_was_learned_of_the_same_day_is_learning(seen: Observatory) -> None:
    found = seen.changes("2011-01-01", "2011-01-01", first_known="2013-01-01", second_known="2019-01-01")

    assert found.events == ()
    assert of_icsant(found.learning) == [("learning", "AAA", Status.UNKNOWN, Status.MET)]
    assert {c.verb for c in found.learning if c.requirement == "icsant"} == {"became-known"}


def test_both_together_lead_from_the_one_reading_to_the_other(seen: Observatory) -> None:
    before = seen.reading("2011-01-01", "2011-06-01")
    after = seen.reading("2013-01-01", "2019-01-01")
    found = seen.changes("2011-01-01", "2013-01-01", first_known="2011-06-01", second_known="2019-01-01")

    codes = {(s, "icsant"): Status(int(before.thing("joined:icsant")[i])) for i, s in enumerate(before.regime.states)}
    for change in (*found.learning, *found.events):
        if change.requirement == "icsant":
            assert codes[change.state, "icsant"] is change.before
            codes[change.state, "icsant"] = change.after
    assert list(codes.values()) == [Status(int(c)) for c in after.thing("joined:icsant")]


def test_the_entry_into_force_of_the_amendment_is_told_on_its_day_and_on_no_other() -> None:
    """IAEA, 8 May 2016; ICSANT, 7 July 2007: the day itself counts, the day before does not."""
    seen = load()

    def told(first: str, second: str) -> list[tuple[str, str, str]]:
        return [(i.instrument, i.change, i.day.isoformat()) for i in seen.changes(first, second).instruments]

    assert told("2016-05-07", "2016-05-08") == [("cppnm_a", "entered-into-force", "2016-05-08")]
    assert told("2016-05-08", "2016-06-01") == []
    assert told("2005-09-01", "2007-07-07") == [
        ("icsant", "opened", "2005-09-14"),
        ("gicnt", "opened", "2006-07-15"),
        ("icsant", "entered-into-force", "2007-07-07"),
    ]


def test_a_state_that_joins_between_the_days_became_a_party() -> None:
    found = load().changes("2016-04-01", "2016-04-15")

    assert ("NIC", Status.MET) in {(c.state, c.after) for c in found.events if c.requirement == "cppnm_a"}
    assert found.learning == ()


def test_the_same_day_known_alike_changes_nothing() -> None:
    found = load().changes("2013-10-18", "2013-10-18")

    assert (found.events, found.learning) == ((), ())


def test_learning_never_takes_back_what_was_certain() -> None:
    """A list that is complete only by rows learned later is not used before they are known."""
    found = load().changes("2014-07-10", "2014-07-10", first_known="2014-12-31", second_known="2026-11-23")

    assert found.learning
    assert {c.before for c in found.learning} <= {Status.UNKNOWN}


@pytest.mark.parametrize("known", ["2014-12-31", "2018-12-01", "2024-01-01"])
def test_icsant_is_not_empty_before_its_rows_are_known(known: str) -> None:
    """94 parties in July 2014 (UN): a record that does not yet hold the rows must not make them outsiders."""
    count = load().instrument("icsant", "2014-07-10", known).joined

    assert count.low == 94
    assert count.high >= 94
    assert count.disagreeing == ()


def test_a_total_is_known_from_the_day_its_source_spoke() -> None:
    """22 parties on 7 June 2007, counted in a table of July 2014."""
    assert load().instrument("icsant", "2007-06-07", "2010-01-01").joined.low == 0
    assert load().instrument("icsant", "2007-06-07", "2014-07-10").joined.low == 22


@pytest.mark.parametrize(
    ("days", "known"),
    [(("2013-01-01", "2012-01-01"), (None, None)), (("2012-01-01", "2013-01-01"), ("2015-01-01", "2014-01-01"))],
)
def test_days_the_wrong_way_round_are_refused(
    seen: Observatory, days: tuple[str, str], known: tuple[str | None, str | None]
) -> None:
    with pytest.raises(DaysOutOfOrder, match="Turn them round"):
        seen.changes(*days, first_known=known[0], second_known=known[1])


def test_knowing_more_than_the_record_is_knowing_the_record() -> None:
    assert load().regime("2026-11-23") is load().regime("2031-01-01") is load().regime()


def test_dates_are_taken_as_days_or_as_text() -> None:
    assert load().reading(dt.date(2016, 5, 8)) is load().reading("2016-05-08")
