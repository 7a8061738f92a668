"""The day that somebody asks about: one rule for every face, be it the address of a page or an option of a command."""

import datetime as dt
import re

from openregime.core.errors import OpenRegimeError

FIRST_DAY = dt.date(1970, 1, 1)
"""The earliest day that can be asked about: the record's first instrument, the NPT, came into force that year."""

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LESS_THAN_A_DAY = re.compile(r"\d{4}(-\d{2})?", re.ASCII)


class BadDay(OpenRegimeError, ValueError):
    """A text that names no day that can be asked about. `given` is the text, `reason` a sentence on what is wrong."""

    code = "bad-day"

    def __init__(self, given: str, reason: str) -> None:
        self.given, self.reason = given[:60], reason
        super().__init__(f"“{self.given}”: {reason}")


def asked_day(text: str, latest: dt.date) -> dt.date:
    """The day that a text names.

    Args:
        text: an ISO date such as 2016-05-08, or the word `today`, in any case; blanks around it do not matter.
        latest: the last day allowed, which `today` stands for.
    Returns:
        A day from 1970-01-01 to `latest`, both included.
    Raises:
        BadDay: anything else; a year alone is refused because the regime on 1 January and on 31 December differ.

    >>> asked_day("2016-05-08", dt.date(2026, 11, 23))
    datetime.date(2016, 5, 8)
    """
    given = text.strip()
    if given.lower() == "today":
        return latest
    if _LESS_THAN_A_DAY.fullmatch(given):
        raise BadDay(text, f"a whole day is needed, for example {given[:4]}-{given[5:] or '12'}-28.")
    if not _ISO_DAY.fullmatch(given):
        raise BadDay(text, "write the day as YYYY-MM-DD, for example 2016-05-08, or today.")
    try:
        day = dt.date.fromisoformat(given)
    except ValueError:
        raise BadDay(text, "there is no such day in the calendar.") from None
    if day < FIRST_DAY:
        raise BadDay(text, f"the record begins on {FIRST_DAY}; ask for that day or a later one.")
    if day > latest:
        raise BadDay(text, f"that day has not come yet; the latest that can be read is {latest}.")
    return day
