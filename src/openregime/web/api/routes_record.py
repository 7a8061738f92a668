"""Calls for the record: claims, sources, totals, completeness, and the search."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from openregime.core.facts import Claim, UnknownSubject
from openregime.web.api import asked, schemas_record, shapes, shapes_library
from openregime.web.api.interface import NOT_FOUND, REFUSED
from openregime.web.phrases import state_names
from openregime.web.record.cross_references import CrossReferences, SourceRow, cross_references, table_of
from openregime.web.record.known_sources import sources_known_by
from openregime.web.record.narrowing import contains_all, words_in
from openregime.web.record.queries import newest_release, observatory
from openregime.web.search.queries import find
from openregime.web.site.parameters import BadParameter, moment_of

router = Router(tags=["Record"])
MOST_RESULTS = 100


def _page(wanted: asked.Paged, rows: Sequence[Any]) -> tuple[dict[str, int], Sequence[Any]]:
    """The page asked for, with what says where it stands; a page beyond the last is empty."""
    first = (wanted.page - 1) * wanted.page_size
    where = {"count": len(rows), "page": wanted.page, "page_size": wanted.page_size}
    return where, rows[first : first + wanted.page_size]


@router.get("/claims", response={200: schemas_record.ClaimsOut, **NOT_FOUND}, summary="Claims, page by page")
def claims(request: HttpRequest, asked_for: Query[asked.ClaimsWanted]):  # type: ignore[no-untyped-def]
    """Claims in the order of the record, narrowed by subject, object, source, table or standing."""
    moment, held = moment_of(request), cross_references()
    found = _candidates(held, asked_for)
    chosen = [c for c in found if c.recorded <= moment.as_known and _fits(c, asked_for)]
    where, shown = _page(asked_for, chosen)
    return {**where, "claims": [shapes_library.claim(c) for c in shown]}


def _candidates(held: CrossReferences, wanted: asked.ClaimsWanted) -> Sequence[Claim]:
    """The claims to choose from.

    Raises:
        UnknownSource, UnknownSubject: nobody is known by the name given.
        BadParameter: no table of the record has the name given, or nothing in it speaks of the object.
    """
    record = held.record
    if wanted.table and wanted.table not in held.tables():
        reason = f"no table of the record has this name; known: {', '.join(held.tables())}."
        raise BadParameter(parameter="table", value=wanted.table, reason=reason)
    if wanted.subject and wanted.subject not in record.entities:
        raise UnknownSubject(wanted.subject)
    if wanted.object and not any(_speaks_of(c, wanted.object) for c in record.claims):
        reason = "nothing in the record speaks of this; the objects of claims stand in /data/claims.csv."
        raise BadParameter(parameter="object", value=wanted.object, reason=reason)
    if wanted.source:
        return held.claims_resting_on(held.source(wanted.source).id)
    return record.claims_about(wanted.subject, wanted.object) if wanted.subject else record.claims


def _speaks_of(claim: Claim, thing: str) -> bool:
    return claim.object == thing or claim.object.startswith(f"{thing}.")


def _fits(claim: Claim, wanted: asked.ClaimsWanted) -> bool:
    return (
        (not wanted.subject or claim.subject == wanted.subject)
        and (not wanted.object or _speaks_of(claim, wanted.object))
        and (not wanted.table or table_of(claim) == wanted.table)
        and (not wanted.standing or claim.standing.value == wanted.standing)
    )


@router.get(
    "/claims/{path:claim}", response={200: schemas_record.ClaimWithContextOut, **NOT_FOUND}, summary="One claim"
)
def claim(request: HttpRequest, claim: str, asked_for: Query[asked.Asked]):  # type: ignore[no-untyped-def]
    """One claim, what others say of the same, and the readings that it goes into."""
    held = cross_references()
    found = held.claim(claim)
    return {
        **shapes_library.claim(found),
        "others": [shapes_library.claim(c) for c in held.rivals_of(found)],
        "feeds": [shapes_library.fed(f) for f in held.fed_by(found)],
    }


@router.get("/sources", response={200: schemas_record.SourcesOut, **REFUSED}, summary="Sources, page by page")
def sources(request: HttpRequest, asked_for: Query[asked.SourcesWanted]):  # type: ignore[no-untyped-def]
    """Sources in the order of the library, with how much rested on each by the day of knowledge."""
    words, known = words_in({"q": asked_for.q}), sources_known_by(observatory(), moment_of(request).as_known)
    chosen = [r for r in known if _source_fits(r, words, asked_for.collection)]
    where, shown = _page(asked_for, chosen)
    return {**where, "sources": [shapes_library.source(r) for r in shown]}


def _source_fits(row: SourceRow, words: str, collection: str) -> bool:
    s = row.source
    return (not collection or s.collection == collection) and contains_all(words, s.id, s.title, s.publisher, s.url)


@router.get("/sources/{source}", response={200: schemas_record.SourceOut, **NOT_FOUND}, summary="One source")
def source(request: HttpRequest, source: str, asked_for: Query[asked.Asked]):  # type: ignore[no-untyped-def]
    """One source by its id; its claims are had from /claims?source=."""
    held = cross_references()
    wanted = held.source(source)
    return shapes_library.source(next(r for r in held.source_rows() if r.source.id == wanted.id))


@router.get("/totals", response={200: schemas_record.TotalsOut, **REFUSED}, summary="Published totals")
def totals(request: HttpRequest, asked_for: Query[asked.Known]):  # type: ignore[no-untyped-def]
    """Claims about the whole, which narrow what the parts leave open."""
    known = observatory().record.as_known(moment_of(request).as_known)
    return {"totals": [shapes.total(t) for t in known.totals]}


@router.get(
    "/completeness", response={200: schemas_record.CompletenessListOut, **REFUSED}, summary="Where silence means no"
)
def completeness(request: HttpRequest, asked_for: Query[asked.Known]):  # type: ignore[no-untyped-def]
    """Up to which day which list is complete, so that absence from it means no."""
    known = observatory().record.as_known(moment_of(request).as_known)
    return {"completeness": [shapes_library.completeness(c) for c in known.completeness]}


@router.get("/record", response={200: schemas_record.RecordOut, **REFUSED}, summary="The release that is read")
def record(request: HttpRequest, asked_for: Query[asked.Asked]):  # type: ignore[no-untyped-def]
    """Digest of the library, the day on which it was compiled, and whom its claims are about."""
    release, seen = newest_release(), observatory()
    names = state_names(seen.record.entities)
    return {
        "digest": release.digest,
        "compiled_on": release.compiled_on,
        "claims": release.n_claims,
        "sources": release.n_sources,
        "entities": [shapes.state_name(e, names) for e in seen.record.entities],
    }


@router.get("/search", response={200: schemas_record.SearchOut, **REFUSED}, summary="Search")
def search(request: HttpRequest, asked_for: Query[asked.Question]):  # type: ignore[no-untyped-def]
    """States, instruments, provisions, measures, sources, statements, institutions and help, best first."""
    answer = find(words_in({"q": asked_for.q}))
    hits = [h for h in answer.hits if not asked_for.kind or h.kind == asked_for.kind]
    return {
        "q": asked_for.q,
        "has_all_words": answer.has_all,
        "count": len(hits),
        "results": [shapes_library.hit(h) for h in hits[:MOST_RESULTS]],
        "near": [shapes_library.hit(h) for h in answer.near],
    }
