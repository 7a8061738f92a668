"""Two States side by side: which stands above the other, whether that is certain, and where it comes from."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from openregime.core.facts import Status
from openregime.core.observatory import Observatory
from openregime.core.readings.studies import StateWithoutReading, TwoUnits, between_two, points_between
from openregime.core.readings.studies.shares import share_above
from openregime.web.index import words
from openregime.web.index.chosen import Chosen
from openregime.web.index.overview import tabs
from openregime.web.index.rows import meter
from openregime.web.index.worked import REPLICATIONS, Worked, of_day
from openregime.web.phrases import library_words, state_names
from openregime.web.site.parameters import Moment, query_of
from openregime.web.states.meant import state_meant


def page(query: QueryDict, chosen: Chosen, seen: Observatory, moment: Moment) -> dict[str, Any]:
    """Context of index/two.html; `?a=` and `?b=` name the two.

    Raises:
        UnknownSubject: no State matches a name.
    """
    found: dict[str, Any] = {
        "chosen": chosen, "here": "two", "tabs": tabs("two", chosen, moment), "errors": chosen.errors,
        "http_status": 400 if chosen.errors else 200, "kept": list(chosen.changes.items()),
    }  # fmt: skip
    try:
        worked = of_day(seen, chosen, moment)
    except StateWithoutReading:
        return {**found, "is_empty": True}
    names = state_names(seen.record.entities)
    found["choices"] = sorted(((u, names[u]) for u in worked.ranks.units), key=lambda c: c[1].casefold())
    a, b = (state_meant(seen.record, query.get(k, "")).id if query.get(k) else "" for k in ("a", "b"))
    found |= {"a": a, "b": b}
    if not a or not b:
        return found
    absent = [names[u] for u in (a, b) if u not in worked.ranks.units]
    if absent or a == b:
        return {**found, "absent": absent, "is_same": a == b}
    return {**found, "pair": _pair(worked, between_two(worked.results, a, b), seen, names, moment)}


def _pair(worked: Worked, found: TwoUnits, seen: Observatory, names: dict[str, str], moment: Moment) -> dict[str, Any]:
    a, b = found.first.unit, found.second.unit
    two = {"a": names[a], "b": names[b]}
    return {
        "sentence": _sentence(found, two),
        "shares": _shares(worked, a, b, two),
        "units": [
            {
                "name": names[one.unit],
                "href": f"/states/{one.unit}/?{query_of(moment)}",
                "meter": meter(one.low or 1.0, one.high or 1.0),
                "rank": words.range_words(*worked.ranks.interval_of(one.unit)),
                "weakest": words.weakest(worked.study, one),
            }
            for one in (found.first, found.second)
        ],
        "pillars": _pillars(worked, found, two),
        "whole": _points(_shared_out(worked, a, b), worked.study.definition.top),
        "requirements": _requirements(worked, a, b, seen),
    }


def _sentence(found: TwoUnits, two: dict[str, str]) -> str:
    if found.certain > 0:
        return _("%(a)s certainly stands above %(b)s: its least is more than the other's most.") % two
    if found.certain < 0:
        return _("%(b)s certainly stands above %(a)s: its least is more than the other's most.") % two
    return _("It is open which of %(a)s and %(b)s stands above the other: what is not known could turn it round.") % two


def _shares(worked: Worked, a: str, b: str, two: dict[str, str]) -> str:
    first, second = share_above(worked.study, worked.base.low, worked.base.high, a, b, replications=REPLICATIONS)
    figures = {**two, "n": words.figure(REPLICATIONS), "first": words.figure(100 * first),
               "second": words.figure(100 * second)}  # fmt: skip
    return (
        _(
            "With weights moved by up to a quarter, in %(n)s worlds: %(a)s certainly above in %(first)s %%, %(b)s "
            "certainly above in %(second)s %%, open in the rest."
        )
        % figures
    )


def _pillars(worked: Worked, found: TwoUnits, two: dict[str, str]) -> list[dict[str, Any]]:
    points = _shared_out(worked, found.first.unit, found.second.unit)
    ahead = {1: two["a"], -1: two["b"], 0: _("open")}
    return [
        {
            "name": words.part(worked.study, pillar),
            "weight": words.figure(worked.study.definition[pillar].weight, 1),
            "first": meter(*found.first.pillars[pillar]),
            "second": meter(*found.second.pillars[pillar]),
            "ahead": _("alike") if found.first.pillars[pillar] == found.second.pillars[pillar]
            and found.first.pillars[pillar][0] == found.first.pillars[pillar][1] else ahead[order],
            "points": _points(points, pillar),
            "is_weakest_first": pillar in found.first.certainly_weakest,
            "is_weakest_second": pillar in found.second.certainly_weakest,
        }
        for pillar, order in found.ahead.items()
    ]  # fmt: skip


def _shared_out(worked: Worked, a: str, b: str) -> dict[str, tuple[float, float]]:
    return points_between(worked.study, worked.base.low, worked.base.high, a, b)


def _points(points: dict[str, tuple[float, float]], part: str) -> str:
    """Points of a difference, with their sign."""
    ends = sorted(round(value, 1) for value in points[part])
    said = [words.signed(end) for end in dict.fromkeys(ends)]
    return said[0] if len(said) == 1 else _("%(low)s to %(high)s") % {"low": said[0], "high": said[1]}


def _requirements(worked: Worked, a: str, b: str, seen: Observatory) -> list[dict[str, Any]]:
    """Requirements in which the two do not read alike."""
    record = worked.base.record
    rows = [record.study.table.units.index(unit) for unit in (a, b)]
    titles = {r.id: library_words(r.title) for r in seen.chain.requirements}
    found = []
    for j, requirement in enumerate(record.study.table.columns):
        first, second = (Status(int(record.codes[row, j])) for row in rows)
        if first is not second:
            found.append({"title": titles[requirement], "first": first, "second": second})
    return found
