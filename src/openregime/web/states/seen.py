"""Readings of one State, the latest few kept: what is kept holds on to the record that it was read from."""

import datetime as dt
from dataclasses import replace
from functools import lru_cache

import numpy as np

from openregime.core.facts import Span, Status
from openregime.core.observatory import Observatory
from openregime.core.readings.day import ASPECTS, DayReading, Floats, Regime
from openregime.core.readings.state import RequirementReading, StateReading, read_chain, read_state
from openregime.web.site.parameters import Moment

KEPT = 16
"""Readings kept in one process. Each may hold a record as known on another day, some 2.4 MB."""


def state_reading(seen: Observatory, state: str, moment: Moment) -> StateReading:
    """The reading of one State; the latest are kept, since a page asks twice and nothing in it can change."""
    return _read(seen.regime(moment.as_known), seen, moment, state)


def supposed_reading(seen: Observatory, state: str, moment: Moment) -> StateReading:
    """The reading of one State if nothing had changed since the complete lists ended: a supposition."""
    return _read_supposed(seen.regime(moment.as_known), seen, moment, state)


@lru_cache(maxsize=KEPT)
def _read(_regime: Regime, seen: Observatory, moment: Moment, state: str) -> StateReading:
    return read_state(seen.reading(moment.as_of, moment.as_known), state)


@lru_cache(maxsize=KEPT)
def _read_supposed(regime: Regime, seen: Observatory, moment: Moment, state: str) -> StateReading:
    return as_on(_read(regime, seen, moment, state), _supposed_day(regime, moment.as_of))


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


@lru_cache(maxsize=KEPT)
def _supposed_day(regime: Regime, day: dt.date) -> DayReading:
    return regime.if_nothing_changed(day)
