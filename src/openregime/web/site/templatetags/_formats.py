"""Figures and days in words, in the language that the page is written in. Pure but for the active language."""

import datetime as dt
import re
from functools import lru_cache
from typing import Protocol

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from openregime.core.facts.dates import ALWAYS, NEVER, Window
from openregime.core.facts.status import Status

TRANSLATED = ("en", "ar")
"""Languages whose catalogue is complete; a page asked for in another is written in English and says so."""


_PATTERNS = {"long": "d MMMM y", "medium": "d MMM y"}
_ARABIC_MONTHS = (
    "كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو", "حزيران/يونيه",
    "تموز/يوليه", "آب/أغسطس", "أيلول/سبتمبر", "تشرين الأول/أكتوبر", "تشرين الثاني/نوفمبر", "كانون الأول/ديسمبر",
)  # fmt: skip
"""Both names of each month, as documents of the United Nations write them."""


class HasEnds(Protocol):
    """Anything with a low and a high end, such as core's Span."""

    @property
    def low(self) -> float: ...

    @property
    def high(self) -> float: ...


def content_language() -> str:
    """The language that the page is written in: the active one if its catalogue is complete, else English."""
    active = (get_language() or "en").lower()
    return active if active in TRANSLATED else "en"


def content_locale() -> Locale:
    """Babel's locale for `content_language`; English as the United Nations writes it, day before month."""
    return _locale_of(content_language())


@lru_cache(maxsize=8)
def _locale_of(language: str) -> Locale:
    return Locale.parse("en_GB" if language == "en" else language)


def day_words(day: dt.date | Window | str | None, style: str = "long") -> str:
    """A day, or the window in which it lies, in words.

    Args:
        day: a date; a Window of core; an ISO date; None where no date is known.
        style: `long` (18 October 2013) or `medium` (18 Oct 2013): day before month in every language that is written.
    Raises:
        ValueError: a text that is not an ISO date.

    >>> day_words(dt.date(2013, 10, 18))
    '18 October 2013'
    """
    if day is None or day == "":
        return _("date not known")
    if isinstance(day, Window):
        return _window_words(day, style)
    if isinstance(day, str):
        day = dt.date.fromisoformat(day)
    if style == "long" and content_language() == "ar":
        return f"{day.day} {_ARABIC_MONTHS[day.month - 1]} {day.year}"
    return format_date(day, format=_PATTERNS[style], locale=content_locale())


def _window_words(window: Window, style: str) -> str:
    if window.is_day:
        return day_words(window.earliest, style)
    if window.earliest == ALWAYS and window.latest == NEVER:
        return _("date not known")
    if window.earliest == ALWAYS:
        return _("by %(day)s") % {"day": day_words(window.latest, style)}
    if window.latest == NEVER:
        return _("not before %(day)s") % {"day": day_words(window.earliest, style)}
    ends = {"first": day_words(window.earliest, style), "last": day_words(window.latest, style)}
    return _("between %(first)s and %(last)s") % ends


def comma() -> str:
    """What stands between the items of a list, with its space."""
    return pgettext("between the items of a list", ", ")


def semicolon() -> str:
    """What stands between longer parts of a sentence, with its space."""
    return pgettext("between the parts of a sentence", "; ")


def is_original(text: str) -> bool:
    """Whether a text of the record stands on this page in English although the page is written in another language.

    The record is kept in English; what was translated for the page is in the letters of its language.
    """
    return content_language() != "en" and bool(_LATIN.search(text)) and not _OTHER_LETTERS.search(text)


_LATIN = re.compile(r"[A-Za-z]{2}")
_OTHER_LETTERS = re.compile(r"[\u0600-\u06ff]")


def number_words(value: float, decimals: int | None = None) -> str:
    """A number with the separators of the page's language, always in the digits 0 to 9 so that figures can be compared.

    Args:
        value: any finite number.
        decimals: how many to show; None shows up to two and drops trailing zeros.

    >>> number_words(1234.5)
    '1,234.5'
    """
    return _written(value, decimals, content_language())


@lru_cache(maxsize=4096)
def _written(value: float, decimals: int | None, language: str) -> str:
    pattern = "#,##0.##" if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, format=pattern, locale=_locale_of(language), numbering_system="latn")


def share_words(value: float) -> str:
    """A share from 0 to 1 with two decimals.

    >>> share_words(1 / 3)
    '0.33'
    """
    return number_words(value, 2)


def span_words(low: float, high: float) -> str:
    """An interval in words: what is certain, and what the unknowns leave open.

    >>> span_words(0, 0), span_words(1 / 3, 2 / 3), span_words(0, 1)
    ('certainly nothing met', '0.33 to 0.67', 'unknown, 0 to 1')
    """
    if low == high == 0:
        return _("certainly nothing met")
    if low == high == 1:
        return _("certainly all met")
    if low == 0 and high == 1:
        return _("unknown, 0 to 1")
    if low == high:
        return share_words(low)
    return _("%(low)s to %(high)s") % {"low": share_words(low), "high": share_words(high)}


def supposed_span_words(low: float, high: float) -> str:
    """An interval that rests on a supposition, in words: never called certain.

    >>> supposed_span_words(0, 0), supposed_span_words(1, 1), supposed_span_words(0, 0.5)
    ('nothing met', 'all met', '0 to 0.5')
    """
    if low == high == 0:
        return _("nothing met")
    if low == high == 1:
        return _("all met")
    return span_words(low, high)


def between_words(low: int, high: int) -> str:
    """A count that lies between two whole numbers.

    >>> between_words(69, 71), between_words(102, 102)
    ('between 69 and 71', '102')
    """
    if low == high:
        return number_words(low, 0)
    return _("between %(low)s and %(high)s") % {"low": number_words(low, 0), "high": number_words(high, 0)}


def status_slug(status: Status | str) -> str:
    """The slug of a status given as core's Status or as its slug already.

    Raises:
        KeyError: a slug that names none of the six.
    """
    slug = status.slug if isinstance(status, Status) else str(status)
    return Status[slug.upper().replace("-", "_")].slug


def status_words(status: Status | str) -> str:
    """One of the six statuses in the page's language."""
    return str(_STATUS_WORDS[status_slug(status)])


_STATUS_WORDS = {
    "met": pgettext_lazy("status", "met"),
    "partly-met": pgettext_lazy("status", "partly met"),
    "not-met": pgettext_lazy("status", "not met"),
    "unknown": pgettext_lazy("status", "unknown"),
    "not-applicable": pgettext_lazy("status", "not applicable"),
    "not-yet-due": pgettext_lazy("status", "not yet due"),
}


def band_of(low: float, high: float) -> str:
    """The class of the band, `r-0` to `r-4`, that a reading lies in; `r-unknown` where it may lie in several.

    Bands are fifths of 0 to 1; 1 belongs to the highest.

    >>> band_of(0, 0), band_of(0.85, 1), band_of(0, 1)
    ('r-0', 'r-4', 'r-unknown')
    """
    lowest, highest = (min(int(end * 5), 4) for end in (low, high))
    return f"r-{lowest}" if lowest == highest else "r-unknown"
