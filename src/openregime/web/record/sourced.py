"""The list of sources, and one source with all that rests on it."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from openregime.core.facts import Claim, Completeness, Source, Total
from openregime.core.facts.spoken import COLLECTION
from openregime.web.phrases import library_words, state_names
from openregime.web.record import lines
from openregime.web.record.cross_references import RULES, CrossReferences, SourceRow, cross_references, table_of
from openregime.web.record.known_sources import known_tally, sources_known_by
from openregime.web.record.narrowing import contains_all, page_of, words_in
from openregime.web.site.parameters import Moment, one_of

PER_PAGE = 25
CLAIMS_PER_PAGE = 25
ORDERS = ("title", "-title", "publisher", "-publisher", "as_of", "-as_of", "claims", "-claims")


def list_page(query: Mapping[str, str], moment: Moment) -> dict[str, Any]:
    """Context of record/sources.html: sources that had spoken by the day of knowledge.

    Raises:
        BadParameter: a parameter that names nothing.
    """
    held = cross_references()
    rows = sources_known_by(held.seen, moment.as_known)
    collections = sorted({r.source.collection for r in rows})
    words, collection = words_in(query), one_of(query, "collection", ["", *collections], "")
    sort = one_of(query, "sort", ORDERS, "-claims")
    chosen = [r for r in rows if _fits(r, words, collection)]
    page = page_of(query, sorted(chosen, key=_key(sort), reverse=sort.startswith("-")), PER_PAGE)
    return {
        "words": words,
        "collection": collection,
        "sort": sort,
        "collections": [(c, collection_words(c)) for c in collections],
        "list_page": page,
        "rows": [_row(r) for r in page],
        "n_all": len(rows),
        "tally": known_tally(held, moment.as_known),
        "n_later": len(held.sources) - len(rows),
        "n_chosen": len(chosen),
        "columns": [
            {"label": _("Source"), "key": "title"},
            {"label": _("Publisher"), "key": "publisher"},
            {"label": _("Its own date"), "key": "as_of"},
            {"label": _("Collection")},
            {"label": _("Claims"), "key": "claims", "is_number": True},
        ],
    }


def _fits(row: SourceRow, words: str, collection: str) -> bool:
    s = row.source
    return (not collection or s.collection == collection) and contains_all(words, s.id, s.title, s.publisher, s.url)


def _key(sort: str) -> Any:
    name = sort.removeprefix("-")
    if name == "claims":
        return lambda r: (r.n_claims + r.n_provisions, r.source.id)
    return lambda r: (getattr(r.source, name).casefold(), r.source.id)


def _row(row: SourceRow) -> dict[str, Any]:
    s = row.source
    return {
        "href": lines.address("source", s.id),
        "title": lines.source_title(s),
        "publisher": s.publisher,
        "as_of": s.as_of,
        "collection": collection_words(s.collection),
        "n": row.n_claims + row.n_provisions,
    }


def collection_words(collection: str) -> str:
    """What part of the library cites a source."""
    return {
        "treaties": _("States and treaties"),
        "evidence": _("Public evidence"),
        "record": _("This record"),
        RULES: _("Texts of the instruments"),
        COLLECTION: _("What States say themselves"),
    }.get(collection, collection)


def one_page(query: Mapping[str, str], source_id: str, moment: Moment) -> dict[str, Any]:
    """Context of record/source.html: only what was known by the day of knowledge.

    Raises:
        UnknownSource: no source has that id.
        BadParameter: a parameter that names nothing.
    """
    held = cross_references()
    source = held.source(source_id)
    claims, wholes, totals, n_later = _resting_on(held, source_id, moment)
    names, regime = state_names(held.record.entities), held.seen.regime()
    table = one_of(query, "table", ["", *dict.fromkeys(table_of(c) for c in claims)], "")
    page = page_of(query, [c for c in claims if not table or table_of(c) == table], CLAIMS_PER_PAGE)
    provisions = held.paraphrased_from(source_id)
    return {
        "contents": _contents(len(wholes), len(totals), len(provisions), len(claims)),
        "source": source,
        "title": lines.source_title(source),
        "facts": _facts(source),
        "address": web_address(source.url),
        "address_rest": source.url[len(web_address(source.url)) :].strip() if web_address(source.url) else "",
        "n_claims": len(claims),
        "n_later": n_later,
        "table": table,
        "tables": _tables(claims),
        "list_page": page,
        "groups": [
            {"table": name, "lines": [lines.claim_line(c, held, regime, names, but=source_id) for c in group]}
            for name, group in _by_table(list(page))
        ],
        "provisions": [
            {"id": p.id, "instrument": p.instrument, "title": library_words(p.title), "is_verified": p.is_verified}
            for p in provisions
        ],
        "wholes": [lines.whole_line(c, held, but=source_id) for c in wholes],
        "totals": [lines.total_line(t, held, but=source_id) for t in totals],
    }


def _contents(n_wholes: int, n_totals: int, n_provisions: int, n_claims: int) -> list[tuple[str, str, int]]:
    """Sections of the page that hold anything: id, heading, how many."""
    found = [
        ("wholes", _("Where its silence means no"), n_wholes),
        ("totals", _("Published totals"), n_totals),
        ("provisions", _("Provisions paraphrased from it"), n_provisions),
        ("claims", _("Claims"), n_claims),
    ]
    return [section for section in found if section[2]]


def _resting_on(
    held: CrossReferences, source_id: str, moment: Moment
) -> tuple[list[Claim], list[Completeness], list[Total], int]:
    """What rests on a source and was known by the day of knowledge, and how many statements became known later."""
    claims = held.claims_resting_on(source_id)
    wholes, totals = held.completeness_resting_on(source_id), held.totals_resting_on(source_id)
    known = (
        [c for c in claims if c.recorded <= moment.as_known],
        [c for c in wholes if c.recorded <= moment.as_known],
        [t for t in totals if t.recorded <= moment.as_known],
    )
    return (*known, len(claims) + len(wholes) + len(totals) - sum(len(group) for group in known))


def _by_table(claims: list[Claim]) -> list[tuple[str, list[Claim]]]:
    return [(table, list(group)) for table, group in groupby(claims, key=table_of)]


def _tables(claims: list[Claim]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for claim in claims:
        counts[table_of(claim)] = counts.get(table_of(claim), 0) + 1
    return list(counts.items())


def _facts(source: Source) -> list[dict[str, str]]:
    pairs = [
        (_("Publisher"), source.publisher),
        (_("Its own date"), source.as_of or _("undated")),
        (_("How it was read"), source.how_read),
        (_("Licence"), source.licence),
        (_("Collection"), collection_words(source.collection)),
        (_("Id in the record"), source.id),
    ]
    return [{"term": term, "value": value} for term, value in pairs if value]


def web_address(text: str) -> str:
    """The address to link to: the first word of the source's address, if it is one of the web; else empty."""
    first = text.split(" ")[0] if text else ""
    return first if first.startswith(("https://", "http://")) else ""
