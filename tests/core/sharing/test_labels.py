"""Labels travel: the join of labels is the strictest of them, however items are combined, copied or handed on."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openregime.core.sharing import NORMALLY, Consent, Item, Label, Level, NoLabel, derived, handed_over, strictest
from openregime.core.sharing.labels import UNKNOWN
from tests.core.sharing.made import AUDIENCES, CATEGORIES, DAY, GATE, NOW, SITUATIONS, asker, item, situation

names = st.sampled_from([*[frozenset[str]()] * 3, *(frozenset({n}) for n in ("DEU", "JPN")), frozenset({"DEU", "JPN"})])
labels = st.builds(
    Label,
    st.frozensets(st.sampled_from(CATEGORIES), min_size=1, max_size=3),
    names,
    st.sampled_from([frozenset[str](), frozenset[str](), frozenset[str](), frozenset({"Act s.1"})]),
    names,
    st.none() | st.integers(-3, 3).map(lambda n: NOW + n * DAY),
)


@given(labels, labels, labels)
def test_join_is_associative(a: Label, b: Label, c: Label) -> None:
    assert a.joined(b).joined(c) == a.joined(b.joined(c))


@given(labels, labels)
def test_join_is_commutative(a: Label, b: Label) -> None:
    assert a.joined(b) == b.joined(a)


@given(labels)
def test_join_is_idempotent(a: Label) -> None:
    assert a.joined(a) == a


@given(labels, labels)
def test_join_is_the_least_that_is_as_strict_as_both(a: Label, b: Label) -> None:
    joined = a.joined(b)
    assert joined.is_as_strict_as(a)
    assert joined.is_as_strict_as(b)


consents = st.lists(
    st.builds(
        Consent,
        st.sampled_from(["DEU", "JPN", "WINS", UNKNOWN]),
        st.frozensets(st.sampled_from(AUDIENCES), min_size=1),
        st.sampled_from(list(Level)),
        st.just(NOW - DAY),
    ),
    max_size=2,
).map(tuple)


@given(
    labels, labels, consents, st.sampled_from(AUDIENCES), st.sampled_from([*SITUATIONS, ""]),
    st.sampled_from([None, NOW - 20 * DAY]),
)  # fmt: skip
def test_more_limits_never_open_more(
    a: Label, b: Label, agreed: tuple[Consent, ...], audience: str, kind: str, completed: dt.datetime | None
) -> None:
    """Monotone: whatever is decided for a label is an upper bound for any stricter one."""
    now = situation(kind) if kind else None
    one = item("C01", label=a, consents=agreed, completed_at=completed)
    both = replace(one, label=a.joined(b))

    assert GATE.decide(asker(audience), both, now, NOW).level <= GATE.decide(asker(audience), one, now, NOW).level


def test_strictest_of_nothing_is_refused() -> None:
    with pytest.raises(NoLabel):
        strictest([])


def test_derived_item_without_parents_and_label_is_refused() -> None:
    with pytest.raises(NoLabel):
        derived("x", [], entered_on=NOW.date())


def test_derived_item_is_as_strict_as_its_strictest_parent() -> None:
    open_one, closed_one = item("C01"), replace(item("C11"), id="item-2")
    made = derived("report", [open_one, closed_one], entered_on=NOW.date(), holder="npp")

    assert made.parents == ("item-1", "item-2")
    assert GATE.decide(asker("public"), made, NORMALLY, NOW).level is Level.WITHHOLD
    assert GATE.decide(asker("regulator"), made, NORMALLY, NOW).level is Level.FULL


def test_an_item_made_of_one_without_category_opens_to_nobody() -> None:
    made = derived("x", [item("C01"), item(label=Label())], entered_on=NOW.date())
    assert UNKNOWN in made.label.categories
    assert {GATE.decide(asker(a), made, NORMALLY, NOW).level for a in AUDIENCES} == {Level.WITHHOLD}


def test_advice_made_of_what_is_restricted_carries_the_restriction() -> None:
    made = derived("advice", [item("C11")], entered_on=NOW.date(), own=Label.of("C21"))
    assert GATE.decide(asker("public"), made, NORMALLY, NOW).level is Level.WITHHOLD


def test_an_item_about_two_states_is_nobodys_own() -> None:
    made = derived("x", [item("C11"), item("C11", state="DEU")], entered_on=NOW.date())
    assert made.state == ""
    assert GATE.decide(asker("regulator"), made, NORMALLY, NOW).level is Level.WITHHOLD


def test_it_is_over_when_the_last_parent_is() -> None:
    first, last = item("C14", completed_at=NOW - 30 * DAY), item("C14", completed_at=NOW - 2 * DAY)
    assert derived("x", [first, last], entered_on=NOW.date()).completed_at == NOW - 2 * DAY
    assert derived("x", [first, item("C14")], entered_on=NOW.date()).completed_at is None


# ---- the third-party rule


@pytest.fixture
def received() -> Item:
    """Advice for defence that DEU gave to the FRA regulator in confidence, copied twice since."""
    first = item("C16", state="FRA", holder="DEU-regulator")
    second = handed_over(first, "copy-1", to="FRA-regulator", entered_on=NOW.date(), in_confidence=True)
    return handed_over(second, "copy-2", to="FRA-operator", entered_on=NOW.date(), in_confidence=False)


def test_third_party_rule_survives_copying(received: Item) -> None:
    assert received.label.givers == {"DEU-regulator"}
    before = GATE.decide(asker("peer_operator"), item("C16"), NORMALLY, NOW)
    after = GATE.decide(asker("peer_operator"), received, NORMALLY, NOW)

    assert (before.level, after.level, after.rule) == (Level.FULL, Level.WITHHOLD, "giver")
    assert after.decided_by == ("DEU-regulator",)


def test_third_party_rule_survives_being_made_into_something_else(received: Item) -> None:
    made = derived("note", [received, item("C01")], entered_on=NOW.date())
    assert GATE.decide(asker("secretariat"), made, NORMALLY, NOW).level is Level.WITHHOLD


def test_a_giver_opens_by_consent_and_for_no_one_else(received: Item) -> None:
    consent = Consent("DEU-regulator", frozenset({"peer_operator"}), Level.SUMMARY, NOW - DAY, NOW + 5 * DAY)
    agreed = replace(received, consents=(consent,))

    decision = GATE.decide(asker("peer_operator"), agreed, NORMALLY, NOW)
    assert (decision.level, decision.until) == (Level.SUMMARY, NOW + 5 * DAY)
    assert GATE.decide(asker("secretariat"), agreed, NORMALLY, NOW).level is Level.WITHHOLD
    assert GATE.decide(asker("peer_operator"), agreed, NORMALLY, NOW + 5 * DAY).level is Level.WITHHOLD


def test_silence_of_one_of_two_givers_is_no(received: Item) -> None:
    both = replace(received, label=replace(received.label, givers=received.label.givers | {"JPN"}))
    consent = Consent("DEU-regulator", frozenset({"peer_operator"}), Level.FULL, NOW - DAY)
    assert (
        GATE.decide(asker("peer_operator"), replace(both, consents=(consent,)), NORMALLY, NOW).level is Level.WITHHOLD
    )


def test_consent_does_not_travel_with_a_copy(received: Item) -> None:
    consent = Consent("DEU-regulator", frozenset({"peer_operator"}), Level.FULL, NOW - DAY)
    copy = handed_over(
        replace(received, consents=(consent,)), "copy-3", to="x", entered_on=NOW.date(), in_confidence=False
    )
    assert GATE.decide(asker("peer_operator"), copy, NORMALLY, NOW).level is Level.WITHHOLD


def test_what_came_in_confidence_from_nobody_knows_whom_cannot_be_agreed_to() -> None:
    lost = item("C19", consents=(Consent(UNKNOWN, frozenset(AUDIENCES), Level.FULL, NOW - DAY),))
    assert GATE.decide(asker("peer_operator"), lost, NORMALLY, NOW).level is Level.WITHHOLD
