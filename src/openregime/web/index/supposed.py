"""What if: the index of one State before and after acts that have not happened."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from openregime.core.observatory import Observatory
from openregime.core.readings.studies import StateWithoutReading, UnitResult
from openregime.core.repair import Act, InviteMission, Join, PublishResult, day_after, joinable
from openregime.io.index.named import index_over
from openregime.web.index import words
from openregime.web.index.chosen import Chosen
from openregime.web.index.overview import tabs
from openregime.web.index.rows import meter
from openregime.web.index.worked import Worked, based, of_day, reading_of, work_out
from openregime.web.phrases import state_names
from openregime.web.repair.acts import act_words
from openregime.web.repair.scenarios import read_acts
from openregime.web.site.parameters import Moment, query_of
from openregime.web.states.meant import state_meant


def page(query: QueryDict, chosen: Chosen, seen: Observatory, moment: Moment) -> dict[str, Any]:
    """Context of index/what_if.html; `?state=` names the State, `?act=` is given once for each act.

    Raises:
        UnknownSubject: no State matches. BadAct: a text that names no act.
    """
    found: dict[str, Any] = {
        "chosen": chosen, "here": "what-if", "tabs": tabs("what-if", chosen, moment), "errors": chosen.errors,
        "http_status": 400 if chosen.errors else 200, "kept": list(chosen.changes.items()),
    }  # fmt: skip
    try:
        before = of_day(seen, chosen, moment)
    except StateWithoutReading:
        return {**found, "is_empty": True}
    names = state_names(seen.record.entities)
    found["choices"] = sorted(((u, names[u]) for u in before.ranks.units), key=lambda c: c[1].casefold())
    acts = read_acts(query, seen)
    found["acts"] = [
        {"text": str(act), "words": act_words(str(act), seen), "is_ticked": act in acts} for act in _offered(seen, acts)
    ]
    if not query.get("state"):
        return found
    state = state_meant(seen.record, query.get("state", "")).id
    found["state"] = state
    if state not in before.ranks.units:
        return {**found, "absent": names[state]}
    after = _after(chosen, seen, moment, state, acts) if acts else before
    return {**found, "outcome": _outcome(before, after, state, names[state], moment, bool(acts))}


def _offered(seen: Observatory, acts: Sequence[Act]) -> list[Act]:
    """Acts that public evidence would show, and any other that the address names."""
    offered: list[Act] = [*(Join(i) for i in joinable(seen.chain)), InviteMission(), PublishResult()]
    return [*offered, *(act for act in acts if act not in offered)]


def _after(chosen: Chosen, seen: Observatory, moment: Moment, state: str, acts: Sequence[Act]) -> Worked:
    reading = day_after(reading_of(seen, moment, unchanged=chosen.is_unchanged), state, acts)
    found = index_over(reading, chosen.index, names=state_names(seen.record.entities))
    return work_out(based(found), chosen.weights, chosen.power)


def _outcome(before: Worked, after: Worked, state: str, name: str, moment: Moment, is_supposed: bool) -> dict[str, Any]:
    first, second = before.results.of(state), after.results.of(state)
    return {
        "name": name,
        "href": f"/states/{state}/scenario/?{query_of(moment)}",
        "is_supposed": is_supposed,
        "before": _side(before, first),
        "after": _side(after, second),
        "pillars": [
            {
                "name": words.part(before.study, pillar),
                "before": meter(*first.pillars[pillar]),
                "after": meter(*second.pillars[pillar]),
                "is_changed": first.pillars[pillar] != second.pillars[pillar],
                "is_weakest": pillar in second.certainly_weakest,
            }
            for pillar in before.study.pillars
        ],
        "sentence": _sentence(first, second, name, is_supposed),
    }


def _side(worked: Worked, one: UnitResult) -> dict[str, Any]:
    return {
        "meter": meter(one.low or 1.0, one.high or 1.0),
        "rank": words.range_words(*worked.ranks.interval_of(one.unit)),
        "weakest": words.weakest(worked.study, one),
    }


def _sentence(first: UnitResult, second: UnitResult, name: str, is_supposed: bool) -> str:
    said = {
        "state": name,
        "before": _ends(first),
        "after": _ends(second),
    }
    if not is_supposed:
        return _("%(state)s reads %(before)s. Tick acts to see what they would change.") % said
    if (first.low, first.high) == (second.low, second.high):
        return _("These acts move nothing: they are done already, or the weakest pillar is not among what they touch.")
    return _("%(state)s would read %(after)s instead of %(before)s.") % said


def _ends(one: UnitResult) -> str:
    return words.Ranges().index(one.low or 1.0, one.high or 1.0)
