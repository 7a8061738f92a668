"""A State's own word: it holds from the day it speaks of until the next word, and none of it is guessed."""

import pytest

from openregime.core.facts import Status
from openregime.core.observatory import Observatory
from openregime.core.readings.evidence import UnknownWord
from tests.core.readings.worlds import claim, complete, observatory, party, record, state


def of_performance(seen: Observatory, day: str) -> Status:
    return seen.reading(day).subject("AAA", "performance")


def saying(*said: tuple[str, str]) -> Observatory:
    claims = [claim("AAA", "performance.status", word, valid=day, recorded="2021-01-01") for day, word in said]
    return observatory(record([state("AAA")], claims))


@pytest.mark.parametrize("status", [Status.MET, Status.PARTLY_MET, Status.NOT_MET, Status.NOT_APPLICABLE])
def test_a_word_holds_from_the_day_it_speaks_of(status: Status) -> None:
    seen = saying(("2010-01-01", status.slug))

    assert of_performance(seen, "2009-12-31") is Status.UNKNOWN
    assert of_performance(seen, "2010-01-01") is status
    assert of_performance(seen, "2020-01-01") is status


def test_the_next_word_ends_the_one_before() -> None:
    seen = saying(("2010-01-01", "met"), ("2015-01-01", "not-met"), ("2018-01-01", "partly-met"))

    assert [of_performance(seen, d) for d in ("2012-01-01", "2015-01-01", "2017-12-31", "2018-01-01")] == [
        Status.MET, Status.NOT_MET, Status.NOT_MET, Status.PARTLY_MET,
    ]  # fmt: skip


def test_inside_the_window_of_a_change_it_is_open() -> None:
    seen = saying(("2010-01-01", "partly-met"), ("2015", "met"))

    assert [of_performance(seen, d) for d in ("2014-12-31", "2015-06-01", "2015-12-31")] == [
        Status.PARTLY_MET, Status.UNKNOWN, Status.MET,
    ]  # fmt: skip


def test_to_say_that_one_does_not_know_is_no_answer() -> None:
    seen = saying(("2010-01-01", "met"), ("2015-01-01", "unknown"))

    assert of_performance(seen, "2016-01-01") is Status.UNKNOWN


def test_a_word_that_is_no_status_is_refused_and_never_taken_for_met() -> None:
    with pytest.raises(UnknownWord, match=r"“yes”.*performance\.status of AAA.*partly-met") as caught:
        of_performance(saying(("2010-01-01", "yes")), "2012-01-01")

    assert caught.value.code == "unknown-word"


def test_a_competing_claim_decides_nothing() -> None:
    from openregime.core.facts import Standing

    told = claim("AAA", "performance.status", "met", valid="2010-01-01", standing=Standing.COMPETING)

    assert of_performance(observatory(record([state("AAA")], [told])), "2012-01-01") is Status.UNKNOWN


def test_what_a_treaty_asks_for_is_open_while_joining_is_open_whatever_the_state_says() -> None:
    told = claim("AAA", "contact-icsant.status", "met", valid="2010-01-01")
    unlisted = observatory(record([state("AAA")], [told]))
    joined = observatory(record([state("AAA")], [told, *party("AAA", "icsant", "2009-01-01")]))
    outside = observatory(record([state("AAA")], [told], [complete("icsant", "2015-01-01")]))

    k = unlisted.regime().requirement_index["contact-icsant"]
    assert [int(x.reading("2012-01-01").codes[0, k]) for x in (unlisted, joined, outside)] == [
        Status.UNKNOWN, Status.MET, Status.NOT_APPLICABLE,
    ]  # fmt: skip


def test_a_trace_that_is_seen_is_not_undone_by_a_word() -> None:
    """A mission of the last ten years shows measure M33 in part."""
    mission = claim("AAA", "mission.M1.status", "held", valid="2010-01-01", recorded="2011-01-01")
    denied = claim("AAA", "measure.M33.status", "not-met", valid="2009-01-01", recorded="2011-01-01")
    seen = observatory(record([state("AAA")], [mission, denied]))
    column = [m.id for m in seen.rules.measures].index("M33")

    shown, said = seen.reading("2012-01-01").measures

    assert (shown[0, column], said[0, column]) == (Status.PARTLY_MET, Status.PARTLY_MET)


def test_a_trace_leaves_open_how_much_more_there_is() -> None:
    mission = claim("AAA", "mission.M1.status", "held", valid="2010-01-01", recorded="2011-01-01")
    seen = observatory(record([state("AAA")], [mission]))
    column = [m.id for m in seen.rules.measures].index("M33")

    shown, said = seen.reading("2012-01-01").measures

    assert (shown[0, column], said[0, column]) == (Status.PARTLY_MET, Status.UNKNOWN)
