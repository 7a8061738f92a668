"""Asks the forecaster about an instrument of the record, with the shipped pool, models and scores."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from openregime.core.observatory import Observatory
from openregime.core.readings.counts import Count
from openregime.core.readings.outlook.faults import NoForecast
from openregime.core.readings.outlook.forecast import Forecast, forecast
from openregime.core.readings.outlook.start import NARROW, Start, start_of
from openregime.core.rules.instruments import Instrument, UnknownInstrument
from openregime.io.outlook.models import Run, held_out_score, load_models
from openregime.io.outlook.pool import load_pool

USUAL_YEARS = 5.0
"""The horizon where nobody asks for another."""


@dataclass(frozen=True, slots=True)
class Came:
    """What the record says of a day that was forecast: between how many and how many parties."""

    day: dt.date
    low: int
    high: int


@dataclass(frozen=True, eq=False)
class Told:
    """A forecast, its score and what came of it.

    Attributes:
        run: the score on the held-out treaties at the nearest horizon that was scored.
        came: the points of the fan of which the record knows the count to within a few parties, in order.
    """

    forecast: Forecast
    run: Run
    came: tuple[Came, ...]

    @property
    def is_ours_shown(self) -> bool:
        """True where the pooled hazards surely beat the constant hazard out of sample; else only that one is shown."""
        return self.run.score.beats_the_baseline

    @property
    def range_at_end(self) -> tuple[int, int]:
        """Between how many and how many parties at the horizon, four fifths, by the method that is shown."""
        end = self.forecast.end
        return (end.low80, end.high80) if self.is_ours_shown else (end.constant_low, end.constant_high)

    @property
    def in_force_by(self) -> tuple[dt.date, float] | None:
        """The horizon and the chance of being in force by then; None where it is in force or no rule is known."""
        found = [r for r in self.forecast.reaches if r.what == "force"]
        return (self.forecast.end.day, found[0].chance) if found and self.is_ours_shown else None


def asked_instrument(seen: Observatory, instrument_id: str) -> Instrument:
    """The instrument with this id.

    Raises:
        UnknownInstrument: there is none.
    """
    if instrument_id not in seen.instruments:
        raise UnknownInstrument(instrument_id[:80], tuple(seen.instruments))
    return seen.instruments[instrument_id]


@lru_cache(maxsize=64)
def tell(
    seen: Observatory,
    instrument_id: str,
    as_of: dt.date,
    as_known: dt.date | None = None,
    *,
    years: float = USUAL_YEARS,
    reach: int | None = None,
) -> Told:
    """The forecast of one instrument.

    Args:
        seen: the record to read.
        as_of: the day asked about; the forecast begins on it, or on the last day before of which enough is known.
        as_known: only claims recorded by then; None: all.
        years: horizon. reach: a further number of parties to say the time of.
    Raises:
        UnknownInstrument, NoForecast and its kinds, BadHorizon, BadTarget.
    """
    instrument, regime, pool = asked_instrument(seen, instrument_id), seen.regime(as_known), load_pool()
    start = start_of(regime, pool, instrument, as_of, seen.counts(instrument_id, as_known))
    parent = None
    if instrument.needs_share_of and start.day < instrument.in_force:
        parent_id = instrument.needs_share_of
        counted = seen.counts(parent_id, as_known)
        parent = start_of(regime, pool, seen.instruments[parent_id], start.day, counted)
    model = load_models().before(start.day.toordinal())
    found = forecast(pool, model, start, years=years, reach=reach, parent=parent)
    return Told(found, held_out_score(years), tuple(_came(seen, start, found, as_known)))


def _came(seen: Observatory, start: Start, found: Forecast, as_known: dt.date | None) -> Iterator[Came]:
    days, counts = seen.counts(start.instrument.id, as_known)
    complete = [c.up_to for c in seen.regime(as_known).record.completeness if c.object == start.instrument.id]
    for point in found.fan:
        count: Count | None = None
        for day, one in zip(days, counts, strict=True):
            if day <= point.day:
                count = one
        if count is not None and (count.high - count.low <= NARROW or point.day <= max(complete)):
            yield Came(point.day, count.low, count.high)


@dataclass(frozen=True, eq=False)
class Listed:
    """One line of the list: an instrument with its forecast, or with the reason why there is none."""

    instrument: Instrument
    told: Told | None
    reason: str


def tell_of_all(seen: Observatory, as_of: dt.date, as_known: dt.date | None = None) -> tuple[Listed, ...]:
    """Every instrument of the record, those with a forecast first, each group in the order of the library."""
    listed = []
    for instrument in seen.instruments.values():
        try:
            listed.append(Listed(instrument, tell(seen, instrument.id, as_of, as_known), ""))
        except NoForecast as none:
            listed.append(Listed(instrument, None, none.reason))
    return tuple(sorted(listed, key=lambda one: one.told is None))
