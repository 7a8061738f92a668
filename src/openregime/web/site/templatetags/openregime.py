"""The library `{% load openregime %}`: filters for words, tags for addresses and for the frame of a page."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from openregime.core.facts.dates import Window
from openregime.core.facts.status import Status
from openregime.web.site.templatetags import _addresses, _formats

register = template.Library()

_NOT_TRANSLATED = {
    "fr": "Cette page n’est pas encore traduite en français ; elle est affichée en anglais.",
    "es": "Esta página aún no está traducida al español; se muestra en inglés.",
    "ru": "Эта страница ещё не переведена на русский язык; она показана на английском.",
    "zh-hans": "本页面尚未译成中文，现以英文显示。",
}


def _request(context: dict[str, Any]) -> HttpRequest | None:
    return context.get("request")


# ---- words


@register.filter
def day(value: dt.date | Window | str | None) -> str:
    """`{{ claim.valid|day }}`: 18 October 2013; a window in words; "date not known" for None."""
    return _formats.day_words(value)


@register.filter
def short_day(value: dt.date | Window | str | None) -> str:
    """`{{ claim.valid|short_day }}`: 18 Oct 2013."""
    return _formats.day_words(value, "medium")


@register.filter
def iso(value: dt.date | Window) -> str:
    """`<time datetime="{{ day|iso }}">`: the ISO text of a day or window."""
    return value.iso if isinstance(value, Window) else value.isoformat()


@register.filter
def number(value: float, decimals: int | None = None) -> str:
    """`{{ 1234|number }}`: 1,234. `{{ 0.5|number:2 }}`: 0.50."""
    return _formats.number_words(value, decimals)


@register.filter
def share(value: float) -> str:
    """`{{ link.low|share }}`: a share of 1 with two decimals."""
    return _formats.share_words(value)


@register.filter(name="span_words")
def span_words_of(value: _formats.HasEnds) -> str:
    """`{{ reading.span|span_words }}`: an object with low and high, in words."""
    return _formats.span_words(value.low, value.high)


@register.filter(name="supposed_span_words")
def supposed_span_words_of(value: _formats.HasEnds) -> str:
    """`{{ supposed.span|supposed_span_words }}`: the same for what rests on a supposition, never called certain."""
    return _formats.supposed_span_words(value.low, value.high)


@register.simple_tag
def span(low: float, high: float) -> str:
    """`{% span low high %}`: 0.33 to 0.67; certainly nothing met; certainly all met; unknown, 0 to 1."""
    return _formats.span_words(low, high)


@register.simple_tag
def between(low: int, high: int) -> str:
    """`{% between 69 71 %}`: between 69 and 71; one number where both are the same."""
    return _formats.between_words(low, high)


@register.filter
def status_words(value: Status | str) -> str:
    """`{{ status|status_words }}`: one of the six statuses in words."""
    return _formats.status_words(value)


@register.filter
def status_slug(value: Status | str) -> str:
    """`{{ status|status_slug }}`: met, partly-met, not-met, unknown, not-applicable, not-yet-due."""
    return _formats.status_slug(value)


@register.simple_tag
def band(low: float, high: float) -> str:
    """`{% band low high %}`: the class r-0 to r-4 of a reading, or r-unknown."""
    return _formats.band_of(low, high)


@register.filter
def percent_of_width(value: float) -> str:
    """A share as a length in SVG, `33.3%`: machine text, the same in every language."""
    return f"{round(value * 100, 1):g}%"


@register.simple_tag
def meter_geometry(low: float, high: float) -> dict[str, str]:
    """`{% meter_geometry low high as g %}`: lengths in SVG of the certain part, the open part, and both ends."""
    return {
        "low": percent_of_width(low),
        "high": percent_of_width(high),
        "open": percent_of_width(high - low),
    }


@register.filter
def original(value: str) -> str:
    """`{{ claim.note|original }}`: words of the record, marked as English where the page is in another language.

    Readers' machines then read them aloud, hyphenate and order them as English.
    """
    if not _formats.is_original(str(value)):
        return value
    return format_html('<span lang="en" dir="ltr">{}</span>', value)


@register.simple_tag
def comma() -> str:
    """`{% comma %}`: what stands between the items of a list in the page's language, with its space."""
    return _formats.comma()


@register.simple_tag
def semicolon() -> str:
    """`{% semicolon %}`: what stands between longer parts of a sentence, with its space."""
    return _formats.semicolon()


@register.simple_tag
def arrow() -> str:
    """`{% arrow %}`: from one to the other, in the direction of reading."""
    return "←" if get_language_info(_formats.content_language())["bidi"] else "→"


# ---- addresses


@register.simple_tag(takes_context=True)
def keep_query(context: dict[str, Any], **changes: object) -> str:
    """`<a href="{% url 'state' 'FRA' %}{% keep_query %}">`: keeps as_of, as_known and lang, and adds what is given."""
    return _addresses.as_text(_addresses.kept_query(_request(context), changes))


@register.simple_tag(takes_context=True)
def change_query(context: dict[str, Any], **changes: object) -> str:
    """`<a href="{% change_query page=2 %}">`: this page's whole query with changes; None or empty drops a parameter."""
    return _addresses.as_text(_addresses.whole_query(_request(context), changes))


@register.simple_tag(takes_context=True)
def link_to(context: dict[str, Any], name: str, *parts: object, **changes: object) -> str:
    """`<a href="{% link_to 'state' 'FRA' as_of=day %}">`: an address by its name, with the kept parameters."""
    query = _addresses.kept_query(_request(context), changes).urlencode()
    address = reverse(name, args=[str(part) for part in parts])
    return f"{address}?{query}" if query else address


@register.simple_tag(takes_context=True)
def hidden_parameters(context: dict[str, Any], *leave_out: str) -> list[tuple[str, str]]:
    """`{% hidden_parameters "as_of" as pairs %}`: what a GET form must carry on beside its own fields."""
    return _addresses.other_parameters(_request(context), leave_out)


@register.simple_tag(takes_context=True)
def hidden_parameters_but(context: dict[str, Any], names: str) -> list[tuple[str, str]]:
    """`{% hidden_parameters_but "region link" as pairs %}`: the same, the names in one text; the page number goes."""
    return _addresses.other_parameters(_request(context), (*str(names).split(), "page"))


@register.simple_tag(takes_context=True)
def hidden_parameters_only(context: dict[str, Any]) -> list[tuple[str, str]]:
    """`{% hidden_parameters_only as pairs %}`: as_of, as_known and lang alone, for a form of another page."""
    query = _addresses.kept_query(_request(context), {})
    return [(name, str(query[name])) for name in query]


@register.simple_tag
def address_of(name: str) -> str:
    """`{% address_of 'search' as href %}`: an address by its name, empty where this project has none."""
    return _addresses.address_of(name)


@register.simple_tag(takes_context=True)
def navigation(context: dict[str, Any]) -> list[_addresses.Place]:
    """`{% navigation as places %}`: the entries of the site's navigation."""
    return _addresses.navigation_of(_request(context))


@register.simple_tag(takes_context=True)
def quick_days(context: dict[str, Any]) -> list[dict[str, Any]]:
    """`{% quick_days as days %}`: days that the date bar offers: label, why, href, is_here."""
    moment, today = context.get("moment"), context.get("today")
    offered: list[tuple[dt.date | None, str, str]] = [
        (day, label or _formats.day_words(day, "medium"), _(why)) for day, label, why in _addresses.QUICK_DAYS
    ]
    links: list[dict[str, Any]] = []
    for day, label, why in [*offered, (None, _("Today"), "")]:
        query = _addresses.whole_query(_request(context), {"as_of": day, "page": None})
        is_here = moment is not None and moment.as_of == (day or today)
        links.append({"label": label, "why": why, "href": _addresses.as_text(query), "is_here": is_here})
    return links


# ---- tables and lists


@register.filter
def nth(values: Sequence[Any], index: int) -> Any:
    """`{{ columns|nth:forloop.counter0 }}`: the element at this place.

    Raises:
        IndexError: a row has more cells than the table has columns.
    """
    return values[index]


@register.simple_tag
def sort_state(key: str | None, sort: str | None) -> dict[str, str]:
    """`{% sort_state column.key sort as state %}`: direction in force for this column, or "", and the next one."""
    if key and sort == key:
        return {"direction": "ascending", "next": f"-{key}"}
    if key and sort == f"-{key}":
        return {"direction": "descending", "next": key}
    return {"direction": "", "next": key or ""}


@register.simple_tag
def page_numbers(page: "Page[Any]") -> list[int | None]:
    """`{% page_numbers page as numbers %}`: the first, the last, those around this one; None stands for a gap."""
    last = page.paginator.num_pages
    shown = sorted({1, last} | {n for n in range(page.number - 1, page.number + 2) if 1 <= n <= last})
    numbers: list[int | None] = []
    for before, number in zip([0, *shown], shown, strict=False):
        numbers += [number] if number == before + 1 else [None, number]
    return numbers


@register.simple_tag
def statuses() -> list[str]:
    """`{% statuses as all %}`: the slugs of the six statuses, in order."""
    return [status.slug for status in Status]


# ---- languages


@register.simple_tag
def page_language() -> dict[str, Any]:
    """`{% page_language as page %}`: code, dir, and the notice to show where a language has no catalogue."""
    code = _formats.content_language()
    asked = (get_language() or settings.LANGUAGE_CODE).lower()
    return {
        "code": code,
        "dir": "rtl" if get_language_info(code)["bidi"] else "ltr",
        "asked": asked,
        "notice": _NOT_TRANSLATED.get(asked, ""),
    }


# ---- drawing


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """`{% icon "met" %}`: a shape of components/drawing_defs.html; silent to screen readers unless it has a label."""
    if not name.replace("-", "").isalnum():
        raise template.TemplateSyntaxError(f"“{name}” cannot be the name of an icon.")
    if not label:
        return format_html(
            '<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-{}"></use></svg>', name
        )
    return format_html(
        '<svg class="icon" role="img" aria-label="{}" focusable="false"><use href="#i-{}"></use></svg>', label, name
    )
