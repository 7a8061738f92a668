"""Parse, ask, render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from openregime.core.facts import Entity
from openregime.core.observatory import Observatory
from openregime.web.people.asked import person_of
from openregime.web.site.parameters import moment_of
from openregime.web.site.templatetags._addresses import as_text, kept_query
from openregime.web.states import claims as claims_of
from openregime.web.states import queries
from openregime.web.states.meant import for_state
from openregime.web.states.said import said_of


@require_safe
@for_state
def state(request: HttpRequest, seen: Observatory, entity: Entity) -> HttpResponse:
    """`/states/<iso3>/`: where this State is weak on a day."""
    kept = as_text(kept_query(request, {}))
    moment, person = moment_of(request), person_of(request)
    context = queries.page(request.GET, seen, entity, moment, kept)
    context["said"] = said_of(seen, entity, moment, person, now=timezone.now())
    response = render(request, "states/one.html", context)
    if person is not None:  # who signed in may see more, which nobody else is to get from a cache
        add_never_cache_headers(response)
    return response


@require_safe
@for_state
def claims(request: HttpRequest, seen: Observatory, entity: Entity) -> HttpResponse:
    """`/states/<iso3>/claims/`: every claim about this State, with its source."""
    return render(request, "states/claims.html", claims_of.page(request.GET, seen, entity, moment_of(request)))
