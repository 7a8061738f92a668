"""What can be said about a decision besides its level: who decided, what would change it, when it is reviewed."""

import calendar
import datetime as dt
from typing import TYPE_CHECKING

from openregime.core.sharing.decisions import Change, Decision
from openregime.core.sharing.levels import Level
from openregime.core.sharing.rulings import people_needed
from openregime.core.sharing.situations import NORMALLY, Situation

if TYPE_CHECKING:
    from openregime.core.sharing.gate import Gate

_MISSING = {
    "nobody-asks": "say-who",
    "no-audience": "say-who",
    "unknown-audience": "say-who",
    "no-category": "give-category",
    "unknown-category": "give-category",
    "no-time": "give-zone",
}


def months_after(day: dt.date, months: int) -> dt.date:
    """The day so many months later; the last of the month where that month is shorter.

    >>> months_after(dt.date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def deciders(gate: "Gate", decision: Decision) -> tuple[str, ...]:
    """The roles of the ruling that decided, the givers, the publisher, or the default table with its version."""
    item = decision.item
    if decision.ruling:
        ruling = next(r for r in gate.rulings if r.id == decision.ruling)
        return tuple(d.role for d in ruling.by)
    if decision.rule == "giver":
        return tuple(sorted(item.label.givers))
    if decision.rule == "already-public" and item.publication is not None:
        return (item.publication.by,)
    if decision.rule == "own-item":
        return (item.holder,)
    return (f"table {gate.table.version}",)


def changes(gate: "Gate", decision: Decision) -> tuple[Change, ...]:
    """What would change a decision, the nearest first."""
    if decision.rule in _MISSING:
        return (Change(_MISSING[decision.rule]),)
    if decision.rule in ("protective-advice", "already-public", "own-item"):
        return ()
    found = [*_by_time(gate, decision), *_by_situation(gate, decision)]
    if decision.level < Level.FULL:
        found += _by_somebody(gate, decision)
        found.append(_review(gate, decision))
    elif gate.table.floors_of.get(decision.category) is not None:
        hours = gate.table.category_by_id[decision.category].longest_hold_hours
        found.append(Change("hold", {"hours": hours}) if hours else Change("tighten"))
    return tuple(found)


def _by_time(gate: "Gate", decision: Decision) -> list[Change]:
    found = []
    if decision.opens_at is not None and decision.opens_to is not None:
        found.append(Change("opens-on", {"day": decision.opens_at.date(), "level": decision.opens_to}))
    ruling = next((r for r in gate.rulings if r.id == decision.ruling), None)
    if ruling is not None and ruling.ends is not None:
        found.append(Change("ruling-ends", {"ruling": ruling.id, "day": ruling.ends.date()}))
    kind = gate.table.category_by_id.get(decision.category)
    if kind is None or kind.opens_to is None or kind.opens_after_days is None or kind.opens_to <= decision.level:
        return found
    completed = decision.item.completed_at
    if completed is None:
        found.append(Change("opens-after", {"days": kind.opens_after_days, "level": kind.opens_to}))
    elif (day := completed + dt.timedelta(days=kind.opens_after_days)) > decision.now:
        found.append(Change("opens-on", {"day": day.date(), "level": kind.opens_to}))
    return found


def _by_situation(gate: "Gate", decision: Decision) -> list[Change]:
    found = []
    here = decision.situation
    for kind in gate.table.situations:
        if here is not None and here.kind == kind.id and here.holds_at(decision.now):
            continue
        other = NORMALLY
        if kind.id != NORMALLY.kind:
            ends = decision.now + dt.timedelta(days=1)
            other = Situation(kind.id, decision.now, ends, kind.declared_by, "what if", decision.item.state)
        would_be = gate.decide(decision.asker, decision.item, other, decision.now)
        if would_be.level != decision.level:
            found.append(Change("situation", {"situation": kind.id, "level": would_be.level}))
    return found


def _by_somebody(gate: "Gate", decision: Decision) -> list[Change]:
    """Who could open it: givers, the law, an authority that publishes, people who rule."""
    label = decision.item.label
    if decision.rule == "legal-bar":
        return [Change("bar-lifted")]
    found = []
    if decision.rule == "giver":
        found.append(Change("ask-giver", {"givers": tuple(sorted(label.givers))}))
    elif _is_at_floor(gate, decision):
        found.append(Change("floor"))
    elif decision.rule not in ("closed-until", "never-above-regulator"):
        people = people_needed(gate.table, label)
        found.append(Change("ruling", {"people": people}) if people > 1 else Change("ruling-by-one"))
    found.append(Change("publication"))
    return found


def _is_at_floor(gate: "Gate", decision: Decision) -> bool:
    return any(
        (floor.is_givers or (floor.at_most is not None and decision.level >= floor.at_most))
        and (not floor.audiences or decision.audience in floor.audiences)
        for category in decision.item.label.categories
        for floor in gate.table.floors_of.get(category, ())
    )


def _review(gate: "Gate", decision: Decision) -> Change:
    day = gate.review_day(decision.item)
    return Change("review-due" if day <= decision.now.date() else "review", {"day": day})
