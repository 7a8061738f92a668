"""The gate: default deny, situations that expire, delays, and reasons for each decision."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openregime.core.sharing import (
    NORMALLY,
    Asker,
    BadDeclaration,
    Item,
    Label,
    Level,
    Publication,
    Situation,
    declared,
    situation_for,
)
from openregime.core.sharing.words import CHANGES, RULES, STEPS
from tests.core.sharing.made import (
    AUDIENCES,
    CATEGORIES,
    DAY,
    GATE,
    NOW,
    SITUATIONS,
    STATE,
    TABLE,
    asker,
    item,
    situation,
)

HOUR = dt.timedelta(hours=1)


# ---- nobody


@pytest.mark.parametrize(
    ("who", "rule"),
    [
        (None, "nobody-asks"),
        (Asker("", "public"), "nobody-asks"),
        (Asker("anna", ""), "no-audience"),
        (Asker("anna", "Public"), "unknown-audience"),
    ],
)
@pytest.mark.parametrize("category", ["C01", "C21"])
def test_an_empty_audience_is_nobody(who: Asker | None, rule: str, category: str) -> None:
    decision = GATE.decide(who, item(category), NORMALLY, NOW)
    assert (decision.level, decision.rule) == (Level.WITHHOLD, rule)
    assert decision.reason.in_english() and [c.code for c in decision.changes] == ["say-who"]


@pytest.mark.parametrize(("categories", "rule"), [((), "no-category"), (("C01", "C99"), "unknown-category")])
def test_an_item_without_a_known_category_opens_to_nobody(categories: tuple[str, ...], rule: str) -> None:
    for audience in AUDIENCES:
        decision = GATE.decide(asker(audience), item(*categories), NORMALLY, NOW)
        assert (decision.level, decision.rule) == (Level.WITHHOLD, rule)


def test_a_time_without_zone_opens_nothing() -> None:
    decision = GATE.decide(asker("public"), item("C01"), NORMALLY, NOW.replace(tzinfo=None))
    assert (decision.level, decision.rule) == (Level.WITHHOLD, "no-time")


@pytest.mark.parametrize(
    ("audience", "elsewhere"), [(a.id, a.elsewhere) for a in TABLE.audiences if a.bound_to == "state"]
)
@pytest.mark.parametrize("state", ["DEU", ""])
def test_authorities_of_another_state_are_foreign(audience: str, elsewhere: str, state: str) -> None:
    for category in CATEGORIES:
        level = GATE.decide(asker(audience, state=state), item(category), NORMALLY, NOW).level
        assert level <= min(TABLE.level(category, a, "normal") for a in (audience, elsewhere))


def test_a_reviewer_of_another_mission_reads_as_other_operators_do() -> None:
    mine, other = item("C06"), item("C06", mission="mission-2")
    assert GATE.decide(asker("reviewer"), mine, NORMALLY, NOW).level is Level.FULL
    assert GATE.decide(asker("reviewer"), other, NORMALLY, NOW).level is Level.AGGREGATE


def test_a_regulator_is_nobodys_own_where_the_state_of_the_item_is_not_known() -> None:
    assert GATE.decide(asker("regulator", state=""), item("C11", state=""), NORMALLY, NOW).level is Level.WITHHOLD


# ---- situations


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("kind", ["elevated", "emergency"])
def test_an_expired_situation_never_widens(category: str, kind: str) -> None:
    over = situation(kind, ends=NOW)
    for audience in AUDIENCES:
        level = GATE.decide(asker(audience), item(category), over, NOW).level
        assert level == min(TABLE.level(category, audience, s) for s in (kind, "normal"))


def test_a_situation_that_nobody_knows_is_the_strictest() -> None:
    for unknown in (None, situation("recovery")):
        decision = GATE.decide(asker("responder"), item("C13"), unknown, NOW)
        assert decision.level is min(TABLE.levels["C13", "responder"])


def test_an_emergency_of_one_state_is_none_of_another() -> None:
    theirs = situation("emergency", state="DEU")
    assert GATE.decide(asker("responder"), item("C13"), theirs, NOW).level is Level.SUMMARY


def test_a_declared_situation_is_dated_and_expires() -> None:
    begun = declared(
        TABLE, "emergency", by="emergency director", begins=NOW, ends=NOW + 2 * DAY, reason="fire", state=STATE
    )
    decision = GATE.decide(asker("responder"), item("C13"), begun, NOW + HOUR)

    assert (decision.level, decision.until) == (Level.FULL, NOW + 2 * DAY)
    assert situation_for([begun], STATE, NOW + HOUR) is begun
    assert situation_for([begun], STATE, NOW + 2 * DAY) is NORMALLY
    assert situation_for([begun], "DEU", NOW + HOUR) is NORMALLY


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"kind": "normal"}, "not declared"),
        ({"kind": "war"}, "no situation"),
        ({"by": "press officer"}, "may not declare"),
        ({"reason": " "}, "why"),
        ({"state": ""}, "which State"),
        ({"ends": NOW}, "later end"),
        ({"begins": NOW.replace(tzinfo=None)}, "time zone"),
        ({"ends": NOW + 8 * DAY}, "at most 7 days"),
    ],
)
def test_a_situation_that_may_not_be_declared_so_is_refused(changed: dict[str, Any], words: str) -> None:
    base = {"kind": "emergency", "by": "emergency director", "begins": NOW, "ends": NOW + DAY, "reason": "fire"}
    given_ = {**base, "state": STATE, **changed}
    with pytest.raises(BadDeclaration, match=words):
        declared(TABLE, given_.pop("kind"), **given_)  # type: ignore[arg-type]


# ---- before the table


def test_what_an_authority_published_is_open_and_a_leak_is_not() -> None:
    published = item("C11", publication=Publication("ASN", NOW - DAY, "annual report"))
    assert GATE.decide(asker("public"), published, NORMALLY, NOW).level is Level.FULL
    assert GATE.decide(asker("public"), published, NORMALLY, NOW).decided_by == ("ASN",)
    assert GATE.decide(asker("public"), published, NORMALLY, NOW - 2 * DAY).level is Level.WITHHOLD


def test_a_bar_of_the_law_closes_to_all_but_the_holder() -> None:
    barred = item(label=Label(frozenset({"C01"}), bars=frozenset({"Penal code 413-9"})), holder="npp")
    levels = {a: GATE.decide(asker(a), barred, NORMALLY, NOW).level for a in AUDIENCES}
    assert set(levels.values()) == {Level.WITHHOLD}
    assert GATE.decide(asker("peer_operator", organisation="npp"), barred, NORMALLY, NOW).level is Level.FULL
    assert [c.code for c in GATE.decide(asker("public"), barred, NORMALLY, NOW).changes][-2:] == [
        "bar-lifted",
        "review",
    ]


def test_a_holder_that_nobody_named_is_nobody() -> None:
    assert GATE.decide(asker("public", organisation=""), item("C11", holder=""), NORMALLY, NOW).level is Level.WITHHOLD


# ---- delay


def test_what_opens_later_says_on_which_day_and_to_what() -> None:
    later = item(label=Label(frozenset({"C01"}), closed_until=NOW + 5 * DAY))
    before = GATE.decide(asker("public"), later, NORMALLY, NOW)
    after = GATE.decide(asker("public"), later, NORMALLY, NOW + 5 * DAY)

    assert (before.level, before.opens_at, before.opens_to) == (Level.DELAYED, NOW + 5 * DAY, Level.FULL)
    assert before.until == NOW + 5 * DAY and before.reason.in_english() == "It opens on 2026-12-06."
    assert (after.level, after.rule) == (Level.FULL, "table")


def test_a_delay_tells_no_more_than_the_table() -> None:
    later = item(label=Label(frozenset({"C11"}), closed_until=NOW + 5 * DAY))
    assert GATE.decide(asker("public"), later, NORMALLY, NOW).level is Level.WITHHOLD


@pytest.mark.parametrize("category", ["C10", "C20"])
def test_a_delay_opens_nothing_that_the_table_keeps_to_its_existence(category: str) -> None:
    later = item(label=Label(frozenset({category}), closed_until=NOW + 5 * DAY))
    assert GATE.decide(asker("public"), later, NORMALLY, NOW).level is Level.EXISTENCE


def test_advice_is_never_delayed() -> None:
    later = item(label=Label(frozenset({"C21"}), closed_until=NOW + DAY))
    assert GATE.decide(asker("public"), later, NORMALLY, NOW).level is Level.FULL


def test_a_transport_opens_ten_days_after_arrival_and_not_before() -> None:
    arrived = item("C14", completed_at=NOW - 9 * DAY)
    before = GATE.decide(asker("public"), arrived, NORMALLY, NOW)
    after = GATE.decide(asker("public"), arrived, NORMALLY, NOW + DAY)

    assert (before.level, before.until) == (Level.WITHHOLD, NOW + DAY)
    assert "opens-on" in [c.code for c in before.changes]
    assert (after.level, after.rule) == (Level.SUMMARY, "opened")


# ---- in words


everything = st.builds(
    lambda categories, audience, kind, state, closed, completed, bars: (
        asker(audience, state=state),
        item(
            label=Label(frozenset(categories), bars=frozenset(bars), closed_until=closed),
            completed_at=completed,
        ),
        situation(kind) if kind else None,
    ),
    st.sets(st.sampled_from([*CATEGORIES, "C99"]), max_size=3),
    st.sampled_from([*AUDIENCES, "", "king"]),
    st.sampled_from([*SITUATIONS, ""]),
    st.sampled_from([STATE, "DEU"]),
    st.sampled_from([None, NOW + DAY, NOW - DAY]),
    st.sampled_from([None, NOW - DAY, NOW - 30 * DAY]),
    st.sampled_from([(), ("Act s.1",)]),
)


@given(everything)
def test_every_decision_says_why_who_and_what_would_change_it(case: tuple[Asker, Item, Situation | None]) -> None:
    decision = GATE.decide(*case, NOW)

    assert decision.steps and decision.reason.code == decision.rule in RULES
    assert decision.reason.in_english()
    assert all(s.words.in_english() for s in decision.steps)
    assert all(c.in_english() for c in decision.changes)
    assert decision.decided_by
    if decision.level < Level.FULL and decision.rule not in ("nobody-asks", "no-audience", "unknown-audience"):
        assert decision.changes


@given(everything)
def test_the_reason_names_the_category_and_the_level_that_decided(case: tuple[Asker, Item, Situation | None]) -> None:
    decision = GATE.decide(*case, NOW)
    assert decision.reason.values.get("category", decision.category) == decision.category
    assert [s for s in decision.steps if s.words is decision.reason or s.words == decision.reason][
        -1
    ].level == decision.level


def test_preview_shows_every_audience_of_the_state_before_anything_is_saved() -> None:
    seen = GATE.preview(item("C08"), NORMALLY, NOW)
    assert {a: d.level for a, d in seen.items()} == {a: TABLE.level("C08", a, "normal") for a in AUDIENCES}


def test_every_item_has_a_review_day() -> None:
    decision = GATE.decide(asker("public"), item("C11", "C08", entered_on=dt.date(2026, 11, 30)), NORMALLY, NOW)
    assert decision.review_on == dt.date(2027, 2, 28)


def test_a_review_that_is_due_is_said() -> None:
    decision = GATE.decide(asker("public"), item("C11", entered_on=dt.date(2020, 1, 1)), NORMALLY, NOW)
    assert [c.in_english() for c in decision.changes][-1] == "Its review was due on 2025-01-01."


def test_codes_of_words_fill_in_what_their_patterns_ask_for() -> None:
    assert RULES.keys() & STEPS.keys() == set()
    assert all(CHANGES.values())
