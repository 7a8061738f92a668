"""What the command line says of backups: the words to print."""

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

from openregime.web.installation.archive import BadBackup
from openregime.web.installation.backup import make_backup
from openregime.web.installation.restore import RestoreReport, restore_backup
from openregime.web.site.database import database_settings
from openregime.web.site.folder import DATABASE_FILE, data_folder, prepare_folder, secret_key


def backed_up(file: str, *, with_key: bool) -> str:
    """Make a backup of this installation, which may run meanwhile.

    Raises:
        NothingToBackUp, UnsoundDatabase, BackupNotWritten, FolderNotWritable; DatabaseUnreachable, NotReady.
    """
    folder, database = data_folder(), sqlite_file()
    prepare_folder(folder)
    made = make_backup(
        Path(file).expanduser(), folder=folder, database=database or folder / DATABASE_FILE,
        key=secret_key(folder) or "", with_key=with_key, now=dt.datetime.now(dt.UTC),
        copy_of_server=_copy_of_server() if database is None else None,
    )  # fmt: skip
    key = (
        "The secret key is inside: keep this file as you keep the key."
        if made.has_key
        else "The secret key is not inside. Keep it apart: without it second factors have to be set up anew."
    )
    trail = (
        f"The trail in it holds: {made.trail.entries} entries."
        if not made.trail.fault
        else f"Beware: {made.trail.fault}"
    )
    return (
        f"{made.target}: {made.size / 1e6:.1f} MB, the database and {made.files} other files. Only you can read it; "
        f"it holds what is not public.\n{trail}\n{key}\nNote this elsewhere: {made.digest}\n"
    )


def restored(file: str, *, replace: bool, noted: str) -> str:
    """Restore a backup into the data folder.

    Raises:
        BadBackup, NotEmpty, FolderInUse, BackupNotWritten, FolderNotWritable, DatabaseNotEmpty.
    """
    folder, database, path = data_folder(), sqlite_file(), Path(file).expanduser()
    if not path.is_file():
        raise BadBackup(path, "there is no such file.")
    known, now = _known_migrations(), dt.datetime.now(dt.UTC)
    if database is None:
        from openregime.web.installation.server import restore_on_server

        done = restore_on_server(
            path, folder=folder, key=secret_key(folder), known_migrations=known, now=now, noted=noted
        )
    else:
        done = restore_backup(
            path, folder=folder, database=database, key=secret_key(folder), replace=replace, noted=noted,
            known_migrations=known, now=now,
        )  # fmt: skip
    return _words_of(done, folder)


def _words_of(done: RestoreReport, folder: Path) -> str:
    manifest = done.manifest
    lines = [f"The state of {manifest.made_at} is in {folder}: {len(manifest.parts)} files, each as it was written."]
    if manifest.trail_fault:
        lines.append(f"Beware: its trail was broken when the backup was made. {manifest.trail_fault}")
    else:
        lines.append(f"Its trail holds: {manifest.trail_entries} entries.")
    if done.is_sealed is None and done.key != "new":
        lines.append(
            "It was sealed by another secret key than the one here. Compare its digest with the one that was noted."
        )
    lines.append(_KEY[done.key])
    if done.before is not None:
        lines.append(f"What was there before is kept in {done.before}; remove it when you no longer need it.")
    lines.append("Everybody has to sign in again. Start the service: it brings the database up to date.")
    return "\n".join([*lines, ""])


_KEY = {
    "restored": "The secret key came with it.",
    "kept": "The secret key of this folder was kept.",
    "new": "There is no secret key here, so nothing says who sealed the backup: compare its digest with the one that "
    "was noted, and put the old key in place as `secret-key` before the start, or a new one is made "
    "and second factors have to be set up anew.",
}


def sqlite_file() -> Path | None:
    """The file in which SQLite keeps the record; None: a server keeps it.

    Raises:
        BadDatabaseUrl.
    """
    chosen = database_settings(os.environ.get("DATABASE_URL", ""), data_folder() / DATABASE_FILE)
    return Path(str(chosen["NAME"])).absolute() if chosen["ENGINE"] == "django.db.backends.sqlite3" else None


def _copy_of_server() -> Callable[[Path], None]:
    """What copies the database on the server, once it is known to be that of this program."""
    _set_up()
    from openregime.web.installation.reaching import require_ready
    from openregime.web.installation.rows import copy_of_server

    require_ready()
    return copy_of_server


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openregime.web.site.settings")
    import django

    django.setup()


def _known_migrations() -> set[tuple[str, str]]:
    _set_up()
    from django.db.migrations.loader import MigrationLoader

    return {(str(app), str(name)) for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
