"""Very many decisions at once are the decisions one at a time."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openregime.core.sharing import NORMALLY, Asker, Consent, Gate, Item, Label, Level, Publication
from openregime.core.sharing.bulk import columns_of, levels_of
from tests.core.sharing.made import AUDIENCES, CATEGORIES, DAY, NOW, SITUATIONS, TABLE, ruling, situation

HOUR = dt.timedelta(hours=1)
times = st.sampled_from([None, NOW - 11 * DAY, NOW - 10 * DAY, NOW - DAY, NOW, NOW + HOUR])
categories = st.frozensets(st.sampled_from([*CATEGORIES, "C99"]), max_size=3)
labels = st.builds(
    Label, categories, st.sampled_from([frozenset(), frozenset({"DEU"})]),
    st.sampled_from([frozenset(), frozenset(), frozenset(), frozenset({"Act"})]), st.just(frozenset()), times,
)  # fmt: skip
consents = st.sampled_from([(), (), (Consent("DEU", frozenset(AUDIENCES), Level.SUMMARY, NOW - DAY),)])
publications = st.sampled_from([None, None, Publication("ASN", NOW, "x"), Publication("ASN", NOW + HOUR, "x")])
items = st.builds(
    Item, st.sampled_from(["item-1", "item-2", "other"]), labels, st.just(NOW.date()),
    state=st.sampled_from(["FRA", "DEU", ""]), holder=st.sampled_from(["npp", "asn", ""]),
    mission=st.sampled_from(["m1", "m2", ""]), completed_at=times, publication=publications, consents=consents,
)  # fmt: skip
missions = st.sampled_from([frozenset(), frozenset({"m1"}), frozenset({"m1", "m2"})])
askers = st.none() | st.builds(
    Asker, st.sampled_from(["anna", ""]), st.sampled_from([*AUDIENCES, "", "king"]),
    st.sampled_from(["FRA", "DEU", ""]), st.sampled_from(["npp", "", "nobody"]), missions,
)  # fmt: skip
situations = st.sampled_from(
    [None, NORMALLY, situation("war"), *(situation(s) for s in SITUATIONS[1:]), situation("emergency", state="FRA"),
     situation("emergency", ends=NOW), situation("elevated", begins=NOW + HOUR)]
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


@settings(max_examples=300)
@given(st.sampled_from(GATES), st.lists(items, max_size=12), askers, situations)
def test_many_at_once_are_the_same_as_one_at_a_time(gate, found, asker, now) -> None:  # type: ignore[no-untyped-def]
    columns = columns_of(TABLE, found, ruled=gate.ruled_items)
    expected = [gate.decide(asker, i, now, NOW).level for i in found]

    assert levels_of(gate, columns, asker, now, NOW).tolist() == expected


def test_a_time_without_zone_opens_nothing_at_once() -> None:
    columns = columns_of(TABLE, [Item("x", Label.of("C01"), NOW.date())])
    assert levels_of(GATES[0], columns, Asker("a", "public"), NORMALLY, NOW.replace(tzinfo=None)).tolist() == [0]


def test_an_opening_for_life_waits_for_no_day_at_once_too() -> None:
    both = Label(frozenset({"C11", "C01"}), closed_until=NOW + DAY)
    found = [Item("x", label, NOW.date(), state="FRA") for label in (both, Label.of("C11").joined(both))]
    columns = columns_of(TABLE, found)
    levels = levels_of(GATES[1], columns, Asker("a", "local", "DEU"), NORMALLY, NOW)
    assert levels.tolist() == [GATES[1].decide(Asker("a", "local", "DEU"), i, NORMALLY, NOW).level for i in found]
    home = levels_of(GATES[1], columns, Asker("a", "local", "FRA"), NORMALLY, NOW)
    assert home.tolist() == [Level.EXISTENCE, Level.EXISTENCE]  # r1 closes C01 for that State


@pytest.mark.parametrize("situation_", [NORMALLY, situation("emergency")])
def test_every_category_for_every_audience(situation_) -> None:  # type: ignore[no-untyped-def]
    made = [Item(str(n), Label.of(CATEGORIES[n % 24]), NOW.date(), state="FRA") for n in range(240)]
    columns = columns_of(TABLE, made)
    for audience in AUDIENCES:
        levels = levels_of(GATES[0], columns, Asker("a", audience, "FRA"), situation_, NOW)
        one = [GATES[0].decide(Asker("a", audience, "FRA"), i, situation_, NOW).level for i in made[:24]]
        assert np.array_equal(levels, np.tile(one, 10))
