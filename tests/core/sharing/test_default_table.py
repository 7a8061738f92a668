"""The default table: every cell reachable, the vectors and the floors of the guide, and what must never be exceeded."""

import datetime as dt

import pytest

from openregime.core.sharing import (
    NORMALLY,
    Asker,
    Consent,
    Gate,
    Item,
    Label,
    Level,
    Situation,
    UnknownCell,
    UnsoundTable,
)
from openregime.core.sharing.table import Floor
from openregime.io.sharing.table import load_sharing_table
from tests.core.sharing.made import AUDIENCES, CATEGORIES, GATE, NOW, SITUATIONS, TABLE, asker, item, situation

VECTORS = [
    ("C21", "public", "emergency", "full"),
    ("C11", "public", "normal", "withhold"),
    ("C11", "regulator", "normal", "full"),
    ("C11", "responder", "emergency", "summary"),
    ("C08", "foreign_authority", "emergency", "full"),
    ("C08", "public", "normal", "summary"),
    ("C06", "public", "normal", "aggregate"),
    ("C06", "secretariat", "normal", "summary"),
    ("C10", "public", "elevated", "existence"),
    ("C10", "peer_operator", "elevated", "summary"),
    ("C13", "responder", "emergency", "full"),
    ("C14", "researcher", "normal", "withhold"),
    ("C16", "peer_operator", "normal", "full"),
    ("C17", "responder", "emergency", "full"),
    ("C19", "foreign_authority", "normal", "withhold"),
    ("C23", "media", "normal", "full"),
]
"""The sixteen test vectors of the disclosure guide."""

BELOW_THE_PUBLIC = {
    ("C07", "foreign_authority"), ("C16", "local"), ("C16", "reviewer"), ("C20", "peer_operator"),
    ("C20", "supply_chain"), ("C20", "secretariat"), ("C20", "reviewer"),
}  # fmt: skip
"""Where the guide gives an audience less than anyone; named, so that no other slips in."""


def test_the_table_has_the_size_of_the_guide() -> None:
    assert (len(CATEGORIES), len(AUDIENCES), len(SITUATIONS), len(TABLE.levels)) == (24, 13, 3, 24 * 13)
    assert TABLE.array.shape == (24, 13, 3)


@pytest.mark.parametrize(("category", "audience", "kind", "expected"), VECTORS)
def test_vectors_of_the_guide(category: str, audience: str, kind: str, expected: str) -> None:
    decision = GATE.decide(asker(audience), item(category), situation(kind), NOW)

    assert decision.level.slug == expected == TABLE.level(category, audience, kind).slug


def test_every_cell_is_reached_by_its_own_asker_and_item() -> None:
    reached = {
        (c, a, s): GATE.decide(asker(a), item(c), situation(s), NOW).level
        for c in CATEGORIES
        for a in AUDIENCES
        for s in SITUATIONS
    }
    assert len(reached) == 936
    assert {key: level for key, level in reached.items() if level != TABLE.level(*key)} == {}


def test_anyone_is_never_told_more_than_the_regulator() -> None:
    order = {a: n for n, a in enumerate(AUDIENCES)}
    public, regulator = TABLE.array[:, order["public"]], TABLE.array[:, order["regulator"]]
    assert (public <= regulator).all()


def test_those_told_less_than_anyone_are_the_ones_of_the_guide() -> None:
    less = {
        (c, a)
        for c in CATEGORIES
        for a in AUDIENCES
        for s in SITUATIONS
        if TABLE.level(c, a, s) < TABLE.level(c, "public", s)
    }
    assert less == BELOW_THE_PUBLIC


def test_protective_advice_is_full_for_everyone_always() -> None:
    assert {TABLE.level("C21", a, s) for a in AUDIENCES for s in SITUATIONS} == {Level.FULL}
    assert TABLE.always_open == {"C21"}


def test_nothing_the_public_learns_in_normal_times_grows_in_an_emergency_but_events_and_advice() -> None:
    """Emergency rules: less about protective arrangements for those outside; more only for who protects people."""
    wider = {
        (c, a) for c in CATEGORIES for a in AUDIENCES if TABLE.level(c, a, "emergency") > TABLE.level(c, a, "normal")
    }
    assert {a for _c, a in wider} & {"public", "media", "oversight", "local", "supply_chain", "researcher"} == set()
    assert wider


def test_hard_floors_of_the_guide() -> None:
    floors = {(f.category, f.at_most, f.at_least, f.is_until_completed, f.is_givers): f.audiences for f in TABLE.floors}
    outside = frozenset({"public", "media", "local", "researcher"})
    abroad = frozenset({"foreign_authority", "secretariat", "peer_operator"})
    assert floors == {
        ("C10", Level.EXISTENCE, None, False, False): outside | {"supply_chain"},
        ("C11", Level.WITHHOLD, None, False, False): outside | {"supply_chain"} | abroad,
        ("C13", Level.WITHHOLD, None, False, False): outside | {"supply_chain"},
        ("C14", Level.WITHHOLD, None, True, False): frozenset({"public", "media", "researcher"}),
        ("C15", Level.WITHHOLD, None, False, False): outside | abroad,
        ("C18", Level.WITHHOLD, None, False, False): outside | {"peer_operator", "supply_chain"},
        ("C19", None, None, False, True): frozenset(),
        ("C21", None, Level.FULL, False, False): frozenset(),
    }


def test_review_periods_and_people_needed_are_those_of_the_guide() -> None:
    months = {c.id: c.review_months for c in TABLE.categories}
    assert (months["C11"], months["C08"], months["C21"], months["C17"]) == (60, 3, 1, 36)
    assert all(1 <= m <= 60 for m in months.values())
    assert {c.id for c in TABLE.categories if c.people_to_loosen == 2} == {"C09", "C10", "C11", "C13", "C15"}
    assert {c.id: c.longest_hold_hours for c in TABLE.categories if c.longest_hold_hours} == {"C08": 72}


def test_a_cell_moved_by_its_situation_says_why_and_others_do_not() -> None:
    moved = {
        (c, a, s)
        for c in CATEGORIES
        for a in AUDIENCES
        for s in SITUATIONS
        if TABLE.level(c, a, s) != TABLE.level(c, a, "normal")
    }
    assert {
        key for key in ((c, a, s) for c in CATEGORIES for a in AUDIENCES for s in SITUATIONS) if TABLE.move(*key)
    } == moved
    assert len(moved) == 26 + 12 + 2 * 7 + 2 * 3 + 2  # as the guide counts its reasons


@pytest.mark.parametrize("asked", [("C99", "public", "normal"), ("C01", "", "normal"), ("C01", "public", "recovery")])
def test_a_cell_that_is_not_there_is_refused(asked: tuple[str, str, str]) -> None:
    with pytest.raises(UnknownCell, match="sharing table"):
        TABLE.level(*asked)


def test_a_table_that_breaks_its_floor_is_refused() -> None:
    from dataclasses import replace

    broken = {**TABLE.levels, ("C11", "public"): (Level.SUMMARY,) * 3}
    with pytest.raises(UnsoundTable, match="beyond its hard floor"):
        replace(TABLE, levels=broken)


def test_a_table_with_a_hole_is_refused() -> None:
    from dataclasses import replace

    holed = {key: row for key, row in TABLE.levels.items() if key != ("C01", "media")}
    with pytest.raises(UnsoundTable, match="No levels for C01 media"):
        replace(TABLE, levels=holed)


def test_givers_control_belongs_to_one_category_alone() -> None:
    from dataclasses import replace

    strange = Floor("C11", frozenset(), None, None, False, "made", is_givers=True)
    with pytest.raises(UnsoundTable, match="giver's control belongs to C19"):
        replace(TABLE, floors=(strange,))


@pytest.mark.parametrize("has_consent", [False, True])
def test_whatever_was_given_in_confidence_is_decided_with_a_reason_in_every_place(has_consent: bool) -> None:
    """Also where neither the table nor the giver leaves less than the whole: to the regulator in an emergency."""
    table, now = load_sharing_table(), dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
    gate, everybody, day = Gate(table), frozenset(a.id for a in table.audiences), dt.timedelta(days=1)
    consents = (Consent("giver", everybody, Level.FULL, now - day),) if has_consent else ()
    label = Label(frozenset({"C19"}), frozenset({"giver"}))
    given = Item("x", label, now.date(), state="ARD", holder="h", consents=consents)
    for kind in table.situations:
        held = Situation(kind.id, now, now + day, kind.declared_by, "x", "ARD")
        for audience in table.audiences:
            asker = Asker("p", audience.id, state="ARD")
            decision = gate.decide(asker, given, NORMALLY if kind.id == "normal" else held, now)
            assert decision.reason.in_english(), (kind.id, audience.id)
