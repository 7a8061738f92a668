"""Parse, ask, render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from openregime.web.index import (
    audited,
    files,
    matters,
    overview,
    own_table,
    pairs,
    published_scores,
    reports,
    supposed,
)
from openregime.web.index.chosen import read_chosen
from openregime.web.record.queries import observatory
from openregime.web.site.parameters import moment_of


@require_safe
def overview_page(request: HttpRequest) -> HttpResponse:
    """`/index/`: every State as an interval; a slider asks for the table alone."""
    page = overview.page(read_chosen(request.GET), observatory(), moment_of(request))
    is_part = request.headers.get("HX-Target") == "index-result"
    template = "index/result.html" if is_part and not page["errors"] else "index/overview.html"
    return render(request, template, page, status=page["http_status"])


@require_safe
def table(request: HttpRequest, what: str, format_: str) -> HttpResponse:
    """`/index/<what>.<format>`: the table of a page, or the report, as a file, with the same days and choices."""
    chosen, moment = read_chosen(request.GET), moment_of(request)
    if what == "report":
        return reports.report_file(chosen, observatory(), moment, format_, request.GET)
    return files.index_file(what, chosen, observatory(), moment, format_, request.GET)


@require_safe
def two(request: HttpRequest) -> HttpResponse:
    """`/index/two/`: why one State stands above another, or why that is open."""
    page = pairs.page(request.GET, read_chosen(request.GET), observatory(), moment_of(request))
    return render(request, "index/two.html", page, status=page["http_status"])


@require_safe
def what_if(request: HttpRequest) -> HttpResponse:
    """`/index/what-if/`: the index of one State after some acts."""
    page = supposed.page(request.GET, read_chosen(request.GET), observatory(), moment_of(request))
    return render(request, "index/what_if.html", page, status=page["http_status"])


@require_safe
def choices(request: HttpRequest) -> HttpResponse:
    """`/index/choices/`: which choice moves ranks, and how much."""
    page = matters.page(read_chosen(request.GET), observatory(), moment_of(request))
    return render(request, "index/choices.html", page)


@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """`/index/published/`: scores that others published beside this index."""
    page = published_scores.page(request.GET, read_chosen(request.GET), observatory(), moment_of(request))
    return render(request, "index/published.html", page)


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """`/index/audit/`: what a statistician would ask first."""
    return render(
        request, "index/audit.html", audited.page(read_chosen(request.GET), observatory(), moment_of(request))
    )


@csrf_exempt  # nothing is stored and nobody is known here: there is nothing that a forged form could do
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """`/index/own/`: an index of the reader's own two tables. Nothing of them is kept."""
    page = own_table.page(request, read_chosen(request.GET), moment_of(request))
    return render(request, "index/own.html", page, status=page["http_status"])
