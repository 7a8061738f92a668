"""What happened between two days, and what merely became known."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from openregime.cli.options import Moment, today
from openregime.cli.report import UNKNOWNS, Report, Section, columns, named, tree
from openregime.cli.reports.state import table_of
from openregime.core.observatory import Observatory
from openregime.core.readings.changes import Change, Changes

CAVEATS = (
    UNKNOWNS,
    "Events are differences between the two days under the same knowledge; learning is what later knowledge changed.",
    "Only what “became true” or “ceased” certainly happened between the two days.",
)
VERBS = {
    "became-true": "became true",
    "ceased": "ceased",
    "became-due": "began to be asked",
    "ceased-to-apply": "not asked on the later day",
    "became-certain": "became certain: decided now, may have been so before",
    "became-open": "became open: no longer known",
    "became-known": "became known",
}
COLUMNS = columns(
    ("kind", "Kind", "text", "event: happened between the days; learning: became known"),
    ("code", "Code"),
    ("name", "State"),
    ("requirement", "Requirement"),
    ("title", "What is asked"),
    ("change", "Change"),
    ("before", "Before", "status"),
    ("after", "After", "status"),
)
BECAME = {"opened": "could be joined", "entered-into-force": "entered into force"}
INSTRUMENTS = columns(("day", "Day", "date"), ("title", "Instrument"), ("words", "What it became"))
GROUPED = columns(
    ("title", "What is asked"), ("change", "Change"), ("before", "Before", "status"), ("after", "After", "status"),
    ("number", "States"), ("who", "Who"),
)  # fmt: skip


def changes_report(
    observatory: Observatory, days: tuple[dt.date, dt.date], known: tuple[dt.date | None, dt.date | None]
) -> Report:
    """All changes between two days.

    Args:
        days: the earlier and the later.
        known: the days as known on which each is read; None for all that is known.
    Raises:
        DaysOutOfOrder: the days, or the days of knowledge, are the wrong way round.
    """
    found = observatory.changes(*days, first_known=known[0], second_known=known[1])
    events, learning = (_entries(observatory, each) for each in (found.events, found.learning))
    rows = table_of("Changes", COLUMNS, [*events, *learning])
    when = Moment(days[1], known[1] or today(), known[1])
    sections = [
        Section(table_of(heading, GROUPED, _grouped(entries)))
        for heading, entries in (("What happened", events), ("What became known", learning))
        if entries
    ]
    became = _became(observatory, found)
    if became:
        sections.insert(0, Section(table_of("What instruments became", INSTRUMENTS, became)))
    content = {
        "first": days[0],
        "second": days[1],
        "first_known": known[0],
        "second_known": known[1],
        "instruments": [{k: one[k] for k in ("instrument", "change", "day")} for one in became],
        "events": events,
        "learning": learning,
    }
    return Report(
        title=f"From {_when(days[0], known[0])} to {_when(days[1], known[1])}",
        lines=(
            f"Because something happened, fell due, or a list ended, {len(events)} readings of a State changed.",
            f"Because something became known, {len(learning)} changed.",
        ),
        sections=tuple(sections),
        rows=rows,
        tree=tree("changes", when, observatory, content, caveats=CAVEATS),
        caveats=CAVEATS,
    )


def _when(day: dt.date, known: dt.date | None) -> str:
    return f"{day} (as known on {known})" if known else f"{day}"


def _became(observatory: Observatory, found: Changes) -> list[dict[str, Any]]:
    return [
        {
            "instrument": one.instrument,
            "title": observatory.instruments[one.instrument].title,
            "change": one.change,
            "words": BECAME[one.change],
            "day": one.day,
        }
        for one in found.instruments
    ]


def _entries(observatory: Observatory, found: Sequence[Change]) -> list[dict[str, Any]]:
    title = {r.id: r.title for r in observatory.chain.requirements}
    return [
        {
            "kind": c.kind,
            "code": c.state,
            "name": observatory.record.entities[c.state].name,
            "requirement": c.requirement,
            "title": title[c.requirement],
            "change": c.verb,
            "before": c.before,
            "after": c.after,
        }
        for c in found
    ]


def _grouped(entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    groups: dict[tuple[Any, ...], list[str]] = {}
    for e in entries:
        groups.setdefault((e["title"], e["change"], e["before"], e["after"]), []).append(str(e["code"]))
    return [
        {
            "title": title,
            "change": VERBS[str(verb)],
            "before": before,
            "after": after,
            "number": len(codes),
            "who": named(codes, 10),
        }
        for (title, verb, before, after), codes in groups.items()
    ]
