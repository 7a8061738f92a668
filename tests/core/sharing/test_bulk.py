"""Very many decisions at once are the decisions one at a time."""

import datetime as dt
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openregime.core.sharing import NORMALLY, Asker, Consent, Gate, Item, Label, Level, Publication
from openregime.core.sharing.bulk import columns_of, levels_of
from tests.core.sharing.made import AUDIENCES, CATEGORIES, DAY, NOW, SITUATIONS, TABLE, ruling, situation

HOUR = dt.timedelta(hours=1)
TIMES = [NOW - 11 * DAY, NOW - 10 * DAY, NOW - DAY, NOW, NOW + HOUR]
SITUATIONS_MADE = [
    None, NORMALLY, NORMALLY, situation("war"), *(situation(s) for s in SITUATIONS[1:]),
    situation("emergency", state="FRA"), situation("emergency", ends=NOW), situation("elevated", begins=NOW + HOUR),
]  # fmt: skip
CONSENT = Consent("DEU", frozenset(AUDIENCES), Level.SUMMARY, NOW - DAY)


def one_in(draw: Random, n: int) -> bool:
    return draw.randrange(n) == 0


def made_item(draw: Random) -> Item:
    """Mostly ordinary, sometimes odd in one way or several; pure chance would withhold nearly everything."""
    categories = frozenset(draw.choices(CATEGORIES, k=draw.choice([1, 1, 1, 2, 3]))) | (
        frozenset({"C99"}) if one_in(draw, 20) else frozenset()
    )
    label = Label(
        categories if not one_in(draw, 30) else frozenset(),
        frozenset({"DEU"}) if one_in(draw, 6) else frozenset(),
        frozenset({"Act"}) if one_in(draw, 10) else frozenset(),
        closed_until=draw.choice(TIMES) if one_in(draw, 2) else None,
    )
    published = Publication("ASN", draw.choice([NOW, NOW + HOUR]), "x") if one_in(draw, 8) else None
    return Item(
        draw.choice(["item-1", "item-2", "other", "other"]), label, NOW.date(),
        state=draw.choice(["FRA", "FRA", "DEU", ""]), holder=draw.choice(["npp", "asn", ""]),
        mission=draw.choice(["m1", "m1", "m2", ""]), completed_at=draw.choice([None, *TIMES]), publication=published,
        consents=(CONSENT,) if one_in(draw, 3) else (),
    )  # fmt: skip


def made_asker(draw: Random) -> Asker | None:
    if one_in(draw, 20):
        return draw.choice([None, Asker("", "public"), Asker("anna", ""), Asker("anna", "king")])
    return Asker(
        "anna", draw.choice(AUDIENCES), draw.choice(["FRA", "FRA", "DEU", ""]),
        "npp" if one_in(draw, 6) else draw.choice(["", "nobody"]),
        draw.choice([frozenset({"m1"}), frozenset({"m1", "m2"}), frozenset()]),
    )  # fmt: skip


LIFE = {"benefit": "rescue", "people": 2, "threat_to_life": "fire", "ends": NOW + HOUR}
GATES = [
    Gate(TABLE),
    Gate(
        TABLE,
        [
            ruling(Level.EXISTENCE, *AUDIENCES, category="C01", state="FRA", id="r1"),
            ruling(Level.AGGREGATE, "regulator", category="C16", holder="npp", id="r2"),
            ruling(Level.FULL, "public", "media", category="C03", benefit="learning", id="r3"),
            ruling(Level.SUMMARY, "local", category="C11", id="r4", **LIFE),
            ruling(Level.SUMMARY, *AUDIENCES, category="C14", benefit="learning", id="r8"),
            ruling(Level.FULL, *AUDIENCES, item="item-1", benefit="learning", people=2, id="r5"),
            ruling(Level.WITHHOLD, "public", item="item-2", id="r6"),
            ruling(Level.SUMMARY, *AUDIENCES, item="item-2", id="r7", **LIFE),
        ],
    ),
]


@pytest.mark.parametrize("gate", GATES, ids=["plain", "with rulings"])
@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_many_at_once_are_the_same_as_one_at_a_time(gate: Gate, seed: int) -> None:
    draw = Random(seed)
    found = [made_item(draw) for _ in range(30)]
    asker, now = made_asker(draw), draw.choice(SITUATIONS_MADE)
    columns = columns_of(TABLE, found, ruled=gate.ruled_items)
    expected = [gate.decide(asker, i, now, NOW).level for i in found]

    assert levels_of(gate, columns, asker, now, NOW).tolist() == expected


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_more_limits_never_open_more_whatever_was_ruled(seed: int) -> None:
    draw = Random(seed)
    asker, now = made_asker(draw), draw.choice(SITUATIONS_MADE)
    for one, other in ((made_item(draw), made_item(draw)) for _ in range(30)):
        both = replace(one, label=one.label.joined(other.label))
        for gate in GATES:
            assert gate.decide(asker, both, now, NOW).level <= gate.decide(asker, one, now, NOW).level


def test_what_is_drawn_reaches_every_level_with_and_without_a_day_of_opening() -> None:
    """A comparison of nothing but refusals would prove nothing."""
    draw, met = Random(1), set()
    for _ in range(150):
        asker = made_asker(draw)
        for item in (made_item(draw) for _ in range(20)):
            closed = item.label.closed_until is not None and item.label.closed_until > NOW
            met.add((GATES[0].decide(asker, item, NORMALLY, NOW).level, closed))
    used = {Level.WITHHOLD, Level.EXISTENCE, Level.AGGREGATE, Level.SUMMARY, Level.FULL}
    assert {(level, False) for level in used} | {(Level.DELAYED, True), (Level.EXISTENCE, True)} <= met


def test_a_time_without_zone_opens_nothing_at_once() -> None:
    columns = columns_of(TABLE, [Item("x", Label.of("C01"), NOW.date())])
    assert levels_of(GATES[0], columns, Asker("a", "public"), NORMALLY, NOW.replace(tzinfo=None)).tolist() == [0]


@pytest.mark.parametrize("situation_", [NORMALLY, situation("emergency")])
def test_every_category_for_every_audience(situation_) -> None:  # type: ignore[no-untyped-def]
    made = [Item(str(n), Label.of(CATEGORIES[n % 24]), NOW.date(), state="FRA") for n in range(240)]
    columns = columns_of(TABLE, made)
    for audience in AUDIENCES:
        levels = levels_of(GATES[0], columns, Asker("a", audience, "FRA"), situation_, NOW)
        one = [GATES[0].decide(Asker("a", audience, "FRA"), i, situation_, NOW).level for i in made[:24]]
        assert np.array_equal(levels, np.tile(one, 10))
