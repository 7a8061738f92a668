"""Parse, ask, render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from openregime.core.facts import Entity
from openregime.core.observatory import Observatory
from openregime.web.repair import plans, scenarios
from openregime.web.repair.choices import shorter_address
from openregime.web.site.parameters import moment_of
from openregime.web.states.meant import for_state


@require_safe
@for_state
def plan(request: HttpRequest, seen: Observatory, entity: Entity) -> HttpResponse:
    """`/states/<iso3>/plan/`: which measures, what doing them together saves, and in which order."""
    moment = moment_of(request)
    if (address := shorter_address(request.path, request.GET, seen)) is not None:
        return redirect(address)
    page = plans.page(request.GET, seen, entity, moment)
    return render(request, "repair/plan.html", page, status=page["http_status"])


@require_safe
@for_state
def scenario(request: HttpRequest, seen: Observatory, entity: Entity) -> HttpResponse:
    """`/states/<iso3>/scenario/`: the chain before and after some acts, and the next best act."""
    return render(request, "repair/scenario.html", scenarios.page(request.GET, seen, entity, moment_of(request)))
