"""The folder of an export: what may be written there, what stands there already, and how the new takes its place.

An export lists its own files in MARK. A folder that holds anything else, or a file that was changed since, is refused
by name; nothing that somebody added is ever deleted.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from openregime.core.errors import OpenRegimeError

MARK = ".openregime-site"
"""File of an export that lists all others, each with the SHA-256 of its bytes; JSON."""
NAMED = 5
"""So many strange files are named in a refusal; the others are counted."""


class UnusableFolder(OpenRegimeError, OSError):
    """A folder that cannot take the site. `reason` says why and what to do next."""

    code = "unusable-folder"

    def __init__(self, folder: Path | str, reason: str) -> None:
        self.folder, self.reason = str(folder), reason
        super().__init__(f"{folder}: {reason}")

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class Standing:
    """An export that stands in the folder: the days it was read for, and how many files it wrote."""

    as_of: str
    as_known: str
    files: int


def usable_folder(given: str) -> Path:
    """The folder meant, by its real and whole path, if a site may be written there.

    Raises:
        UnusableFolder: no name, a file, or a folder that holds something that no export wrote.
    """
    if not given.strip() or "\0" in given:
        raise UnusableFolder(given.replace("\0", "?"), "this is no name of a folder.")
    try:
        folder = Path(given).resolve()
        standing_export(folder)
    except UnusableFolder:
        raise
    except (OSError, RuntimeError) as error:
        words = getattr(error, "strerror", None) or "its links lead round in a circle"
        raise UnusableFolder(given, f"it cannot be looked at ({words}). Name another folder.") from error
    return folder


def standing_export(folder: Path) -> Standing | None:
    """The export that stands in a folder; None when the folder is empty or does not exist.

    Raises:
        UnusableFolder: it is a file, or holds something that no export wrote, which is named.
    """
    if not folder.exists():
        return None
    if not folder.is_dir():
        raise UnusableFolder(folder, "this is a file. Name a folder.")
    top = sorted(entry.name for entry in folder.iterdir())
    if not top:
        return None
    if MARK not in top:
        raise UnusableFolder(
            folder, f"it holds something that no export wrote: {_named(top)}. Name a new or empty folder."
        )
    try:
        says = json.loads((folder / MARK).read_text(encoding="utf-8"))
        files = dict(says["files"])
        standing = Standing(str(says["as_of"]), str(says["as_known"]), len(files))
    except (ValueError, KeyError, TypeError) as error:
        reason = f"its {MARK} does not say which files an export wrote. Name a new folder, or empty this one yourself."
        raise UnusableFolder(folder, reason) from error
    strange = [name for name in sorted(_held(folder)) if name != MARK and files.get(name) != _digest_in(folder, name)]
    if strange:
        reason = f"it holds something that no export wrote, or not so: {_named(strange)}. Move it away first."
        raise UnusableFolder(folder, reason)
    return standing


def _held(folder: Path) -> Iterator[str]:
    """Files below a folder, and empty folders with a slash at their end; links are not followed."""
    for place, folders, files in os.walk(folder, onerror=_raise):
        below = Path(place).relative_to(folder)
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        yield from ((below / name).as_posix() for name in (*files, *links))
        if not folders and not files and place != str(folder):
            yield f"{below.as_posix()}/"


def _raise(error: OSError) -> None:
    raise error


def _digest_in(folder: Path, name: str) -> str:
    file = folder / name
    return sha256(file.read_bytes()).hexdigest() if file.is_file() and not file.is_symlink() else ""


def _named(names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def mark(building: Path, *, as_of: str, as_known: str, language: str, version: str) -> int:
    """Write the mark of an export that is complete; returns the number of its files, the mark not counted."""
    files = {name: _digest_in(building, name) for name in sorted(_held(building))}
    says = {"written_by": f"OpenRegime {version}", "as_of": as_of, "as_known": as_known, "language": language}
    text = json.dumps({**says, "files": files}, ensure_ascii=False, indent=1)
    (building / MARK).write_text(text + "\n", encoding="utf-8")
    return len(files)


@contextmanager
def building_place(folder: Path) -> Iterator[Path]:
    """A new folder beside the one that is meant, on the same disk, which goes whatever happens.

    Raises:
        UnusableFolder: nothing can be written there.
    """
    missing = [p for p in folder.parents if not p.exists()]
    box = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        box = Path(tempfile.mkdtemp(prefix=".openregime-", dir=folder.parent))
        building = box / "site"
        building.mkdir()
        yield building
    except OSError as error:
        if isinstance(error, OpenRegimeError):
            raise
        raise UnusableFolder(
            folder, f"it cannot be written ({error.strerror or error}). Name another folder."
        ) from error
    finally:
        if box is not None:
            shutil.rmtree(box, ignore_errors=True)
        for made in missing:
            with suppress(OSError):  # not empty: the site stands in it
                made.rmdir()


def put_in_place(building: Path, folder: Path) -> None:
    """Put what was built where it is meant to stand; on a failure what stood there before stands there again.

    The folder itself stays the same one, so that a link to it, or a terminal that stands in it, keeps its place.

    Raises:
        UnusableFolder: something strange came into the folder meanwhile.
    """
    standing_export(folder)
    if not folder.exists():
        building.rename(folder)
        return
    before = building.with_name("before")
    before.mkdir()
    moved: list[tuple[Path, Path]] = []
    try:
        for source, target in ((folder, before), (building, folder)):
            for entry in sorted(source.iterdir()):
                shutil.move(entry, target / entry.name)
                moved.append((entry, target / entry.name))
    except BaseException:
        for was, now in reversed(moved):
            shutil.move(now, was)
        raise
