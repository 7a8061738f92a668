"""Where one State stands before a plan is made: what it joined, and which measures it has in place."""

from collections.abc import Mapping
from dataclasses import dataclass

from openregime.core.facts.status import Status
from openregime.core.readings.day import DayReading
from openregime.core.readings.evidence import joined


@dataclass(frozen=True, slots=True)
class Situation:
    """One State's standing toward instruments and measures, as plain values.

    Make it with `Situation.of`. A measure or instrument that is not named is unknown.

    Attributes:
        state: id of the State.
        instruments: (instrument id, Status) pairs, sorted by id. MET: bound by it or subscribed to it.
        measures: (measure id, Status) pairs, sorted by id; unknown ones are left out.
    """

    state: str
    instruments: tuple[tuple[str, Status], ...] = ()
    measures: tuple[tuple[str, Status], ...] = ()

    @classmethod
    def of(cls, state: str, instruments: Mapping[str, Status], measures: Mapping[str, Status]) -> "Situation":
        """The situation of a State.

        Args:
            state: id of the State.
            instruments: instrument id -> Status.
            measures: measure id -> Status; order does not matter, and UNKNOWN is the same as leaving it out.
        """
        known = {key: Status(value) for key, value in measures.items() if value != Status.UNKNOWN}
        joined = {key: Status(value) for key, value in instruments.items()}
        return cls(state, tuple(sorted(joined.items())), tuple(sorted(known.items())))

    def standing(self, instrument: str) -> Status:
        """Status toward an instrument; UNKNOWN when nothing is said."""
        return dict(self.instruments).get(instrument, Status.UNKNOWN)

    def status_of(self, measure: str) -> Status:
        """Status of a measure; UNKNOWN when nothing is said."""
        return dict(self.measures).get(measure, Status.UNKNOWN)


def situation_of(reading: DayReading, state: str) -> Situation:
    """Where a State stands on a day: what it joined, and the least that is shown of each measure.

    Args:
        reading: the day.
        state: id of a State.
    """
    regime = reading.regime
    row = regime.state_row[state]
    shown = reading.measures[0][row]
    return Situation.of(
        state,
        {i: Status(int(reading.thing(joined(i))[row])) for i in regime.instruments},
        {m.id: Status(int(code)) for m, code in zip(regime.rules.measures, shown, strict=True)},
    )
