"""The file of a backup: a ZIP whose every byte counts, with a manifest that names each part and its digest.

    manifest.json       what this is: parts with size and SHA-256, the trail's head, the program's version, the time
    seal.json           HMAC of the manifest under a key derived from the installation's own, and which key that was
    database.sqlite3    the database
    files/...           everything else of the data folder that cannot be made anew
    secret/...          only when asked for: the secret key, passwords of invented accounts

The last 64 bytes, inside the ZIP's comment, are the SHA-256 of all bytes before them.
"""

import hashlib
import hmac
import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import IO, Any

from openregime.core.errors import OpenRegimeError

FORM = 1
"""Of the manifest; a reader that does not know it refuses."""
_MARK = b"openregime backup, sha256 of all before: "
_DIGITS = 64
_CHUNK = 1 << 20
_MOST_MANIFEST = 64 * 1024 * 1024


class BadBackup(OpenRegimeError, ValueError):
    """A file that is no backup, is damaged, or is not what was written. `reason` says what; nothing was changed."""

    code = "bad-backup"

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path}: {reason} Nothing was changed. Use another backup.")


@dataclass(frozen=True, slots=True)
class Part:
    """One file in a backup: its path there, its size in bytes, the SHA-256 of its content as 64 hex digits."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds.

    Attributes:
        made_at: ISO 8601, UTC. version: of the program.
        trail_entries, trail_last: number of entries and hash of the last. trail_fault: empty, or how it is broken.
        parts: every file, in the order of their paths.
    """

    made_at: str
    version: str
    trail_entries: int
    trail_last: str
    trail_fault: str
    parts: tuple[Part, ...]
    form: int = FORM


def write_archive(target: Path, manifest: Manifest, sources: Mapping[str, Path], key: str) -> str:
    """Write a backup beside its final name, then put it in place; readable by its owner only.

    Args:
        sources: path in the backup -> file to copy from, one for each part.
        key: the installation's secret key; it seals the manifest and is not written.
    Returns:
        SHA-256 of the file without its last 64 bytes, which are these digits.
    Raises:
        BadBackup: a file changed while it was copied. OSError: it cannot be written.
    """
    beside = target.with_name(f".{target.name}.new")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w+b") as out:
            _fill(out, manifest, sources, key, target)
            digest = _digest_of_all_before(out)
            out.seek(-_DIGITS, os.SEEK_END)
            out.write(digest.encode())
            out.flush()
            os.fsync(out.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return digest


def _fill(out: IO[bytes], manifest: Manifest, sources: Mapping[str, Path], key: str, target: Path) -> None:
    text = json.dumps(asdict(manifest), indent=1, ensure_ascii=False).encode()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr("manifest.json", text)
        archive.writestr("seal.json", json.dumps({"key": key_name(key), "hmac": _hmac(text, key)}))
        for part in manifest.parts:
            with sources[part.path].open("rb") as source, archive.open(part.path, "w", force_zip64=True) as copy:
                if _copied(source, copy, part.size) != part.sha256:
                    raise BadBackup(target, f"{part.path} changed while it was copied.")
        archive.comment = _MARK + b"0" * _DIGITS


def read_archive(path: Path, into: Path, key: str | None, noted: str = "") -> tuple[Manifest, bool | None]:
    """Check a backup from its first byte to its last and take its parts out into an empty folder.

    Args:
        key: the secret key of this installation, if there is one.
        noted: the digest that was printed when the backup was made; empty: not noted.
    Returns:
        The manifest; and whether this installation's key sealed it: None when another key did, or there is none here.
    Raises:
        BadBackup: whatever is wrong with it.
    """
    try:
        with path.open("rb") as file:
            _refuse_changed(file, path, noted)
            with zipfile.ZipFile(file) as archive:
                manifest, sealed = _manifest_of(archive, path, key)
                for part in manifest.parts:
                    _take_out(archive, part, into, path)
    except OSError as error:
        raise BadBackup(path, f"it cannot be read ({error.strerror or error}).") from error
    except (zipfile.BadZipFile, zipfile.LargeZipFile, KeyError, TypeError, ValueError, NotImplementedError) as error:
        if isinstance(error, BadBackup):
            raise
        raise BadBackup(path, "it is not put together like a backup.") from error
    return manifest, sealed


@lru_cache(maxsize=4)
def key_name(key: str) -> str:
    """Which secret key it is, without saying it: 16 hex digits, slow to work out so that it cannot be guessed."""
    return hashlib.pbkdf2_hmac("sha256", key.encode(), b"openregime backup key", 600_000).hex()[:16]


def digest_of(path: Path) -> str:
    """SHA-256 of a file's content, 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hmac(text: bytes, key: str) -> str:
    derived = hmac.new(key.encode(), b"openregime backup seal", "sha256").digest()
    return hmac.new(derived, text, "sha256").hexdigest()


def _digest_of_all_before(file: IO[bytes]) -> str:
    """SHA-256 of everything but the last 64 bytes."""
    file.seek(0, os.SEEK_END)
    left = file.tell() - _DIGITS
    file.seek(0)
    total = hashlib.sha256()
    while left > 0 and (some := file.read(min(_CHUNK, left))):
        total.update(some)
        left -= len(some)
    return total.hexdigest()


def _refuse_changed(file: IO[bytes], path: Path, noted: str) -> None:
    size = file.seek(0, os.SEEK_END)
    if size < len(_MARK) + _DIGITS:
        raise BadBackup(path, "it is no backup of OpenRegime, or was cut off.")
    file.seek(-(len(_MARK) + _DIGITS), os.SEEK_END)
    mark, digits = file.read(len(_MARK)), file.read(_DIGITS)
    if mark != _MARK:
        raise BadBackup(path, "it is no backup of OpenRegime, or was cut off.")
    if _digest_of_all_before(file) != digits.decode("ascii", "replace"):
        raise BadBackup(path, "it is damaged: its content is not what was written.")
    if noted and noted.strip().lower() != digits.decode():
        raise BadBackup(path, "it is another backup than the one whose digest you noted.")
    file.seek(0)


def _manifest_of(archive: zipfile.ZipFile, path: Path, key: str | None) -> tuple[Manifest, bool | None]:
    if archive.getinfo("manifest.json").file_size > _MOST_MANIFEST:
        raise BadBackup(path, "its manifest is larger than any backup writes.")
    text = archive.read("manifest.json")
    given: dict[str, Any] = json.loads(text)
    if given.get("form") != FORM:
        raise BadBackup(path, "it was written in a form that this program does not know; install a newer one.")
    manifest = Manifest(**{**given, "parts": tuple(Part(**part) for part in given["parts"])})
    names = ["manifest.json", "seal.json", *(part.path for part in manifest.parts)]
    if sorted(archive.namelist()) != sorted(names) or len(set(names)) != len(names):
        raise BadBackup(path, "it holds other files than its manifest names.")
    seal = json.loads(archive.read("seal.json"))
    if key is None or seal["key"] != key_name(key):
        return manifest, None
    if not hmac.compare_digest(str(seal["hmac"]), _hmac(text, key)):
        raise BadBackup(path, "it was changed and put together anew: the seal of this installation does not fit it.")
    return manifest, True


def _take_out(archive: zipfile.ZipFile, part: Part, into: Path, path: Path) -> None:
    place = PurePosixPath(part.path)
    known = place.parts[0] in ("files", "secret") or part.path == "database.sqlite3"
    if place.is_absolute() or ".." in place.parts or "\\" in part.path or "\0" in part.path or not known:
        raise BadBackup(path, f"{part.path!r} is no place inside a data folder.")
    copy = into.joinpath(*place.parts)
    copy.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out, archive.open(part.path) as source:
        if _copied(source, out, part.size) != part.sha256:
            raise BadBackup(path, f"{part.path} is not what the manifest says.")


def _copied(source: IO[bytes], copy: IO[bytes], size: int) -> str:
    """Copy and digest; never more than one byte beyond the size that was promised."""
    total, left = hashlib.sha256(), size + 1
    while left > 0 and (some := source.read(min(_CHUNK, left))):
        total.update(some)
        copy.write(some)
        left -= len(some)
    return total.hexdigest() if left == 1 else ""
