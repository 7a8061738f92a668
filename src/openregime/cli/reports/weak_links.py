"""Where the regime is weak: what is missing, for whom, how much is at stake, and why it is said."""

from collections import Counter
from typing import Any

from openregime.cli.library import sources_behind
from openregime.cli.options import Moment
from openregime.cli.report import NOTHING_CHANGED, STAKES, UNKNOWNS, Report, Section, columns, days, tree
from openregime.core.facts import Status
from openregime.core.observatory import Observatory
from openregime.core.readings.day import DayReading
from openregime.core.readings.reasons import reason_for
from openregime.core.readings.weak_links import Missing
from openregime.io.downloads import Table

CAVEATS = (UNKNOWNS, NOTHING_CHANGED, STAKES, "Holders are States with weapons-usable material.")
COLUMNS = columns(
    ("requirement", "Requirement"),
    ("title", "Weak link"),
    ("link", "Link"),
    ("speaks", "Who speaks", "text", "public: public evidence decides; States: only States can say"),
    ("missing", "Missing in", "interval", "number of States that do not meet it, narrowed by published totals"),
    ("certainly", "Certainly, by name", "text", "number of States that certainly do not meet it"),
    ("possibly", "Possibly, by name", "text", "number of States of which it is not known"),
    ("if_nothing_changed", "If nothing changed", "text", "those of `possibly` outside when a complete list ended"),
    ("holders_certainly", "Holders certainly", "text", "of `certainly`, those with weapons-usable material"),
    ("holders_possibly", "Holders possibly", "text", "of `possibly`, those with weapons-usable material"),
    ("holders_if_nothing_changed", "Holders if nothing changed"),
    ("reactors_certainly", "Reactors certainly", "text", "power reactors in the States of `certainly`"),
    ("most_at_stake", "Most at stake first", "list", "States that certainly, then possibly, do not meet it"),
    ("why", "Why", "text", "reasons, with the number of States for which each is given"),
    ("states_certainly", "States certainly", "list"),
    ("states_possibly", "States possibly", "list"),
    ("states_if_nothing_changed", "States if nothing changed", "list"),
)


def weak_links_report(observatory: Observatory, when: Moment, aspect: str, rows: int) -> Report:
    """The weak-link list of the regime on a day.

    Args:
        aspect: `public`, `States` or `together`.
        rows: how many of the list; 0 for all.
    """
    reading = observatory.reading(when.as_of, when.known)
    found = [
        m for m in observatory.weak_links(when.as_of, when.known) if aspect == "together" or m.link.speaks == aspect
    ]
    total, found = len(found), found[: rows or None]
    entries = [_entry(reading, m) for m in found]
    sources = sources_behind(observatory.record, {c for m in found for c in _claims(reading, m)})
    table = Table(
        "Weak links", COLUMNS, tuple(tuple(e[c.key] for c in COLUMNS) for e in entries),
        CAVEATS, sources, when.as_of, when.as_known,
    )  # fmt: skip
    return Report(
        title=f"Weak links of the regime, {days(when)}",
        lines=_lines(observatory, when, aspect, len(found), total),
        sections=tuple(_sections(entries, aspect)),
        rows=table,
        tree=tree(
            "weak-links",
            when,
            observatory,
            {"aspect": aspect, "total": total, "weak_links": entries},
            caveats=CAVEATS,
            sources=sources,
        ),
        caveats=CAVEATS,
        sources=sources,
    )


def _lines(observatory: Observatory, when: Moment, aspect: str, shown: int, total: int) -> tuple[str, ...]:
    whole = observatory.whole(when.as_of, when.known, aspect=aspect)
    listed = observatory.listed_states(when.as_of, when.known, aspect=aspect)
    supposed = sum(s.supposed is not None and s.supposed.high < 1 for s in listed)
    weak, free = whole.certainly_weak, whole.certainly_whole
    lines = [
        f"Of {len(whole.states)} States, {weak} certainly have a weak link and {free} certainly have none.",
        f"Of {whole.open} it is not known.",
        f"If nothing changed since the lists ended, {supposed} have a weak link.",
    ]
    if shown < total:
        lines.append(f"The first {shown} of {total} are shown; --rows 0 shows all.")
    return tuple(lines)


def _entry(reading: DayReading, missing: Missing) -> dict[str, Any]:
    due = missing.count.names_high + len(missing.certainly)
    certainly, possibly = list(missing.certainly), list(missing.perhaps)
    return {
        "requirement": missing.requirement.id,
        "title": missing.requirement.title,
        "link": missing.link.id,
        "speaks": missing.link.speaks,
        "missing": [missing.at_least_missing, due - missing.count.low],
        "certainly": len(certainly),
        "possibly": len(possibly),
        "if_nothing_changed": len(missing.outside_when_last_known),
        "holders_certainly": missing.holders_certainly,
        "holders_possibly": missing.holders_perhaps,
        "holders_if_nothing_changed": missing.holders_outside_when_last_known,
        "reactors_certainly": missing.reactors_certainly,
        "most_at_stake": (certainly + possibly)[:8],
        "why": _why(reading, missing),
        "states_certainly": certainly,
        "states_possibly": possibly,
        "states_if_nothing_changed": sorted(missing.outside_when_last_known),
    }


def _reasons(reading: DayReading, missing: Missing) -> list[tuple[str, tuple[str, ...]]]:
    if missing.requirement.evidence.kind == "provisions":
        return [("only the State can say which of the provisions that bind it are implemented", ())]
    tenures = reading.regime.tenures
    found = []
    for status, states in ((Status.NOT_MET, missing.certainly), (Status.UNKNOWN, missing.perhaps)):
        for state in states:
            reason = reason_for(tenures, state, missing.requirement, status, reading.day)
            found.append((reason.in_english(), reason.claims))
    return found


def _why(reading: DayReading, missing: Missing) -> str:
    """The most frequent reasons, each with the number of States."""
    counted = Counter(words for words, _ in _reasons(reading, missing))
    if len(counted) == 1:
        return next(iter(counted))
    parts = [f"{n}: {words}" for words, n in counted.most_common(2)]
    rest = sum(counted.values()) - sum(n for _, n in counted.most_common(2))
    return "; ".join([*parts, f"{rest}: other reasons"] if rest else parts)


def _claims(reading: DayReading, missing: Missing) -> list[str]:
    return [claim for _, claims in _reasons(reading, missing) for claim in claims]


def _sections(entries: list[dict[str, Any]], aspect: str) -> list[Section]:
    headings = {
        "public": "Decided by public evidence (most certainly at stake first)",
        "States": "On which only States can speak (most certainly at stake first)",
    }
    found = []
    for speaks, heading in headings.items():
        chosen = [e for e in entries if e["speaks"] == speaks]
        if aspect in (speaks, "together") and chosen:
            found.append(Section(Table(heading, PEOPLE_COLUMNS, tuple(_for_people(e) for e in chosen))))
    return found


PEOPLE_COLUMNS = columns(
    ("title", "Weak link"),
    ("missing", "Missing in", "interval"),
    ("certainly", "Certainly (holders)"),
    ("possibly", "Possibly (holders)"),
    ("if_nothing_changed", "If nothing changed (holders)"),
    ("most_at_stake", "Most at stake"),
    ("why", "Why"),
)


def _for_people(entry: dict[str, Any]) -> tuple[Any, ...]:
    def with_holders(key: str) -> str:
        number, holders = entry[key], entry[f"holders_{key}"]
        return f"{number} ({holders})" if holders else f"{number}"

    return (
        entry["title"],
        entry["missing"],
        with_holders("certainly"),
        with_holders("possibly"),
        with_holders("if_nothing_changed"),
        ", ".join(entry["most_at_stake"][:4]),
        entry["why"],
    )
