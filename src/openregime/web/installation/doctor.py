"""Everything that is unsafe or missing in this installation, each with what to do."""

import datetime as dt
import os
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from openregime.core.errors import OpenRegimeError
from openregime.web.installation.examine_settings import (
    backup_findings,
    folder_findings,
    is_reached_by_others,
    settings_findings,
)
from openregime.web.installation.findings import ADVICE, FINE, UNSAFE, Finding
from openregime.web.site.folder import data_folder
from openregime.web.site.outside import public_address

_TITLES = {UNSAFE: "UNSAFE", ADVICE: "advice", FINE: "fine"}


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found, and the words to print."""

    findings: tuple[Finding, ...]

    @property
    def is_unsafe(self) -> bool:
        """Whether anything has to be mended before others use the service."""
        return any(finding.kind == UNSAFE for finding in self.findings)

    @property
    def words(self) -> str:
        """One line for each finding, what is unsafe first; below it what to do."""
        order = list(_TITLES)
        lines = []
        for finding in sorted(self.findings, key=lambda f: order.index(f.kind)):
            lines.append(f"{_TITLES[finding.kind].ljust(7)} {finding.what}: {finding.words}")
            if finding.todo:
                lines.append(f"        -> {finding.todo}")
        counts = {kind: sum(f.kind == kind for f in self.findings) for kind in order}
        lines.append(f"{counts[UNSAFE]} unsafe, {counts[ADVICE]} to think about, {counts[FINE]} fine.")
        return "\n".join([*lines, ""])


def examined() -> Examination:
    """Look at this installation, changing nothing in it.

    Raises:
        BadDatabaseUrl, BadAddress: the settings cannot be read at all.
    """
    return Examination(tuple(_findings(dt.datetime.now(dt.UTC))))


def _findings(now: dt.datetime) -> Iterator[Finding]:
    folder, address = data_folder(), public_address(os.environ.get("OPENREGIME_ADDRESS", ""))
    yield from settings_findings(os.environ, address)
    yield from folder_findings(folder, os.environ)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openregime.web.site.settings")
    import django

    django.setup()
    holds_real = yield from _of_database(now, is_reached=is_reached_by_others(os.environ, address))
    yield from backup_findings(folder, holds_real=holds_real, now=now)


def _of_database(now: dt.datetime, *, is_reached: bool) -> Generator[Finding, None, bool]:
    """Findings of the database; returns whether it holds real organisations."""
    from django.db import DatabaseError, connection

    from openregime.web.installation import examine_database, examine_jobs, examine_processes

    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not Path(name).exists():
        yield Finding("database", ADVICE, f"There is no database at {name} yet.", "Start the service once.")
        return False
    try:
        if missing := examine_database.unapplied():
            yield Finding("migrations", ADVICE, f"The database is older than the program ({len(missing)} steps).",
                          "Make a backup, then start the service: it brings the database up to date.")  # fmt: skip
            return False
        yield from examine_database.database_findings(is_reached_by_others=is_reached)
        yield from examine_database.people_findings(now=now)
        yield from examine_jobs.job_findings(now=now)
        yield from examine_processes.process_findings(now=now)
        return examine_database.holds_real_organisations()
    except (DatabaseError, OpenRegimeError) as error:
        yield Finding("database", UNSAFE, f"The database cannot be read ({' '.join(str(error).split())}).",
                      "Restore the last backup, or mend DATABASE_URL.")  # fmt: skip
        return False
