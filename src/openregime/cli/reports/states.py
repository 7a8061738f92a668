"""All States, certainly weakest first."""

from typing import Any

from openregime.cli.options import Moment
from openregime.cli.refusals import BadArgument
from openregime.cli.report import NOTHING_CHANGED, STAKES, UNKNOWNS, Report, Section, columns, days, tree
from openregime.core.facts import Record
from openregime.core.observatory import Observatory
from openregime.core.readings.stakes import Stakes
from openregime.core.readings.weak_links import ListedState
from openregime.io.downloads import Table

CAVEATS = (UNKNOWNS, NOTHING_CHANGED, STAKES)
COLUMNS = columns(
    ("code", "Code"),
    ("name", "State"),
    ("region", "Region"),
    ("subregion", "Subregion"),
    ("met", "Weakest link met", "share", "share of the requirements of the weakest link that are met"),
    ("if_nothing_changed", "If nothing changed", "share"),
    ("certainly_weak", "Certainly weak links", "list"),
    ("weak_if_nothing_changed", "Weak if nothing changed", "list"),
    ("material", "Weapons-usable material"),
    ("tonnes", "Highly enriched uranium, t (outside estimate)"),
    ("reactors", "Power reactors"),
)
SHOWN = (
    "code",
    "name",
    "met",
    "if_nothing_changed",
    "certainly_weak",
    "weak_if_nothing_changed",
    "material",
    "reactors",
)


def states_report(observatory: Observatory, when: Moment, aspect: str, region: str, rows: int) -> Report:
    """The list of States under an aspect.

    Args:
        region: a UN region or subregion; empty for the world.
        rows: how many of the list; 0 for all.
    Raises:
        BadArgument: there is no such region.
    """
    record = observatory.record
    chosen = _in_region(record, region)
    found = [s for s in observatory.listed_states(when.as_of, when.known, aspect=aspect) if s.state in chosen]
    entries = [_entry(record, s) for s in found[: rows or None]]
    weak = sum(s.span is not None and s.span.high < 1 for s in found)
    whole = sum(s.span is not None and s.span.low >= 1 for s in found)
    lines = [
        f"Of {len(found)} States, {weak} certainly have a weak link and {whole} certainly have none.",
        f"Of the other {len(found) - weak - whole} it is not known, or no link counts.",
    ]
    if len(entries) < len(found):
        lines.append(f"The first {len(entries)} of {len(found)} are shown; --rows 0 shows all.")
    table = Table(
        "States, certainly weakest first", COLUMNS, tuple(tuple(e[c.key] for c in COLUMNS) for e in entries),
        CAVEATS, (), when.as_of, when.as_known,
    )  # fmt: skip
    content = {"aspect": aspect, "region": region or None, "total": len(found), "states": entries}
    return Report(
        title=f"States{f' of {region}' if region else ''} ({ASPECT_WORDS[aspect]}), {days(when)}",
        lines=tuple(lines),
        sections=(Section(table, SHOWN),),
        rows=table,
        tree=tree("states", when, observatory, content, caveats=CAVEATS),
        caveats=CAVEATS,
    )


ASPECT_WORDS = {
    "public": "links that public evidence decides",
    "States": "links on which only States can speak",
    "together": "all links together",
}


def _in_region(record: Record, region: str) -> frozenset[str]:
    if not region:
        return frozenset(e.id for e in record.states)
    wanted = region.strip().casefold()
    found = frozenset(e.id for e in record.states if wanted in (e.region.casefold(), e.subregion.casefold()))
    if not found:
        known = sorted({e.region for e in record.states} | {e.subregion for e in record.states})
        raise BadArgument("Region", region, f"known are {', '.join(known)}.")
    return found


def _entry(record: Record, standing: ListedState) -> dict[str, Any]:
    entity = record.entities[standing.state]
    return {
        "code": entity.id,
        "name": entity.name,
        "region": entity.region,
        "subregion": entity.subregion,
        "met": standing.span,
        "if_nothing_changed": standing.supposed,
        "certainly_weak": list(standing.weakest),
        "weak_if_nothing_changed": list(standing.supposed_weakest),
        "material": standing.stakes.material,
        "tonnes": standing.stakes.tonnes,
        "reactors": standing.stakes.reactors,
    }


MATERIAL_WORDS = {
    "holds": "holds weapons-usable material",
    "held-by-later-list": "taken to have held weapons-usable material, from a later list",
    "clearing": "was being cleared of weapons-usable material in these years",
    "cleared": "cleared of weapons-usable material",
    "not-listed": "not listed as holding weapons-usable material",
}


def stakes_words(stakes: Stakes) -> str:
    """What is at stake in a State, in words."""
    parts = [MATERIAL_WORDS[stakes.material]]
    if stakes.tonnes is not None:
        parts.append(f"{stakes.tonnes:g} t of highly enriched uranium by an outside estimate")
    if stakes.reactors is not None:
        parts.append(f"{stakes.reactors} power reactors ({stakes.reactors_as_of})")
    return "; ".join(parts)


def stakes_entry(stakes: Stakes) -> dict[str, Any]:
    """What is at stake in a State, for programs."""
    return {
        "material": stakes.material,
        "tonnes": stakes.tonnes,
        "reactors": stakes.reactors,
        "reactors_as_of": stakes.reactors_as_of,
        "claims": list(stakes.claims),
    }
