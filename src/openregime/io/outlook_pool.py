"""The pool of deposits that the forecaster is fitted on, from library/outlook."""

import datetime as dt
import hashlib
from functools import lru_cache
from pathlib import Path

import numpy as np

from openregime.core.readings.outlook.pool import NOT_SEEN, Pool
from openregime.io.shipped import LIBRARY
from openregime.io.tables import Row, day_in, number_in, read_table_file

FOLDER = LIBRARY / "outlook"
LAST_DAY = dt.date(2015, 3, 8)
"""The last day that counts: the collection was read on 14 March 2015, and entries come some days late."""


@lru_cache(maxsize=1)
def load_pool() -> Pool:
    """The shipped pool, read once per process."""
    return read_pool(FOLDER)


def read_pool(folder: Path) -> Pool:
    """Read a pool from the tables of a folder like library/outlook.

    Raises:
        UnreadableTable, BadCell: a table cannot be read exactly; names file, line and column.
    """
    treaties = read_table_file(folder / "treaties.csv", ("treaty", "opened", "title"))
    states = read_table_file(folder / "existed.csv", ("state", "since_year", "subregion", "basis"))
    deposits = read_table_file(folder / "deposits.csv", ("treaty", "state", "signed", "deposited", "kind"))
    row_of = {r.cells["treaty"]: j for j, r in enumerate(treaties)}
    column_of = {r.cells["state"]: i for i, r in enumerate(states)}
    regions = sorted({r.cells["subregion"] for r in states})
    days = np.full((len(treaties), len(states)), NOT_SEEN, dtype=np.int64)
    for r in deposits:
        cell = row_of[r.cells["treaty"]], column_of[r.cells["state"]]
        days[cell] = min(days[cell], day_in("deposits.csv", r, "deposited").toordinal())
    return Pool(
        treaties=tuple(row_of),
        opened=np.array([day_in("treaties.csv", r, "opened").toordinal() for r in treaties]),
        families=tuple(family(t) for t in row_of),
        states=tuple(column_of),
        existed=np.array([_since(r).toordinal() for r in states]),
        regions=np.array([regions.index(r.cells["subregion"]) for r in states]),
        deposits=days,
        end=LAST_DAY.toordinal(),
    )


def _since(row: Row) -> dt.date:
    return dt.date(number_in("existed.csv", row, "since_year"), 1, 1)


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
