"""Every claim about one State, by what it speaks of, with its sources; competing claims beside the preferred."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from openregime.core.facts import Claim, Entity, Standing, is_spoken
from openregime.core.observatory import Observatory
from openregime.core.readings.day import Regime
from openregime.core.readings.state import RequirementReading, StateReading
from openregime.web.phrases import library_words, reason_words, state_name
from openregime.web.record.lines import address, source_title
from openregime.web.record.narrowing import page_of
from openregime.web.site.parameters import Moment, one_of
from openregime.web.states.headline import place_words
from openregime.web.states.seen import state_reading
from openregime.web.states.things import (
    family_of,
    family_words,
    is_apart,
    said_words,
    thing_of_claim,
    thing_words,
    value_words,
)

PER_PAGE = 40


def page(query: Mapping[str, str], seen: Observatory, entity: Entity, moment: Moment) -> dict[str, Any]:
    """Context of states/claims.html: all claims, or those on one subject (`?on=`), or behind one requirement (`?for=`).

    Raises:
        BadParameter: `on`, `for` or `page` names nothing.
    """
    regime, reading = seen.regime(moment.as_known), state_reading(seen, entity.id, moment)
    held = regime.record.claims_about(entity.id)
    families = sorted({family_of(claim): None for claim in held}, key=is_apart)
    on = one_of(query, "on", ("", *families), "")
    requirements = {r.requirement.id: r for link in reading.links for r in link.requirements}
    read = requirements.get(one_of(query, "for", ("", *requirements), ""))
    chosen = _in_order(held) if read is None else _behind(read, held)
    list_page = page_of(query, [claim for claim in chosen if not on or family_of(claim) == on], PER_PAGE)
    return {
        "entity": entity,
        "name": state_name(entity),
        "place": place_words(entity),
        "n_claims": len(held),
        "requirement": library_words(read.requirement.title) if read else "",
        "status": read.status if read else None,
        "reason": reason_words(read.reason) if read else "",
        "on": on,
        "families": [(family, family_words(family, regime)) for family in families],
        "list_page": list_page,
        "groups": _groups(list(list_page), regime),
        "wholes": _wholes(regime, read.reason.claims if read else ()),
        "behind": _requirements_behind(reading, regime) if not read and not on and list_page.number == 1 else [],
    }


def _behind(read: RequirementReading, held: Sequence[Claim]) -> list[Claim]:
    """The claims that a status rests on, what decides the day first."""
    wanted = set(read.reason.claims)
    return sorted((claim for claim in held if claim.id in wanted), key=_decides)


DECIDING = ("deposited", "joined", "not_before", "not_after", "end_date", "start_date", "year", "un_member", "status")
"""Aspects that say when or whether something was so, the most telling first; all others only describe it."""


def _decides(claim: Claim) -> int:
    return DECIDING.index(_aspect(claim)) if _aspect(claim) in DECIDING else len(DECIDING)


def _requirements_behind(reading: StateReading, regime: Regime) -> list[dict[str, Any]]:
    """Requirement by requirement, the claims that its status rests on, in short; what only a list decides has none."""
    by_id = regime.record.by_id
    found = []
    for read in (r for link in reading.links for r in link.requirements if r.reason.claims):
        claims = sorted((by_id[i] for i in read.reason.claims if i in by_id), key=_decides)
        found.append(
            {
                "id": read.requirement.id,
                "title": library_words(read.requirement.title),
                "status": read.status,
                "reason": reason_words(read.reason),
                "claims": [_said(claim) for claim in claims],
                "wholes": _wholes(regime, read.reason.claims),
            }
        )
    return found


def _said(claim: Claim) -> dict[str, str]:
    return {"href": address("claim", claim.id), "aspect": said_words(_aspect(claim)), "value": value_words(claim)}


def _aspect(claim: Claim) -> str:
    return claim.object.rpartition(".")[2]


def _in_order(claims: Sequence[Claim]) -> list[Claim]:
    """Things in the order of the record, what no reading rests on last; what competes right after what is preferred."""
    place: dict[str, int] = {}
    aspect_place: dict[str, int] = {}
    for claim in claims:
        place.setdefault(thing_of_claim(claim), len(place))
        aspect_place.setdefault(claim.object, len(aspect_place))
    return sorted(
        claims,
        key=lambda c: (
            is_apart(family_of(c)),
            place[thing_of_claim(c)],
            aspect_place[c.object],
            c.standing is Standing.COMPETING,
        ),
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
        apart = is_apart(thing.partition(".")[0])
        groups.append({"name": thing_words(thing, regime), "lines": lines, "is_apart": apart})
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
        "said": [_said(claim) for claim in claims],
        "when": first.valid,
        "recorded": first.recorded,
        "note": first.note,
        "is_competing": is_competing,
        "is_preferred": not is_competing and (first.subject, first.object) in contested,
        "reason": library_words(first.reason) if is_spoken(first) else first.reason,
        "sources": [_source(source, regime) for source in first.sources],
    }


def _source(source_id: str, regime: Regime) -> dict[str, Any]:
    source = regime.record.sources[source_id]
    return {
        "href": address("source", source.id),
        "title": source_title(source),
        "publisher": source.publisher,
        "as_of": source.as_of,
    }


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
