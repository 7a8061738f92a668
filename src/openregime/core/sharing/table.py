"""The default table: information category x audience x situation -> level, with reasons, floors and review periods."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from openregime.core.errors import OpenRegimeError
from openregime.core.sharing.labels import IN_CONFIDENCE
from openregime.core.sharing.levels import Level


class UnsoundTable(OpenRegimeError, ValueError):
    """A table that no gate can stand on; `faults` lists everything that is wrong with it."""

    code = "unsound-sharing-table"

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"The sharing table does not hold together. {' '.join(self.faults[:5])}")


class UnknownCell(OpenRegimeError, LookupError):
    """A category, audience or situation that the table does not have."""

    code = "unknown-sharing-cell"

    def __init__(self, kind: str, given: str, known: Sequence[str]) -> None:
        self.kind, self.given, self.known = kind, given[:60], tuple(known)
        super().__init__(f"“{self.given}” is no {kind} of the sharing table. Known: {', '.join(self.known)}.")


@dataclass(frozen=True, slots=True)
class Category:
    """One information category.

    Attributes:
        review_months: months after which whatever is withheld of it is decided anew.
        opens_after_days, opens_to: it opens by itself to that level, so many days after what it tells of was completed;
            None where nothing opens by itself.
        people_to_loosen: number of people, each in a role of its own, that a ruling needs to open it further.
        longest_hold_hours: a ruling that closes it lapses after so many hours; None: no such limit.
    """

    id: str
    title: str
    kind: str
    definition: str
    examples: tuple[str, ...]
    reason: str
    review_months: int
    release: str
    opens_after_days: int | None
    opens_to: Level | None
    people_to_loosen: int
    longest_hold_hours: int | None
    note: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Audience:
    """One audience. `bound_to` (`state`, `mission` or empty) says what makes an asker count as it for an item.

    Whoever is not bound to the State or mission of the item counts as the audience `elsewhere`.
    """

    id: str
    title: str
    reason: str
    bound_to: str
    elsewhere: str


@dataclass(frozen=True, slots=True)
class SituationKind:
    """One situation: which role declares it, for how many days at most, and why it moves a level."""

    id: str
    title: str
    meaning: str
    declared_by: str
    longest_days: int
    narrower: str
    wider: str


@dataclass(frozen=True, slots=True)
class Floor:
    """A hard floor: no ruling goes beyond it, save one for an imminent threat to life.

    `audiences` empty means all. `is_until_completed`: it ends when what the item tells of is over and has opened.
    `is_givers`: the giver alone opens whatever carries this category.
    """

    category: str
    audiences: frozenset[str]
    at_most: Level | None
    at_least: Level | None
    is_until_completed: bool
    words: str
    is_givers: bool = False


@dataclass(frozen=True)
class PolicyTable:
    """The whole table.

    Attributes:
        levels: (category, audience) -> one level for each situation, in the order of `situations`.
        level_words: level -> (title, meaning, reason of a cell that has it).
    """

    version: str
    compiled_on: dt.date
    note: str
    categories: tuple[Category, ...]
    audiences: tuple[Audience, ...]
    situations: tuple[SituationKind, ...]
    levels: Mapping[tuple[str, str], tuple[Level, ...]]
    floors: tuple[Floor, ...]
    level_words: Mapping[Level, tuple[str, str, str]]
    class_words: Mapping[str, str]
    labels: Mapping[tuple[str, str], str]
    sources: Mapping[str, tuple[str, str, str, str]]

    def __post_init__(self) -> None:
        faults = list(_faults(self))
        if faults:
            raise UnsoundTable(faults)

    @cached_property
    def category_by_id(self) -> Mapping[str, Category]:
        """Id -> category."""
        return {c.id: c for c in self.categories}

    @cached_property
    def audience_by_id(self) -> Mapping[str, Audience]:
        """Id -> audience."""
        return {a.id: a for a in self.audiences}

    @cached_property
    def situation_by_id(self) -> Mapping[str, SituationKind]:
        """Id -> situation."""
        return {s.id: s for s in self.situations}

    @cached_property
    def situation_place(self) -> Mapping[str, int]:
        """Id of a situation -> its place in a row of levels."""
        return {s.id: n for n, s in enumerate(self.situations)}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Id of a category, audience, situation or level -> its title in English."""
        titles = {c.id: c.title for c in self.categories}
        titles.update({a.id: a.title for a in self.audiences})
        titles.update({s.id: s.title for s in self.situations})
        return titles | {level.slug: words[0] for level, words in self.level_words.items()}

    @cached_property
    def array(self) -> NDArray[np.int8]:
        """Every level: shape (categories, audiences, situations), values of Level."""
        rows = [[self.levels[c.id, a.id] for a in self.audiences] for c in self.categories]
        return np.array(rows, dtype=np.int8)

    @cached_property
    def always_open(self) -> frozenset[str]:
        """Categories that are never less than full for anybody: protective advice."""
        return frozenset(f.category for f in self.floors if f.at_least is Level.FULL and not f.audiences)

    @cached_property
    def floors_of(self) -> Mapping[str, tuple[Floor, ...]]:
        """Category id -> its hard floors."""
        return {c.id: tuple(f for f in self.floors if f.category == c.id) for c in self.categories}

    def level(self, category: str, audience: str, situation: str) -> Level:
        """The default level of one cell.

        Raises:
            UnknownCell: one of the three is not in the table.
        """
        for kind, given, known in (
            ("category", category, self.category_by_id),
            ("audience", audience, self.audience_by_id),
            ("situation", situation, self.situation_place),
        ):
            if given not in known:
                raise UnknownCell(kind, given, tuple(known))
        return self.levels[category, audience][self.situation_place[situation]]

    def move(self, category: str, audience: str, situation: str) -> str:
        """Why the situation moves a cell from its normal level; empty where it does not."""
        normal, here = self.level(category, audience, self.situations[0].id), self.level(category, audience, situation)
        kind = self.situation_by_id[situation]
        return kind.narrower if here < normal else kind.wider if here > normal else ""


def _faults(table: PolicyTable) -> list[str]:
    categories, audiences = [c.id for c in table.categories], [a.id for a in table.audiences]
    wanted = {(c, a) for c in categories for a in audiences}
    faults = []
    for name, ids in (
        ("category", categories),
        ("audience", audiences),
        ("situation", [s.id for s in table.situations]),
    ):
        if len(set(ids)) != len(ids) or not ids or "" in ids:
            faults.append(f"Each {name} needs an id of its own, and there must be one.")
    if missing := wanted - table.levels.keys():
        faults.append(f"No levels for {_few(missing)}.")
    if extra := table.levels.keys() - wanted:
        faults.append(f"Levels for what is not in the table: {_few(extra)}.")
    faults += [
        f"{key}: one level for each situation." for key, v in table.levels.items() if len(v) != len(table.situations)
    ]
    faults += [
        f"Floor of {f.category}: the giver's control belongs to {IN_CONFIDENCE}."
        for f in table.floors
        if f.is_givers and f.category != IN_CONFIDENCE
    ]
    faults += [f"Floor of {f.category}: no such category." for f in table.floors if f.category not in categories]
    for floor in table.floors:
        faults += [f"Floor of {floor.category}: no audience {a}." for a in floor.audiences - set(audiences)]
    for audience in table.audiences:
        if audience.bound_to and audience.elsewhere not in audiences:
            faults.append(f"Audience {audience.id}: whoever is elsewhere must count as an audience of the table.")
    return faults or _broken_floors(table)


def _broken_floors(table: PolicyTable) -> list[str]:
    faults = []
    for floor in table.floors:
        for audience in floor.audiences or {a.id for a in table.audiences}:
            for level in table.levels[floor.category, audience]:
                if floor.at_most is not None and level > floor.at_most:
                    faults.append(f"{floor.category} {audience}: the table opens it beyond its hard floor.")
                if floor.at_least is not None and level < floor.at_least:
                    faults.append(f"{floor.category} {audience}: the table closes it below its hard floor.")
    return faults


def _few(keys: set[tuple[str, str]]) -> str:
    return ", ".join(" ".join(key) for key in sorted(keys)[:5])
