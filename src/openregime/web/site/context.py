"""What every template may use without its view passing it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_info

from openregime import __version__
from openregime.web.site import own_words
from openregime.web.site.parameters import Moment, query_of, today
from openregime.web.site.templatetags._addresses import as_text, whole_query


def shared(request: HttpRequest) -> dict[str, Any]:
    """Context of every page.

    Returns:
        version: of the program.
        today: the current day in UTC.
        moment: Moment of the request if its view has read one (`moment_of`), else None.
        own_words: of a page with readings that hold claims by people, or that would: see `_own_words`; else None.
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
        "own_words": _own_words(request, moment),
        "language_links": [_link(request, code) for code, _name in settings.LANGUAGES],
    }


def _own_words(request: HttpRequest, moment: Moment | None) -> dict[str, Any] | None:
    """How many claims by people the readings hold (n, is_read), and the address that shows the page the other way."""
    if moment is None or (own_words.are_read() and not own_words.n_held(moment.as_known)):
        return None
    is_read = own_words.are_read()
    other = whole_query(request, {own_words.PARAMETER: own_words.WITHOUT if is_read else None})
    return {"n": own_words.n_held(moment.as_known), "is_read": is_read, "href": as_text(other)}


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
