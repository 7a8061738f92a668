"""Why a status is what it is, in words. Texts are English patterns; pages translate them, then fill them in."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openregime.core.facts import NEVER, Status, Window
from openregime.core.readings.evidence import joined
from openregime.core.readings.links import Requirement
from openregime.core.readings.tenures import Closure, Tenure, Tenures

TEXTS: Mapping[str, str] = {
    "since": "since {day}",
    "by": "at some time up to {latest}; the day was not found",
    "between": "some day from {earliest} to {latest}; the day was not found",
    "open-window": "it happened some day from {earliest} to {latest}; whether before {day} is not known",
    "open-by": "it happened at some time up to {latest}; whether before {day} is not known",
    "end-contested": "joined; an end on or after {day} was announced, and whether it took effect is contested",
    "lapse-open": "it counts until some day from {earliest} to {latest}; whether beyond {day} is not known",
    "said-partly": "a source of {day} says that it is so in part",
    "may-not-apply": "whether what asks for it was joined is not known",
    "ended": "until {day}; nothing later is known",
    "list-complete": "not in a list that is complete to {day}",
    "supposed-outside": "outside on {day}, the last day that a source decides; supposed unchanged since",
    "not-yet": "not before {day}",
    "said-not": "a source of {day} says that it was not so",
    "list-ended": "not in the list, which is complete only to {day}; what came after is not known",
    "said-not-then": "a source of {day} says that it was not so; what came after is not known",
    "silent": "nothing public says so, and nothing public says the contrary",
    "states-only": "only the State can say; no public list exists or could be read",
    "not-open": "not possible before {day}",
    "nothing-in-force": "nothing that could ask it of this State is in force yet",
    "does-not-apply": "does not apply to this State",
    "own-word": "its own word since {since}, approved by a second person on {day}",
    "share": "{low} to {high} of the provisions that bind",
}
"""Code -> pattern. Dates are filled in as the reader's language writes them."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a status is what it is.

    Attributes:
        code: key of TEXTS.
        days: name -> day, to be written as the reader's language does.
        numbers: name -> number.
        claims: ids of the claims and completeness statements behind it.
    """

    code: str
    days: Mapping[str, dt.date]
    claims: tuple[str, ...] = ()
    numbers: Mapping[str, float] | None = None

    def in_english(self) -> str:
        """The reason as an English phrase."""
        filled: dict[str, object] = {k: v.isoformat() for k, v in self.days.items()}
        filled.update({k: f"{v:.0%}" for k, v in (self.numbers or {}).items()})
        return TEXTS[self.code].format(**filled)


def thing_of(requirement: Requirement) -> str:
    """Thing id that decides a requirement."""
    return joined(requirement.evidence.of) if requirement.evidence.kind == "joined" else requirement.id


def reason_for(tenures: Tenures, subject: str, requirement: Requirement, status: Status, day: dt.date) -> Reason:
    """Why a requirement has its status for one subject on one day.

    Args:
        tenures: as known.
        status: the status read on that day.
    """
    thing = thing_of(requirement)
    held = tenures.of(subject, thing)
    opened = tenures.things[tenures.column_of[thing]].opened
    if status is Status.NOT_YET_DUE:
        return Reason("not-open", {"day": max(opened, day)})
    if status is Status.NOT_APPLICABLE:
        return Reason("does-not-apply", {}, _closing_claims(tenures, subject, thing))
    if status in (Status.MET, Status.PARTLY_MET):
        first = min(_current(held, day, status), key=lambda t: t.begin.latest)
        if status is Status.PARTLY_MET:
            return Reason("said-partly", {"day": first.begin.latest}, first.claims)
        return _begun(first.begin, first.claims)
    if status is Status.UNKNOWN and requirement.evidence.needs and _current(held, day):
        spoken = _current(held, day)[0]
        return Reason("may-not-apply", {}, spoken.claims)
    maybe = [t for t in held if t.begin.earliest <= day < t.end.latest and not t.begin.latest <= day < t.end.earliest]
    if status is Status.UNKNOWN and maybe:
        first = min(maybe, key=lambda t: (t.begin.latest > day, t.begin.earliest, t.claims))
        return _perhaps(first, day)
    if status is Status.NOT_MET:
        return _outside(tenures, subject, thing, day)
    return _silence(tenures, subject, requirement, thing, day)


def _current(held: Sequence[Tenure], day: dt.date, status: Status | None = None) -> list[Tenure]:
    return [t for t in held if t.begin.latest <= day < t.end.earliest and status in (None, t.status)]


def _begun(begin: Window, claims: tuple[str, ...]) -> Reason:
    if begin.is_day:
        return Reason("since", {"day": begin.latest}, claims)
    if begin.earliest.year < 1900:
        return Reason("by", {"latest": begin.latest}, claims)
    return Reason("between", {"earliest": begin.earliest, "latest": begin.latest}, claims)


def _perhaps(tenure: Tenure, day: dt.date) -> Reason:
    begin, claims = tenure.begin, tenure.claims
    if begin.latest <= day and tenure.end.latest == NEVER:
        return Reason("end-contested", {"day": tenure.end.earliest}, claims)
    if begin.latest <= day:  # it did happen; how long it counts is what is open
        return Reason("lapse-open", {"earliest": tenure.end.earliest, "latest": tenure.end.latest, "day": day}, claims)
    if begin.earliest.year < 1900:
        return Reason("open-by", {"latest": begin.latest, "day": day}, claims)
    return Reason("open-window", {"earliest": begin.earliest, "latest": begin.latest, "day": day}, claims)


def _outside(tenures: Tenures, subject: str, thing: str, day: dt.date) -> Reason:
    held = tenures.of(subject, thing)
    if said := _current(held, day, Status.NOT_MET):
        return Reason("said-not", {"day": max(t.begin.latest for t in said)}, said[-1].claims)
    for closure in tenures.closures_of(subject, thing):
        if closure.until >= day:
            code = "list-complete" if _is_list(closure) else "said-not"
            return Reason(code, {"day": closure.until}, closure.claims)
    if over := [t for t in held if t.end.latest <= day]:
        last = max(over, key=lambda t: t.end.latest)
        return Reason("ended", {"day": last.end.latest}, last.claims)
    if held:
        first = min(held, key=lambda t: t.begin.earliest)  # joined once and for all, and not before that
        return Reason("not-yet", {"day": first.begin.earliest}, first.claims)
    closed = max(tenures.closures_of(subject, thing), key=lambda c: c.until)
    return Reason("supposed-outside", {"day": closed.until}, closed.claims)


def _is_list(closure: Closure) -> bool:
    return any(c.startswith("completeness/") for c in closure.claims)


def _silence(tenures: Tenures, subject: str, requirement: Requirement, thing: str, day: dt.date) -> Reason:
    over = [t for t in tenures.of(subject, thing) if t.end.latest <= day]
    if over:
        last = max(over, key=lambda t: t.end.latest)
        return Reason("ended", {"day": last.end.latest}, last.claims)
    closures = [c for c in tenures.closures_of(subject, thing) if c.until < day]
    if closures:
        last_closed = max(closures, key=lambda c: c.until)
        return Reason(
            "list-ended" if _is_list(last_closed) else "said-not-then", {"day": last_closed.until}, last_closed.claims
        )
    return Reason("states-only" if requirement.evidence.kind == "spoken" else "silent", {})


def _closing_claims(tenures: Tenures, subject: str, thing: str) -> tuple[str, ...]:
    return tuple(c for closure in tenures.closures_of(subject, thing) for c in closure.claims)
