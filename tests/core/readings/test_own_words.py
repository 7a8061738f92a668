"""A State's own word closes what public evidence leaves open, and never goes beyond it (docs/decisions/0015)."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openregime.core.facts import Record, Span, SpokenClaim, Status, Window, with_spoken
from openregime.core.observatory import Observatory
from openregime.core.readings.day import ASPECTS
from tests.core.readings.worlds import claim, complete, observatory, party, record, state

APPROVED = dt.date(2026, 11, 24)
DAY = "2025-06-01"


def word(about: str, value: str = "met", key: str = "", **changed: object) -> SpokenClaim:
    fields: dict[str, object] = {
        "key": key or f"{about}-{value}", "organisation": "Authority", "speaker": "state_authority", "state": "AAA",
        "object": about, "value": value, "valid": Window.parse("2020-01-01"), "approved_on": APPROVED, **changed,
    }  # fmt: skip
    return SpokenClaim(**fields)  # type: ignore[arg-type]


def with_words(held: Record, *words: SpokenClaim) -> Observatory:
    return observatory(with_spoken(held, words))


def read(seen: Observatory, requirement: str, day: str = DAY) -> tuple[Status, str]:
    links = seen.state("AAA", day).links
    found = next(r for link in links for r in link.requirements if r.requirement.id == requirement)
    return found.status, found.reason.code


LISTED = record([state("AAA")], party("AAA", "cppnm", "1990-01-01"), [complete("icsant", "2018-07-31")])


@pytest.mark.parametrize("value", ["met", "partly met", "not met", "not applicable"])
def test_a_word_decides_what_only_the_state_can_say(value: str) -> None:
    seen = with_words(LISTED, word("requirement:performance", value))

    assert read(seen, "performance") == (Status[value.upper().replace(" ", "_")], "own-word")
    assert read(observatory(LISTED), "performance") == (Status.UNKNOWN, "states-only")
    assert read(seen, "performance", "2019-12-31")[0] is Status.UNKNOWN


def test_a_word_counts_after_a_list_ended_and_not_before() -> None:
    seen = with_words(LISTED, word("requirement:icsant", valid=Window.parse("2016-01-01")))

    assert read(seen, "icsant", "2018-07-31")[0] is Status.NOT_MET
    assert read(seen, "icsant") == (Status.MET, "own-word")
    assert (
        seen.regime().if_nothing_changed(dt.date(2025, 6, 1)).codes[0, seen.regime().requirement_index["icsant"]]
        == Status.MET
    )


def test_the_record_decides_against_a_word_and_the_word_stands_beside_it() -> None:
    seen = with_words(LISTED, word("requirement:cppnm", "not met"))
    found = next(r for link in seen.state("AAA", DAY).links for r in link.requirements if r.requirement.id == "cppnm")

    assert (found.status, found.reason.code) == (Status.MET, "since")
    assert [(w.claim.value, w.counts) for w in found.words] == [("not-met", False)]


def test_a_word_on_joining_counts_in_the_chain_and_not_in_the_list_of_parties() -> None:
    seen = with_words(LISTED, word("requirement:icsant"), word("requirement:contact-icsant"))

    assert read(seen, "contact-icsant") == (Status.MET, "own-word")
    assert seen.instrument("icsant", DAY).joined.low == 0


def test_a_word_ends_on_its_last_day() -> None:
    seen = with_words(LISTED, word("requirement:performance", ends_on=dt.date(2024, 12, 31)))

    assert read(seen, "performance", "2024-12-31")[0] is Status.MET
    assert read(seen, "performance", "2025-01-01")[0] is Status.UNKNOWN


def test_a_word_is_known_from_the_day_of_its_approval() -> None:
    seen = with_words(LISTED, word("requirement:performance"))
    k = seen.regime().requirement_index["performance"]

    assert seen.reading(DAY, "2026-11-23").codes[0, k] == Status.UNKNOWN
    assert seen.reading(DAY, "2026-11-24").codes[0, k] == Status.MET


def test_a_disputed_word_no_longer_lifts_the_low_end_and_is_still_there() -> None:
    seen = with_words(LISTED, word("requirement:performance", is_disputed=True))
    found = next(
        r for link in seen.state("AAA", DAY).links for r in link.requirements if r.requirement.id == "performance"
    )

    assert found.status is Status.UNKNOWN
    assert [(w.counts, "disputes" in w.reason) for w in found.words] == [(False, True)]


@pytest.mark.parametrize("kind", ["measure", "provision"])
def test_words_on_measures_and_provisions_narrow_the_share_of_provisions(kind: str) -> None:
    held = record([state("AAA")], party("AAA", "cppnm_a", "2015-01-01"))
    seen = observatory(held)
    bound = next(p.id for p in seen.rules.provisions if p.new_in_amendment and p.is_operative)
    about = {"measure": seen.rules.measures_for(bound)[0].measure, "provision": bound}[kind]

    before, after = (share(x) for x in (seen, with_words(held, word(f"{kind}:{about}"))))

    assert before.contains(after) and after.low > before.low


def share(seen: Observatory) -> Span:
    links = seen.state("AAA", DAY).links
    found = next(r for link in links for r in link.requirements if r.requirement.evidence.kind == "provisions")
    assert found.span is not None
    return found.span


def test_a_trace_that_is_seen_is_not_undone_by_a_word_on_the_measure() -> None:
    held = record(
        [state("AAA")], [claim("AAA", "mission.M1.status", "held", valid="2020-01-01", recorded="2021-01-01")]
    )
    seen = with_words(held, word("measure:M33", "not met"))
    column = [m.id for m in seen.rules.measures].index("M33")

    shown, said = seen.reading(DAY).measures
    assert (shown[0, column], said[0, column]) == (Status.PARTLY_MET, Status.PARTLY_MET)


def test_a_later_word_takes_the_place_of_an_earlier_one() -> None:
    later = word("requirement:performance", "not met", valid=Window.parse("2024-01-01"))
    seen = with_words(LISTED, later, word("requirement:performance"))

    assert read(seen, "performance", "2023-12-31")[0] is Status.MET
    assert read(seen, "performance", "2024-01-01")[0] is Status.NOT_MET


RULES = observatory(LISTED).rules
ABOUT = st.one_of(
    st.sampled_from([f"requirement:{one}" for one in ("cppnm", "cppnm_a", "icsant", "contact-icsant")]),
    st.sampled_from([f"requirement:{r.id}" for r in observatory(LISTED).chain.requirements]),
    st.sampled_from(["measure:M33", "measure:M05", *(f"measure:{m.id}" for m in RULES.measures)]),
    st.sampled_from([f"provision:{p.id}" for p in RULES.provisions]),
)
"""Often what the drawn record decides, or shows a trace of."""
VALUES = ("met", "partly met", "not met", "not applicable")
SAID = st.lists(
    st.builds(
        lambda about, value, key, since, ends, disputed, speaker: word(
            about, value, f"k{key}", valid=Window.parse(since), ends_on=ends, is_disputed=disputed, speaker=speaker
        ),
        ABOUT, st.sampled_from(VALUES), st.integers(0, 10**6),
        st.sampled_from(["2001-01-01", "2015", "2024-05-01/2025-08-01"]),
        st.sampled_from([None, dt.date(2025, 1, 1), dt.date(2027, 1, 1)]), st.booleans(),
        st.sampled_from(["state_authority", "state_authority", "operator"]),
    ),
    max_size=12,
    unique_by=lambda one: one.key,
)  # fmt: skip
SEEN = st.lists(
    st.sampled_from(
        [
            *party("AAA", "cppnm", "1990-01-01"),
            *party("AAA", "cppnm_a", "2015-01-01"),
            *party("AAA", "icsant"),
            claim("AAA", "icsant.status", "signatory"),
            claim("AAA", "mission.M1.status", "held", valid="2019-01-01"),
            claim("AAA", "measure.M05.status", "partly-met", valid="2010-01-01"),
        ]
    ),
    unique=True,
)


@settings(max_examples=60)
@given(seen=SEEN, said=SAID, day=st.sampled_from(["2008-01-01", "2018-07-31", DAY]))
def test_a_word_never_moves_a_reading_outside_of_what_was_open(seen: list, said: list[SpokenClaim], day: str) -> None:
    held = record([state("AAA")], seen, [complete("icsant", "2018-07-31"), complete("cppnm", "2020-01-01")])
    before, after = observatory(held).reading(day), observatory(with_spoken(held, said)).reading(day)

    for old, new in zip(before.links, after.links, strict=True):
        assert np.isnan(new[np.isnan(old)]).all()
    lows, highs = zip(before.links, after.links, strict=True)
    counted = ~np.isnan(lows[1])
    assert (lows[1][counted] >= lows[0][counted] - 1e-12).all()
    assert (highs[1][counted] <= highs[0][counted] + 1e-12).all()
    for aspect in ASPECTS:
        old, new = before.chain_span("AAA", aspect), after.chain_span("AAA", aspect)
        assert old is None or new is None or old.contains(new)
    observatory(with_spoken(held, said)).state("AAA", day)  # every status finds its reason


@settings(max_examples=25)
@given(seen=SEEN, said=SAID, data=st.data())
def test_the_order_of_words_changes_no_reading(seen: list, said: list[SpokenClaim], data: st.DataObject) -> None:
    held = record([state("AAA")], seen)
    other = data.draw(st.permutations(said))
    one, two = (observatory(with_spoken(held, words)).state("AAA", DAY) for words in (said, other))

    assert repr(one) == repr(two)


@settings(max_examples=10)
@given(seen=SEEN)
def test_where_nobody_spoke_every_reading_is_the_same_to_the_last_byte(seen: list) -> None:
    held = record([state("AAA")], seen)
    one, two = observatory(held).reading(DAY), observatory(with_spoken(held, [])).reading(DAY)

    assert [a.tobytes() for a in (one.codes, one.low, one.high, *one.links)] == [
        a.tobytes() for a in (two.codes, two.low, two.high, *two.links)
    ]
