"""Who has been inside what, from when to when: claims turned into windows that a day can be held against."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openregime.core.facts import NEVER, Status, Window

Codes = NDArray[np.uint8]
"""Status codes, one per subject and thing."""

_LESS_THAN_MET = (Status.NOT_APPLICABLE, Status.NOT_MET, Status.PARTLY_MET)


NO_END = Window(NEVER, NEVER)
"""The end of what goes on."""


@dataclass(frozen=True, slots=True)
class Tenure:
    """One subject inside one thing: begun somewhere in `begin`, ended somewhere in `end`.

    `end` is `NO_END` while no end is known: what began goes on (docs/decisions/0006).
    `claims` are the ids of the claims it rests on; `status` is what it shows while it lasts: MET; for a State's own
    word also PARTLY_MET, NOT_MET or NOT_APPLICABLE.
    """

    subject: str
    thing: str
    begin: Window
    claims: tuple[str, ...]
    end: Window = NO_END
    status: Status = Status.MET


@dataclass(frozen=True, slots=True)
class Closure:
    """Up to `until`, one subject was certainly not inside one thing, or the thing does not apply to it."""

    subject: str
    thing: str
    until: dt.date
    status: Status
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """Something one can be inside.

    Attributes:
        opened: before it nobody can be inside: not yet due.
        is_single: joined once and for all: before the first day it was not met, after an end it is not met again.
            False for what can recur unseen, such as missions.
    """

    id: str
    opened: dt.date
    is_single: bool


class Tenures:
    """All tenures and closures, ready to be held against a day.

    Args:
        subjects: n subject ids.
        things: m things.
        tenures, closures: in any order; the order changes nothing.
    """

    def __init__(
        self,
        subjects: Sequence[str],
        things: Sequence[Thing],
        tenures: Sequence[Tenure],
        closures: Sequence[Closure],
    ) -> None:
        self.subjects, self.things = tuple(subjects), tuple(things)
        self.row_of = {s: i for i, s in enumerate(self.subjects)}
        self.column_of = {t.id: j for j, t in enumerate(self.things)}
        self.tenures = tuple(tenures)
        self.closures = tuple(closures)
        self._arrange()

    def _arrange(self) -> None:
        held = self.tenures
        self._subject = np.array([self.row_of[t.subject] for t in held], dtype=np.intp)
        self._thing = np.array([self.column_of[t.thing] for t in held], dtype=np.intp)
        self._begin = np.array([[t.begin.earliest.toordinal(), t.begin.latest.toordinal()] for t in held]).reshape(
            -1, 2
        )
        self._end = np.array([[t.end.earliest.toordinal(), t.end.latest.toordinal()] for t in held]).reshape(-1, 2)
        self._status = np.array([t.status for t in held], dtype=np.uint8)
        self._opened = np.array([t.opened.toordinal() for t in self.things])
        self._single = np.array([t.is_single for t in self.things], dtype=bool)
        shape = (len(self.subjects), len(self.things))
        self._closed = np.zeros(shape, dtype=np.int64)
        self._not_applicable = np.zeros(shape, dtype=np.int64)
        for closure in self.closures:
            cell = self.row_of[closure.subject], self.column_of[closure.thing]
            table = self._not_applicable if closure.status == Status.NOT_APPLICABLE else self._closed
            table[cell] = max(table[cell], closure.until.toordinal())
        single = self._single[self._thing] if len(held) else np.zeros(0, dtype=bool)
        first = np.full(shape, NEVER.toordinal() + 1, dtype=np.int64)
        if len(held):
            np.minimum.at(first, (self._subject[single], self._thing[single]), self._begin[single, 0])
        self._closed = np.maximum(self._closed, np.where(first <= NEVER.toordinal(), first - 1, 0))

    def codes(self, day: dt.date) -> Codes:
        """Status of every subject in every thing on one day.

        Returns:
            n x m array of `Status` codes.
        """
        return self._codes(day, day.toordinal() <= self._closed)

    def codes_if_nothing_changed(self, day: dt.date) -> Codes:
        """The same, supposing that whoever was outside when a complete list ended has stayed outside since."""
        return self._codes(day, self._closed > 0)

    def _codes(self, day: dt.date, outside: NDArray[np.bool_]) -> Codes:
        d = day.toordinal()
        codes = np.full((len(self.subjects), len(self.things)), Status.UNKNOWN, dtype=np.uint8)
        codes[outside] = Status.NOT_MET
        if self.tenures:
            begun, over = self._begin[:, 1] <= d, self._end[:, 1] <= d
            gone = begun & over & self._single[self._thing]
            codes[self._subject[gone], self._thing[gone]] = Status.NOT_MET
            certain = begun & (self._end[:, 0] > d)
            perhaps = (self._begin[:, 0] <= d) & ~over & ~certain
            for status in _LESS_THAN_MET:
                self._set(codes, certain & (self._status == status), status)
            self._set(codes, perhaps, Status.UNKNOWN)  # it may be more, or less, than what is certain
            self._set(codes, certain & (self._status == Status.MET), Status.MET)
        codes[d <= self._not_applicable] = Status.NOT_APPLICABLE
        codes[:, d < self._opened] = Status.NOT_YET_DUE
        return codes

    def _set(self, codes: Codes, chosen: NDArray[np.bool_], status: Status) -> None:
        codes[self._subject[chosen], self._thing[chosen]] = status

    def window(self, subject: str, thing: str) -> Window | None:
        """When a subject first came inside a thing; None when the record does not say that it did."""
        found = [t.begin for t in self.of(subject, thing)]
        return Window(min(w.earliest for w in found), min(w.latest for w in found)) if found else None

    def of(self, subject: str, thing: str) -> list[Tenure]:
        """The tenures of one subject in one thing."""
        return self._grouped.get((subject, thing), [])

    def closures_of(self, subject: str, thing: str) -> list[Closure]:
        """The closures of one subject in one thing."""
        return self._closures_grouped.get((subject, thing), [])

    @property
    def _grouped(self) -> Mapping[tuple[str, str], list[Tenure]]:
        if "_tenure_groups" not in self.__dict__:
            groups: dict[tuple[str, str], list[Tenure]] = defaultdict(list)
            for tenure in self.tenures:
                groups[tenure.subject, tenure.thing].append(tenure)
            self._tenure_groups = groups
        return self._tenure_groups

    @property
    def _closures_grouped(self) -> Mapping[tuple[str, str], list[Closure]]:
        if "_closure_groups" not in self.__dict__:
            groups: dict[tuple[str, str], list[Closure]] = defaultdict(list)
            for closure in self.closures:
                groups[closure.subject, closure.thing].append(closure)
            self._closure_groups = groups
        return self._closure_groups

    def only(self, thing: str) -> "Tenures":
        """Those of one thing alone: quicker where many days of it are asked for."""
        return Tenures(
            self.subjects,
            [self.things[self.column_of[thing]]],
            [t for t in self.tenures if t.thing == thing],
            [c for c in self.closures if c.thing == thing],
        )

    def with_more(self, tenures: Sequence[Tenure]) -> "Tenures":
        """These tenures and some more, e.g. what a scenario supposes; the present ones stay as they are."""
        return Tenures(self.subjects, self.things, (*self.tenures, *tenures), self.closures)
