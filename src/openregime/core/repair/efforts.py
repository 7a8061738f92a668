"""What putting a measure in place takes: effort, time, and what has to be there before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType

from openregime.core.errors import OpenRegimeError
from openregime.core.rules import Basis, Rules, UnknownRule

LEAST_LIMIT, GREATEST_LIMIT = 6.0, 10_000.0
"""Person-months that a State can give in one year, from half a person to a large ministry."""
LEAST_EFFORT, GREATEST_EFFORT = 0.5, 1_000.0
"""Person-months of one measure."""
MOST_YEARS = 10
"""Years that one measure may take by itself."""
LONGEST_PLAN_YEARS = 60
"""A plan that takes longer is no plan."""


class BadEfforts(OpenRegimeError, ValueError):
    """Efforts or prerequisites that no plan can be made with.

    `field` is what is wrong (`limit`, `effort` or `years`, empty for the rest); `measure` of which measure, if of one.
    """

    code = "bad-efforts"

    def __init__(self, message: str, *, field: str = "", measure: str = "") -> None:
        self.field, self.measure = field, measure
        super().__init__(message)


class PlanTooLong(OpenRegimeError, ValueError):
    """Under this yearly limit the plan takes longer than `LONGEST_PLAN_YEARS`."""

    code = "plan-too-long"

    def __init__(self, *, years: int, yearly_limit: float) -> None:
        self.years, self.yearly_limit = years, yearly_limit
        super().__init__(
            f"With {yearly_limit:g} person-months a year this plan takes {years} years, {LONGEST_PLAN_YEARS} is the "
            "most. Raise the yearly limit, or lower the efforts or their years."
        )


def check_limit(person_months: float) -> None:
    """Raise BadEfforts where a yearly limit is outside `LEAST_LIMIT` to `GREATEST_LIMIT`, or is no number."""
    if not LEAST_LIMIT <= person_months <= GREATEST_LIMIT:
        raise BadEfforts(
            f"The yearly limit must be a number from {LEAST_LIMIT:g} to {GREATEST_LIMIT:,g} person-months; "
            f"got {person_months:g}.",
            field="limit",
        )


@dataclass(frozen=True, slots=True)
class Effort:
    """What one measure takes from nothing to in place.

    Attributes:
        measure: measure id.
        person_months: work of the national authorities, `LEAST_EFFORT` to `GREATEST_EFFORT`; building work of
            operators is not in it.
        years: how long it takes, whole years, 1 to `MOST_YEARS`; the work is spread evenly over them.
        basis: on what the figure rests; the shipped ones are proposals.
        reason: why this much, in one sentence.
    """

    measure: str
    person_months: float
    years: int
    basis: Basis = Basis.PROPOSAL
    reason: str = ""

    def __post_init__(self) -> None:
        if not LEAST_EFFORT <= self.person_months <= GREATEST_EFFORT:
            raise BadEfforts(
                f"{self.measure}: the effort must be a number from {LEAST_EFFORT:g} to {GREATEST_EFFORT:,g} "
                f"person-months; got {self.person_months:g}.",
                field="effort",
                measure=self.measure,
            )
        if not (1 <= self.years <= MOST_YEARS and self.years == int(self.years)):
            raise BadEfforts(
                f"{self.measure}: the years must be a whole number from 1 to {MOST_YEARS}; got {self.years}.",
                field="years",
                measure=self.measure,
            )


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """`measure` can only begin in the year after `needs` is in place, for the reason given."""

    measure: str
    needs: str
    reason: str = ""


@dataclass(frozen=True)
class Efforts:
    """Effort of every measure, with prerequisites and the yearly limit. A value: change it with the `with_` methods.

    Attributes:
        rows: one Effort per measure.
        prerequisites: what has to be in place before what.
        yearly_limit: person-months that a State can give in one year, `LEAST_LIMIT` to `GREATEST_LIMIT`.
        partly_share: share of its effort that a measure partly in place still takes, 0 < share <= 1.
        note: where the figures come from, in words for users.
    """

    rows: tuple[Effort, ...]
    prerequisites: tuple[Prerequisite, ...] = ()
    yearly_limit: float = 60.0
    partly_share: float = 0.5
    note: str = ""

    def __post_init__(self) -> None:
        if len(self.of) != len(self.rows):
            raise BadEfforts("A measure has two efforts. Keep one row for each measure.")
        check_limit(self.yearly_limit)
        if not 0 < self.partly_share <= 1:
            raise BadEfforts(f"The share left when partly in place must be above 0 up to 1; got {self.partly_share}.")
        for link in self.prerequisites:
            if missing := {link.measure, link.needs} - self.of.keys():
                raise BadEfforts(
                    f"{link.measure} needs {link.needs}: no effort is given for {', '.join(sorted(missing))}."
                )
        try:
            tuple(TopologicalSorter(self.needs).static_order())
        except CycleError as error:
            raise BadEfforts(f"Prerequisites run in a circle: {' needs '.join(reversed(error.args[1]))}.") from error

    def __hash__(self) -> int:
        return self._content_hash

    @cached_property
    def _content_hash(self) -> int:
        return hash((self.rows, self.prerequisites, self.yearly_limit, self.partly_share))

    @cached_property
    def of(self) -> Mapping[str, Effort]:
        """Measure id -> Effort."""
        return MappingProxyType({row.measure: row for row in self.rows})

    @cached_property
    def needs(self) -> Mapping[str, frozenset[str]]:
        """Measure id -> measures that must be in place first; empty set when none."""
        found: dict[str, set[str]] = {row.measure: set() for row in self.rows}
        for link in self.prerequisites:
            found[link.measure].add(link.needs)
        return MappingProxyType({key: frozenset(value) for key, value in found.items()})

    def for_measure(self, measure: str) -> Effort:
        """The Effort of a measure. Raises UnknownRule."""
        if measure not in self.of:
            raise UnknownRule("effort for measure", measure, self.of)
        return self.of[measure]

    def with_effort(self, measure: str, *, person_months: float | None = None, years: int | None = None) -> "Efforts":
        """The same efforts with one measure changed; None keeps what stands. Raises UnknownRule, BadEfforts."""
        old = self.for_measure(measure)
        new = replace(
            old,
            person_months=old.person_months if person_months is None else person_months,
            years=old.years if years is None else years,
            reason="set by the user",
        )
        return replace(self, rows=tuple(new if row.measure == measure else row for row in self.rows))

    def with_yearly_limit(self, person_months: float) -> "Efforts":
        """The same efforts under another yearly limit, in person-months. Raises BadEfforts."""
        return replace(self, yearly_limit=person_months)


def efforts_by_theme(
    rules: Rules,
    themes: Mapping[str, Effort],
    exceptions: Iterable[Effort] = (),
    *,
    prerequisites: tuple[Prerequisite, ...] = (),
    yearly_limit: float = 60.0,
    partly_share: float = 0.5,
    note: str = "",
) -> Efforts:
    """Give every measure of the rules the effort of its theme, or its own where it has one.

    Args:
        rules: the measures and their themes.
        themes: theme -> Effort; its `measure` is not read.
        exceptions: efforts of single measures, which go before their theme's.
        prerequisites, yearly_limit, partly_share, note: as in Efforts.
    Raises:
        UnknownRule: an exception names a measure that does not exist.
        BadEfforts: a measure has neither, or the figures cannot be used.
    """
    own = {row.measure: row for row in exceptions}
    for measure in own:
        rules.measure(measure)
    without = [m.id for m in rules.measures if m.id not in own and m.theme not in themes]
    if without:
        raise BadEfforts(f"No effort is given for {', '.join(without)}, neither by measure nor by theme. Add one.")
    rows = tuple(own.get(m.id) or replace(themes[m.theme], measure=m.id) for m in rules.measures)
    return Efforts(rows, prerequisites, yearly_limit, partly_share, note)
