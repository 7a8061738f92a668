"""Parse, ask, render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openregime.web.outlook import files, listed, one, taking_off
from openregime.web.outlook.asked import read_asked
from openregime.web.site.parameters import moment_of


@require_safe
def outlooks(request: HttpRequest) -> HttpResponse:
    """`/outlook/`: every instrument with its forecast, or why there is none."""
    return render(request, "outlook/list.html", listed.page(moment_of(request)))


@require_safe
def outlook(request: HttpRequest, instrument_id: str) -> HttpResponse:
    """`/outlook/<id>/`: the forecast of one instrument from a day."""
    moment = moment_of(request)
    page = one.page(read_asked(request.GET, instrument_id, moment), moment)
    return render(request, "outlook/one.html", page)


@require_safe
def table(request: HttpRequest, instrument_id: str, what: str, format_: str) -> HttpResponse:
    """`/outlook/<id>/<fan|states>.<format>`: a table of the page as a file."""
    moment = moment_of(request)
    return files.table_file(read_asked(request.GET, instrument_id, moment), moment, what, format_)


@require_safe
def regimes(request: HttpRequest) -> HttpResponse:
    """`/outlook/regimes/`: how voluntary regimes took off."""
    moment_of(request)
    return render(request, "outlook/regimes.html", taking_off.page())
