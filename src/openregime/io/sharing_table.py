"""Reads the gate's table from its folder: all or nothing, naming file, line and field of what is wrong."""

import datetime as dt
import tomllib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from openregime.core.facts import BadRecord, Problem
from openregime.core.sharing.levels import Level, UnknownLevel
from openregime.core.sharing.table import Audience, Category, Floor, PolicyTable, SituationKind
from openregime.io.shipped import LIBRARY
from openregime.io.tables import BadCell, Row, made_of, number_in, read_table_file

Made = TypeVar("Made")

SEPARATOR = ";"


@lru_cache(maxsize=1)
def load_sharing_table() -> PolicyTable:
    """The table that comes with the package. Errors as in `read_sharing_table`."""
    return read_sharing_table(LIBRARY / "sharing")


def read_sharing_table(folder: Path) -> PolicyTable:
    """Read a table from a folder.

    Args:
        folder: holds levels, categories, classes, openness, audiences, situations, floors, tlp, sources (CSV) and
            table.toml.
    Raises:
        UnreadableTable: a file is missing or is no table.
        BadRecord: rows that cannot be read; all of one file at once.
        UnsoundTable: what the files say does not hold together.
    """
    meta = tomllib.loads((folder / "table.toml").read_text(encoding="utf-8"))
    situations = _read(folder, "situations.csv", _situation)
    rows = _read(folder, "levels.csv", lambda row: _levels(row, tuple(s.id for s in situations)))
    return PolicyTable(
        version=meta["version"],
        compiled_on=_day(meta["compiled_on"]),
        note=meta["note"],
        categories=tuple(_read(folder, "categories.csv", _category)),
        audiences=tuple(_read(folder, "audiences.csv", _audience)),
        situations=tuple(situations),
        levels=dict(rows),
        floors=tuple(_read(folder, "floors.csv", _floor)),
        level_words=dict(_read(folder, "openness.csv", _level_words)),
        class_words=dict(_read(folder, "classes.csv", lambda r: (r.cells["id"], r.cells["title"]))),
        labels=dict(_read(folder, "tlp.csv", lambda r: ((r.cells["audience"], r.cells["level"]), r.cells["label"]))),
        sources=dict(_read(folder, "sources.csv", _source)),
    )


def _day(value: object) -> dt.date:
    assert isinstance(value, dt.date)
    return value


def _read(folder: Path, name: str, make: Callable[[Row], Made]) -> list[Made]:
    problems: list[Problem] = []
    made = made_of(read_table_file(folder / name), make, problems)
    if problems:
        raise BadRecord(problems)
    return made


def _words(row: Row, column: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in row.cells[column].split(SEPARATOR) if part.strip())


def _level(file: str, row: Row, column: str) -> Level:
    try:
        return Level.of(row.cells[column])
    except UnknownLevel as error:
        raise BadCell(file, row, column, str(error)) from None


def _number(file: str, row: Row, column: str) -> int | None:
    return number_in(file, row, column) if row.cells[column] else None


def _levels(row: Row, situations: tuple[str, ...]) -> tuple[tuple[str, str], tuple[Level, ...]]:
    found = tuple(_level("levels.csv", row, s) for s in situations)
    return (row.cells["category"], row.cells["audience"]), found


def _category(row: Row) -> Category:
    file, cells = "categories.csv", row.cells
    return Category(
        id=cells["id"],
        title=cells["title"],
        kind=cells["class"],
        definition=cells["definition"],
        examples=_words(row, "examples"),
        reason=cells["reason"],
        review_months=number_in(file, row, "review_months"),
        release=cells["release"],
        opens_after_days=_number(file, row, "opens_after_days"),
        opens_to=_level(file, row, "opens_to") if cells["opens_to"] else None,
        people_to_loosen=number_in(file, row, "people_to_loosen"),
        longest_hold_hours=_number(file, row, "longest_hold_hours"),
        note=cells["note"],
        sources=_words(row, "sources"),
    )


def _audience(row: Row) -> Audience:
    return Audience(*(row.cells[c] for c in ("id", "title", "reason", "bound_to", "elsewhere")))


def _situation(row: Row) -> SituationKind:
    cells = row.cells
    days = number_in("situations.csv", row, "longest_days")
    words = cells["narrower"], cells["wider"]
    return SituationKind(cells["id"], cells["title"], cells["meaning"], cells["declared_by"], days, *words)


def _floor(row: Row) -> Floor:
    file, cells = "floors.csv", row.cells
    givers = cells["at_most"] == "originator"
    return Floor(
        category=cells["category"],
        audiences=frozenset(_words(row, "audiences")),
        at_most=_level(file, row, "at_most") if cells["at_most"] and not givers else None,
        at_least=_level(file, row, "at_least") if cells["at_least"] else None,
        is_until_completed=cells["until"] == "completed",
        words=cells["words"],
        is_givers=givers,
    )


def _level_words(row: Row) -> tuple[Level, tuple[str, str, str]]:
    return _level("openness.csv", row, "id"), (row.cells["title"], row.cells["meaning"], row.cells["reason"])


def _source(row: Row) -> tuple[str, tuple[str, str, str, str]]:
    cells = row.cells
    return cells["id"], (cells["title"], cells["url"], cells["basis"], cells["how_far"])
