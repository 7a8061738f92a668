"""A chain small enough to work out on paper.

Three States, three links. `law`: cppnm, icsant. `peers`: ap. `s_word`: two requirements that only the State speaks to.
On 2012-01-01, when the list of parties to ICSANT is complete to 2015:

            law                     peers          s_word              weakest (together)
    AAA     met, met     = 1        met   = 1      met, unknown 1/2..1   1/2 .. 1
    BBB     met, not met = 1/2      open  = 0..1   unknown x 2  0..1     0 .. 1/2
    CCC     open, not    = 0..1/2   met   = 1      not, partly  1/4      0 .. 1/4
"""

import pytest

from openregime.core.facts import Span, Status, UnknownSubject
from openregime.core.observatory import Observatory
from openregime.core.readings.knowing import value_of_knowing
from openregime.core.readings.state import ChainReading
from tests.core.readings.worlds import chain, claim, complete, joins, observatory, party, record, spoken, state

ON = "2012-01-01"


@pytest.fixture(scope="module")
def seen() -> Observatory:
    states = [state("AAA", "Africa"), state("BBB", "Asia"), state("CCC", "Asia")]
    claims = [
        *party("AAA", "cppnm", "2000-01-01"),
        *party("BBB", "cppnm", "2001-01-01"),
        *party("AAA", "icsant", "2006-01-01"),
        *party("AAA", "ap", "2004-01-01"),
        *party("CCC", "ap", "2004-01-01"),
        claim("AAA", "first.status", "met", valid="2010-01-01"),
        claim("CCC", "first.status", "not-met", valid="2010-01-01"),
        claim("CCC", "second.status", "partly-met", valid="2011-01-01"),
    ]
    links = chain(
        law=[joins("cppnm"), joins("icsant", "regional")],
        peers=[joins("ap", "national")],
        s_word=[spoken("first"), spoken("second", level="facility")],
    )
    return observatory(record(states, claims, [complete("icsant", "2015-01-01")]), links)


def test_each_state_reads_as_its_weakest_link(seen: Observatory) -> None:
    reading = seen.reading(ON)

    assert [reading.chain_span(s) for s in ("AAA", "BBB", "CCC")] == [Span(0.5, 1), Span(0, 0.5), Span(0, 0.25)]
    assert [reading.chain_span(s, "public") for s in ("AAA", "BBB", "CCC")] == [Span(1, 1), Span(0, 0.5), Span(0, 0.5)]
    assert [reading.chain_span(s, "States") for s in ("AAA", "BBB", "CCC")] == [
        Span(0.5, 1), Span(0, 1), Span(0.25, 0.25),
    ]  # fmt: skip


def test_the_state_names_the_link_that_certainly_breaks_first_and_those_that_might_be_weaker(seen: Observatory) -> None:
    assert seen.state("BBB", ON).chains["together"] == ChainReading(
        "together", Span(0, 0.5), ("law",), ("peers", "s_word")
    )
    assert seen.state("CCC", ON).chains["together"] == ChainReading("together", Span(0, 0.25), ("s_word",), ("law",))
    assert seen.state("AAA", ON).chains["together"] == ChainReading("together", Span(0.5, 1), (), ("s_word",))
    assert seen.state("AAA", ON).chains["public"] == ChainReading("public", Span(1, 1), (), ())


def test_value_of_knowing_is_how_much_the_answer_would_narrow(seen: Observatory) -> None:
    """BBB together is 0..1/2. `ap` met: word still 0..1, so 0..1/2: no gain; not met: 0..0, a gain of 1/2. Both of
    s_word known to be missing: 0..0; known to be there: peers still 0..1, no gain. One of them alone missing: s_word
    0..1/2, no gain."""
    found = {k.of: k for k in value_of_knowing(seen.reading(ON), "BBB")}

    assert set(found) == {"ap", "s_word"}
    assert found["ap"].if_met == Span(0, 0.5)
    assert found["ap"].if_not == Span(0, 0)
    assert (found["ap"].gain, found["ap"].least_gain) == (0.5, 0)
    assert found["s_word"].is_link
    assert found["s_word"].if_not == Span(0, 0)


def test_value_of_knowing_of_the_only_unknown_decides(seen: Observatory) -> None:
    """AAA: only `second` is open: met gives 1, not met gives 1/2: any answer leaves one number."""
    (only,) = value_of_knowing(seen.reading(ON), "AAA")

    assert (only.of, only.if_met, only.if_not) == ("second", Span(1, 1), Span(0.5, 0.5))
    assert (only.gain, only.least_gain) == (0.5, 0.5)


def test_knowing_never_leads_outside_the_present_span(seen: Observatory) -> None:
    for id_ in ("AAA", "BBB", "CCC"):
        now = seen.reading(ON).chain_span(id_)
        assert now is not None
        for knowing in value_of_knowing(seen.reading(ON), id_):
            assert now.contains(knowing.if_met)
            assert now.contains(knowing.if_not)


def test_a_group_reads_as_its_weakest_state_and_never_as_an_average(seen: Observatory) -> None:
    world = seen.whole(ON, aspect="together")

    assert world.span == Span(0, 0.25)
    assert world.weakest == ("CCC",)
    assert (world.certainly_weak, world.certainly_whole, world.open) == (2, 0, 1)
    assert world.median == Span(0, 0.5)
    assert world.links == {"law": (2, 1, 0), "peers": (0, 2, 1), "s_word": (1, 0, 2)}


def test_regions_come_in_alphabetical_order(seen: Observatory) -> None:
    africa, asia = seen.regions(ON, aspect="together")

    assert (africa.name, africa.states, africa.span, africa.weakest) == ("Africa", ("AAA",), Span(0.5, 1), ())
    assert (asia.name, asia.span, asia.weakest) == ("Asia", Span(0, 0.25), ("CCC",))


def test_levels_count_states_by_status_and_name_the_weakest(seen: Observatory) -> None:
    levels = {x.level: x for x in seen.levels(ON)}

    assert levels["international"].statuses["cppnm"][Status.MET] == 2
    assert levels["international"].statuses["cppnm"][Status.UNKNOWN] == 1
    assert levels["regional"].statuses["icsant"][Status.NOT_MET] == 2
    assert levels["regional"].span == Span(0, 0)
    assert levels["national"].span == Span(0, 0.5)  # BBB and CCC: 0..1 and 1/2
    assert levels["facility"].statuses["second"][Status.PARTLY_MET] == 1


def test_states_that_read_alike_are_ordered_by_stakes_only(seen: Observatory) -> None:
    assert [s.state for s in seen.listed_states(ON, aspect="together")] == ["CCC", "BBB", "AAA"]
    assert [s.supposed for s in seen.listed_states(ON, aspect="together")] == [
        Span(0, 0.25),
        Span(0, 0.5),
        Span(0.5, 1),
    ]


def test_before_anything_could_be_joined_nothing_counts(seen: Observatory) -> None:
    reading = seen.reading("1960-01-01")

    assert reading.chain_span("AAA") is None
    assert (reading.codes == Status.NOT_YET_DUE).all()
    assert seen.state("AAA", "1960-01-01").chains["together"] == ChainReading("together", None, (), ())
    assert seen.whole("1960-01-01").span is None
    assert seen.whole("1960-01-01").median is None
    assert [s.span for s in seen.listed_states("1960-01-01")] == [None, None, None]


def test_a_state_that_is_not_in_the_record_is_refused_with_near_names(seen: Observatory) -> None:
    with pytest.raises(UnknownSubject, match="DDD"):
        seen.state("DDD", ON)
    with pytest.raises(UnknownSubject, match=r"AAA \(State AAA\)"):
        seen.state("State A", ON)
