"""Days that are known only to within a window, and what a source's own date says about when a fact could be known."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from openregime.core.errors import OpenRegimeError

ALWAYS = dt.date.min
"""Stands for `no earliest day is known`."""
NEVER = dt.date.max
"""Stands for `no latest day is known`: it may not have happened yet."""


class BadDate(OpenRegimeError, ValueError):
    """A text that should be a date and is not."""

    code = "bad-date"


@dataclass(frozen=True, slots=True)
class Window:
    """The earliest and the latest day on which something can have happened, both inclusive.

    `Window(d, d)` is a known day; `Window(ALWAYS, d)` is "by d"; `Window(d, NEVER)` is "not before d, perhaps never".
    """

    earliest: dt.date
    latest: dt.date

    def __post_init__(self) -> None:
        if self.earliest > self.latest:
            raise BadDate(f"A window ends before it begins: {self.earliest} to {self.latest}. Turn the two days round.")

    @classmethod
    def on(cls, day: dt.date) -> "Window":
        """A day that is known."""
        return cls(day, day)

    @property
    def is_day(self) -> bool:
        """True when the day is known exactly."""
        return self.earliest == self.latest

    @property
    def iso(self) -> str:
        """ISO 8601 text: a day, or `earliest/latest` with `..` for an open end.

        >>> Window(ALWAYS, dt.date(2018, 7, 31)).iso
        '../2018-07-31'
        """
        if self.is_day:
            return self.earliest.isoformat()
        low = ".." if self.earliest == ALWAYS else self.earliest.isoformat()
        return f"{low}/{'..' if self.latest == NEVER else self.latest.isoformat()}"

    @classmethod
    def parse(cls, text: str) -> "Window":
        """Read what `iso` writes.

        >>> Window.parse("../2018-07-31").latest
        datetime.date(2018, 7, 31)
        """
        low, slash, high = text.partition("/")
        if not slash:
            return day_of(text)
        return cls(ALWAYS if low == ".." else _day(low), NEVER if high == ".." else _day(high))


def _day(text: str) -> dt.date:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):  # fromisoformat alone takes 20160508 and 2016-W18-7 too
            return dt.date.fromisoformat(text)
        raise ValueError(text)
    except ValueError:
        raise BadDate(f"“{text}” is not a date. Write the day as YYYY-MM-DD, for example 2016-05-08.") from None


@lru_cache(maxsize=4096)
def day_of(text: str) -> Window:
    """The window that a date of the record stands for: a day, a month or a year.

    Args:
        text: `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
    Raises:
        BadDate: anything else.

    >>> day_of("2013-10")
    Window(earliest=datetime.date(2013, 10, 1), latest=datetime.date(2013, 10, 31))
    """
    if re.fullmatch(r"[0-9]{4}", text):
        return Window(_day(f"{text}-01-01"), _day(f"{text}-12-31"))
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
        first = _day(f"{text}-01")
        following = dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)
        return Window(first, following - dt.timedelta(days=1))
    return Window.on(_day(text))


@lru_cache(maxsize=1024)
def when_said(text: str, compiled_on: dt.date) -> Window:
    """When a source spoke, from the words that stand in its as-of column.

    Args:
        text: a date as in `day_of`; or words such as `end of 2019`, `undated (2024 or later)`, `undated (about 2014)`,
            `2021-04 or later`, `1995 (page 1995-2014)`, `undated`.
        compiled_on: the day on which the record was compiled: the latest day on which an undated source was read.
    Returns:
        The window. Its latest day is the day from which the fact counts as known (docs/decisions/0005).
    Raises:
        BadDate: words that are not understood.

    >>> when_said("undated (about 2014)", dt.date(2026, 11, 23)).latest
    datetime.date(2026, 11, 23)
    >>> when_said("end of 2019", dt.date(2026, 11, 23)).iso
    '2019-12-31'
    """
    words = text.strip()
    if not words or words == "undated":
        return Window(ALWAYS, compiled_on)
    if re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", words):
        window = day_of(words)
        return Window(window.earliest, min(window.latest, max(compiled_on, window.earliest)))
    if m := re.fullmatch(r"end of (\d{4})", words):
        return Window.on(_day(f"{m[1]}-12-31"))
    if m := re.fullmatch(r"(?:undated \()?(\d{4}(?:-\d\d)?) or later\)?", words):
        return Window(day_of(m[1]).earliest, compiled_on)
    if re.fullmatch(r"undated \((about \d{4}(-\d{4})?|matches the \d{4} edition)\)|\d{4} \(page \d{4}-\d{4}\)", words):
        return Window(ALWAYS, compiled_on)
    raise BadDate(
        f"“{text}” does not say when the source spoke. Write YYYY-MM-DD, YYYY-MM, YYYY, `end of YYYY`, "
        "`undated (YYYY or later)`, `undated (about YYYY)` or `undated`."
    )
