"""Where a forecast of an instrument of the record begins: the day, who was inside, and what is open about it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openregime.core.facts import Status
from openregime.core.readings.counts import Count, count_states
from openregime.core.readings.day import Regime
from openregime.core.readings.evidence import joined
from openregime.core.readings.history import counts_over, steps
from openregime.core.readings.outlook.datings import MOST_DATINGS, Windows
from openregime.core.readings.outlook.faults import FEWEST_PARTIES, NoForecast, NotYetOpen, TooFewParties
from openregime.core.readings.outlook.pool import NOT_SEEN, Days, Floats, Pool, Subject
from openregime.core.rules.instruments import Instrument

NARROW = 3
"""A published total lets a forecast begin after the last complete list if it leaves no more than so many open."""
VAGUE = {1: 0.5, 5: 0.6}
"""No rate can be told where the count so many years before the start is open by more than this share of the parties."""


@dataclass(frozen=True, eq=False)
class Start:
    """An instrument on the day from which it is forecast.

    Attributes:
        asked: the day asked about. day: the day begun from: `asked`, or the last one of which enough is known.
        named_to: the last day on which it is known by name who was outside, up to `day`.
        parties: between how many and how many were inside.
        windows: when each State joined.
        applies: n States of the pool, False where the instrument does not apply to the State.
    """

    instrument: Instrument
    asked: dt.date
    day: dt.date
    named_to: dt.date
    parties: Count
    windows: Windows
    applies: NDArray[np.bool_]

    @property
    def settled(self) -> dt.date | None:
        """The day of entry into force where every condition had been met by the start; None: it was open, or over.

        A treaty takes effect so many days after its last condition was met, so that from then on the day is known.
        """
        rule = self.instrument
        if not rule.binds or (rule.needs is None and rule.needs_share is None):
            return None
        met = rule.in_force - dt.timedelta(days=rule.lag_days)
        return rule.in_force if met <= self.day < rule.in_force else None

    @property
    def waits_for_more(self) -> bool:
        """True where enough have surely deposited and the rule for entry into force waits for something else."""
        rule = self.instrument
        is_open = rule.binds and self.day < rule.in_force and self.settled is None
        return is_open and rule.needs is not None and self.parties.low >= rule.needs

    def named_subject(self) -> Subject:
        """Who was inside by name, everybody on the last possible day: what eagerness is told from."""
        windows = self.windows
        return self._subject(np.where(windows.surely, windows.latest, NOT_SEEN))

    def datings(self, seed: int, eager: Floats) -> tuple[Subject, ...]:
        """Ways in which the deposits may have been dated; see `Windows.draw`.

        Args:
            seed: of what is drawn. eager: n weights.
        """
        random = np.random.default_rng([seed, 11])
        ways = 1 if self.windows.are_days else MOST_DATINGS
        return tuple(self._subject(self.windows.draw(random, eager)) for _ in range(ways))

    def _subject(self, deposits: Days) -> Subject:
        # where it does not apply, a State is out of the count: inside from the first day, and no newcomer
        return Subject(self.instrument.opened.toordinal(), np.where(self.applies, deposits, 0))


Counted = tuple[Sequence[dt.date], Sequence[Count]]
"""The days on which a count can change, and the count from each on."""


def start_of(
    regime: Regime, pool: Pool, instrument: Instrument, asked: dt.date, counted: Counted | None = None
) -> Start:
    """The start of a forecast.

    Args:
        regime: as known on the day one wants to look from.
        asked: the day asked about.
        counted: the counts of the instrument, where they have been worked out already.
    Raises:
        NotYetOpen, TooFewParties, NoForecast: there is nothing to forecast from.
    """
    _refuse_what_spreads_otherwise(instrument)
    complete = [c.up_to for c in regime.record.completeness if c.object == instrument.id]
    if not complete:
        raise NoForecast(
            instrument.id,
            "its list is complete on no day, so that nobody can say who was outside. A complete list with its day "
            "would change that.",
        )
    days, counts = counted or _counted(regime, instrument.id)
    day = asked if asked <= max(complete) else _last_known(days, counts, max(complete), asked)
    first = instrument.opened + dt.timedelta(days=366)
    if day < first:
        raise NotYetOpen(instrument.id, day, first)
    start = _read(regime, pool, instrument, asked, day, min(day, max(complete)), (days, counts))
    if start.parties.low < FEWEST_PARTIES:
        raise TooFewParties(instrument.id, day, start.parties.low)
    _refuse_what_is_vague(start, days, counts)
    return start


def _counted(regime: Regime, instrument_id: str) -> Counted:
    days = steps(regime, instrument_id)
    return days, counts_over(regime, instrument_id, days)


def _refuse_what_spreads_otherwise(instrument: Instrument) -> None:
    if instrument.kind in ("treaty", "agreement"):
        return
    what = {"guidance": "guidance, which nobody joins"}.get(instrument.kind, f"a {instrument.kind}")
    raise NoForecast(
        instrument.id,
        f"it is {what}, and the hazards are fitted on deposits to treaties. See the voluntary regimes for how such "
        "things spread.",
    )


def _refuse_what_is_vague(start: Start, days: Sequence[dt.date], counts: Sequence[Count]) -> None:
    for years, share in VAGUE.items():
        before = start.day - dt.timedelta(days=round(365.25 * years))
        found = [c for d, c in zip(days, counts, strict=True) if d <= before]
        if found and found[-1].high - found[-1].low > share * start.parties.high:
            raise NoForecast(
                start.instrument.id,
                f"on {before} it had between {found[-1].low} and {found[-1].high} parties as far as the record knows, "
                "which is too vague to tell a rate. Dated deposits or a published total would change that.",
            )


def _last_known(days: Sequence[dt.date], counts: Sequence[Count], complete: dt.date, asked: dt.date) -> dt.date:
    """The last day up to the one asked for on which the count was narrow; not before the list was complete."""
    narrow = [d for d, c in zip(days, counts, strict=True) if complete < d <= asked and c.high - c.low <= NARROW]
    return max([complete, *narrow])


def _read(
    regime: Regime,
    pool: Pool,
    instrument: Instrument,
    asked: dt.date,
    day: dt.date,
    named_to: dt.date,
    course: Counted,
) -> Start:
    thing = joined(instrument.id)
    tenures = regime.tenures.only(thing)
    codes = tenures.codes(day)[regime._rows, 0]
    status = dict(zip(regime.states, codes, strict=True))
    earliest = np.full(len(pool.states), NOT_SEEN, dtype=np.int64)
    latest = earliest.copy()
    for i, state in enumerate(pool.states):
        window = tenures.window(state, thing) if state in status else None
        if window is not None and status[state] != Status.NOT_MET:
            earliest[i] = max(window.earliest, instrument.opened).toordinal()
            latest[i] = max(window.latest.toordinal(), earliest[i])
        elif status.get(state) == Status.UNKNOWN and day > named_to:
            earliest[i] = named_to.toordinal() + 1
    applies = np.array([status.get(s) != Status.NOT_APPLICABLE for s in pool.states])
    totals = [t for t in regime.record.totals if t.object == instrument.id]
    parties = count_states(codes, totals, day)
    highs, lows = _first_days([c for c in zip(*course, strict=True) if c[0] <= day], parties.high)
    windows = Windows(day.toordinal(), named_to.toordinal(), earliest, latest, parties.low, parties.high, highs, lows)
    return Start(instrument, asked, day, named_to, parties, windows, applies)


def _first_days(course: Sequence[tuple[dt.date, Count]], most: int) -> tuple[Days, Days]:
    """For k = 1 to `most`: the first day on which k parties were possible, and on which they were certain."""
    possible = np.full(most, NOT_SEEN, dtype=np.int64)
    certain = possible.copy()
    for day, count in reversed(course):
        possible[: count.high] = day.toordinal()
        certain[: count.low] = day.toordinal()
    return possible, certain


def in_all(start: Start, named: int) -> int:
    """Parties of one dating, held within what was counted: a name that is missing stays missing."""
    return min(max(named, start.parties.low), start.parties.high)
