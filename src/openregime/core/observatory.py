"""One object to ask: the record, the rules and the chain together, read as of a day and as known on a day."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from openregime.core.facts import BadDate, Record, Window, is_spoken
from openregime.core.readings.changes import Changes, changes
from openregime.core.readings.counts import Count
from openregime.core.readings.day import DayReading, Regime
from openregime.core.readings.groups import GroupReading, LevelReading, read_group, read_levels, read_regions
from openregime.core.readings.history import counts_over, steps
from openregime.core.readings.instrument import InstrumentReading, read_instrument
from openregime.core.readings.links import Chain
from openregime.core.readings.stakes import Stakes, stakes_of_all
from openregime.core.readings.state import StateReading, read_state
from openregime.core.readings.supposing import suppose
from openregime.core.readings.weak_links import ListedState, Missing, listed_states, weak_links
from openregime.core.repair import (
    TOGETHER,
    AdoptMeasure,
    BadEfforts,
    Efforts,
    Roadmap,
    after_acts,
    roadmap_for,
    situation_of,
)
from openregime.core.rules import Rules
from openregime.core.rules.instruments import Instrument, UnknownInstrument

Day = dt.date | str
"""A day, or its ISO text such as `2013-10-18`."""


def a_day(given: Day) -> dt.date:
    """The day meant.

    Raises:
        BadDate: the text is no day.
    """
    if isinstance(given, dt.date):
        return given
    window = Window.parse(given)
    if not window.is_day:
        raise BadDate(f"“{given}” is not one day. Write it as YYYY-MM-DD, for example 2016-05-08.")
    return window.latest


@dataclass(frozen=True, eq=False)
class Observatory:
    """Asks the readings for what one wants to know; keeps what it has worked out.

    `as_of` is the day read about; `as_known` keeps only what was known by then, and is the day of compilation of the
    record, or later, for all that is known now. Every method takes both, as dates or as ISO text. `efforts` are what a
    plan supposes where it is given no others.
    """

    record: Record
    instruments: Mapping[str, Instrument]
    rules: Rules
    chain: Chain
    efforts: Efforts | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "_regime", lru_cache(maxsize=8)(self._make_regime))
        # What is kept below holds on to its regime, 2.4 MB each: few days of knowledge, not many, may stay in memory.
        object.__setattr__(self, "_reading", lru_cache(maxsize=16)(self._make_reading))
        object.__setattr__(self, "_stakes_by_year", lru_cache(maxsize=8)(self._make_stakes_by_year))
        object.__setattr__(self, "_missing", lru_cache(maxsize=16)(self._make_missing))
        object.__setattr__(self, "_course", lru_cache(maxsize=32)(self._make_course))
        object.__setattr__(self, "_listed_states", lru_cache(maxsize=16)(self._make_listed))

    def __repr__(self) -> str:
        days = f"compiled_on={self.record.compiled_on.isoformat()}"
        return f"<Observatory: {len(self.record.entities)} entities, {len(self.record.claims)} claims, {days}>"

    def _known(self, as_known: Day | None) -> dt.date:
        return dt.date.max if as_known is None else a_day(as_known)

    def regime(self, as_known: Day | None = None) -> Regime:
        """Everything the readings need, as known on a day."""
        known = self._known(as_known)
        return self._regime(known if known < self._last_recorded else dt.date.max)  # type: ignore[attr-defined, no-any-return]

    @cached_property
    def _last_recorded(self) -> dt.date:
        """From this day on all is known: the day of compilation, or a later one on which a State spoke."""
        return max(self.record.compiled_on, *(c.recorded for c in self.record.claims if is_spoken(c)), dt.date.min)

    def _make_regime(self, known: dt.date) -> Regime:
        record = self.record if known == dt.date.max else self.record.as_known(known)
        return Regime(record, self.instruments, self.rules, self.chain)

    def _make_reading(self, as_of: dt.date, regime: Regime) -> DayReading:
        return regime.at(as_of)

    def reading(self, as_of: Day, as_known: Day | None = None) -> DayReading:
        """The arrays of one day."""
        return self._reading(a_day(as_of), self.regime(as_known))  # type: ignore[attr-defined, no-any-return]

    def _make_stakes_by_year(self, regime: Regime) -> Callable[[int], Mapping[str, Stakes]]:
        """Stakes of every year that is asked for, kept with their regime."""
        return lru_cache(maxsize=64)(lambda year: stakes_of_all(regime.record, dt.date(year, 12, 31)))

    def _stakes(self, year: int, regime: Regime) -> Mapping[str, Stakes]:
        return self._stakes_by_year(regime)(year)  # type: ignore[attr-defined, no-any-return]

    def stakes(self, as_of: Day, as_known: Day | None = None) -> Mapping[str, Stakes]:
        """State id -> Stakes. The lists speak of years, so all days of a year read alike."""
        return self._stakes(a_day(as_of).year, self.regime(as_known))

    def _make_missing(self, as_of: dt.date, regime: Regime) -> tuple[Missing, ...]:
        return weak_links(self._make_or_keep(as_of, regime), self._stakes(as_of.year, regime))

    def _make_or_keep(self, as_of: dt.date, regime: Regime) -> DayReading:
        return self._reading(as_of, regime)  # type: ignore[attr-defined, no-any-return]

    def weak_links(self, as_of: Day, as_known: Day | None = None) -> tuple[Missing, ...]:
        """What is missing, for whom, how much is at stake: most certainly at stake first."""
        return self._missing(a_day(as_of), self.regime(as_known))  # type: ignore[attr-defined, no-any-return]

    def _make_listed(self, as_of: dt.date, regime: Regime, aspect: str) -> tuple[ListedState, ...]:
        return listed_states(self._make_or_keep(as_of, regime), self._stakes(as_of.year, regime), aspect)

    def listed_states(
        self, as_of: Day, as_known: Day | None = None, *, aspect: str = "public"
    ) -> tuple[ListedState, ...]:
        """All States, certainly weakest first."""
        return self._listed_states(a_day(as_of), self.regime(as_known), aspect)  # type: ignore[attr-defined, no-any-return]

    def state(self, given: str, as_of: Day, as_known: Day | None = None) -> StateReading:
        """The reading of one State, by ISO code or name.

        Raises:
            UnknownSubject: no State matches.
        """
        return read_state(self.reading(as_of, as_known), self.record.state(given).id)

    def instrument(self, instrument_id: str, as_of: Day, as_known: Day | None = None) -> InstrumentReading:
        """The reading of one instrument.

        Raises:
            UnknownInstrument: the library has no such id.
        """
        return read_instrument(self.reading(as_of, as_known), instrument_id, self.stakes(as_of, as_known))

    def _make_course(self, instrument_id: str, regime: Regime) -> tuple[tuple[dt.date, ...], tuple[Count, ...]]:
        days = steps(regime, instrument_id)
        return days, counts_over(regime, instrument_id, days)

    def counts(self, instrument_id: str, as_known: Day | None = None) -> tuple[tuple[dt.date, ...], tuple[Count, ...]]:
        """The days on which the number of States inside an instrument can change, and the count from each on.

        Raises:
            UnknownInstrument: the library has no such id.
        """
        if instrument_id not in self.instruments:
            raise UnknownInstrument(instrument_id, tuple(self.instruments))
        return self._course(instrument_id, self.regime(as_known))  # type: ignore[attr-defined, no-any-return]

    def regions(
        self, as_of: Day, as_known: Day | None = None, *, aspect: str = "public", by: str = "region"
    ) -> tuple[GroupReading, ...]:
        """Every UN region or subregion."""
        return read_regions(self.reading(as_of, as_known), aspect, by=by)

    def whole(self, as_of: Day, as_known: Day | None = None, *, aspect: str = "public") -> GroupReading:
        """The whole regime."""
        reading = self.reading(as_of, as_known)
        return read_group(reading, "World", reading.regime.states, aspect)

    def levels(self, as_of: Day, as_known: Day | None = None) -> tuple[LevelReading, ...]:
        """International, regional, national, facility."""
        return read_levels(self.reading(as_of, as_known))

    def changes(
        self, first: Day, second: Day, *, first_known: Day | None = None, second_known: Day | None = None
    ) -> Changes:
        """What happened, and what became known, between two days.

        Without `first_known` and `second_known` both days are read with all that is known now.

        Raises:
            DaysOutOfOrder: the days, or the days of knowledge, are the wrong way round.
        """
        return changes(
            self.regime,
            a_day(first),
            a_day(second),
            first_known=self._known(first_known),
            second_known=self._known(second_known),
        )

    def supposing(
        self,
        given: str,
        as_of: Day,
        as_known: Day | None = None,
        *,
        join: Sequence[str] = (),
        adopt: Sequence[str] = (),
        mission: bool = False,
        publish: bool = False,
    ) -> StateReading:
        """The reading of a State had it done some acts by that day."""
        state = self.record.state(given).id
        reading = suppose(
            self.reading(as_of, as_known), state, join=join, adopt=adopt, mission=mission, publish=publish
        )
        return read_state(reading, state)

    def plan(
        self,
        given: str,
        as_of: Day,
        as_known: Day | None = None,
        *,
        instruments: Sequence[str] = TOGETHER,
        yearly_limit: float | None = None,
        efforts: Efforts | None = None,
        in_place: Sequence[str] = (),
        work: float = 1.0,
    ) -> Roadmap:
        """Which national measures a State needs for several instruments together, and in which order.

        Args:
            given: ISO code or name of a State.
            instruments: ids of instruments with provisions, at least one.
            yearly_limit: person-months a year, 6 to 10,000; None for what the efforts say.
            efforts: effort of every measure; None for those that the library proposes.
            in_place: ids of measures that are in place, whatever the record says.
            work: how much is tried before an order is left unproven, >= 0; 1 is what the pages use.
        Raises:
            UnknownSubject: no State matches.
            UnknownRule: an instrument without provisions, or a measure that does not exist.
            BadEfforts: a limit out of range, or no efforts anywhere.
            PlanTooLong: under this limit it takes more than 60 years.
        """
        used = efforts or self.efforts
        if used is None:
            raise BadEfforts("This observatory was made without efforts. Give `efforts=`.")
        if yearly_limit is not None:
            used = used.with_yearly_limit(yearly_limit)
        for measure in in_place:
            self.rules.measure(measure)
        situation = situation_of(self.reading(as_of, as_known), self.record.state(given).id)
        situation = after_acts(situation, (AdoptMeasure(measure) for measure in in_place))
        return roadmap_for(situation, self.rules, used, instruments=instruments, work=work)
