"""What if: the chain of one State before and after acts that have not happened, and the next best act."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from openregime.core.facts import Entity, Status
from openregime.core.observatory import Observatory
from openregime.core.readings.day import DayReading
from openregime.core.readings.evidence import joined
from openregime.core.readings.state import StateReading
from openregime.core.repair import (
    Act,
    AdoptMeasure,
    InviteMission,
    Join,
    PublishResult,
    Trial,
    acts_open,
    best_acts,
    day_after,
    joinable,
    parse_acts,
)
from openregime.web.phrases import library_words, state_name
from openregime.web.repair.acts import MISSION, PUBLISH, act_words
from openregime.web.site.parameters import Moment, today
from openregime.web.site.templatetags._formats import semicolon
from openregime.web.states.headline import answer_words, listed, place_words
from openregime.web.states.seen import as_on, state_reading

ASPECT = "together"
NEXT_SHOWN = 5


def page(query: QueryDict, seen: Observatory, entity: Entity, moment: Moment) -> dict[str, Any]:
    """Context of repair/scenario.html; `?act=` is given once for each act.

    Raises:
        BadAct: a text that names no act.
    """
    ticked = read_acts(query, seen)
    reading, before = seen.reading(moment.as_of, moment.as_known), state_reading(seen, entity.id, moment)
    day = day_after(reading, entity.id, ticked) if ticked else reading
    after = as_on(before, day) if ticked else before
    return {
        "entity": entity,
        "name": state_name(entity),
        "place": place_words(entity),
        "n_claims": len(seen.regime(moment.as_known).record.claims_about(entity.id)),
        "ticked": [{"text": str(act), "words": act_words(str(act), seen)} for act in ticked],
        "groups": _groups(seen, reading, entity.id, ticked),
        "measures": _measures(seen, reading, entity.id, ticked),
        "n_measures_ticked": sum(isinstance(act, AdoptMeasure) for act in ticked),
        "before": _side(before, is_past=moment.as_of < today()),
        "after": _side(after, is_past=moment.as_of < today()),
        "changed": _changed(before, after),
        "idle": _idle(seen, reading, entity.id, ticked),
        "links": _both(before, after),
        "next": _next(seen, day, after, entity.id, ticked),
        "needs_parent": _without_parent(seen, day, entity.id, ticked),
    }


def read_acts(query: QueryDict, seen: Observatory) -> tuple[Act, ...]:
    """The acts of an address, each once, in the order of the page.

    Raises:
        BadAct: a text that names no act, or an instrument or measure that does not exist.
    """
    texts = (text[:40] for text in query.getlist("act") if text.strip())
    measures = [m.id for m in seen.rules.measures]
    acts = parse_acts(texts, instruments=joinable(seen.chain), measures=measures)
    return tuple(act for act in acts_open(seen.chain, seen.rules) if act in acts)


def _groups(seen: Observatory, reading: DayReading, state: str, ticked: Sequence[Act]) -> list[dict[str, Any]]:
    row = reading.regime.state_row[state]
    joins = []
    for i in joinable(seen.chain):
        status = Status(int(reading.thing(joined(i))[row]))
        words = library_words(seen.instruments[i].short)
        joins.append(_tick(Join(i), words, ticked, None if status is Status.UNKNOWN else status))
    missions = [
        _tick(InviteMission(), act_words(MISSION, seen), ticked),
        _tick(PublishResult(), act_words(PUBLISH, seen), ticked),
    ]
    return [{"title": _("Join"), "acts": joins}, {"title": _("Peer review"), "acts": missions}]


def _measures(seen: Observatory, reading: DayReading, state: str, ticked: Sequence[Act]) -> list[dict[str, Any]]:
    shown = reading.measures[0][reading.regime.state_row[state]]
    themes: dict[str, list[dict[str, Any]]] = {}
    for measure, code in zip(seen.rules.measures, shown, strict=True):
        status = Status(int(code))
        words = f"{measure.id} {library_words(measure.title)}"
        act = _tick(AdoptMeasure(measure.id), words, ticked, None if status is Status.UNKNOWN else status)
        themes.setdefault(measure.theme, []).append(act)
    return [act for acts in themes.values() for act in acts]


def _tick(act: Act, words: str, ticked: Sequence[Act], status: Status | None = None) -> dict[str, Any]:
    is_settled = status in (Status.MET, Status.NOT_APPLICABLE, Status.NOT_YET_DUE)
    return {"text": str(act), "words": words, "is_ticked": act in ticked, "status": status, "is_settled": is_settled}


def _idle(seen: Observatory, reading: DayReading, state: str, ticked: Sequence[Act]) -> list[dict[str, str]]:
    """The ticked acts by the reason why they may change nothing; only shown where none of them changes anything."""
    ticks = [act for group in _groups(seen, reading, state, ticked) for act in group["acts"]]
    ticks += _measures(seen, reading, state, ticked)
    why = {
        Status.MET: _("Done already"),
        Status.NOT_APPLICABLE: _("Does not apply to this State"),
        Status.NOT_YET_DUE: _("Not yet possible on this day"),
        None: _("No requirement of the chain reads differently after"),
    }
    found: dict[str, list[str]] = {words: [] for words in why.values()}
    for tick in ticks:
        if tick["is_ticked"]:
            reason = tick["status"] if tick["is_settled"] else None
            found[why[reason]].append(act_words(tick["text"], seen))
    return [{"why": words, "acts": semicolon().join(acts)} for words, acts in found.items() if acts]


def _side(reading: StateReading, *, is_past: bool = False) -> dict[str, Any]:
    return {"span": reading.chains[ASPECT].span, "sentence": answer_words(reading, ASPECT, is_past=is_past)}


def _both(before: StateReading, after: StateReading) -> list[dict[str, Any]]:
    """Every link with its interval before and after."""
    return [
        {
            "name": library_words(b.link.title),
            "before": b.span,
            "after": a.span,
            "is_changed": b.span != a.span,
            "was_weakest": b.link.id in before.chains[ASPECT].weakest,
            "is_weakest": a.link.id in after.chains[ASPECT].weakest,
        }
        for b, a in zip(before.links, after.links, strict=True)
    ]


def _changed(before: StateReading, after: StateReading) -> list[dict[str, Any]]:
    """Requirements that read differently."""
    return [
        {
            "title": library_words(b.requirement.title),
            "before": b.status,
            "after": a.status,
            "span_before": b.span,
            "span_after": a.span,
        }
        for link_before, link_after in zip(before.links, after.links, strict=True)
        for b, a in zip(link_before.requirements, link_after.requirements, strict=True)
        if b.status is not a.status or b.span != a.span
    ]


def _next(
    seen: Observatory, day: DayReading, now: StateReading, state: str, ticked: Sequence[Act]
) -> list[dict[str, Any]]:
    """The acts not yet ticked that lift the weakest link most, best first, each with the address that adds it."""
    left = [act for act in acts_open(seen.chain, seen.rules) if act not in ticked]
    return [_trial(seen, trial, now, ticked) for trial in best_acts(day, state, left)[:NEXT_SHOWN]]


def _trial(seen: Observatory, trial: Trial, now: StateReading, ticked: Sequence[Act]) -> dict[str, Any]:
    spans = {link.link.id: link for link in now.links}
    lifts = [
        {
            "name": library_words(spans[i].link.title),
            "before": spans[i].span,
            "after": {"low": trial.low[i], "high": trial.high[i]},
        }
        for i in trial.lifted
    ]
    return {"text": str(trial.act), "words": act_words(str(trial.act), seen), "lifts": lifts}


def _without_parent(seen: Observatory, day: DayReading, state: str, ticked: Sequence[Act]) -> str:
    """Instruments ticked that only parties to another one can join, where the State is not known to be one."""
    row = day.regime.state_row[state]
    wanting = []
    for act in ticked:
        parent = seen.instruments[act.instrument].requires if isinstance(act, Join) else ""
        if parent and day.thing(joined(parent))[row] != Status.MET:
            wanting.append(library_words(seen.instruments[parent].short))
    return listed(dict.fromkeys(wanting)) if wanting else ""
