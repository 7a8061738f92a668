"""The reading of one State: its chain, link by link, the weakest, and why."""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from openregime.core.facts import Entity, Span, Standing, Status, UnknownSubject, Window
from openregime.core.readings.day import ASPECTS, DayReading, belongs
from openregime.core.readings.knowing import Knowing, value_of_knowing
from openregime.core.readings.links import Link, Requirement
from openregime.core.readings.reasons import Reason, reason_for, thing_of
from openregime.core.readings.stakes import Stakes, stakes_of
from openregime.core.readings.words import Word, own_word, weighed, words_on


@dataclass(frozen=True, slots=True)
class RequirementReading:
    """One requirement of one State on one day.

    `span`: None where it does not count; `begun`: when the act is dated; `words`: what the State itself says of it, or,
    for a share of provisions, of the measures and provisions in it.
    """

    requirement: Requirement
    status: Status
    span: Span | None
    reason: Reason
    begun: Window | None
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkReading:
    """One link of one State on one day. `span` is None when no requirement of it counts."""

    link: Link
    span: Span | None
    requirements: tuple[RequirementReading, ...]


@dataclass(frozen=True, slots=True)
class ChainReading:
    """The weakest link under one aspect.

    Attributes:
        aspect: one of `day.ASPECTS`.
        span: least low end to least high end over the links; None when no link counts.
        weakest: ids of the links whose high end is the least: certainly no stronger than `span.high`. Empty when that
            is 1, so that no link is certainly weak.
        might_be_weaker: ids of the other links whose low end lies below `span.high`.
    """

    aspect: str
    span: Span | None
    weakest: tuple[str, ...]
    might_be_weaker: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StateReading:
    """Everything a page says of one State on one day."""

    entity: Entity
    links: tuple[LinkReading, ...]
    chains: dict[str, ChainReading]
    stakes: Stakes
    knowing: tuple[Knowing, ...]


def read_state(reading: DayReading, state: str) -> StateReading:
    """The reading of one State.

    Raises:
        UnknownSubject: it is no State of the record.
    """
    regime = reading.regime
    if state not in regime.state_row:
        raise UnknownSubject(state)
    links = tuple(_read_link(reading, state, link) for link in regime.chain.links)
    return StateReading(
        entity=regime.record.entities[state],
        links=links,
        chains={aspect: read_chain(reading, state, aspect) for aspect in ASPECTS},
        stakes=stakes_of(regime.record, state, reading.day),
        knowing=value_of_knowing(reading, state),
    )


def _read_link(reading: DayReading, state: str, link: Link) -> LinkReading:
    regime = reading.regime
    row = regime.state_row[state]
    low, high = (ends[row, regime.chain.links.index(link)] for ends in reading.links)
    return LinkReading(
        link=link,
        span=None if np.isnan(high) else Span(float(low), float(high)),
        requirements=tuple(_read_requirement(reading, state, r) for r in link.requirements),
    )


def _read_requirement(reading: DayReading, state: str, requirement: Requirement) -> RequirementReading:
    regime = reading.regime
    row, k = regime.state_row[state], regime.requirement_index[requirement.id]
    status = Status(int(reading.codes[row, k]))
    low, high = reading.low[row, k], reading.high[row, k]
    span = None if np.isnan(low) else Span(float(low), float(high))
    told = words_on(regime.words, state, requirement, reading.day) if regime.words else ()
    if requirement.evidence.kind == "provisions":
        used = tuple(c.id for c in told if c.standing is Standing.PREFERRED)
        reason = _share_reason(requirement, status, span, reading.day, used)
        return RequirementReading(requirement, status, span, reason, None, weighed(told, used))
    speaks = requirement.evidence.kind == "spoken" or bool(told and reading.is_open(k)[row])
    said = own_word(told, status) if speaks else None
    reason = said if said is not None else reason_for(regime.tenures, state, requirement, status, reading.day)
    begun = regime.tenures.window(state, thing_of(requirement))
    return RequirementReading(requirement, status, span, reason, begun, weighed(told, reason.claims))


def _share_reason(
    requirement: Requirement, status: Status, span: Span | None, day: dt.date, words: tuple[str, ...]
) -> Reason:
    if span is not None:
        return Reason("share", {}, words, {"low": span.low, "high": span.high})
    if status is Status.NOT_YET_DUE:
        opened = requirement.evidence.opened
        return Reason("not-open", {"day": opened}) if opened and day < opened else Reason("nothing-in-force", {})
    return Reason("does-not-apply", {})


def read_chain(reading: DayReading, state: str, aspect: str) -> ChainReading:
    """The weakest link of one State under one aspect."""
    span = reading.chain_span(state, aspect)
    if span is None:
        return ChainReading(aspect, None, (), ())
    row = reading.regime.state_row[state]
    low, high = (ends[row] for ends in reading.links)
    weakest, weaker = [], []
    for j, link in enumerate(reading.regime.chain.links):
        if not belongs(link, aspect) or np.isnan(high[j]):
            continue
        if high[j] <= span.high + 1e-12 and span.high < 1:
            weakest.append(link.id)
        elif low[j] < span.high - 1e-12:
            weaker.append(link.id)
    return ChainReading(aspect, span, tuple(weakest), tuple(weaker))
