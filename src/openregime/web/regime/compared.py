"""Two days compared: events and learning, told apart."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from openregime.core.facts import Status, Window
from openregime.core.observatory import Observatory
from openregime.core.readings.changes import VERBS, Change, Changes
from openregime.core.readings.day import Regime
from openregime.core.readings.links import Requirement
from openregime.core.readings.reasons import thing_of
from openregime.web.phrases import library_words, state_names
from openregime.web.record.queries import observatory
from openregime.web.site.parameters import BadParameter, Moment, one_of, parse_day, query_of, today
from openregime.web.site.templatetags._formats import day_words, status_words

USUAL_FIRST = dt.date(2013, 10, 18)
USUAL_SECOND = dt.date(2016, 5, 8)


def page(query: Mapping[str, str], moment: Moment) -> dict[str, Any]:
    """Context of regime/compare.html.

    `?from=` and `?to=` are the days; `?known=then` adds what was learned since; `?requirement=` keeps one requirement.
    """
    seen = observatory()
    first, second = _day(query, "from", USUAL_FIRST), _day(query, "to", USUAL_SECOND)
    if first > second:
        raise BadParameter(parameter="from", value=str(first), reason=f"it lies after “to”, {second}. Turn them round.")
    known = one_of(query, "known", ["now", "then"], "now")
    requirement = one_of(query, "requirement", ["", *(r.id for r in seen.chain.requirements)], "")
    first_known = min(first, moment.as_known) if known == "then" else moment.as_known
    found = seen.changes(first, second, first_known=first_known, second_known=moment.as_known)
    events, learning = _only(found.events, requirement), _only(found.learning, requirement)
    regime = seen.regime(moment.as_known)
    certain = sum(c.verb in ("became-true", "ceased") for c in events)
    return {
        "title": _("Compare two days"),
        "first": first,
        "second": second,
        "known": known,
        "requirement": requirement,
        "requirements": [(r.id, library_words(r.title)) for r in seen.chain.requirements],
        "became": [] if requirement else _became(seen, found),
        "events": _grouped(events, regime, found),
        "learning": _grouped(learning, regime, found),
        "n_events": certain,
        "n_open": len(events) - certain,
        "n_learning": len(learning),
        "downloads": _downloads(moment, first, second),
    }


def _downloads(moment: Moment, first: dt.date, second: dt.date) -> list[dict[str, str]]:
    """All changes between the two days as files: events and learning, of States and of instruments."""
    query = query_of(replace(moment, as_of=second), **{"from": first.isoformat()})
    address = {kind: reverse("download", args=["changes", kind]) for kind in ("csv", "json", "xlsx", "zip")}
    return [{"words": kind.upper(), "href": f"{at}?{query}"} for kind, at in address.items()]


def _became(seen: Observatory, found: Changes) -> list[dict[str, Any]]:
    """What instruments as a whole became between the days: the ground on which readings of States move."""
    return [
        {
            "instrument": one.instrument,
            "title": library_words(seen.instruments[one.instrument].title),
            "words": became_words(one.change),
            "day": one.day,
        }
        for one in found.instruments
    ]


def became_words(change: str) -> str:
    """What an instrument became, in words: `opened` or `entered-into-force`."""
    return _("could be joined") if change == "opened" else _("entered into force")


def _only(changes: Sequence[Change], requirement: str) -> list[Change]:
    return [change for change in changes if not requirement or change.requirement == requirement]


def _day(query: Mapping[str, str], parameter: str, usual: dt.date) -> dt.date:
    given = query.get(parameter, "")
    return parse_day(given, parameter=parameter, latest=today()) if given.strip() else usual


def verb_words(verb: str) -> str:
    """What kind of change it is, in words."""
    return {
        "became-true": _("became true"),
        "ceased": _("ceased"),
        "became-due": _("began to be asked of the State"),
        "ceased-to-apply": _("is not asked of the State on the later day"),
        "became-certain": _("certain on the later day; it may have been so before"),
        "became-open": _("open on the later day: the lists end before it"),
        "became-known": _("became known"),
    }[verb]


def _grouped(found: Sequence[Change], regime: Regime, days: Changes) -> list[dict[str, Any]]:
    """Changes by requirement and kind; each State with the day of what happened, where the record has it."""
    names, statuses = state_names(regime.record.entities), {status: status_words(status) for status in Status}
    in_words = cache(lambda window: day_words(window, "medium"))
    requirements = {r.id: r for r in regime.chain.requirements}
    groups: dict[tuple[str, str], list[Change]] = {}
    for change in found:
        groups.setdefault((change.requirement, change.verb), []).append(change)

    def line(change: Change) -> dict[str, str]:
        when = when_it_happened(change, regime, requirements[change.requirement], days)
        return {
            "id": change.state,
            "name": names[change.state],
            "before": statuses[change.before],
            "after": statuses[change.after],
            "when": in_words(when) if when is not None else "",
        }

    return [
        {
            "title": library_words(requirements[requirement].title),
            "verb": verb_words(verb),
            "count": len(members),
            "states": [line(change) for change in sorted(members, key=lambda c: names[c.state])],
        }
        for (requirement, verb), members in sorted(groups.items(), key=lambda group: VERBS.index(group[0][1]))
    ]


def when_it_happened(change: Change, regime: Regime, requirement: Requirement, days: Changes) -> Window | None:
    """The day, or window, in which what happened lies; None for what did not certainly happen between the days."""
    if change.verb not in ("became-true", "ceased") or requirement.evidence.kind == "provisions":
        return None
    tenures = regime.tenures.of(change.state, thing_of(requirement))
    ends = [t.begin if change.verb == "became-true" else t.end for t in tenures]
    return next((w for w in ends if days.first <= w.earliest and w.latest <= days.second), None)
