"""Addresses that keep what their reader looks at: days, whose words, the language, and more where a page says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

KEPT = ("as_of", "as_known", "own_words", "lang")
"""The parameters that every link inside the site carries on."""

Changes = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation: the name of its address in urls.py, its words, whether the reader is there."""

    name: str
    words: object
    href: str
    is_here: bool


NAVIGATION = (
    ("home", _("Overview")),
    ("states", _("States")),
    ("instruments", _("Instruments")),
    ("crosswalk", _("Crosswalk")),
    ("compare", _("Compare")),
    ("index", pgettext_lazy("navigation", "Index")),
    ("outlook", pgettext_lazy("navigation", "Outlook")),
    ("sharing", pgettext_lazy("navigation", "Sharing")),
    ("releases", pgettext_lazy("navigation", "Releases")),
    ("sources", _("Sources")),
    ("downloads", pgettext_lazy("navigation", "Data")),
    ("help", _("Help")),
)

QUICK_DAYS = (
    (date(1987, 2, 8), "1987", gettext_noop("the Convention enters into force")),
    (date(2007, 7, 7), "2007", gettext_noop("the Convention on nuclear terrorism enters into force")),
    (date(2013, 10, 18), "", gettext_noop("before the Amendment is in force")),
    (date(2016, 5, 8), "", gettext_noop("the Amendment enters into force")),
)
"""Days to go to with one step: day, short label (empty: the day itself), why that day."""


def kept_query(request: HttpRequest | None, changes: Changes) -> QueryDict:
    """The kept parameters of this request with some changed; None as a value drops one."""
    query = QueryDict(mutable=True)
    for name in KEPT:
        if request is not None and request.GET.get(name):
            query[name] = request.GET[name]
    return _changed(query, changes)


def whole_query(request: HttpRequest | None, changes: Changes) -> QueryDict:
    """Every parameter of this request with some changed; None as a value drops one."""
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    return _changed(query, changes)


def _changed(query: QueryDict, changes: Changes) -> QueryDict:
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None and value != "":
            query[name] = value.isoformat() if isinstance(value, date) else str(value)
    return query


def as_text(query: QueryDict) -> str:
    """The query with its question mark; a bare question mark when empty, so that as a link it clears the query."""
    return f"?{query.urlencode()}"


def other_parameters(request: HttpRequest | None, leave_out: tuple[str, ...]) -> list[tuple[str, str]]:
    """Name and value of every parameter that a GET form must carry in hidden fields."""
    if request is None:
        return []
    return [(name, value) for name, values in request.GET.lists() if name not in leave_out for value in values]


def navigation_of(request: HttpRequest | None) -> list[Place]:
    """The entries whose address exists in this project, in order, the reader's own marked.

    An entry without an address is left out: the project may be served with only some of its apps.
    """
    query = kept_query(request, {}).urlencode()
    here = getattr(request, "path", "")
    places = []
    for name, words in NAVIGATION:
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        is_here = here == address if name == "home" else here.startswith(address)
        places.append(Place(name, words, f"{address}?{query}" if query else address, is_here))
    return places


def address_of(name: str) -> str:
    """The address with this name, or an empty text where this project has none."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
