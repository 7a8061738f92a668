"""What changed between two days: what happened in the world, and what merely became known."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from openregime.core.errors import OpenRegimeError
from openregime.core.facts import Status
from openregime.core.readings.day import DayReading, Regime
from openregime.core.rules.instruments import Instrument


class DaysOutOfOrder(OpenRegimeError, ValueError):
    """The first day to compare lies after the second."""

    code = "days-out-of-order"

    def __init__(self, first: dt.date, second: dt.date) -> None:
        self.first, self.second = first, second
        super().__init__(f"The first day, {first}, lies after the second, {second}. Turn them round.")


VERBS = ("became-true", "ceased", "became-due", "ceased-to-apply", "became-certain", "became-open", "became-known")
"""Kinds of change, those that certainly happened first."""


@dataclass(frozen=True, slots=True)
class Change:
    """One requirement of one State that reads differently.

    Attributes:
        kind: `event` (happened between the days) or `learning` (the same day, read with what was learned since).
        before, after: the two statuses.
    """

    kind: str
    state: str
    requirement: str
    before: Status
    after: Status

    @property
    def verb(self) -> str:
        """What kind of change: one of VERBS.

        Only `became-true` and `ceased` say that something certainly happened between the days. `became-certain`: it is
        decided on the later day and open on the earlier, so it may have happened before. `became-open`: nothing is
        known of the later day. `became-due`: it is asked of the State only on the later day, `ceased-to-apply`: only on
        the earlier. `became-known`: learning.
        """
        if self.kind == "learning":
            return "became-known"
        if not self.after.counts:
            return "ceased-to-apply"
        if not self.before.counts:
            return "became-due"
        if self.after is Status.UNKNOWN:
            return "became-open"
        if self.before is Status.UNKNOWN:
            return "became-certain"
        return "became-true" if self.after is Status.MET else "ceased"


@dataclass(frozen=True, slots=True)
class InstrumentChange:
    """What an instrument as a whole became: no State's act, and the reason why other readings move.

    Attributes:
        instrument: id.
        change: `opened` (States could join from that day) or `entered-into-force` (it took effect as a whole).
    """

    instrument: str
    change: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class Changes:
    """All changes between two days.

    Attributes:
        events, learning: readings of States, in the order of requirements, then States.
        instruments: what instruments became after the first day and up to the second, in the order of days.
    """

    first: dt.date
    second: dt.date
    first_known: dt.date
    second_known: dt.date
    events: tuple[Change, ...]
    learning: tuple[Change, ...]
    instruments: tuple[InstrumentChange, ...] = ()


def changes(
    regime_known: Callable[[dt.date], Regime],
    first: dt.date,
    second: dt.date,
    *,
    first_known: dt.date,
    second_known: dt.date,
) -> Changes:
    """Compare the reading of `first`, as known on `first_known`, with that of `second`, as known on `second_known`.

    Learning is the difference that knowledge makes on the first day; events are what is left: the difference between
    the two days under the later knowledge. Together they lead from the one reading to the other.

    Args:
        regime_known: day -> the regime as known on it.
    Raises:
        DaysOutOfOrder: `first` after `second`, or `first_known` after `second_known`.
    """
    if first > second:
        raise DaysOutOfOrder(first, second)
    if first_known > second_known:
        raise DaysOutOfOrder(first_known, second_known)
    later = regime_known(second_known)
    start = later.at(first)
    learning: tuple[Change, ...] = ()
    if first_known != second_known:
        learning = _differences("learning", regime_known(first_known).at(first), start)
    events = _differences("event", start, later.at(second))
    became = _became(later.instruments.values(), first, second)
    return Changes(first, second, first_known, second_known, events, learning, became)


def _became(instruments: Iterable[Instrument], first: dt.date, second: dt.date) -> tuple[InstrumentChange, ...]:
    """Of agreements, programmes and guidance no single day is told: they come State by State, or by the year."""
    found = [InstrumentChange(i.id, "opened", i.opened) for i in instruments if i.kind in ("treaty", "commitment")]
    found += [
        InstrumentChange(i.id, "entered-into-force", i.in_force)
        for i in instruments
        if i.kind in ("treaty", "resolution")
    ]
    return tuple(sorted((one for one in found if first < one.day <= second), key=lambda one: one.day))


def _differences(kind: str, before: DayReading, after: DayReading) -> tuple[Change, ...]:
    regime = after.regime
    found = []
    for k, requirement in enumerate(regime.chain.requirements):
        differs = before.codes[:, k] != after.codes[:, k]
        for row in differs.nonzero()[0]:
            found.append(
                Change(
                    kind,
                    regime.states[row],
                    requirement.id,
                    Status(int(before.codes[row, k])),
                    Status(int(after.codes[row, k])),
                )
            )
    return tuple(found)
