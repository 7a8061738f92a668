"""Looks at the processes that serve pages: how many, whether they share what they count, and what program they run."""

import datetime as dt
from collections.abc import Iterator

from django.db import connection

from openregime.web.installation.findings import ADVICE, UNSAFE, Finding, fine
from openregime.web.jobs.installation import WebProcesses, how_web_processes_are

MOST_ON_SQLITE = 4
"""More processes than these wait for each other: SQLite lets one write at a time."""
_OF_ONE_PROCESS = ("locmem.LocMemCache", "dummy.DummyCache")
_RESTART = "Stop the service and start it again, on every machine."


def process_findings(*, now: dt.datetime) -> Iterator[Finding]:
    """How many web processes run; several on SQLite, with a cache of their own, or with another program than this."""
    found = how_web_processes_are(now=now)
    if not found.alive:
        yield fine("web-processes", "No process serves pages at present.")
        return
    yield _number(found, is_sqlite=connection.vendor == "sqlite")
    yield _counts(found)
    yield _program(found)


def _number(found: WebProcesses, *, is_sqlite: bool) -> Finding:
    words = f"{found.alive} web processes run, on {found.hosts} machines."
    move = "move to PostgreSQL (docs/howto/back-up-and-restore.md)."
    if is_sqlite and found.hosts > 1:
        return Finding("web-processes", UNSAFE, f"{words} SQLite keeps the record and cannot lock between machines.",
                       f"Run the service on one machine, or {move}")  # fmt: skip
    if is_sqlite and found.alive > MOST_ON_SQLITE:
        return Finding("web-processes", ADVICE, f"{words} With SQLite, one writes and all others wait.",
                       f"Start it with --workers {MOST_ON_SQLITE} or fewer, or {move}")  # fmt: skip
    if is_sqlite and found.alive > 1:
        words += " They take turns at writing to SQLite, which is safe on one machine."
    return fine("web-processes", words)


def _counts(found: WebProcesses) -> Finding:
    own = sorted(name for name in found.caches if name.endswith(_OF_ONE_PROCESS))
    if own and found.alive > 1:
        return Finding("limits", UNSAFE, f"Each process counts attempts at signing in by itself ({own[0]}), so that "
                       f"{found.alive} processes let through {found.alive} times as many.",
                       "Keep the counts in the database, as the CACHES of the program's own settings do.")  # fmt: skip
    if len(found.caches) > 1:
        return Finding("limits", ADVICE, "Processes count attempts at signing in in different places.", _RESTART)
    return fine("limits", "Attempts at signing in are counted for all processes together.")


def _program(found: WebProcesses) -> Finding:
    if found.other_program:
        return Finding("running-program", ADVICE, f"{found.other_program} of {found.alive} web processes run another "
                       "program than the one that is installed.", _RESTART)  # fmt: skip
    if found.older_release:
        return Finding("running-program", ADVICE, f"{found.older_release} of {found.alive} web processes began before "
                       "the newest release of the library was loaded.", _RESTART)  # fmt: skip
    return fine("running-program", "Web processes run the program that is installed, with its library.")
