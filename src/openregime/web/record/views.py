"""Parse, ask, render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from openregime.web.record import claimed, contents, sourced
from openregime.web.site.parameters import moment_of
from openregime.web.site.templatetags._addresses import kept_query


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """`/sources/`: everybody on whose word something is said."""
    return render(request, "record/sources.html", sourced.list_page(request.GET, moment_of(request)))


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
    return render(request, "record/record.html", contents.page(moment_of(request)))


@require_safe
def completeness(request: HttpRequest) -> HttpResponse:
    """`/completeness/`: leads to the lists that are complete, with the days and the language that were asked for."""
    moment_of(request)
    query = kept_query(request, {}).urlencode()
    return redirect(f"{reverse('record')}{'?' if query else ''}{query}#complete")
