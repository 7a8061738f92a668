"""Parse, ask, render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openregime.web.record import claimed, contents, sourced
from openregime.web.site.parameters import moment_of


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """`/sources/`: everybody on whose word something is said."""
    moment_of(request)
    return render(request, "record/sources.html", sourced.list_page(request.GET))


@require_safe
def source(request: HttpRequest, source_id: str) -> HttpResponse:
    """`/sources/<id>/`: one source and all claims that rest on it."""
    return render(request, "record/source.html", sourced.one_page(request.GET, source_id, moment_of(request)))


@require_safe
def claim(request: HttpRequest, claim_id: str) -> HttpResponse:
    """`/claims/<id>/`: one claim."""
    return render(request, "record/claim.html", claimed.page(claim_id, moment_of(request)))


@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """`/record/`: what the record knows, and what it does not."""
    moment_of(request)
    return render(request, "record/record.html", contents.page())
