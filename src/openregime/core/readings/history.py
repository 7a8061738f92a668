"""The course of a count or of a reading over many days."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from openregime.core.facts import Status
from openregime.core.readings.counts import Count, count_states
from openregime.core.readings.day import Floats, Regime
from openregime.core.readings.evidence import joined


def months(first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
    """The first day of every month from `first` to `last`, both inclusive."""
    found = []
    year, month = first.year, first.month
    while (day := dt.date(year, month, 1)) <= last:
        if day >= first:
            found.append(day)
        year, month = year + month // 12, month % 12 + 1
    return tuple(found)


def steps(regime: Regime, instrument_id: str) -> tuple[dt.date, ...]:
    """The days on which the number of States inside an instrument can change, in order."""
    thing = joined(instrument_id)
    days: set[dt.date] = {regime.instruments[instrument_id].opened}
    for tenure in regime.tenures.tenures:
        if tenure.thing == thing:
            days |= {tenure.begin.earliest, tenure.begin.latest}
    for closure in regime.tenures.closures:
        if closure.thing == thing and closure.until < dt.date.max:
            days.add(closure.until + dt.timedelta(days=1))
    for total in regime.record.totals:
        if total.object == instrument_id:
            days |= {total.day.earliest, total.day.latest, total.day.earliest + dt.timedelta(days=1)}
    return tuple(sorted(d for d in days if dt.date(1900, 1, 1) < d < dt.date.max))


def counts_over(regime: Regime, instrument_id: str, days: Sequence[dt.date]) -> tuple[Count, ...]:
    """How many States were inside an instrument on each of some days."""
    tenures, rows = regime.tenures.only(joined(instrument_id)), regime._rows
    totals = [t for t in regime.record.totals if t.object == instrument_id]
    return tuple(count_states(tenures.codes(day)[rows, 0], totals, day) for day in days)


@dataclass(frozen=True, slots=True)
class Course:
    """Readings of all States over days.

    `high` and `low` are days x states: ends of the weakest link under the aspect; `statuses`: days x requirements x 6
    counts of States by Status.
    """

    days: tuple[dt.date, ...]
    low: Floats
    high: Floats
    statuses: np.ndarray


def course(regime: Regime, days: Sequence[dt.date], aspect: str = "public") -> Course:
    """The reading of every State on each of some days."""
    n, r = len(regime.states), len(regime.chain.requirements)
    low, high = np.empty((len(days), n)), np.empty((len(days), n))
    statuses = np.zeros((len(days), r, len(Status)), dtype=np.int32)
    for i, day in enumerate(days):
        reading = regime.at(day)
        low[i], high[i] = reading.chains[aspect]
        cells = reading.codes + np.arange(r, dtype=np.int32) * len(Status)
        statuses[i] = np.bincount(cells.ravel(), minlength=r * len(Status)).reshape(r, len(Status))
    return Course(tuple(days), low, high, statuses)
