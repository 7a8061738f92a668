"""What every template may use without its view passing it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_info

from openregime import __version__
from openregime.web.site.parameters import Moment, query_of, today


def shared(request: HttpRequest) -> dict[str, Any]:
    """Context of every page.

    Returns:
        version: of the program.
        today: the current day in UTC.
        moment: Moment of the request if its view has read one (`moment_of`), else None.
        moment_query: query string that keeps that moment, with its leading question mark; empty without a moment.
        idle_minutes, session_hours: after which a session ends.
        language_links: one dict per language: code, name (in that language), bidi, href to this page in it.
    """
    moment: Moment | None = getattr(request, "moment", None)
    return {
        "version": __version__,
        "today": today(),
        "moment": moment,
        "idle_minutes": settings.IDLE_MINUTES,
        "session_hours": settings.SESSION_HOURS,
        "moment_query": f"?{query_of(moment)}" if moment else "",
        "language_links": [_link(request, code) for code, _name in settings.LANGUAGES],
    }


def _link(request: HttpRequest, code: str) -> dict[str, Any]:
    query = request.GET.copy()
    query["lang"] = code
    names = get_language_info(code)
    return {
        "code": code,
        "name": names["name_local"],
        "bidi": names["bidi"],
        "href": f"{request.path}?{query.urlencode()}",
    }
