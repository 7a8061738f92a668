"""One instrument on one day: how many are inside, who certainly, who possibly, who not."""

from collections.abc import Set
from typing import Any

from openregime.cli.library import find_instrument, sources_behind
from openregime.cli.options import Moment
from openregime.cli.report import NOTHING_CHANGED, PARAPHRASE, UNKNOWNS, Report, Section, between, columns, days, tree
from openregime.cli.reports.state import table_of
from openregime.core.observatory import Observatory
from openregime.core.readings.counts import Count
from openregime.core.readings.day import DayReading
from openregime.core.readings.evidence import joined
from openregime.core.readings.instrument import InstrumentReading
from openregime.core.rules import Rules
from openregime.io.downloads import Table

CAVEATS = (UNKNOWNS, NOTHING_CHANGED)
STANDINGS = columns(
    ("standing", "Standing"), ("states", "States, by name"), ("holders", "With weapons-usable material", "list"),
)  # fmt: skip
STATES = columns(
    ("code", "Code"),
    ("name", "State"),
    ("standing", "Standing", "text", "inside: certainly; possibly: not known; outside: certainly; not-applicable"),
    ("if_nothing_changed", "If nothing changed", "text", "outside, for those who were when a complete list ended"),
    ("since", "Since", "date", "day or window in which it came inside"),
    ("material", "Weapons-usable material"),
    ("claims", "Claims", "list"),
    ("sources", "Sources", "list"),
)
PROVISIONS = columns(
    ("provision", "Provision"), ("article", "Article"), ("title", "Title"), ("binding", "Binding"),
    ("measures", "Measures that serve it", "list"), ("basis", "Basis"), ("paraphrase", "Paraphrase"),
)  # fmt: skip


def instrument_report(observatory: Observatory, given: str, when: Moment, also: Set[str] = frozenset()) -> Report:
    """The reading of one instrument.

    Args:
        also: `states`, `provisions`: sections to show as well; CSV gives the States, JSON everything.
    Raises:
        BadArgument: there is no such instrument.
    """
    instrument = find_instrument(observatory, given)
    found = observatory.instrument(instrument.id, when.as_of, when.known)
    reading = observatory.reading(when.as_of, when.known)
    states = _states(observatory, reading, found, when) if _can_be_joined(found) else []
    provisions = _provisions(observatory.rules, instrument.id)
    totals = [t.id for t in (*found.joined.narrowed_by, *found.joined.disagreeing)]
    sources = sources_behind(observatory.record, [*totals, *(c for s in states for c in s["claims"])])
    caveats = (*CAVEATS, PARAPHRASE) if "provisions" in also else CAVEATS
    rows = table_of(f"States and {instrument.short}", STATES, states)
    sections = [Section(_standings(found))] if _can_be_joined(found) else []
    if "states" in also and states:
        sections.append(Section(rows, ("code", "name", "standing", "if_nothing_changed", "since", "material")))
    if "provisions" in also:
        sections.append(Section(table_of("Provisions", PROVISIONS, provisions)))
    content = {**_entry(found), "states": states, "provisions": provisions}
    return Report(
        title=f"{instrument.title}, {days(when)}",
        lines=tuple(_lines(found)),
        sections=tuple(sections),
        rows=Table(rows.title, rows.columns, rows.rows, caveats, sources, when.as_of, when.as_known),
        tree=tree("instrument", when, observatory, content, caveats=caveats, sources=sources),
        caveats=caveats,
        sources=sources,
    )


def _can_be_joined(found: InstrumentReading) -> bool:
    return found.is_open and found.instrument.kind != "guidance"


def _lines(found: InstrumentReading) -> list[str]:
    instrument, count = found.instrument, found.joined
    if not found.is_open:
        return [f"Not open yet: nobody could join before {instrument.opened}."]
    if instrument.kind == "guidance":
        return [f"Guidance since {instrument.opened}; it binds nobody and is joined by nobody."]
    if found.is_in_force:
        lines = [f"In force since {instrument.in_force}." if instrument.binds else f"Open since {instrument.opened}."]
    else:
        lines = [f"Not in force; it took effect on {instrument.in_force}."]
    organizations = f", and {' and '.join(_ORGANIZATIONS.get(o, o) for o in found.organizations)}"
    lines.append(
        f"{instrument.counts_as.capitalize()}: {between(count.low, count.high)} States"
        f"{organizations if found.organizations else ''}."
    )
    lines += _count_lines(count)
    if found.bound is not None and found.is_in_force:
        lines.append(f"In force for {between(found.bound.low, found.bound.high)} States, by name.")
    if found.needed is not None and not found.is_in_force:
        lines.append(f"Entry into force asked for {between(*found.needed)} parties: {instrument.entry_rule}.")
    if found.outside_when_last_known:
        n = len(found.outside_when_last_known)
        lines.append(
            f"If nothing changed since the lists ended, {n} of the {len(found.perhaps)} possibly inside are outside."
        )
    return lines


_ORGANIZATIONS = {"EUR": "EURATOM"}


def _count_lines(count: Count) -> list[str]:
    lines = []
    if not count.is_exact or count.narrowed_by:
        lines.append(
            f"By name, {count.names_low} are certainly inside and {count.names_high - count.names_low} more possibly."
        )
    for total in count.narrowed_by:
        lines.append(f"Narrowed by a published total: {total.published} on {total.day.iso} ({total.sources[0]}).")
    for total in count.disagreeing:
        lines.append(
            f"A published total does not fit the names and was not used: {total.published} on {total.day.iso} "
            f"({total.sources[0]})."
        )
    return lines


def _standings(found: InstrumentReading) -> Table:
    inside, possibly, outside = found.holders
    rows = (
        ("certainly inside", len(found.inside), inside),
        ("possibly inside", len(found.perhaps), possibly),
        ("certainly outside", len(found.outside), outside),
        ("does not apply", len(found.not_applicable), ()),
    )
    return Table("Who is inside", STANDINGS, tuple(r for r in rows if r[1] or r[0] != "does not apply"))


def _states(
    observatory: Observatory, reading: DayReading, found: InstrumentReading, when: Moment
) -> list[dict[str, Any]]:
    thing = joined(found.instrument.id)
    tenures, record = reading.regime.tenures, observatory.record
    stakes = observatory.stakes(when.as_of, when.known)
    groups = {"inside": found.inside, "possibly": found.perhaps, "outside": found.outside}
    groups["not-applicable"] = found.not_applicable
    entries = []
    for standing, states in groups.items():
        for state in states:
            claims = list(dict.fromkeys(c for t in tenures.of(state, thing) for c in t.claims))
            claims = claims or list(dict.fromkeys(c for t in tenures.closures_of(state, thing) for c in t.claims))
            entries.append(
                {
                    "code": state,
                    "name": record.entities[state].name,
                    "standing": standing,
                    "if_nothing_changed": "outside" if state in found.outside_when_last_known else None,
                    "since": tenures.window(state, thing) if standing in ("inside", "possibly") else None,
                    "material": stakes[state].material,
                    "claims": claims,
                    "sources": [s.id for s in sources_behind(record, claims)],
                }
            )
    return entries


def _provisions(rules: Rules, instrument_id: str) -> list[dict[str, Any]]:
    return [
        {
            "provision": p.id,
            "article": p.article,
            "title": p.title,
            "binding": p.binding.value,
            "measures": [f"{c.measure} ({c.degree.value})" for c in rules.measures_for(p.id)],
            "basis": p.basis.value,
            "paraphrase": p.paraphrase,
        }
        for p in rules.provisions_of(instrument_id)
    ]


def _entry(found: InstrumentReading) -> dict[str, Any]:
    i, count = found.instrument, found.joined
    return {
        "instrument": {
            "id": i.id, "short": i.short, "title": i.title, "kind": i.kind, "document": i.document,
            "depositary": i.depositary, "adopted": i.adopted, "opened": i.opened, "in_force": i.in_force,
            "entry_rule": i.entry_rule, "counts_as": i.counts_as, "basis": i.basis,
        },
        "is_open": found.is_open,
        "is_in_force": found.is_in_force,
        "joined": [count.low, count.high] if _can_be_joined(found) else None,
        "joined_by_name": [count.names_low, count.names_high] if _can_be_joined(found) else None,
        "narrowed_by": [t.id for t in count.narrowed_by],
        "disagreeing": [t.id for t in count.disagreeing],
        "in_force_for": None if found.bound is None else [found.bound.low, found.bound.high],
        "organizations": list(found.organizations),
        "needed_for_entry_into_force": found.needed,
        "holders": dict(zip(("inside", "possibly", "outside"), map(list, found.holders), strict=True)),
    }  # fmt: skip
