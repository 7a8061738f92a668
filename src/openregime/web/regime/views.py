"""Parse, ask, render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openregime.web.regime import compared, listed, overview
from openregime.web.site.parameters import moment_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """`/`: where the regime is weak on a day."""
    return render(request, "regime/home.html", overview.page(request.GET, moment_of(request)))


@require_safe
def states(request: HttpRequest) -> HttpResponse:
    """`/states/`: every State, the certainly weakest first."""
    return render(request, "regime/states.html", listed.page(request.GET, moment_of(request)))


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """`/compare/`: what happened, and what became known, between two days."""
    return render(request, "regime/compare.html", compared.page(request.GET, moment_of(request)))
