"""Readings of one State, kept while the record that they are read from stands."""

import datetime as dt
from dataclasses import replace
from functools import lru_cache

import numpy as np

from openregime.core.facts import Span, Status
from openregime.core.observatory import Observatory
from openregime.core.readings.day import ASPECTS, DayReading, Floats, Regime
from openregime.core.readings.state import RequirementReading, StateReading, read_chain, read_state
from openregime.web.site.parameters import Moment


def state_reading(seen: Observatory, state: str, moment: Moment) -> StateReading:
    """The reading of one State; kept, since nothing in it can change while the record stands."""
    return _read(seen.regime(moment.as_known), moment.as_of, state)


def supposed_reading(seen: Observatory, state: str, moment: Moment) -> StateReading:
    """The reading of one State if nothing had changed since the complete lists ended: a supposition."""
    return _read_supposed(seen.regime(moment.as_known), moment.as_of, state)


@lru_cache(maxsize=512)
def _read(regime: Regime, day: dt.date, state: str) -> StateReading:
    return read_state(_day(regime, day), state)


@lru_cache(maxsize=32)
def _day(regime: Regime, day: dt.date) -> DayReading:
    return regime.at(day)


@lru_cache(maxsize=512)
def _read_supposed(regime: Regime, day: dt.date, state: str) -> StateReading:
    return as_on(_read(regime, day, state), _supposed_day(regime, day))


def as_on(strict: StateReading, other: DayReading) -> StateReading:
    """A reading with the statuses and intervals of another day; its reasons stay those of the strict reading."""
    state = strict.entity.id
    row = other.regime.state_row[state]
    links = tuple(
        replace(
            link,
            span=_span(other.links, row, j),
            requirements=tuple(_supposed(other, row, read) for read in link.requirements),
        )
        for j, link in enumerate(strict.links)
    )
    chains = {aspect: read_chain(other, state, aspect) for aspect in ASPECTS}
    return replace(strict, links=links, chains=chains, knowing=())


def _supposed(supposed: DayReading, row: int, read: RequirementReading) -> RequirementReading:
    k = supposed.regime.requirement_index[read.requirement.id]
    return replace(read, status=Status(int(supposed.codes[row, k])), span=_span((supposed.low, supposed.high), row, k))


def _span(ends: tuple[Floats, Floats], row: int, column: int) -> Span | None:
    low, high = ends[0][row, column], ends[1][row, column]
    return None if np.isnan(high) else Span(float(low), float(high))


@lru_cache(maxsize=32)
def _supposed_day(regime: Regime, day: dt.date) -> DayReading:
    return regime.if_nothing_changed(day)
