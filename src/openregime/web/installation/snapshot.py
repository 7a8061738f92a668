"""One moment of an SQLite database as a file of its own, taken while others write to it; and what its trail says.

Needs no web framework: a backup is made and read where the program itself may not start any more.
"""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from openregime.core.errors import OpenRegimeError
from openregime.core.trail import BrokenTrail, Entry, check_chain

FORGOTTEN = ("django_session", "usersessions_usersession", "openregime_limits", "jobs_worker", "jobs_webprocess")
"""Tables whose rows do not go into a backup: whoever had the first could act as somebody who is signed in; the last
says which workers live."""


class UnsoundDatabase(OpenRegimeError):
    """A database file that SQLite does not find in order. `fault` is what it says."""

    code = "unsound-database"

    def __init__(self, path: Path, fault: str) -> None:
        self.path, self.fault = path, fault
        super().__init__(f"The database {path} is not in order ({fault}). Restore a backup that was made before.")


@dataclass(frozen=True, slots=True)
class TrailHead:
    """Entries of a trail, the hash of the last, and how it is broken; `fault` is empty when it holds."""

    entries: int
    last: str
    fault: str


def take_snapshot(database: Path, copy: Path) -> None:
    """Copy a database as it is at one moment. Writers are not held up; sessions are left out.

    Raises:
        UnsoundDatabase: it cannot be read, or is not in order.
    """
    try:
        address = f"{database.absolute().as_uri()}?mode=ro"
        with (
            closing(sqlite3.connect(address, uri=True, timeout=60)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)  # in one step: under WAL all of it is of one moment
            _forget(target)
    except sqlite3.Error as error:
        raise UnsoundDatabase(database, str(error)) from error
    refuse_unsound(copy)


def _forget(copy: sqlite3.Connection) -> None:
    copy.execute("PRAGMA journal_mode=DELETE")
    copy.execute("PRAGMA secure_delete=ON")
    there = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in there & set(FORGOTTEN):
        copy.execute(f'DELETE FROM "{table}"')  # noqa: S608 - a name of ours
    copy.commit()
    copy.execute("VACUUM")


def refuse_unsound(path: Path) -> None:
    """Let SQLite look through a whole file.

    Raises:
        UnsoundDatabase: it is no database, a page is damaged, or a row refers to one that is not there.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as opened:
            said = [row[0] for row in opened.execute("PRAGMA integrity_check(3)")]
            dangling = opened.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as error:
        raise UnsoundDatabase(path, str(error)) from error
    if said != ["ok"]:
        raise UnsoundDatabase(path, "; ".join(map(str, said)))
    if dangling is not None:
        raise UnsoundDatabase(path, f"a row of {dangling[0]} refers to one of {dangling[2]} that is not there")


def trail_head(path: Path) -> TrailHead:
    """Go through the trail of a database file."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as opened:
        if not _has_table(opened, "trail_trailentry"):
            return TrailHead(0, "", "")
        counted = opened.execute("SELECT count(*), max(number) FROM trail_trailentry").fetchone()
        try:
            found = check_chain(_entries(opened))
        except BrokenTrail as error:
            return TrailHead(int(counted[0]), "", str(error))
    return TrailHead(found.entries, found.last, "")


def migrations_in(path: Path) -> set[tuple[str, str]]:
    """App and name of every migration that a database file has seen."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as opened:
        if not _has_table(opened, "django_migrations"):
            return set()
        return {(app, name) for app, name in opened.execute("SELECT app, name FROM django_migrations")}


def _has_table(opened: sqlite3.Connection, name: str) -> bool:
    found = opened.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,))
    return found.fetchone() is not None


def _entries(opened: sqlite3.Connection) -> Iterator[tuple[Entry, str]]:
    fields = tuple(Entry.__dataclass_fields__)
    columns = ", ".join(f'"{name}"' for name in fields)
    rows = opened.execute(f"SELECT {columns}, digest FROM trail_trailentry ORDER BY number")  # noqa: S608 - our names
    for *values, digest in rows:
        given = dict(zip(fields, values, strict=True))
        given["at"] = dt.datetime.fromisoformat(given["at"]).replace(tzinfo=dt.UTC)
        yield Entry(**given), digest
