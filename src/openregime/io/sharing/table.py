"""Reads the gate's table from its folder: all or nothing, naming file, line and field of what is wrong."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from openregime.core.facts import BadRecord, Problem
from openregime.core.sharing.levels import Level, UnknownLevel
from openregime.core.sharing.table import Audience, Category, Floor, PolicyTable, SituationKind
from openregime.io.shipped import LIBRARY
from openregime.io.tables import BadCell, Row, made_of, number_in, read_table_file
from openregime.io.toml_files import Key, read_toml_file

Made = TypeVar("Made")

Value = TypeVar("Value")

SEPARATOR = ";"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "categories.csv": (
        "id", "title", "class", "definition", "examples", "reason", "review_months", "release", "opens_after_days",
        "opens_to", "people_to_loosen", "longest_hold_hours", "note", "sources",
    ),
    "audiences.csv": ("id", "title", "reason", "bound_to", "elsewhere"),
    "situations.csv": ("id", "title", "meaning", "declared_by", "longest_days", "narrower", "wider"),
    "levels.csv": ("category", "audience"),
    "floors.csv": ("category", "audiences", "at_most", "at_least", "until", "words"),
    "openness.csv": ("id", "title", "meaning", "reason"),
    "classes.csv": ("id", "title"),
    "tlp.csv": ("audience", "level", "label"),
    "sources.csv": ("id", "title", "url", "basis", "how_far"),
}  # fmt: skip
"""Columns that each file must have; levels.csv has one more for each situation."""


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
    meta = _meta(folder)
    situations = _read(folder, "situations.csv", _situation)
    ids = tuple(s.id for s in situations)
    return PolicyTable(
        version=meta["version"],
        compiled_on=meta["compiled_on"],
        note=meta["note"],
        categories=tuple(_read(folder, "categories.csv", _category)),
        audiences=tuple(_read(folder, "audiences.csv", _audience)),
        situations=tuple(situations),
        levels=_keyed(folder, "levels.csv", lambda row: _levels(row, ids), ids),
        floors=tuple(_read(folder, "floors.csv", _floor)),
        level_words=_all_levels(_keyed(folder, "openness.csv", _level_words)),
        class_words=_keyed(folder, "classes.csv", lambda r: (r.cells["id"], r.cells["title"])),
        labels=_keyed(folder, "tlp.csv", lambda r: ((r.cells["audience"], r.cells["level"]), r.cells["label"])),
        sources=_keyed(folder, "sources.csv", _source),
    )


def _meta(folder: Path) -> dict[str, Any]:
    problems: list[Problem] = []
    keys = {"version": Key(), "compiled_on": Key("day"), "basis": Key(), "note": Key()}
    found = read_toml_file(folder / "table.toml").read(keys, problems)
    if problems:
        raise BadRecord(problems)
    return found


def _read(folder: Path, name: str, make: Callable[[Row], Made], more: tuple[str, ...] = ()) -> list[Made]:
    problems: list[Problem] = []
    made = made_of(read_table_file(folder / name, (*COLUMNS[name], *more)), make, problems)
    if problems:
        raise BadRecord(problems)
    return made


def _keyed(
    folder: Path, name: str, make: Callable[[Row], tuple[Made, Value]], more: tuple[str, ...] = ()
) -> dict[Made, Value]:
    """Key -> value of a table. A key that stands twice is refused: the later row must not win in silence."""
    seen: dict[Made, int] = {}

    def once(row: Row) -> tuple[Made, Value]:
        key, value = make(row)
        if key in seen:
            words = f"the same as line {seen[key]} stands here again. Keep one of the two."
            raise BadCell(name, row, COLUMNS[name][0], words)
        seen[key] = row.line
        return key, value

    return dict(_read(folder, name, once, more))


def _all_levels(words: dict[Level, Value]) -> dict[Level, Value]:
    if missing := [level.slug for level in Level if level not in words]:
        message = f"no row for {', '.join(missing)}. Every level needs its words."
        raise BadRecord([Problem("openness.csv", 1, "id", message)])
    return words


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
