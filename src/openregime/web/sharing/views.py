"""Parse, ask, render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from openregime.web.sharing import pages
from openregime.web.site.parameters import moment_of


@require_safe
def overview(request: HttpRequest, situation: str = "normal") -> HttpResponse:
    """`/sharing/`: every category and every audience in one situation."""
    moment_of(request)
    if "situation" in request.GET:  # every situation has an address of its own
        return redirect(pages.address_chosen(request.GET))
    return render(request, "sharing/overview.html", pages.overview(situation))


@require_safe
def category(request: HttpRequest, category: str) -> HttpResponse:
    """`/sharing/categories/<id>/`: who sees what of one category, why, and what would change it."""
    moment_of(request)
    return render(request, "sharing/category.html", pages.one_category(category))


@require_safe
def audience(request: HttpRequest, audience: str) -> HttpResponse:
    """`/sharing/audiences/<id>/`: what one audience sees."""
    moment_of(request)
    return render(request, "sharing/audience.html", pages.one_audience(audience))


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """`/sharing/choose/`: from the form to the cell, the category or the audience that is asked for."""
    moment_of(request)
    return redirect(pages.address_chosen(request.GET))
