"""The reading of one instrument on a day: who is inside, who is outside, between how many and how many."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from openregime.core.facts import Status
from openregime.core.readings.counts import Count, count_states
from openregime.core.readings.day import DayReading
from openregime.core.readings.evidence import in_force_for, joined
from openregime.core.readings.stakes import Stakes
from openregime.core.rules.instruments import Instrument, UnknownInstrument


@dataclass(frozen=True, slots=True)
class InstrumentReading:
    """One instrument on one day. Lists of States come with most at stake first.

    Attributes:
        is_open, is_in_force: whether one could join it, and whether it had taken effect as a whole.
        joined: how many States had consented to be bound (or subscribed).
        bound: how many it was in force for; None for what binds nobody.
        inside, perhaps, outside: States certainly inside, of which it is not known, certainly outside.
        outside_when_last_known: those of `perhaps` that were outside on the last day of a complete list.
        not_applicable: States it does not apply to.
        organizations: organizations inside, e.g. EUR.
        needed: between how many and how many parties entry into force asks for; None where no number is fixed.
        holders: (inside, perhaps, outside) of States with weapons-usable material.
    """

    instrument: Instrument
    is_open: bool
    is_in_force: bool
    joined: Count
    bound: Count | None
    inside: tuple[str, ...]
    perhaps: tuple[str, ...]
    outside: tuple[str, ...]
    outside_when_last_known: frozenset[str]
    not_applicable: tuple[str, ...]
    organizations: tuple[str, ...]
    needed: tuple[int, int] | None
    holders: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]

    @property
    def holders_perhaps(self) -> tuple[str, ...]:
        """Holders of weapons-usable material of which it is not known."""
        return self.holders[1]

    @property
    def holders_outside(self) -> tuple[str, ...]:
        """Holders of weapons-usable material that are certainly outside."""
        return self.holders[2]


def read_instrument(reading: DayReading, instrument_id: str, stakes: Mapping[str, Stakes]) -> InstrumentReading:
    """The reading of one instrument.

    Raises:
        UnknownInstrument: the library has no such id.
    """
    regime = reading.regime
    if instrument_id not in regime.instruments:
        raise UnknownInstrument(instrument_id, tuple(regime.instruments))
    instrument = regime.instruments[instrument_id]
    codes = reading.thing(joined(instrument_id))
    supposed = regime.if_nothing_changed(reading.day).thing(joined(instrument_id))
    totals = [t for t in regime.record.totals if t.object == instrument_id]

    def named(chosen: np.ndarray) -> tuple[str, ...]:
        ids = [s for s, c in zip(regime.states, chosen, strict=True) if c]
        return tuple(sorted(ids, key=lambda s: (*(-x for x in stakes[s].order), regime.record.entities[s].name)))

    inside, perhaps = named(codes == Status.MET), named((codes == Status.UNKNOWN) | (codes == Status.PARTLY_MET))
    outside = named(codes == Status.NOT_MET)
    bound_codes = reading.thing(in_force_for(instrument_id))
    organizations = [e.id for e in regime.record.entities.values() if e.kind == "organization"]
    return InstrumentReading(
        instrument=instrument,
        is_open=reading.day >= instrument.opened,
        is_in_force=reading.day >= instrument.in_force,
        joined=count_states(codes, totals, reading.day),
        bound=count_states(bound_codes, (), reading.day) if instrument.binds else None,
        inside=inside,
        perhaps=perhaps,
        outside=outside,
        outside_when_last_known=frozenset(named((codes == Status.UNKNOWN) & (supposed == Status.NOT_MET))),
        not_applicable=named(codes == Status.NOT_APPLICABLE),
        organizations=tuple(o for o in organizations if reading.subject(o, joined(instrument_id)) is Status.MET),
        needed=needed_for_entry(reading, instrument),
        holders=tuple(  # type: ignore[arg-type]
            tuple(s for s in ids if stakes[s].has_material) for ids in (inside, perhaps, outside)
        ),
    )


def needed_for_entry(reading: DayReading, instrument: Instrument) -> tuple[int, int] | None:
    """Between how many and how many parties entry into force asks for, given the day's parties to the parent treaty."""
    if instrument.needs is not None:
        return instrument.needs, instrument.needs
    if instrument.needs_share is None:
        return None
    above, below = instrument.needs_share
    parent = instrument.needs_share_of
    totals = [t for t in reading.regime.record.totals if t.object == parent]
    count = count_states(reading.thing(joined(parent)), totals, reading.day)
    return -(-above * count.low // below), -(-above * count.high // below)
