"""Where a forecast of an instrument of the record begins: the day, who was inside, and what is open about it."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openregime.core.facts import Status
from openregime.core.readings.counts import Count, count_states
from openregime.core.readings.day import Regime
from openregime.core.readings.evidence import joined
from openregime.core.readings.outlook.faults import FEWEST_PARTIES, NoForecast, NotYetOpen, TooFewParties
from openregime.core.readings.outlook.pool import NOT_SEEN, Days, Floats, Pool, Subject
from openregime.core.rules.instruments import Instrument

MOST_DATINGS = 6
"""How many ways of dating what is undated a forecast is spread over."""


@dataclass(frozen=True, eq=False)
class Start:
    """An instrument on the day from which it is forecast. Arrays follow the States of the pool, n.

    Attributes:
        asked: the day asked about. day: the day begun from: `asked`, or the last day on which the list is complete.
        parties: between how many and how many were inside.
        earliest, latest: n days (ordinals) between which each deposit lies, NOT_SEEN for both where there is none.
        applies: n, False where the instrument does not apply to the State.
    """

    instrument: Instrument
    asked: dt.date
    day: dt.date
    parties: Count
    earliest: Days
    latest: Days
    applies: NDArray[np.bool_]

    @property
    def is_dated(self) -> bool:
        """True when every deposit before the day is known to the day: one dating is enough then."""
        day = self.day.toordinal()
        return bool((self.earliest == self.latest)[self.earliest <= day].all())

    def datings(self, seed: int) -> tuple[Subject, ...]:
        """Ways in which the deposits may have been dated, each within its window and all within the counted parties.

        Args:
            seed: of what is drawn.
        """
        if self.is_dated:
            return (self._subject(np.where(self.earliest <= self.day.toordinal(), self.earliest, NOT_SEEN)),)
        random = np.random.default_rng([seed, 11])
        return tuple(self._subject(self._drawn(random)) for _ in range(MOST_DATINGS))

    def _subject(self, deposits: Days) -> Subject:
        # where it does not apply a State is out of the count: inside from the first day, and no newcomer
        return Subject(self.instrument.opened.toordinal(), np.where(self.applies, deposits, 0))

    def _drawn(self, random: np.random.Generator) -> Days:
        day = self.day.toordinal()
        inside, chance = self.latest <= day, random.random(len(self.latest))
        open_ = (self.earliest <= day) & ~inside
        width = np.maximum(self.latest - self.earliest, 1)
        begun = np.where(open_, (day - self.earliest + 1) / (width + 1), 0.0)
        certain = int((inside & self.applies).sum())
        wanted = int(np.clip((chance < begun).sum(), self.parties.low - certain, self.parties.high - certain))
        order = np.argsort(chance - begun)
        inside = inside | np.isin(np.arange(len(inside)), order[: max(wanted, 0)]) & open_
        last = np.minimum(self.latest, day)
        drawn = self.earliest + (random.random(len(last)) * (last - self.earliest + 1)).astype(np.int64)
        return np.where(inside, np.minimum(drawn, last), NOT_SEEN)


def start_of(regime: Regime, pool: Pool, instrument: Instrument, asked: dt.date) -> Start:
    """The start of a forecast.

    Args:
        regime: as known on the day one wants to look from.
        asked: the day asked about.
    Raises:
        NotYetOpen, TooFewParties, NoForecast: there is nothing to forecast from.
    """
    if instrument.kind not in ("treaty", "agreement"):
        raise NoForecast(
            instrument.id,
            f"it is a {instrument.kind}, and the hazards are fitted on deposits to treaties. See the voluntary regimes "
            "for how such things spread.",
        )
    complete = [c.up_to for c in regime.record.completeness if c.object == instrument.id]
    if not complete:
        raise NoForecast(
            instrument.id,
            "its list is complete on no day, so that nobody can say who was outside. Add a complete list with its day "
            "to completeness.csv.",
        )
    day = min(asked, max(complete))
    first = instrument.opened + dt.timedelta(days=366)
    if day < first:
        raise NotYetOpen(instrument.id, day, first)
    start = _read(regime, pool, instrument, asked, day)
    if start.parties.low < FEWEST_PARTIES:
        raise TooFewParties(instrument.id, day, start.parties.low)
    return start


def _read(regime: Regime, pool: Pool, instrument: Instrument, asked: dt.date, day: dt.date) -> Start:
    thing = joined(instrument.id)
    tenures = regime.tenures.only(thing)
    codes = tenures.codes(day)[regime._rows, 0]
    status = dict(zip(regime.states, codes, strict=True))
    earliest = np.full(len(pool.states), NOT_SEEN, dtype=np.int64)
    latest = earliest.copy()
    for i, state in enumerate(pool.states):
        window = tenures.window(state, thing) if state in tenures.row_of else None
        if window is None or status.get(state) == Status.NOT_MET:
            continue
        earliest[i] = max(window.earliest, instrument.opened).toordinal()
        latest[i] = max(window.latest.toordinal(), earliest[i])
    applies = np.array([status.get(s) != Status.NOT_APPLICABLE for s in pool.states])
    totals = [t for t in regime.record.totals if t.object == instrument.id]
    return Start(instrument, asked, day, count_states(codes, totals, day), earliest, latest, applies)


def in_all(start: Start, counted: Floats) -> Floats:
    """Counts of drawn parties, held within what the record says of the day: names that are missing stay missing."""
    return np.clip(counted, start.parties.low, start.parties.high)
