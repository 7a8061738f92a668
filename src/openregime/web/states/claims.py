"""Every claim about one State, by what it speaks of, with its sources; competing claims beside the preferred."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from openregime.core.facts import Claim, Entity, Standing
from openregime.core.observatory import Observatory
from openregime.core.readings.day import Regime
from openregime.core.readings.state import StateReading
from openregime.web.phrases import library_words, state_name
from openregime.web.site.parameters import BadParameter, Moment
from openregime.web.states.headline import place_words
from openregime.web.states.seen import state_reading
from openregime.web.states.things import aspect_words, family_of, family_words, thing_of_claim, thing_words, value_words

PER_PAGE = 40


def page(query: Mapping[str, str], seen: Observatory, entity: Entity, moment: Moment) -> dict[str, Any]:
    """Context of states/claims.html: all claims, or those on one subject (`?on=`), or behind one requirement (`?for=`).

    Raises:
        BadParameter: `on`, `for` or `page` names nothing.
    """
    regime, reading = seen.regime(moment.as_known), state_reading(seen, entity.id, moment)
    held = regime.record.claims_about(entity.id)
    families = {family_of(claim): None for claim in held}
    on, behind = query.get("on", ""), query.get("for", "")
    if on and on not in families:
        raise BadParameter(parameter="on", value=on, reason=f"it must be one of {', '.join(families)}.")
    read = _requirement(reading, behind) if behind else None
    if read is not None:
        wanted = set(read.reason.claims)
        held = [claim for claim in held if claim.id in wanted]
    if on:
        held = [claim for claim in held if family_of(claim) == on]
    shown = _page(query, _in_order(held))
    return {
        "entity": entity,
        "name": state_name(entity),
        "place": place_words(entity),
        "n_claims": len(regime.record.claims_about(entity.id)),
        "requirement": library_words(read.requirement.title) if read else "",
        "status": read.status if read else None,
        "on": on,
        "families": [(family, family_words(family, regime)) for family in families],
        "count": shown.paginator.count,
        "list_page": shown,
        "groups": _groups(list(shown.object_list), regime),
        "wholes": _wholes(regime, read.reason.claims if read else ()),
    }


def _requirement(reading: StateReading, wanted: str) -> Any:
    found = {r.requirement.id: r for link in reading.links for r in link.requirements}
    if wanted not in found:
        raise BadParameter(parameter="for", value=wanted, reason=f"it must be one of {', '.join(found)}.")
    return found[wanted]


def _page(query: Mapping[str, str], claims: Sequence[Claim]) -> "Page[Claim]":
    paginator = Paginator(claims, PER_PAGE)
    given = query.get("page", "1") or "1"
    if not (given.isascii() and given.isdigit() and len(given) < 6 and 1 <= int(given) <= paginator.num_pages):
        reason = f"it must be a whole number from 1 to {paginator.num_pages}."
        raise BadParameter(parameter="page", value=given, reason=reason)
    return paginator.page(int(given))


def _in_order(claims: Sequence[Claim]) -> list[Claim]:
    """Things in the order of the record; what competes stands right after what is preferred to it."""
    place: dict[str, int] = {}
    aspect_place: dict[str, int] = {}
    for claim in claims:
        place.setdefault(thing_of_claim(claim), len(place))
        aspect_place.setdefault(claim.object, len(aspect_place))
    return sorted(
        claims,
        key=lambda c: (place[thing_of_claim(c)], aspect_place[c.object], c.standing is Standing.COMPETING),
    )


def _groups(claims: Sequence[Claim], regime: Regime) -> list[dict[str, Any]]:
    """Claims by thing; those that one source made of it for the same time stand together."""
    contested = _contested(regime)
    groups = []
    for thing, members in groupby(claims, key=thing_of_claim):
        held: dict[tuple[Any, ...], list[Claim]] = {}
        for claim in members:
            held.setdefault(_origin(claim, contested), []).append(claim)
        lines = [_line(together, regime, contested) for together in held.values()]
        groups.append({"id": thing, "name": thing_words(thing, regime), "lines": lines})
    return groups


@lru_cache(maxsize=8)
def _contested(regime: Regime) -> frozenset[tuple[str, str]]:
    return frozenset((c.subject, c.object) for c in regime.record.claims if c.standing is Standing.COMPETING)


def _origin(claim: Claim, contested: frozenset[tuple[str, str]]) -> tuple[Any, ...]:
    is_contested = (claim.subject, claim.object) in contested
    return (claim.valid, claim.sources, claim.recorded, claim.note, claim.reason, claim.standing, is_contested)


def _line(claims: Sequence[Claim], regime: Regime, contested: frozenset[tuple[str, str]]) -> dict[str, Any]:
    first = claims[0]
    is_competing = first.standing is Standing.COMPETING
    return {
        "said": [
            {"id": c.id, "aspect": aspect_words(c.object.rpartition(".")[2]), "value": value_words(c)} for c in claims
        ],
        "when": first.valid,
        "recorded": first.recorded,
        "note": first.note,
        "is_competing": is_competing,
        "is_preferred": not is_competing and (first.subject, first.object) in contested,
        "reason": first.reason,
        "sources": [_source(source, regime) for source in first.sources],
    }


def _source(source_id: str, regime: Regime) -> dict[str, Any]:
    source = regime.record.sources[source_id]
    return {"id": source.id, "title": source.title, "publisher": source.publisher, "as_of": source.as_of}


def _wholes(regime: Regime, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Statements about a whole list that a status rests on: who is not in it was outside up to some day."""
    wanted = set(ids)
    return [
        {
            "id": c.id,
            "name": family_words(c.object, regime),
            "up_to": c.up_to,
            "closes": _("by name") if c.closes == "names" else _("by date"),
            "note": c.note,
            "sources": [_source(source, regime) for source in c.sources],
        }
        for c in regime.record.completeness
        if c.id in wanted
    ]
