"""One State on one day: its chain link by link, why, what is at stake, and which unknown would change the answer."""

import math
from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Any

from openregime.cli.library import find_state, sources_behind
from openregime.cli.options import Moment
from openregime.cli.report import (
    NOTHING_CHANGED,
    PARAPHRASE,
    STAKES,
    UNKNOWNS,
    Report,
    Section,
    columns,
    days,
    tree,
)
from openregime.cli.reports.states import ASPECT_WORDS, stakes_entry, stakes_words
from openregime.core.facts import Span, Status
from openregime.core.observatory import Observatory
from openregime.core.readings.day import ASPECTS, DayReading
from openregime.core.readings.links import Chain
from openregime.core.readings.state import ChainReading, LinkReading, StateReading, read_chain, read_state
from openregime.io.downloads import Column, Table, shown

CAVEATS = (UNKNOWNS, NOTHING_CHANGED, STAKES)
SHARE = Column("met", "Met", "share")
REQUIREMENTS = columns(
    ("link", "Link"),
    ("requirement", "Requirement"),
    ("title", "What is asked"),
    ("status", "Status", "status"),
    ("met", "Met", "share", "share of the requirement that is met; empty where it does not count"),
    ("since", "Since", "date", "day or window in which it first came to be met"),
    ("why", "Why"),
    ("claims", "Claims", "list", "ids of the claims behind the status"),
    ("sources", "Sources", "list"),
)
LINKS = columns(
    ("link", "Link"), ("title", "Link of the chain"), ("speaks", "Who speaks"), ("met", "Met", "share"),
    ("if_nothing_changed", "If nothing changed", "share"), ("reading", "Reading"),
)  # fmt: skip
KNOWING = columns(
    ("asked", "If this were known"), ("if_met", "Weakest link if it is met", "share"),
    ("if_not", "Weakest link if it is not", "share"),
)  # fmt: skip
PROVISIONS = columns(
    ("provision", "Provision"), ("title", "Title"), ("binds", "Binds", "status"), ("status", "Implemented", "status"),
    ("met", "Met", "share"), ("measures", "Measures that serve it", "list"), ("basis", "Basis"),
)  # fmt: skip
CLAIMS = columns(
    ("claim", "Claim"), ("object", "Of what"), ("value", "Value"), ("valid", "True from", "date"),
    ("recorded", "Known since", "date"), ("standing", "Standing"), ("sources", "Sources", "list"), ("row", "Row"),
    ("category", "Category"), ("note", "Note"), ("reason", "Reason"),
)  # fmt: skip
CLAIMS_SHOWN = ("claim", "value", "valid", "recorded", "standing", "sources", "row")


@dataclass(frozen=True, slots=True)
class Supposed:
    """The chain of a State if nothing changed since the lists ended; reasons are not supposed, so it has none.

    `chains`: aspect -> ChainReading. `links`: link id -> Span, None where it does not count.
    """

    chains: dict[str, ChainReading]
    links: dict[str, Span | None]

    @classmethod
    def of(cls, reading: DayReading, state: str) -> "Supposed":
        """From the reading of a day that supposes it."""
        row, (low, high) = reading.regime.state_row[state], reading.links
        spans = {
            link.id: None if math.isnan(high[row, j]) else Span(float(low[row, j]), float(high[row, j]))
            for j, link in enumerate(reading.regime.chain.links)
        }
        return cls({aspect: read_chain(reading, state, aspect) for aspect in ASPECTS}, spans)


def state_report(observatory: Observatory, given: str, when: Moment, also: Set[str] = frozenset()) -> Report:
    """The reading of one State.

    Args:
        also: `provisions`, `claims`: sections to show as well; JSON always holds the provisions.
    Raises:
        BadArgument: no State matches.
    """
    entity = find_state(observatory.record, given)
    reading = observatory.reading(when.as_of, when.known)
    found = read_state(reading, entity.id)
    supposed = Supposed.of(reading.regime.if_nothing_changed(when.as_of), entity.id)
    requirements = requirement_entries(observatory, found)
    provisions = provision_entries(reading, entity.id)
    claims = claim_entries(observatory, entity.id, when) if "claims" in also else []
    sources = sources_behind(observatory.record, _ids_behind(found))
    caveats = (*CAVEATS, PARAPHRASE) if "provisions" in also else CAVEATS
    rows = table_of("Requirements", REQUIREMENTS, requirements)
    sections = [
        Section(table_of("Links of the chain", LINKS, _link_rows(found, supposed)), tuple(c.key for c in LINKS[1:])),
        Section(rows, ("title", "status", "met", "why", "sources")),
        *knowing_sections(observatory, found),
        *_sections_wanted(also, provisions, claims),
    ]
    content = {
        **state_entry(observatory, found),
        "if_nothing_changed": {key: chain_entry(chain) for key, chain in supposed.chains.items()},
        "provisions": provisions,
        **({"claims": claims} if claims else {}),
    }
    return Report(
        title=f"{entity.name} ({entity.id}), {entity.subregion or entity.region}, {days(when)}",
        lines=(
            *(chain_words(c, observatory.chain) for c in found.chains.values()),
            f"If nothing changed since the lists ended: {_supposed_words(supposed, observatory.chain)}",
            f"At stake: {stakes_words(found.stakes)}.",
        ),
        sections=tuple(sections),
        rows=Table(rows.title, rows.columns, rows.rows, caveats, sources, when.as_of, when.as_known),
        tree=tree("state", when, observatory, content, caveats=caveats, sources=sources),
        caveats=caveats,
        sources=sources,
    )


def _sections_wanted(also: Set[str], provisions: list[dict[str, Any]], claims: list[dict[str, Any]]) -> list[Section]:
    """The sections that are shown only where they are asked for."""
    found = []
    if "provisions" in also:
        found.append(Section(table_of("Provisions", PROVISIONS, provisions)))
    if "claims" in also:
        found.append(Section(table_of("Claims on this State", CLAIMS, claims), CLAIMS_SHOWN))
    return found


def table_of(title: str, heads: tuple[Column, ...], entries: Iterable[dict[str, Any]]) -> Table:
    """A table from entries that hold a value for each column."""
    return Table(title, heads, tuple(tuple(e[c.key] for c in heads) for e in entries))


def titles(chain: Chain, ids: Iterable[str]) -> str:
    """Titles of links or requirements, from their ids."""
    known = {link.id: link.title for link in chain.links} | {r.id: r.title for r in chain.requirements}
    return "; ".join(known[i] for i in ids)


def met(span: Span | None) -> str:
    """A span in words."""
    return "does not count" if span is None else f"{shown(SHARE, span)} met"


def chain_words(chain: ChainReading, links: Chain) -> str:
    """The weakest link under one aspect, in a sentence or two."""
    about = ASPECT_WORDS[chain.aspect]
    start = f"{about[0].upper()}{about[1:]}"
    if chain.span is None:
        return f"{start}: none counts on this day."
    words = f"{start}: the weakest is {met(chain.span)}."
    if chain.weakest:
        words += f" Certainly weak: {titles(links, chain.weakest)}."
    else:
        words += " No link is certainly weak."
    if chain.might_be_weaker:
        words += f" Possibly weaker: {titles(links, chain.might_be_weaker)}."
    return words


def _supposed_words(supposed: Supposed, links: Chain) -> str:
    chain = supposed.chains["public"]
    weak = f"; weak: {titles(links, chain.weakest)}" if chain.weakest else ""
    return f"of the links that public evidence decides, the weakest is {met(chain.span)}{weak}."


def chain_entry(chain: ChainReading) -> dict[str, Any]:
    """The weakest link under one aspect, for programs."""
    return {
        "met": chain.span,
        "certainly_weak": list(chain.weakest),
        "possibly_weaker": list(chain.might_be_weaker),
    }


def requirement_entries(observatory: Observatory, found: StateReading) -> list[dict[str, Any]]:
    """Every requirement of a State, for programs and tables."""
    return [
        {
            "link": link.link.id,
            "requirement": r.requirement.id,
            "title": r.requirement.title,
            "level": r.requirement.level,
            "status": r.status,
            "met": r.span,
            "since": r.begun if r.status in (Status.MET, Status.PARTLY_MET) else None,
            "why": r.reason.in_english(),
            "claims": list(r.reason.claims),
            "sources": [s.id for s in sources_behind(observatory.record, r.reason.claims)],
        }
        for link in found.links
        for r in link.requirements
    ]


def state_entry(observatory: Observatory, found: StateReading) -> dict[str, Any]:
    """The reading of a State, for programs."""
    entity = found.entity
    requirements = requirement_entries(observatory, found)
    return {
        "state": {"code": entity.id, "name": entity.name, "region": entity.region, "subregion": entity.subregion},
        "chains": {aspect: chain_entry(chain) for aspect, chain in found.chains.items()},
        "links": [
            {
                "link": link.link.id,
                "title": link.link.title,
                "speaks": link.link.speaks,
                "met": link.span,
                "requirements": [r for r in requirements if r["link"] == link.link.id],
            }
            for link in found.links
        ],
        "stakes": stakes_entry(found.stakes),
        "knowing": [
            {"of": k.of, "is_link": k.is_link, "if_met": k.if_met, "if_not": k.if_not, "gain": [k.least_gain, k.gain]}
            for k in found.knowing
        ],
    }


def _link_rows(found: StateReading, supposed: Supposed) -> list[dict[str, Any]]:
    together = found.chains["together"]
    return [
        {
            "link": now.link.id,
            "title": now.link.title,
            "speaks": now.link.speaks,
            "met": now.span,
            "if_nothing_changed": supposed.links[now.link.id],
            "reading": _link_words(now, together),
        }
        for now in found.links
    ]


def _link_words(link: LinkReading, together: ChainReading) -> str:
    if link.span is None:
        return "does not count"
    if link.link.id in together.weakest:
        return "certainly the weakest"
    if link.span.low >= 1:
        return "certainly whole"
    return "certainly weak" if link.span.high < 1 else "possibly weak"


def knowing_sections(observatory: Observatory, found: StateReading) -> list[Section]:
    """The unknowns whose answer would change the reading most; none when none would."""
    rows = tuple(
        (titles(observatory.chain, [k.of]) + (" (all that is unknown of it)" if k.is_link else ""), k.if_met, k.if_not)
        for k in found.knowing[:6]
    )
    return [Section(Table("Which unknown would change the answer", KNOWING, rows))] if rows else []


def provision_entries(reading: DayReading, state: str) -> list[dict[str, Any]]:
    """Every provision of a State: whether it binds, whether it is implemented."""
    regime = reading.regime
    row, read = regime.state_row[state], reading.provisions
    found = []
    for k, provision in enumerate(regime.rules.provisions):
        status = Status(int(read.status[row, k]))
        span = Span(float(read.low[row, k]), float(read.high[row, k])) if status.counts else None
        found.append(
            {
                "provision": provision.id,
                "instrument": provision.instrument,
                "title": provision.title,
                "binds": Status(int(read.bound[row, k])),
                "status": status,
                "met": span,
                "measures": [c.measure for c in regime.rules.measures_for(provision.id)],
                "basis": provision.basis.value,
            }
        )
    return found


def claim_entries(observatory: Observatory, state: str, when: Moment) -> list[dict[str, Any]]:
    """Every claim on a State that was known by the day, with its source and its row in the record."""
    record = observatory.regime(when.known).record
    return [
        {
            "claim": c.id, "object": c.object, "value": c.value, "valid": c.valid, "recorded": c.recorded,
            "standing": c.standing.value, "sources": list(c.sources), "row": c.row, "category": c.category,
            "note": c.note, "reason": c.reason,
        }
        for c in record.claims_about(state)
    ]  # fmt: skip


def _ids_behind(found: StateReading) -> set[str]:
    ids = {claim for link in found.links for r in link.requirements for claim in r.reason.claims}
    return ids | set(found.stakes.claims)
