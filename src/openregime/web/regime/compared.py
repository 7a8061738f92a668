"""Two days compared: events and learning, told apart."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from openregime.core.readings.changes import VERBS, Change
from openregime.web.phrases import library_words, state_names
from openregime.web.record.queries import observatory
from openregime.web.site.parameters import BadParameter, Moment, one_of, parse_day, today

USUAL_FIRST = dt.date(2013, 10, 18)
USUAL_SECOND = dt.date(2016, 5, 8)


def page(query: Mapping[str, str], moment: Moment) -> dict[str, Any]:
    """Context of regime/compare.html. `?from=` and `?to=` are the days; `?known=then` adds what was learned since."""
    seen = observatory()
    first, second = _day(query, "from", USUAL_FIRST), _day(query, "to", USUAL_SECOND)
    if first > second:
        raise BadParameter(parameter="from", value=str(first), reason=f"it lies after “to”, {second}. Turn them round.")
    known = one_of(query, "known", ["now", "then"], "now")
    first_known = first if known == "then" else moment.as_known
    found = seen.changes(
        first, second, first_known=min(first_known, moment.as_known), second_known=moment.as_known
    )
    titles = {r.id: library_words(r.title) for r in seen.chain.requirements}
    names = state_names(seen.record.entities)
    return {
        "title": _("Compare two days"),
        "first": first,
        "second": second,
        "known": known,
        "events": _grouped(found.events, titles, names),
        "learning": _grouped(found.learning, titles, names),
        "n_events": sum(c.verb in ("became-true", "ceased") for c in found.events),
        "n_open": sum(c.verb not in ("became-true", "ceased") for c in found.events),
        "n_learning": len(found.learning),
    }


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
        "ceased-to-apply": _("no longer applies"),
        "became-certain": _("certain on the later day; it may have been so before"),
        "became-open": _("open on the later day: the lists end before it"),
        "became-known": _("became known"),
    }[verb]


def _grouped(
    found: tuple[Change, ...], titles: Mapping[str, str], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    groups: dict[tuple[str, str], list[Change]] = {}
    for change in found:
        groups.setdefault((change.requirement, change.verb), []).append(change)
    return [
        {
            "title": titles[requirement],
            "verb": verb_words(verb),
            "count": len(members),
            "states": [
                {"id": c.state, "name": names[c.state], "before": c.before, "after": c.after}
                for c in sorted(members, key=lambda c: names[c.state])
            ],
        }
        for (requirement, verb), members in sorted(groups.items(), key=lambda group: VERBS.index(group[0][1]))
    ]
