"""Which database the record is kept in: SQLite in the data folder, or the one that DATABASE_URL names."""

from pathlib import Path
from typing import Any

import dj_database_url

from openregime.core.errors import OpenRegimeError

SECONDS_TO_WAIT = 20
"""So long a writer waits for another one before it fails (SQLite)."""
SECONDS_KEPT_OPEN = 600


class BadDatabaseUrl(OpenRegimeError, ValueError):
    """DATABASE_URL names no database to keep the record in. Its text may hold a password and is not repeated."""

    code = "bad-database-url"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"DATABASE_URL {reason} Write it as postgres://user@host/name or sqlite:////path/of/the/file, or unset it: "
            "the record is then kept in the data folder."
        )


def database_settings(url: str, file: Path) -> dict[str, Any]:
    """Settings of the one database, as Django takes them.

    Args:
        url: the value of DATABASE_URL; empty or blank: SQLite in `file`.
        file: where SQLite keeps the record when nothing else is asked for.
    Raises:
        BadDatabaseUrl: it cannot be read, is of a kind that is not known, or would forget everything.
    """
    found: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file)}
    if url.strip():
        try:
            found = dict(dj_database_url.parse(url.strip()))
        except ValueError as error:
            raise BadDatabaseUrl("cannot be read as the address of a database.") from error
    found["CONN_MAX_AGE"] = SECONDS_KEPT_OPEN
    if found["ENGINE"] == "django.db.backends.sqlite3":
        if ":memory:" in str(found["NAME"]) or "mode=memory" in url:
            raise BadDatabaseUrl("names a database in memory, of which every process would have its own.")
        # Readers never wait for the one writer, and a writer waits instead of failing. synchronous=FULL: a commit is on
        # the disk before anybody is told that it was taken; under WAL, NORMAL may lose the last ones when the power
        # goes (sqlite.org/pragma.html#pragma_synchronous). It costs one fsync for each write, and people write seldom.
        found["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": SECONDS_TO_WAIT,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        }
    return found
