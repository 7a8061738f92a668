"""Putting a backup in place: everything is checked before anything is changed, and what was there is kept."""

import datetime as dt
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from openregime.core.errors import OpenRegimeError
from openregime.web.installation.archive import BadBackup, Manifest, read_archive
from openregime.web.installation.backup import REPLACED, make_backup, what_is_kept
from openregime.web.installation.snapshot import UnsoundDatabase, migrations_in, refuse_unsound, trail_head
from openregime.web.site.folder import KEY_FILE, alone_with


class NotEmpty(OpenRegimeError):
    """Something is stored already where a backup should go."""

    code = "data-folder-not-empty"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(
            f"{folder} holds an installation. Restore into a new folder (set OPENREGIME_HOME), or add --replace: "
            "what is there is then backed up first."
        )


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What was restored.

    Attributes:
        is_sealed: whether this installation's key sealed the backup; None: another key did, or there was none here.
        key: "restored", "kept" (the one that was here), or "new" (one will be made at the next start).
        before: the backup of what was there, or the folder with its files where there was no database; else None.
    """

    manifest: Manifest
    is_sealed: bool | None
    key: str
    before: Path | None


def restore_backup(
    path: Path,
    *,
    folder: Path,
    database: Path,
    key: str | None,
    replace: bool,
    known_migrations: set[tuple[str, str]],
    now: dt.datetime,
    noted: str = "",
) -> RestoreReport:
    """Restore a backup file into a data folder on which no service runs.

    Args:
        key: the secret key of this installation, if it has one.
        replace: whether something may be there, which is then backed up first, with its key, into `replaced/`.
        known_migrations: of this program; a backup that has seen others comes from a newer one.
        noted: the digest that was printed when the backup was made.
    Raises:
        BadBackup, NotEmpty, FolderInUse, BackupNotWritten: nothing was changed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with alone_with(folder), tempfile.TemporaryDirectory(prefix=".restore-", dir=folder) as beside:
        new, old = Path(beside) / "new", Path(beside) / "old"
        new.mkdir()
        manifest, is_sealed = read_archive(path, new, key, noted)
        refuse_other_content(new / "database.sqlite3", manifest, path, known_migrations)
        there = what_is_kept(folder, database)
        if there and not replace:
            raise NotEmpty(folder)
        before = _backed_up(folder, database, key, now) if database.exists() else None
        if there and before is None:
            before = old = folder / REPLACED / _stamp(now)
        old.mkdir(parents=True)
        put_in_place([(new / "database.sqlite3", database), *moves_into(new, folder)], there, old)
    return RestoreReport(manifest, is_sealed, whose_key(folder, key, manifest), before)


def whose_key(folder: Path, key: str | None, manifest: Manifest) -> str:
    """What has become of the secret key: see `RestoreReport.key`."""
    if (folder / KEY_FILE).exists():
        return "restored" if any(part.path == f"secret/{KEY_FILE}" for part in manifest.parts) else "kept"
    return "kept" if key else "new"


def refuse_other_content(database: Path, manifest: Manifest, path: Path, known: set[tuple[str, str]]) -> None:
    """The database inside must be in order, carry the trail that the manifest names, and be none of the future."""
    try:
        refuse_unsound(database)
    except UnsoundDatabase as error:
        raise BadBackup(path, f"the database in it is not in order ({error.fault}).") from error
    found = trail_head(database)
    if (found.entries, found.last, found.fault) != (manifest.trail_entries, manifest.trail_last, manifest.trail_fault):
        raise BadBackup(path, "the trail in it is not the one that its manifest names.")
    if newer := migrations_in(database) - known:
        app, name = min(newer)
        raise BadBackup(
            path, f"it was made by a newer program ({manifest.version}; {app} {name}): install that one first."
        )


def _backed_up(folder: Path, database: Path, key: str | None, now: dt.datetime) -> Path:
    kept = folder / REPLACED
    kept.mkdir(mode=0o700, exist_ok=True)
    target = kept / f"{_stamp(now)}.openregime"
    make_backup(target, folder=folder, database=database, key=key or "", with_key=True, now=now)
    return target


def _stamp(now: dt.datetime) -> str:
    return f"before-{now.astimezone(dt.UTC):%Y%m%dT%H%M%S}Z"


def moves_into(new: Path, folder: Path) -> list[tuple[Path, Path]]:
    """From where to where: the top of every kept and secret file."""
    moves = []
    for kind in ("files", "secret"):
        if (new / kind).is_dir():
            moves += [(top, folder / top.name) for top in sorted((new / kind).iterdir())]
    return moves


def put_in_place(moves: list[tuple[Path, Path]], there: list[Path], old: Path) -> None:
    """Move what is there aside and the new in; when anything fails, everything goes back to where it was."""
    done: list[tuple[Path, Path]] = []
    try:
        for number, path in enumerate([*there, *(to for _from, to in moves if to.exists() and to not in there)]):
            aside = old / f"{number}-{path.name}"
            shutil.move(path, aside)
            done.append((aside, path))
        for start, to in moves:
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(start, to)
            done.append((to, start))
    except OSError as error:
        for now_at, was_at in reversed(done):
            shutil.move(now_at, was_at)
        raise BadBackup(old, f"it could not be put in place ({error.strerror or error}).") from error
