"""Which State an address means: its ISO code, in any case, or its name; all but the code lead on to the code."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from openregime.core.facts import Entity, Record, UnknownSubject, near_states
from openregime.core.observatory import Observatory
from openregime.web.phrases import state_name
from openregime.web.record.queries import observatory

StateView = Callable[[HttpRequest, Observatory, Entity], HttpResponse]
LONGEST_NAME = 80
NEAR_MATCHES = 6


def for_state(view: StateView) -> Callable[..., HttpResponse]:
    """Give a view the observatory (one query) and the State that its address means.

    The canonical address carries the ISO code in capitals; a name or another case is redirected to it with its query.
    What means no State is answered with 404 and the names that come near.
    """

    @wraps(view)
    def resolved(request: HttpRequest, given: str) -> HttpResponse:
        seen = observatory()
        try:
            entity = state_meant(seen.record, given)
        except UnknownSubject as error:
            return _not_a_state(request, seen.record, error)
        if entity.id != given:
            address = reverse(request.resolver_match.view_name, args=[entity.id])  # type: ignore[union-attr]
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
        return view(request, seen, entity)

    return resolved


def state_meant(record: Record, given: str) -> Entity:
    """The State that a code or a name means, in the reader's language or in English.

    Raises:
        UnknownSubject: none; carries the ids of those that come near, nearest first.
    """
    try:
        return record.state(given)
    except UnknownSubject:
        wanted = given.strip().casefold()
        for entity in record.states:
            if wanted == state_name(entity).casefold():
                return entity
        raise UnknownSubject(given[:LONGEST_NAME], _near(record, given)) from None


def _near(record: Record, given: str) -> tuple[str, ...]:
    """Ids of States whose code or name, in the reader's language or in English, comes near."""
    translated = {entity.id: state_name(entity) for entity in record.states}
    return near_states(record.states, given, other_names=translated, most=NEAR_MATCHES)


def _not_a_state(request: HttpRequest, record: Record, error: UnknownSubject) -> HttpResponse:
    entities = record.entities
    near: list[dict[str, Any]] = [{"id": state, "name": state_name(entities[state])} for state in error.near]
    other = entities.get(error.given.upper())
    context = {
        "given": error.given,
        "near": near,
        "other": other if other is not None and other.kind in ("organization", "area") else None,
        "view_name": request.resolver_match.view_name if request.resolver_match else "state",
    }
    return render(request, "states/unknown.html", context, status=404)
