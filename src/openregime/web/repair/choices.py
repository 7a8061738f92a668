"""What a reader chooses for a plan, all of it in the address: instruments, yearly limit, efforts, what is in place."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from openregime.core.observatory import Observatory
from openregime.core.repair import TOGETHER, Efforts
from openregime.core.repair.efforts import (
    GREATEST_EFFORT,
    GREATEST_LIMIT,
    LEAST_EFFORT,
    LEAST_LIMIT,
    MOST_YEARS,
)
from openregime.io.rules import load_shipped_efforts
from openregime.web.site.parameters import BadParameter
from openregime.web.site.templatetags._formats import number_words

FORM = "form"
"""Marks an address that the form has just written, with every field in it; it is shortened to what was changed."""


@dataclass(slots=True)
class Choices:
    """What was chosen, and what is wrong with it.

    Attributes:
        instruments: ids, in the order of the library.
        efforts: the shipped ones with the reader's changes.
        in_place: measures that the reader says are in place.
        typed: name of a field -> what was typed, for fields that differ from the proposal.
        errors: each with field and words; the efforts then hold what could be read.
    """

    instruments: tuple[str, ...]
    efforts: Efforts
    in_place: tuple[str, ...]
    typed: dict[str, str] = field(default_factory=dict)
    errors: list[dict[str, str]] = field(default_factory=list)


def plannable(seen: Observatory) -> list[str]:
    """Ids of the instruments that have provisions to implement."""
    return [i for i in seen.instruments if any(p.is_operative for p in seen.rules.provisions_of(i))]


def read_choices(query: QueryDict, seen: Observatory) -> Choices:
    """The choices in an address.

    Raises:
        BadParameter: an instrument, a measure or a field that does not exist: the address itself is wrong.
    """
    shipped = load_shipped_efforts(seen.rules)
    measures = [m.id for m in seen.rules.measures]
    choices = Choices(_named(query, "instrument", plannable(seen)), shipped, _named(query, "have", measures))
    if not choices.instruments:
        if "instrument" in query:
            choices.errors.append({"field": "instrument", "words": _("Choose at least one instrument.")})
        choices.instruments = TOGETHER
    _read_limit(query, choices)
    _read_efforts(query, choices, measures)
    return choices


def _named(query: QueryDict, parameter: str, known: Sequence[str]) -> tuple[str, ...]:
    given = [value for value in query.getlist(parameter) if value]
    for value in given:
        if value not in known:
            raise BadParameter(parameter=parameter, value=value, reason=f"it must be one of {', '.join(known)}.")
    return tuple(value for value in known if value in given)


def _read_limit(query: QueryDict, choices: Choices) -> None:
    given = query.get("limit", "").strip()
    if not given:
        return
    limit = _number(given, LEAST_LIMIT, GREATEST_LIMIT)
    if limit is None:
        words = {"low": number_words(LEAST_LIMIT), "high": number_words(GREATEST_LIMIT)}
        choices.typed["limit"] = given[:20]
        choices.errors.append(
            {
                "field": "limit",
                "words": _("The yearly limit must be a number from %(low)s to %(high)s person-months.") % words,
            }
        )
    elif limit != choices.efforts.yearly_limit:
        choices.typed["limit"] = given[:20]
        choices.efforts = choices.efforts.with_yearly_limit(limit)


def _read_efforts(query: QueryDict, choices: Choices, measures: Collection[str]) -> None:
    for name in query:
        kind, dash, measure = name.partition("-")
        if not dash or kind not in ("effort", "years"):
            continue
        if measure not in measures:
            raise BadParameter(parameter=name, value=measure, reason="there is no such measure.")
        given = query.get(name, "").strip()
        if not given:
            continue
        proposal = choices.efforts.for_measure(measure)
        value = _number(given, LEAST_EFFORT, GREATEST_EFFORT) if kind == "effort" else _years(given)
        if value is None:
            choices.typed[name] = given[:20]
            choices.errors.append({"field": name, "words": _bad_effort_words(kind, measure)})
        elif kind == "effort" and value != proposal.person_months:
            choices.typed[name] = given[:20]
            choices.efforts = choices.efforts.with_effort(measure, person_months=value)
        elif kind == "years" and value != proposal.years:
            choices.typed[name] = given[:20]
            choices.efforts = choices.efforts.with_effort(measure, years=int(value))


def _bad_effort_words(kind: str, measure: str) -> str:
    if kind == "years":
        return _("%(measure)s: the years must be a whole number from 1 to %(most)s.") % {
            "measure": measure,
            "most": MOST_YEARS,
        }
    words = {"measure": measure, "low": number_words(LEAST_EFFORT), "high": number_words(GREATEST_EFFORT)}
    return _("%(measure)s: the effort must be a number from %(low)s to %(high)s person-months.") % words


def _number(text: str, least: float, greatest: float) -> float | None:
    try:
        value = float(text.replace(",", ".")) if text.isascii() and len(text) < 20 else math.nan
    except ValueError:
        return None
    return value if least <= value <= greatest else None


def _years(text: str) -> float | None:
    return float(text) if text.isascii() and text.isdigit() and len(text) < 3 and 1 <= int(text) <= MOST_YEARS else None


def shorter_address(path: str, query: QueryDict, seen: Observatory) -> str | None:
    """The address that says the same with only what differs from the proposals; None where nothing can go.

    A form without script sends all its fields; this keeps the address short enough to be passed on.

    Raises:
        BadParameter: as in `read_choices`.
    """
    if FORM not in query:
        return None
    choices = read_choices(query, seen)
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        is_effort = name.startswith(("effort-", "years-")) or name == "limit"
        if name == FORM or (is_effort and name not in choices.typed):
            continue
        if name == "instrument" and tuple(sorted(values)) == tuple(sorted(TOGETHER)):
            continue
        kept.setlist(name, [value for value in values if value])
    if "instrument" not in query:
        kept["instrument"] = ""
    return f"{path}?{kept.urlencode()}" if kept else path
