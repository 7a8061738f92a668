"""The pool of deposits that the forecaster is fitted on, from library/outlook."""

import datetime as dt
import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path

import numpy as np

from openregime.core.facts import BadRecord, Problem
from openregime.core.readings.outlook.pool import NOT_SEEN, Pool
from openregime.io.shipped import LIBRARY
from openregime.io.tables import BadCell, Row, day_in, made_of, number_in, read_table_file

FOLDER = LIBRARY / "outlook"
TREATIES, STATES, DEPOSITS = "treaties.csv", "existed.csv", "deposits.csv"
KINDS = ("", "a", "A", "d")
READ_ON = dt.date(2015, 3, 14)
"""The day on which the collection was read: no deposit is later."""

LAST_DAY = dt.date(2015, 3, 8)
"""The last day that counts: the collection was read on 14 March 2015, and entries come some days late."""


@lru_cache(maxsize=1)
def load_pool() -> Pool:
    """The shipped pool, read once per process."""
    return read_pool(FOLDER)


def read_pool(folder: Path) -> Pool:
    """Read a pool from the tables of a folder like library/outlook, all or nothing.

    Raises:
        UnreadableTable: a table is missing or is no table.
        BadRecord: every row that names no treaty or State of the folder, stands twice, or has days out of order.
    """
    problems: list[Problem] = []
    treaties = read_table_file(folder / TREATIES, ("treaty", "opened", "title"))
    states = read_table_file(folder / STATES, ("state", "since_year", "subregion", "basis"))
    deposits = read_table_file(folder / DEPOSITS, ("treaty", "state", "signed", "deposited", "kind"))
    opened = dict(made_of(treaties, lambda r: (_id(TREATIES, r, "treaty"), _day(TREATIES, r, "opened")), problems))
    existed = dict(made_of(states, lambda r: (_id(STATES, r, "state"), (_since(r), _region(r))), problems))
    problems += [*_twice(TREATIES, treaties, "treaty"), *_twice(STATES, states, "state")]
    _refuse(problems)
    row_of, column_of = ({name: n for n, name in enumerate(names)} for names in (opened, existed))
    regions = sorted({region for _, region in existed.values()})
    days = np.full((len(opened), len(existed)), NOT_SEEN, dtype=np.int64)
    read = partial(_deposit, opened=opened, states=existed.keys())
    for treaty, state, day in made_of(deposits, read, problems):
        days[row_of[treaty], column_of[state]] = day
    problems += _twice(DEPOSITS, deposits, "treaty", "state")
    _refuse(problems)
    return Pool(
        treaties=tuple(row_of),
        opened=np.array(list(opened.values()), dtype=np.int64),
        families=tuple(family(t) for t in row_of),
        states=tuple(column_of),
        existed=np.array([since for since, _ in existed.values()], dtype=np.int64),
        regions=np.array([regions.index(region) for _, region in existed.values()], dtype=np.int64),
        deposits=days,
        end=LAST_DAY.toordinal(),
    )


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise BadRecord(sorted(problems, key=lambda p: (p.file, p.line)))


def _id(file: str, row: Row, column: str) -> str:
    if not row.cells[column]:
        raise BadCell(file, row, column, "is empty. Give the row an id.")
    return row.cells[column]


def _day(file: str, row: Row, column: str) -> int:
    return day_in(file, row, column).toordinal()


def _since(row: Row) -> int:
    year = number_in(STATES, row, "since_year")
    if not 1 <= year <= LAST_DAY.year:
        raise BadCell(STATES, row, "since_year", f"{year} is no year from 1 to {LAST_DAY.year}. Correct it.")
    return dt.date(year, 1, 1).toordinal()


def _region(row: Row) -> str:
    return _id(STATES, row, "subregion")


def _deposit(row: Row, opened: Mapping[str, int], states: Collection[str]) -> tuple[str, str, int]:
    """Treaty, State and day (ordinal) of a row."""
    treaty, state, signed = row.cells["treaty"], row.cells["state"], row.cells["signed"]
    for column, known, file in (("treaty", opened, TREATIES), ("state", states, STATES)):
        if row.cells[column] not in known:
            words = f"“{row.cells[column]}” is not in {file}. Mend the id, or add it there."
            raise BadCell(DEPOSITS, row, column, words)
    if row.cells["kind"] not in KINDS:
        words = f"“{row.cells['kind']}” is none of the known letters: {', '.join(filter(None, KINDS))}, or nothing."
        raise BadCell(DEPOSITS, row, "kind", words)
    day = _day(DEPOSITS, row, "deposited")
    if day < opened[treaty]:
        words = f"lies before {treaty} was opened, {dt.date.fromordinal(opened[treaty])}. Look both up again."
        raise BadCell(DEPOSITS, row, "deposited", words)
    if day > READ_ON.toordinal():
        words = f"lies after the day on which the collection was read, {READ_ON}. Correct it."
        raise BadCell(DEPOSITS, row, "deposited", words)
    if signed and _day(DEPOSITS, row, "signed") > day:
        raise BadCell(DEPOSITS, row, "signed", "lies after the deposit. Turn the two days round, or look them up.")
    return treaty, state, day


def _twice(file: str, rows: Sequence[Row], *columns: str) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = tuple(row.cells[column] for column in columns)
        if key in seen:
            words = f"{' '.join(key)} stands in line {seen[key]} as well. Keep one of them."
            yield Problem(file, row.line, columns[-1], words)
        seen.setdefault(key, row.line)


def pool_digest(folder: Path = FOLDER) -> str:
    """SHA-256 over the three tables of a pool, hex: what models were fitted on."""
    total = hashlib.sha256()
    for name in (TREATIES, STATES, DEPOSITS):
        total.update(name.encode() + b"\0" + (folder / name).read_bytes() + b"\0")
    return total.hexdigest()


def family(treaty: str) -> str:
    """The chapter and number that a convention shares with its protocols and amendments.

    >>> family("27-2-a")
    '27-2'
    """
    return "-".join(treaty.split("-")[:2])


def is_held_out(treaty: str) -> bool:
    """Whether a treaty belongs to the test half: by a hash of its family, so that no choice of ours decides.

    Nothing was chosen by looking at the held-out half (docs/decisions/0012).
    """
    return hashlib.sha256(family(treaty).encode()).digest()[0] % 2 == 1
