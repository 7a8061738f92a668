"""Addresses of the interface for programs: the calls, their description, and a page that lists them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import path
from django.views.generic import RedirectView

from openregime.web.api import (
    routes_disclosure,
    routes_index,
    routes_instruments,
    routes_outlook,
    routes_proposal_files,
    routes_proposals,
    routes_readings,
    routes_record,
    routes_releases,
    routes_repair,
    routes_sharing,
    views,
)
from openregime.web.api.interface import api

for routes in (
    routes_readings,
    routes_repair,
    routes_index,
    routes_outlook,
    routes_instruments,
    routes_sharing,
    routes_disclosure,
    routes_record,
    routes_proposals,
    routes_proposal_files,
    routes_releases,
):
    api.add_router("", routes.router)

SAFE = ("GET", "HEAD")
TAKING = "index-studies/"
"""Where tables are sent to be worked out; nothing of them is kept."""
HANDED_IN = "release-log/cosignatures"
"""Where witnesses hand in what they signed: the signature says whose it is, no account does."""
WRITING = (
    "proposals/new",
    *(f"proposals/<key>/{act}" for act in ("submit", "recall", "approve", "return", "withdraw", "rewrite")),
    *(f"proposals/<key>/{act}" for act in ("files/new", "files/<file>/remove", "disputes/new")),
)
"""Acts of people who signed in; everything but these three only reads."""


def reading_only(view: Callable[..., Any]) -> Callable[..., Any]:
    """A call that answers HEAD like GET, and every other method with 405; the site leaves the body of HEAD out."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in SAFE:
            return HttpResponseNotAllowed(SAFE)
        method, request.method = request.method, "GET"
        try:
            response: HttpResponse = view(request, *args, **kwargs)
        finally:
            request.method = method
        return response

    return answer


def _calls() -> tuple[list[Any], str, str]:
    found, app, namespace = api.urls
    patterns: list[Any] = list(found)
    for pattern in patterns:
        if str(pattern.pattern).startswith(TAKING) or str(pattern.pattern) in (*WRITING, HANDED_IN):
            continue
        pattern.callback = reading_only(pattern.callback)
    return patterns, app, namespace


urlpatterns = [
    path("api/", views.operations, name="api"),
    path("api/v1/", reading_only(RedirectView.as_view(pattern_name="api", query_string=True))),
    path("api/v1/", _calls()),
]
