"""A record with volunteered claims: what is added, what counts, and that nothing happens where nobody spoke."""

import datetime as dt
from dataclasses import replace
from itertools import permutations

import pytest

from openregime.core.facts import SpokenClaim, Standing, UnknownSubject, Window, is_spoken, with_spoken
from openregime.core.facts.spoken import NOT_COUNTED
from tests.core.readings.worlds import claim, record, state

WORD = SpokenClaim(
    "k1", "Authority of A", "state_authority", "AAA", "measure:M01", "partly met", Window.parse("2020-01-01"),
    dt.date(2026, 11, 24), basis="Gazette 1", note="A remark", ends_on=dt.date(2030, 12, 31),
)  # fmt: skip


def test_without_a_word_it_is_the_very_same_record() -> None:
    held = record([state("AAA")])

    assert with_spoken(held, ()) is held


def test_a_word_becomes_a_claim_with_a_source_of_its_organisation() -> None:
    held = with_spoken(record([state("AAA")], [claim("AAA", "x.status", "party")]), [WORD])
    added = held.claims[-1]

    assert (added.id, added.subject, added.object, added.value) == (
        "spoken/k1",
        "AAA",
        "measure.M01.status",
        "partly-met",
    )
    assert (added.valid, added.recorded, added.ends_on) == (WORD.valid, WORD.approved_on, WORD.ends_on)
    assert (added.standing, added.category, added.note) == (Standing.PREFERRED, "C01", "Gazette 1\nA remark")
    assert held.sources[added.sources[0]].title == "The State's own word: Authority of A"
    assert [is_spoken(c) for c in held.claims] == [False, True]
    assert held.digest != record([state("AAA")]).digest


def test_each_organisation_is_one_source() -> None:
    words = [WORD, replace(WORD, key="k2", object="measure:M02"), replace(WORD, key="k3", organisation="Ministry of A")]
    held = with_spoken(record([state("AAA")]), words)

    assert len([s for s in held.sources if s.startswith("spoken-")]) == 2


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"speaker": "operator"}, "not-the-state"),
        ({"speaker": "centre"}, "not-the-state"),
        ({"speaker": "company"}, "not-the-state"),
        ({"is_about_facility": True}, "one-facility"),
        ({"is_disputed": True}, "disputed"),
        ({"value": "not applicable"}, "not-for-it-to-say"),
    ],
)
def test_what_does_not_count_is_kept_beside_with_its_reason(changed: dict[str, object], why: str) -> None:
    added = with_spoken(record([state("AAA")]), [replace(WORD, **changed)]).claims[-1]  # type: ignore[arg-type]

    assert (added.standing, added.reason) == (Standing.COMPETING, NOT_COUNTED[why])


@pytest.mark.parametrize(
    ("about", "held"),
    [
        ("measure:M01", "measure.M01.status"),
        ("requirement:performance", "performance.status"),
        ("requirement:performance", "requirement.performance.status"),
    ],
)
def test_what_the_record_decides_stays_preferred(about: str, held: str) -> None:
    first = claim("AAA", held, "not-met", valid="2019-01-01")
    other = claim("BBB", held, "met", valid="2019-01-01")
    found = with_spoken(record([state("AAA"), state("BBB")], [first, other]), [replace(WORD, object=about)])

    assert found.claims[0] is first
    assert (found.claims[-1].standing, found.claims[-1].reason) == (Standing.COMPETING, NOT_COUNTED["record-decides"])


def test_a_row_of_a_list_of_parties_is_no_word_and_is_held_against_it_day_by_day() -> None:
    held = record([state("AAA")], [claim("AAA", "icsant.status", "signatory")])

    assert with_spoken(held, [replace(WORD, object="requirement:icsant")]).claims[-1].standing is Standing.PREFERRED


def test_where_two_authorities_differ_over_the_same_day_neither_counts() -> None:
    words = [WORD, replace(WORD, key="k2", organisation="Ministry of A", value="met")]

    assert [c.reason for c in with_spoken(record([state("AAA")]), words).claims] == [
        NOT_COUNTED["authorities-differ"]
    ] * 2
    agree = [WORD, replace(WORD, key="k2", organisation="Ministry of A")]
    assert {c.standing for c in with_spoken(record([state("AAA")]), agree).claims} == {Standing.PREFERRED}


def test_the_order_changes_nothing() -> None:
    words = [WORD, replace(WORD, key="k2", value="met"), replace(WORD, key="k3", object="topic:x", value="Words.")]
    held = record([state("AAA")])

    assert (
        len({repr((r.claims, r.sources, r.digest)) for p in permutations(words) for r in [with_spoken(held, p)]}) == 1
    )


def test_another_set_of_words_is_another_digest() -> None:
    held = record([state("AAA")])
    digests = {with_spoken(held, words).digest for words in ([], [WORD], [replace(WORD, is_disputed=True)])}

    assert len(digests) == 3


def test_words_on_topics_and_instruments_are_kept_and_are_no_status() -> None:
    said = replace(WORD, object="topic:index-comment", value="We read this otherwise.")
    added = with_spoken(record([state("AAA")]), [said]).claims[-1]

    assert (added.object, added.value) == ("topic.index-comment.word", "We read this otherwise.")


def test_of_a_state_that_the_record_does_not_know_nothing_is_added() -> None:
    with pytest.raises(UnknownSubject):
        with_spoken(record([state("AAA")]), [replace(WORD, state="ARD")])
