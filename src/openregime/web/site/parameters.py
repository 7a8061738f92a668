"""What an address may carry to every page and call: the day read about, and the day by which claims were known."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from openregime.core.errors import OpenRegimeError
from openregime.core.facts.asked_day import BadDay, asked_day
from openregime.web.site import own_words


class BadParameter(OpenRegimeError, ValueError):
    """A parameter of an address cannot be read.

    `parameter` is its name, `value` what was given (cut to 60 characters), `reason` a sentence on what is wrong.
    """

    code = "bad-parameter"

    def __init__(self, *, parameter: str, value: str, reason: str) -> None:
        self.parameter, self.value, self.reason = parameter, _cut(value), reason
        super().__init__(f"{parameter} = “{self.value}”: {reason}")


@dataclass(frozen=True, slots=True)
class Moment:
    """The two times of every reading.

    `as_of`: the day read about. `as_known`: only claims recorded by this day count.
    """

    as_of: date
    as_known: date


def today() -> date:
    """The current day in UTC: the only place where a page learns what day it is."""
    return timezone.now().date()


def parse_day(text: str, *, parameter: str, latest: date) -> date:
    """The day that a parameter names; see `asked_day` for what can be written.

    Args:
        parameter: its name, for the refusal.
        latest: the last day allowed, which the word `today` stands for; the first is 1970-01-01.
    Raises:
        BadParameter: the text names no day that can be asked about.
    """
    try:
        return asked_day(text, latest)
    except BadDay as error:
        raise BadParameter(parameter=parameter, value=text, reason=error.reason) from None


def one_of(query: Mapping[str, str], parameter: str, allowed: Collection[str], usual: str) -> str:
    """A parameter that must be one of some words; `usual` when it is missing or empty.

    Raises:
        BadParameter: any other word.
    """
    given = query.get(parameter, "") or usual
    if given not in allowed:
        known = ", ".join(word for word in allowed if word)
        raise BadParameter(parameter=parameter, value=given, reason=f"it must be one of {known}.")
    return given


def parse_moment(query: QueryDict | Mapping[str, str], *, latest: date) -> Moment:
    """Both times of a query; what is missing or left empty means `latest`.

    Args:
        query: parameters of an address; `as_of` and `as_known` are read, all others are left alone.
        latest: today.
    Raises:
        BadParameter: one of the two cannot be read, or is given more than once.
    """
    return Moment(as_of=_day_in(query, "as_of", latest), as_known=_day_in(query, "as_known", latest))


def moment_of(request: HttpRequest) -> Moment:
    """The two times of a request, read once and kept as `request.moment`, where templates find them.

    Raises:
        BadParameter: see `parse_moment`.
    """
    moment: Moment | None = getattr(request, "moment", None)
    if moment is None:
        moment = parse_moment(request.GET, latest=today())
        request.moment = moment  # type: ignore[attr-defined]
    return moment


def query_of(moment: Moment, **others: str | int | None) -> str:
    """The query string, without its question mark, that shows another reader the same moment.

    Args:
        moment: always written out in full, so that the address means the same tomorrow.
        others: further parameters, in order; None leaves one out.

    >>> query_of(Moment(date(2016, 5, 8), date(2026, 1, 31)), sort="stakes", page=None)
    'as_of=2016-05-08&as_known=2026-01-31&sort=stakes'
    """
    pairs = [("as_of", moment.as_of.isoformat()), ("as_known", moment.as_known.isoformat())]
    if not own_words.are_read():
        pairs.append((own_words.PARAMETER, own_words.WITHOUT))
    return urlencode(pairs + [(name, str(value)) for name, value in others.items() if value is not None])


def _day_in(query: QueryDict | Mapping[str, str], parameter: str, latest: date) -> date:
    given = query.getlist(parameter) if isinstance(query, QueryDict) else [query.get(parameter, "")]
    if len(given) > 1:
        reason = "the day is given more than once; give one."
        raise BadParameter(parameter=parameter, value=" and ".join(given), reason=reason)
    if not given or not given[0].strip():
        return latest
    return parse_day(given[0], parameter=parameter, latest=latest)


def _cut(value: str) -> str:
    return value if len(value) <= 60 else value[:59] + "…"
