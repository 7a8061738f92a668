"""Making a backup of an installation while it runs."""

import datetime as dt
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from openregime import __version__
from openregime.core.errors import OpenRegimeError
from openregime.web.installation.archive import Manifest, Part, digest_of, write_archive
from openregime.web.installation.snapshot import TrailHead, refuse_unsound, take_snapshot, trail_head
from openregime.web.site.folder import DATABASE_FILE, KEY_FILE, RUNNING_LOCK, START_LOCK

LAST_BACKUP = "last-backup.json"
REPLACED = "replaced"
"""Folder in the data folder for what a restore took the place of."""
_MADE_ANEW = {"static", "static-files.digest", START_LOCK, RUNNING_LOCK, LAST_BACKUP, REPLACED}
_SECRET = {KEY_FILE, "demo-sign-in.txt", "oidc.toml"}


class NothingToBackUp(OpenRegimeError):
    """There is no database yet."""

    code = "nothing-to-back-up"

    def __init__(self, database: Path) -> None:
        super().__init__(f"There is no database at {database}. Start the service once, or set OPENREGIME_HOME.")


class BackupNotWritten(OpenRegimeError, OSError):
    """The file of a backup cannot be written."""

    code = "backup-not-written"

    def __init__(self, target: Path, reason: str) -> None:
        self.target = target
        super().__init__(f"{target} cannot be written ({reason}). Name a new file in a folder that you may write to.")

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What was backed up: the file, its size in bytes, the digest to note, the trail, how many other files."""

    target: Path
    size: int
    digest: str
    trail: TrailHead
    files: int
    has_key: bool


def make_backup(
    target: Path,
    *,
    folder: Path,
    database: Path,
    key: str,
    with_key: bool,
    now: dt.datetime,
    copy_of_server: Callable[[Path], None] | None = None,
) -> BackupReport:
    """Write a backup file. The service may run; what is written is the database of one moment.

    Args:
        target: a new file. folder: the data folder. database: the SQLite file.
        key: the secret key; seals the backup, and is inside only `with_key`.
        copy_of_server: writes the database on a server into a new SQLite file; None: the record is in `database`.
    Raises:
        NothingToBackUp, UnsoundDatabase, BackupNotWritten.
    """
    if copy_of_server is None and not database.exists():
        raise NothingToBackUp(database)
    if target.exists():
        raise BackupNotWritten(target, "there is a file of this name already")
    if folder in target.absolute().parents and REPLACED not in target.parts:
        raise BackupNotWritten(target, "a backup inside the data folder is lost with it")
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=folder) as beside:
            copy = Path(beside) / DATABASE_FILE
            if copy_of_server is None:
                take_snapshot(database, copy)
            else:
                copy_of_server(copy)
                refuse_unsound(copy)
            sources = {"database.sqlite3": copy, **_kept(folder, database, with_key=with_key)}
            trail = trail_head(copy)
            manifest = Manifest(
                made_at=now.astimezone(dt.UTC).isoformat(timespec="seconds"),
                version=__version__,
                trail_entries=trail.entries,
                trail_last=trail.last,
                trail_fault=trail.fault,
                parts=tuple(Part(name, path.stat().st_size, digest_of(path)) for name, path in sorted(sources.items())),
            )
            digest = write_archive(target, manifest, sources, key)
        if REPLACED not in target.parts:
            note = {"at": manifest.made_at, "sha256": digest}
            (folder / LAST_BACKUP).write_text(json.dumps(note), encoding="ascii")
    except OSError as error:
        raise BackupNotWritten(target, error.strerror or str(error)) from error
    files = sum(name.startswith("files/") for name in sources)
    return BackupReport(target, target.stat().st_size, digest, trail, files, f"secret/{KEY_FILE}" in sources)


def _kept(folder: Path, database: Path, *, with_key: bool) -> dict[str, Path]:
    """Path in the backup -> file, for everything in the data folder that cannot be made anew."""
    found = {}
    for path in _files_of(folder, database):
        name = path.relative_to(folder).as_posix()
        if not is_secret(name):
            found[f"files/{name}"] = path
        elif with_key:
            found[f"secret/{name}"] = path
    return found


def is_secret(name: str) -> bool:
    """Whether a file of the data folder goes into a backup only when asked for."""
    first = name.split("/")[0]
    return first in _SECRET or first == "keys" or first.endswith(("-key", ".key", ".pem"))


def _files_of(folder: Path, database: Path) -> Iterator[Path]:
    beside = {database, *(database.with_name(database.name + end) for end in ("-wal", "-shm", "-journal"))}
    for top in sorted(folder.iterdir()):
        if top.name in _MADE_ANEW or top.name.startswith("."):
            continue
        for path in sorted(top.rglob("*")) if top.is_dir() and not top.is_symlink() else [top]:
            if path.is_file() and not path.is_symlink() and path not in beside:
                yield path


def what_is_kept(folder: Path, database: Path) -> list[Path]:
    """Top of the data folder that a restore takes the place of: the database and every kept file, but no secret."""
    if not folder.is_dir():
        return []
    tops = {folder / path.relative_to(folder).parts[0] for path in _files_of(folder, database)}
    beside = [database, *(database.with_name(database.name + end) for end in ("-wal", "-shm", "-journal"))]
    return sorted(top for top in tops if not is_secret(top.name)) + [path for path in beside if path.exists()]
