"""Restoring a backup into a database on a server: into an empty one, all of it or nothing."""

import datetime as dt
import tempfile
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError, connection

from openregime.core.errors import OpenRegimeError
from openregime.core.trail import BrokenTrail
from openregime.web.installation.archive import BadBackup, Manifest, read_archive
from openregime.web.installation.backup import what_is_kept
from openregime.web.installation.reaching import require_answer
from openregime.web.installation.restore import (
    NotEmpty,
    RestoreReport,
    moves_into,
    put_in_place,
    refuse_other_content,
    whose_key,
)
from openregime.web.installation.rows import fill_server
from openregime.web.site.folder import DATABASE_FILE, alone_with


class DatabaseNotEmpty(OpenRegimeError):
    """There is something already in the database on the server where a backup should go."""

    code = "database-not-empty"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The database {name} that DATABASE_URL names is not empty. Make a new one (createdb) and name that: what "
            "is there is left as it is, also with --replace."
        )


def restore_on_server(
    path: Path, *, folder: Path, key: str | None, known_migrations: set[tuple[str, str]], now: dt.datetime, noted: str
) -> RestoreReport:
    """Restore a backup file into the empty database that DATABASE_URL names and into a new data folder.

    Args: as `restore.restore_backup`.
    Raises:
        DatabaseUnreachable, DatabaseNotEmpty, NotEmpty, BadBackup, FolderInUse: nothing was changed.
    """
    require_answer()
    folder.mkdir(parents=True, exist_ok=True)
    name = str(connection.settings_dict["NAME"])
    with alone_with(folder), tempfile.TemporaryDirectory(prefix=".restore-", dir=folder) as beside:
        new, old = Path(beside) / "new", Path(beside) / "old"
        new.mkdir()
        old.mkdir()
        manifest, is_sealed = read_archive(path, new, key, noted)
        refuse_other_content(new / "database.sqlite3", manifest, path, known_migrations)
        if what_is_kept(folder, folder / DATABASE_FILE):
            raise NotEmpty(folder)
        if connection.introspection.table_names(include_views=True):
            raise DatabaseNotEmpty(name)
        _fill(new / "database.sqlite3", manifest, path)
        (new / "database.sqlite3").unlink()
        try:
            put_in_place(moves_into(new, folder), [], old)
        except BadBackup:
            _empty()
            raise
    return RestoreReport(manifest, is_sealed, whose_key(folder, key, manifest), None)


def _fill(database: Path, manifest: Manifest, path: Path) -> None:
    """Make the tables, put the rows in and go through the trail there; or leave the database as empty as it was."""
    from openregime.web.trail.queries import check

    try:
        call_command("migrate", interactive=False, verbosity=0)
        fill_server(database)
        entries, last = manifest.trail_entries, manifest.trail_last
        if not manifest.trail_fault:
            found = check()
            if entries and (found.entries, found.last) != (entries, last):
                raise BadBackup(path, "the trail that arrived on the server is not the one that its manifest names.")
    except (DatabaseError, BrokenTrail, ValueError) as error:
        _empty()
        if isinstance(error, BadBackup):
            raise
        words = " ".join(str(error).split())[:300]
        raise BadBackup(path, f"the server did not take its rows ({words}).") from error
    except BaseException:
        _empty()
        raise


def _empty() -> None:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)} CASCADE")
