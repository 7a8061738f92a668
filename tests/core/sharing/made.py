"""Askers, items and rulings made for the tests of the gate."""

import datetime as dt
from typing import Any

from openregime.core.sharing import Asker, Decider, Gate, Item, Label, Level, Ruling, Situation
from openregime.io.sharing.table import load_sharing_table

TABLE = load_sharing_table()
GATE = Gate(TABLE)
NOW = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
CATEGORIES = tuple(c.id for c in TABLE.categories)
AUDIENCES = tuple(a.id for a in TABLE.audiences)
SITUATIONS = tuple(s.id for s in TABLE.situations)
STATE, MISSION = "FRA", "mission-1"


def asker(audience: str, **changed: Any) -> Asker:
    """Somebody of the State and the mission of the made items."""
    return Asker("anna", audience, **{"state": STATE, "missions": frozenset({MISSION}), **changed})


def item(*categories: str, **changed: Any) -> Item:
    """An item about the State, from the mission."""
    base = {"state": STATE, "mission": MISSION, "label": Label(frozenset(categories)), "entered_on": NOW.date()}
    return Item("item-1", **{**base, **changed})


def situation(kind: str, **changed: Any) -> Situation:
    """A situation that holds now."""
    base = {"begins": NOW - DAY, "ends": NOW + DAY, "declared_by": "", "reason": "made", "state": ""}
    return Situation(kind, **{**base, **changed})


def ruling(level: Level, *audiences: str, people: int = 1, **changed: Any) -> Ruling:
    """A ruling of today; it closes unless a benefit is given."""
    base: dict[str, Any] = {
        "id": "ruling-1",
        "by": tuple(Decider(f"person-{n}", f"role-{n}") for n in range(people)),
        "reason": "made for a test",
        "decided_at": NOW - dt.timedelta(hours=1),
        "review_on": NOW.date() + 20 * DAY,
    }
    if "benefit" not in changed:
        base["harm"] = "theft"
    return Ruling(**{**base, "level": level, "audiences": frozenset(audiences), **changed})
