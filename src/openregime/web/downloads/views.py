"""Parse, ask, send."""

import datetime as dt

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from openregime.core.observatory import Observatory
from openregime.web.downloads import files, pages
from openregime.web.record.queries import observatory
from openregime.web.site.parameters import moment_of, parse_day, query_of, today


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """`/data/`: everything that can be had as a file."""
    return render(request, "downloads/data.html", pages.page(moment_of(request)))


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """`/data/choose/`: from the form for one State, one instrument or changes to the address of the file."""
    moment = moment_of(request)
    what, of = request.GET.get("what", ""), request.GET.get("of", "")
    what = what if what == "changes" else f"{what}/{of}"
    asked = files.wanted(observatory(), what, request.GET.get("format", "csv"), moment)
    address = reverse("download", args=[asked.what, asked.format])
    first = request.GET.get("from", "") if what == "changes" else None
    return HttpResponseRedirect(f"{address}?{query_of(moment, **{'from': first})}")


@require_safe
def download(request: HttpRequest, what: str, format_: str) -> HttpResponseBase:
    """`/data/<table>.<format>`: one table as a file; 304 where the reader has it already."""
    moment, seen = moment_of(request), observatory()
    asked = files.wanted(seen, what, format_, moment, first=_first_day(request, what, moment.as_of))
    etag = quote_etag(asked.etag(seen))
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None or response.status_code == 412:
        response = _file(seen, asked) if response is None else response
    response.headers["ETag"] = etag
    patch_cache_control(response, no_cache=True)
    return response


def _file(seen: Observatory, asked: files.Wanted) -> HttpResponseBase:
    kind = files.FORMATS[asked.format]
    response: HttpResponseBase
    if asked.format == "csv" and asked.what in files.STREAMED:
        response = StreamingHttpResponse(files.csv_in_pieces(files.table_of(seen, asked)), content_type=kind)
    else:
        response = HttpResponse(files.content_of(seen, asked), content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{asked.file_name}.{asked.format}"'
    return response


def _first_day(request: HttpRequest, what: str, usual: dt.date) -> dt.date | None:
    """The earlier day of `changes`; the day of the address when none is given."""
    if what != "changes":
        return None
    given = request.GET.get("from", "").strip()
    return parse_day(given, parameter="from", latest=today()) if given else usual
