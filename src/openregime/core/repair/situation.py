"""Where one State stands before a plan is made: what it joined, and which measures it has in place."""

from collections.abc import Mapping
from dataclasses import dataclass

from openregime.core.facts.status import Status


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

    @property
    def bound_by(self) -> tuple[str, ...]:
        """Instruments that certainly bind the State."""
        return tuple(key for key, status in self.instruments if status is Status.MET)

    @property
    def outside(self) -> tuple[str, ...]:
        """Instruments that the State has certainly not joined."""
        return tuple(key for key, status in self.instruments if status is Status.NOT_MET)

    @property
    def in_place(self) -> frozenset[str]:
        """Measures that are certainly in place."""
        return frozenset(key for key, status in self.measures if status is Status.MET)

    def with_joined(self, instrument: str) -> "Situation":
        """The situation after the State has joined an instrument."""
        return Situation.of(self.state, {**dict(self.instruments), instrument: Status.MET}, dict(self.measures))

    def with_adopted(self, measure: str) -> "Situation":
        """The situation after the State has put a measure in place."""
        return Situation.of(self.state, dict(self.instruments), {**dict(self.measures), measure: Status.MET})
