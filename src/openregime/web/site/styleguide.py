"""The style page: every part of the design with realistic words, for whoever builds or checks a page.

Its content is an example and says so; it is no reading of the record.
"""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openregime.core.facts.dates import ALWAYS, Window
from openregime.core.facts.status import Status
from openregime.web.site.parameters import moment_of


@require_safe
def style_page(request: HttpRequest) -> HttpResponse:
    """`/styleguide/`: the parts of the design, in the reader's language and at the moment asked for."""
    moment_of(request)
    return render(request, "styleguide.html", example_context(request))


def example_context(request: HttpRequest) -> dict[str, Any]:
    """Variables of styleguide.html: one entry per part, as that part's comment asks for."""
    return {
        "steps": [{"words": _("Overview"), "href": "/"}, {"words": _("Style page")}],
        "links": _links(),
        "claims": _claims(),
        "tiles": _tiles(),
        "table": _table(),
        "tabs": [
            {"href": "?view=chain", "words": _("Chain"), "is_here": True},
            {"href": "?view=gaps", "words": _("Gaps"), "count": 14},
            {"href": "?view=claims", "words": _("Claims"), "count": 1208},
        ],
        "fields": _fields(),
        "errors": [{"field": "from", "words": _("There is no 31 February: choose another day.")}],
        "facts": [
            {"term": _("Region"), "value": _("Western Europe")},
            {"term": _("The Amendment of 2005"), "status": Status.MET},
            {"term": _("Peer review"), "status": Status.UNKNOWN},
        ],
        "downloads": [
            {"href": "?format=csv", "words": "CSV", "size": "48 kB"},
            {"href": "?format=json", "words": "JSON", "size": "112 kB"},
            {"href": "?format=xlsx", "words": "XLSX", "size": "61 kB"},
        ],
        "list_page": Paginator(range(1208), 50).get_page(7),
        "stakes": {"holds_material": True, "reactors": 56, "research_reactors": 3},
        "legend_entries": [
            {"mark": "c-swatch-bar", "words": _("certain")},
            {"mark": "c-swatch-open", "words": _("left open")},
        ],
    }


def _links() -> list[dict[str, Any]]:
    return [
        {"name": _("Bound by hard law"), "low": 1, "high": 1, "href": "?link=law", "speaks": "record"},
        {
            "name": _("Reports and contact points"),
            "low": 0.33,
            "high": 0.67,
            "note": _("One of three reports has no date in any source."),
            "speaks": "record",
            "may_be_weakest": True,
        },
        {
            "name": _("Reviewed by peers"),
            "low": 0,
            "high": 0,
            "is_weakest": True,
            "note": _("No mission is on record by the day to which the list is complete."),
            "href": "?link=peers",
            "speaks": "record",
        },
        {"name": _("Political commitments"), "low": 0.5, "high": 1, "speaks": "record"},
        {"name": _("National implementation"), "low": 0, "high": 1, "speaks": "state"},
        {"name": _("Safety and safeguards neighbours"), "status": Status.NOT_YET_DUE, "speaks": "record"},
    ]


def _claims() -> list[dict[str, Any]]:
    depositary = {
        "title": _("Status list of the depositary"),
        "publisher": _("International Atomic Energy Agency"),
        "url": "https://www.iaea.org/",
        "as_of": "2017-11-03",
    }
    gazette = {"title": _("Federal law gazette of Austria"), "url": "https://www.ris.bka.gv.at/", "as_of": "2016"}
    return [
        {
            "what": _("Deposited its instrument for the Amendment of 2005"),
            "when": dt.date(2013, 2, 1),
            "recorded": dt.date(2017, 11, 3),
            "status": Status.MET,
            "sources": [depositary],
            "has_competitor": True,
            "reason": _("The depositary's own list is kept; the gazette gives the day on which it was told."),
        },
        {
            "what": _("Deposited its instrument for the Amendment of 2005"),
            "when": dt.date(2013, 3, 14),
            "sources": [gazette],
            "standing": "competing",
        },
        {
            "what": _("Offences made punishable (article 7)"),
            "when": Window(ALWAYS, dt.date(2015, 7, 8)),
            "status": Status.PARTLY_MET,
            "sources": [depositary],
            "unverified": True,
        },
    ]


def _tiles() -> list[dict[str, Any]]:
    return [
        {"value": _("70 to 71"), "label": _("Parties to the Amendment"), "note": _("99 were needed on that day")},
        {"value": "94", "label": _("Parties to ICSANT"), "href": "?tile=icsant"},
        {
            "value": "9",
            "label": _("Holders of weapons-usable material outside"),
            "note": _("certainly; up to 4 more possibly"),
        },
        {"value": "61", "label": _("States with a reading left open"), "note": _("by 212 unknowns")},
    ]


def _table() -> dict[str, Any]:
    columns = [
        {"label": _("State"), "key": "name"},
        {"label": _("Weakest link"), "key": "link"},
        {"label": _("Reading"), "key": "high", "is_meter": True},
        {"label": _("The Amendment of 2005")},
        {"label": "ICSANT"},
        {"label": _("Power reactors"), "key": "reactors", "is_number": True},
    ]
    peers, law = _("Reviewed by peers"), _("Bound by hard law")
    rows: list[list[Any]] = [
        [{"text": _("France"), "href": "?state=FRA"}, peers, {"low": 0.5, "high": 0.75}, _is(0), _is(0), "56"],
        [{"text": _("Japan"), "href": "?state=JPN"}, law, {"low": 0.25, "high": 0.5}, _is(0), _is(1), "33"],
        [{"text": _("Pakistan"), "href": "?state=PAK"}, law, {"low": 0, "high": 0}, _is(2), _is(2), "6"],
        [{"text": _("Kazakhstan"), "href": "?state=KAZ"}, peers, {"low": 0, "high": 1}, _is(3), _is(0), "0"],
        [{"text": _("Brazil"), "href": "?state=BRA"}, law, {"low": 0.33, "high": 0.33}, _is(5), _is(4), "2"],
    ]
    return {"columns": columns, "rows": rows}


def _is(value: int) -> dict[str, Status]:
    return {"status": Status(value)}


def _fields() -> list[dict[str, Any]]:
    return [
        {"name": "name", "label": _("Name contains"), "kind": "search", "value": ""},
        {
            "name": "region",
            "label": _("Region"),
            "kind": "select",
            "value": "europe",
            "choices": [("", _("All regions")), ("europe", _("Europe")), ("asia", _("Asia"))],
        },
        {"name": "from", "label": _("From"), "kind": "date", "value": "2013-02-28", "error": _("No such day.")},
        {
            "name": "status",
            "label": _("Status"),
            "kind": "checkboxes",
            "value": ["not-met"],
            "choices": [("met", _("Met")), ("not-met", _("Not met")), ("unknown", _("Unknown"))],
        },
    ]
