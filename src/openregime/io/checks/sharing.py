"""What is wrong with the table of who may see what."""

import re
from collections.abc import Iterator
from pathlib import Path

from openregime.core.sharing.levels import Level
from openregime.core.sharing.table import PolicyTable, UnsoundTable
from openregime.io.checks.faults import Fault, attempt, below, error
from openregime.io.sharing.table import COLUMNS, SEPARATOR, read_sharing_table
from openregime.io.tables import read_table_file

FOLDER = "sharing"


def check_sharing(folder: Path) -> list[Fault]:
    """Every fault of the table below a library: what its reader refuses, then ids that name nothing."""
    inside = folder / FOLDER
    if not inside.is_dir():
        words = "there is no such folder. A library holds the table of who may see what there. Put it back."
        return [error(FOLDER, 0, "", "unreadable-table", words)]
    found: list[Fault] = []
    table = attempt(found, "table.toml", lambda: _read(inside, found))
    if table is not None:
        found += _dangling(inside, table)
    return below(FOLDER, found)


def _read(inside: Path, found: list[Fault]) -> PolicyTable | None:
    try:
        return read_sharing_table(inside)
    except UnsoundTable as refusal:
        for words in dict.fromkeys(refusal.faults):
            file, line = _place_of(words, inside)
            found.append(error(file, line, COLUMNS[file][0], refusal.code, words))
        return None


def _place_of(words: str, inside: Path) -> tuple[str, int]:
    """File and line that a fault of the whole table is about; line 0 where the whole file is meant."""
    if named := re.match(r"Each (category|audience|situation) needs", words):
        return {"category": "categories.csv"}.get(named[1], f"{named[1]}s.csv"), 0
    for pattern, file, columns in _PLACES:
        if named := re.match(pattern, words):
            rows = read_table_file(inside / file)
            return file, next((r.line for r in rows if tuple(r.cells[c] for c in columns) == named.groups()), 0)
    return "levels.csv", 0


_PLACES = (
    (r"Floor of (\S+):", "floors.csv", ("category",)),
    (r"Audience (\S+):", "audiences.csv", ("id",)),
    (r"(?:Levels for what is not in the table: )?(\S+) (\S+?)[:.,]", "levels.csv", ("category", "audience")),
)
"""How a fault of the whole table begins, and the row that it is about."""


def _dangling(inside: Path, table: PolicyTable) -> Iterator[Fault]:
    """Classes, sources, audiences and levels that are named and are not there."""
    audiences, levels = set(table.audience_by_id), {level.slug for level in Level}
    for file, column, known, kind in (
        ("categories.csv", "class", set(table.class_words), "class"),
        ("categories.csv", "sources", set(table.sources), "source"),
        ("tlp.csv", "audience", audiences, "audience"),
        ("tlp.csv", "level", levels, "level"),
    ):
        for row in read_table_file(inside / file):
            for given in row.cells[column].split(SEPARATOR):
                if given.strip() and given.strip() not in known:
                    words = f"“{given.strip()}” is no {kind} of the table. Mend the id, or add it."
                    yield error(file, row.line, column, f"unknown-{kind}", words)
