"""Parse, ask, render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openregime.web.instruments import crosswalk as crosswalk_page
from openregime.web.instruments import listed, one
from openregime.web.site.parameters import moment_of


@require_safe
def instruments(request: HttpRequest) -> HttpResponse:
    """`/instruments/`: all instruments on a day."""
    return render(request, "instruments/list.html", listed.page(moment_of(request)))


@require_safe
def instrument(request: HttpRequest, instrument_id: str) -> HttpResponse:
    """`/instruments/<id>/`: one instrument on a day."""
    return render(request, "instruments/one.html", one.page(instrument_id, moment_of(request)))


@require_safe
def crosswalk(request: HttpRequest) -> HttpResponse:
    """`/crosswalk/`: which national measure serves which provision."""
    return render(request, "instruments/crosswalk.html", crosswalk_page.page(request.GET, moment_of(request)))
