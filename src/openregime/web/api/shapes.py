"""Core objects of the readings as what is sent."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from openregime.core.facts import ALWAYS, NEVER, Entity, Span, Status, Total, Window
from openregime.core.readings.changes import Change, Changes
from openregime.core.readings.counts import Count
from openregime.core.readings.groups import GroupReading, LevelReading
from openregime.core.readings.knowing import Knowing
from openregime.core.readings.stakes import Stakes
from openregime.core.readings.state import LinkReading, RequirementReading, StateReading
from openregime.core.readings.weak_links import ListedState, Missing
from openregime.core.readings.words import Word
from openregime.web.phrases import library_words, reason_words
from openregime.web.site.parameters import Moment

Sent = dict[str, Any]


def days(moment: Moment) -> Sent:
    """The two times of an answer."""
    return {"as_of": moment.as_of, "as_known": moment.as_known}


def day(value: dt.date) -> dt.date | None:
    """A day; None for the ends of the calendar, which stand for “not known”."""
    return None if value in (ALWAYS, NEVER) else value


def window(value: Window | None) -> Sent | None:
    """A window in which a day lies."""
    return None if value is None else {"earliest": day(value.earliest), "latest": day(value.latest)}


def span(value: Span | None) -> Sent | None:
    """A span as low and high."""
    return None if value is None else {"low": float(value.low), "high": float(value.high)}


def state_name(entity_id: str, names: Mapping[str, str]) -> Sent:
    """A State by code and name."""
    return {"id": entity_id, "name": names[entity_id]}


def total(value: Total) -> Sent:
    """A published total."""
    return {
        "id": value.id,
        "object": value.object,
        "day": window(value.day),
        "states": {"low": value.low, "high": value.high},
        "published": value.published,
        "basis": value.basis,
        "recorded": value.recorded,
        "sources": list(value.sources),
        "note": value.note,
    }


def count(value: Count) -> Sent:
    """How many States, by name and narrowed by totals."""
    return {
        "states": {"low": value.low, "high": value.high},
        "by_name": {"low": value.names_low, "high": value.names_high},
        "narrowed_by": [total(t) for t in value.narrowed_by],
        "disagreeing": [total(t) for t in value.disagreeing],
    }


def stakes(value: Stakes) -> Sent:
    """What is at stake."""
    return {
        "material": value.material,
        "has_material": value.has_material,
        "tonnes": value.tonnes,
        "reactors": value.reactors,
        "reactors_as_of": value.reactors_as_of,
    }


def standing(value: ListedState, entity: Entity, names: Mapping[str, str]) -> Sent:
    """One State in the list of States."""
    return {
        "state": state_name(value.state, names),
        "region": library_words(entity.region),
        "subregion": library_words(entity.subregion),
        "span": span(value.span),
        "weakest": list(value.weakest),
        "span_if_nothing_changed": span(value.supposed),
        "weakest_if_nothing_changed": list(value.supposed_weakest),
        "stakes": stakes(value.stakes),
    }


def requirement(value: RequirementReading) -> Sent:
    """One requirement of one State."""
    reason = {
        "code": value.reason.code,
        "words": reason_words(value.reason),
        "claims": list(value.reason.claims),
    }
    return {
        "id": value.requirement.id,
        "title": library_words(value.requirement.title),
        "level": value.requirement.level,
        "status": value.status.slug,
        "span": span(value.span),
        "reason": reason,
        "begun": window(value.begun),
        "own_words": [own_word(word) for word in value.words],
    }


def own_word(value: Word) -> Sent:
    """What the State says itself."""
    return {
        "claim": value.claim.id,
        "object": value.claim.object,
        "value": value.claim.value,
        "recorded": value.claim.recorded,
        "counts": value.counts,
        "reason": library_words(value.reason),
    }


def link(value: LinkReading) -> Sent:
    """One link of one State."""
    return {
        "id": value.link.id,
        "title": library_words(value.link.title),
        "speaks": value.link.speaks,
        "span": span(value.span),
        "requirements": [requirement(r) for r in value.requirements],
    }


def knowing(value: Knowing) -> Sent:
    """What one unknown would change."""
    return {
        "of": value.of,
        "is_link": value.is_link,
        "if_met": span(value.if_met),
        "if_not_met": span(value.if_not),
        "gain": value.gain,
        "least_gain": value.least_gain,
    }


def state(value: StateReading, moment: Moment, names: Mapping[str, str]) -> Sent:
    """The reading of one State."""
    chains = {
        aspect: {
            "span": span(chain.span),
            "weakest": list(chain.weakest),
            "might_be_weaker": list(chain.might_be_weaker),
        }
        for aspect, chain in value.chains.items()
    }
    return {
        **days(moment),
        "state": state_name(value.entity.id, names),
        "region": library_words(value.entity.region),
        "subregion": library_words(value.entity.subregion),
        "is_un_member": value.entity.is_un_member,
        "stakes": stakes(value.stakes),
        "links": [link(x) for x in value.links],
        "chains": chains,
        "knowing": [knowing(k) for k in value.knowing],
    }


def missing(value: Missing) -> Sent:
    """One line of the weak-link list."""
    return {
        "link": value.link.id,
        "requirement": value.requirement.id,
        "title": library_words(value.requirement.title),
        "speaks": value.link.speaks,
        "met": count(value.count),
        "certainly": list(value.certainly),
        "perhaps": list(value.perhaps),
        "outside_when_last_known": [s for s in value.perhaps if s in value.outside_when_last_known],
        "at_least_missing": value.at_least_missing,
        "holders_certainly": value.holders_certainly,
        "holders_perhaps": value.holders_perhaps,
        "reactors_certainly": value.reactors_certainly,
    }


def group(value: GroupReading) -> Sent:
    """A region or the whole regime."""
    return {
        "name": library_words(value.name),
        "states": list(value.states),
        "span": span(value.span),
        "median": span(value.median),
        "weakest": list(value.weakest),
        "certainly_weak": value.certainly_weak,
        "certainly_whole": value.certainly_whole,
        "open": value.open,
        "links": {k: dict(zip(("weak", "whole", "open"), v, strict=True)) for k, v in value.links.items()},
    }


def level(value: LevelReading) -> Sent:
    """One level."""
    statuses = {r: {s.slug: n for s, n in counts.items()} for r, counts in value.statuses.items()}
    return {"level": value.level, "span": span(value.span), "requirements": statuses}


def changes(value: Changes) -> Sent:
    """Changes between two days."""
    return {
        "first": value.first,
        "second": value.second,
        "first_known": value.first_known,
        "second_known": value.second_known,
        "events": [_change(c) for c in value.events],
        "learning": [_change(c) for c in value.learning],
        "instruments": [{"instrument": i.instrument, "change": i.change, "day": i.day} for i in value.instruments],
    }


def _change(value: Change) -> Sent:
    return {
        "kind": value.kind,
        "state": value.state,
        "requirement": value.requirement,
        "change": value.verb,
        "before": Status(value.before).slug,
        "after": Status(value.after).slug,
    }
