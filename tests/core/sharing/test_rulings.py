"""Rulings: what a State or an operator decides otherwise, how many people it takes, and what no ruling can do."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from openregime.core.sharing import (
    NORMALLY,
    BadRuling,
    Decider,
    Gate,
    Label,
    Level,
    Ruling,
)
from tests.core.sharing.made import (
    DAY,
    NOW,
    STATE,
    TABLE,
    asker,
    item,
    ruling,
    situation,
)

HOUR = dt.timedelta(hours=1)


# ---- rulings


def test_a_state_may_close_what_the_table_opens_but_only_for_its_own() -> None:
    gate = Gate(TABLE, [ruling(Level.AGGREGATE, "peer_operator", category="C16", state=STATE)])
    mine = gate.decide(asker("peer_operator"), item("C16"), NORMALLY, NOW)
    theirs = gate.decide(asker("peer_operator"), item("C16", state="DEU"), NORMALLY, NOW)

    assert (mine.level, mine.ruling, mine.decided_by) == (Level.AGGREGATE, "ruling-1", ("role-0",))
    assert theirs.level is Level.FULL


def test_a_ruling_for_one_situation_leaves_the_others() -> None:
    gate = Gate(TABLE, [ruling(Level.EXISTENCE, "public", category="C01", situations=frozenset({"elevated"}))])
    assert gate.decide(asker("public"), item("C01"), NORMALLY, NOW).level is Level.FULL
    assert gate.decide(asker("public"), item("C01"), situation("elevated"), NOW).level is Level.EXISTENCE


def test_a_ruling_that_ended_counts_no_more() -> None:
    gate = Gate(TABLE, [ruling(Level.FULL, "public", category="C03", benefit="assurance", ends=NOW + HOUR)])
    assert gate.decide(asker("public"), item("C03"), NORMALLY, NOW).level is Level.FULL
    assert gate.decide(asker("public"), item("C03"), NORMALLY, NOW).until == NOW + HOUR
    assert gate.decide(asker("public"), item("C03"), NORMALLY, NOW + HOUR).level is Level.SUMMARY


def test_what_closes_wins_over_what_opens() -> None:
    opens = ruling(Level.FULL, "public", category="C03", benefit="assurance")
    closes = ruling(Level.EXISTENCE, "public", category="C03", id="ruling-2")
    for order in ([opens, closes], [closes, opens]):
        assert Gate(TABLE, order).decide(asker("public"), item("C03"), NORMALLY, NOW).level is Level.EXISTENCE


def test_opening_the_truly_sensitive_takes_two_people_in_two_roles() -> None:
    alone = ruling(Level.SUMMARY, "peer_operator", category="C09", benefit="learning")
    with pytest.raises(BadRuling, match="takes 2 people"):
        Gate(TABLE, [alone])
    two = ruling(Level.SUMMARY, "peer_operator", category="C09", benefit="learning", people=2)
    assert Gate(TABLE, [two]).decide(asker("peer_operator"), item("C09"), NORMALLY, NOW).level is Level.SUMMARY


def test_one_truly_sensitive_item_is_not_opened_by_one_person() -> None:
    alone = Gate(TABLE, [ruling(Level.SUMMARY, "peer_operator", item="item-1", benefit="learning")])
    two = Gate(TABLE, [ruling(Level.SUMMARY, "peer_operator", item="item-1", benefit="learning", people=2)])
    one_decides = alone.decide(asker("peer_operator"), item("C09", "C01"), NORMALLY, NOW)

    assert one_decides.level is Level.AGGREGATE
    assert "ruling-too-few" in [s.words.code for s in one_decides.steps]
    assert two.decide(asker("peer_operator"), item("C09", "C01"), NORMALLY, NOW).level is Level.SUMMARY


@pytest.mark.parametrize("floor", [f for f in TABLE.floors if f.at_most is not None], ids=lambda f: f.category)
def test_no_ruling_opens_beyond_a_hard_floor(floor: Any) -> None:
    audience = sorted(floor.audiences)[0]
    opens = ruling(Level.FULL, audience, item="item-1", benefit="assurance", people=3)
    decision = Gate(TABLE, [opens]).decide(asker(audience), item(floor.category), NORMALLY, NOW)
    assert decision.level is floor.at_most
    assert "floor" in {decision.rule, *(c.code for c in decision.changes)}
    category = replace(opens, item="", category=floor.category)
    if floor.is_until_completed:
        assert Gate(TABLE, [category]).decide(asker(audience), item("C14"), NORMALLY, NOW).level is floor.at_most
    else:
        with pytest.raises(BadRuling, match="hard floor"):
            Gate(TABLE, [category])


def test_only_an_imminent_threat_to_life_goes_beyond_a_floor_and_a_giver() -> None:
    life = {"benefit": "rescue", "threat_to_life": "people inside the building", "ends": NOW + HOUR, "people": 2}
    for label in (Label.of("C11"), Label(frozenset({"C01"}), givers=frozenset({"DEU"}))):
        gate = Gate(TABLE, [ruling(Level.SUMMARY, "local", item="item-1", **life)])
        assert gate.decide(asker("local"), item(label=label), NORMALLY, NOW).level is Level.SUMMARY
        assert gate.decide(asker("local"), item(label=label), NORMALLY, NOW + HOUR).level is Level.WITHHOLD
    by_category = Gate(TABLE, [ruling(Level.SUMMARY, "local", category="C11", **life)])
    assert by_category.decide(asker("local"), item("C11"), NORMALLY, NOW).level is Level.SUMMARY


def test_a_threat_to_life_opens_before_the_day_of_opening_and_no_further_than_it_says() -> None:
    life = {"benefit": "rescue", "threat_to_life": "fire", "ends": NOW + HOUR, "people": 2}
    gate = Gate(TABLE, [ruling(Level.SUMMARY, "responder", item="item-1", **life)])
    later = item(label=Label(frozenset({"C01"}), closed_until=NOW + DAY))
    decision = gate.decide(asker("responder"), later, NORMALLY, NOW)

    assert (decision.level, decision.opens_to) == (Level.SUMMARY, Level.FULL)
    assert gate.decide(asker("media"), later, NORMALLY, NOW).level is Level.DELAYED


def test_what_a_threat_to_life_opens_of_one_category_opens_nothing_of_another() -> None:
    life = {"benefit": "rescue", "threat_to_life": "fire", "ends": NOW + HOUR, "people": 2}
    gate = Gate(TABLE, [ruling(Level.SUMMARY, "local", category="C11", **life)])
    both = item(label=Label(frozenset({"C11", "C01"}), closed_until=NOW + DAY))
    assert gate.decide(asker("local"), both, NORMALLY, NOW).level is Level.DELAYED
    assert gate.decide(asker("local"), item("C11", "C13"), NORMALLY, NOW).level is Level.WITHHOLD


def test_an_ordinary_ruling_does_not_ride_on_one_for_a_threat_to_life() -> None:
    life = {"benefit": "rescue", "threat_to_life": "fire", "ends": NOW + HOUR}
    gate = Gate(
        TABLE,
        [
            ruling(Level.SUMMARY, "public", category="C14", id="life", **life),
            ruling(Level.FULL, "public", category="C14", id="ordinary", benefit="learning"),
        ],
    )
    assert gate.decide(asker("public"), item("C14"), NORMALLY, NOW).level is Level.SUMMARY


def test_givers_control_is_above_every_other_ruling() -> None:
    received = item(label=Label(frozenset({"C01"}), givers=frozenset({"DEU"})))
    gate = Gate(TABLE, [ruling(Level.FULL, "media", item="item-1", benefit="assurance", people=3)])
    assert gate.decide(asker("media"), received, NORMALLY, NOW).level is Level.WITHHOLD
    with pytest.raises(BadRuling, match="giver"):
        Gate(TABLE, [ruling(Level.FULL, "media", category="C19", benefit="assurance", people=3)])


def test_closing_to_the_regulator_closes_to_anyone() -> None:
    gate = Gate(TABLE, [ruling(Level.EXISTENCE, "regulator", category="C01")])
    decision = gate.decide(asker("public"), item("C01"), NORMALLY, NOW)
    assert (decision.level, decision.rule) == (Level.EXISTENCE, "never-above-regulator")


def test_advice_cannot_be_closed() -> None:
    with pytest.raises(BadRuling, match="Never less than in full"):
        Gate(TABLE, [ruling(Level.SUMMARY, "public", category="C21")])
    by_item = Gate(TABLE, [ruling(Level.WITHHOLD, "public", item="item-1")])
    assert by_item.decide(asker("public"), item("C21"), NORMALLY, NOW).level is Level.FULL


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"category": "", "item": ""}, "either a category or an item"),
        ({"item": "item-1"}, "either a category or an item"),
        ({"category": "C99"}, "no category"),
        ({"audiences": frozenset()}, "nobody"),
        ({"audiences": frozenset({"everyone"})}, "no audience"),
        ({"situations": frozenset({"war"})}, "no situation"),
        ({"reason": ""}, "say why"),
        ({"harm": "embarrassment"}, "no harm"),
        ({"harm": ""}, "the harm"),
        ({"benefit": "learning"}, "one of the two"),
        ({"by": ()}, "who decided"),
        ({"by": (Decider("a", "r"), Decider("a", "s"))}, "a role of their own"),
        ({"by": (Decider("a", "r"), Decider("b", "r"))}, "a role of their own"),
        ({"decided_at": NOW.replace(tzinfo=None)}, "time zone"),
        ({"ends": NOW - DAY}, "ends before"),
        ({"review_on": NOW.date()}, "review must lie after"),
        ({"review_on": NOW.date() + 800 * DAY}, "reviewed within 24 months"),
        ({"harm": "", "benefit": "rescue", "threat_to_life": "fire"}, "needs an end"),
    ],
)
def test_a_ruling_that_cannot_stand_is_refused(changed: dict[str, Any], words: str) -> None:
    good = ruling(Level.AGGREGATE, "public", category="C01")
    Gate(TABLE, [good])
    with pytest.raises(BadRuling, match=words):
        Gate(TABLE, [replace(good, **changed)])


def test_two_rulings_of_one_id_are_refused() -> None:
    with pytest.raises(BadRuling, match="this id"):
        Gate(TABLE, [ruling(Level.AGGREGATE, "public", category="C01")] * 2)


# ---- the hold of 72 hours


def hold(start: dt.timedelta, hours: int, role: str, **changed: Any) -> Ruling:
    begin = NOW + start
    return ruling(
        Level.EXISTENCE, "public", "media", **{
            "category": "C08", "id": f"hold-{role}-{start}", "by": (Decider(role, role),), "decided_at": begin,
            "ends": begin + hours * HOUR, "review_on": (begin + 30 * DAY).date(), **changed,
        }
    )  # fmt: skip


def test_a_hold_on_the_basics_of_an_event_lapses_after_72_hours() -> None:
    gate = Gate(TABLE, [hold(dt.timedelta(0), 72, "lead")])
    assert gate.decide(asker("public"), item("C08"), NORMALLY, NOW + 71 * HOUR).level is Level.EXISTENCE
    assert gate.decide(asker("public"), item("C08"), NORMALLY, NOW + 72 * HOUR).level is Level.SUMMARY
    with pytest.raises(BadRuling, match="at most 72 hours"):
        Gate(TABLE, [hold(dt.timedelta(0), 73, "lead")])
    with pytest.raises(BadRuling, match="at most 72 hours"):
        Gate(TABLE, [hold(dt.timedelta(0), 72, "lead", ends=None)])


def test_a_hold_is_renewed_by_a_second_role_only() -> None:
    first = hold(dt.timedelta(0), 72, "lead")
    gate = Gate(TABLE, [first, hold(71 * HOUR, 72, "prosecutor")])
    assert gate.decide(asker("public"), item("C08"), NORMALLY, NOW + 100 * HOUR).level is Level.EXISTENCE
    with pytest.raises(BadRuling, match="second role"):
        Gate(TABLE, [first, hold(71 * HOUR, 72, "lead")])


def test_a_hold_on_one_item_lapses_too() -> None:
    open_ended = hold(dt.timedelta(0), 72, "lead", category="", item="item-1", ends=None)
    alone = hold(71 * HOUR, 72, "lead", category="", item="item-1", ends=None)
    gate = Gate(TABLE, [open_ended, alone])
    assert gate.decide(asker("public"), item("C08"), NORMALLY, NOW + 71 * HOUR).level is Level.EXISTENCE
    assert gate.decide(asker("public"), item("C08"), NORMALLY, NOW + 73 * HOUR).level is Level.SUMMARY
