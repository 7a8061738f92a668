"""The data folder: where the database, the secret key and the collected static files of this installation live."""

import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from openregime.core.errors import OpenRegimeError

KEY_FILE = "secret-key"
DATABASE_FILE = "openregime.sqlite3"
START_LOCK, RUNNING_LOCK = "start.lock", "running.lock"


class FolderInUse(OpenRegimeError):
    """A service runs on the data folder, which must not be exchanged under it."""

    code = "folder-in-use"

    def __init__(self, *, folder: Path) -> None:
        self.folder = folder
        super().__init__(f"A service is running on {folder}. Stop it, then start again.")


class FolderNotWritable(OpenRegimeError, OSError):
    """The data folder cannot be made or written to."""

    code = "folder-not-writable"

    def __init__(self, *, folder: Path, reason: str) -> None:
        self.folder, self.reason = folder, reason
        super().__init__(
            f"The data folder {folder} cannot be written to ({reason}). "
            "Set OPENREGIME_HOME to a folder that you may write to, then start again."
        )

    def __str__(self) -> str:
        return str(self.args[0])


def data_folder() -> Path:
    """Where this installation keeps its data: OPENREGIME_HOME, or the platform's folder for a user's data.

    Returns:
        An absolute path that need not exist yet; nothing is created.
    """
    if chosen := os.environ.get("OPENREGIME_HOME"):
        return Path(chosen).expanduser().absolute()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "OpenRegime"
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "OpenRegime"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "openregime"


def secret_key(folder: Path) -> str | None:
    """The key that `prepare_folder` wrote, or OPENREGIME_SECRET_KEY; None when there is neither."""
    if given := os.environ.get("OPENREGIME_SECRET_KEY"):
        return given
    try:
        return (folder / KEY_FILE).read_text(encoding="ascii").strip() or None
    except (FileNotFoundError, NotADirectoryError):
        return None


def prepare_folder(folder: Path) -> None:
    """Make the data folder and its secret key if they are missing; prove that the folder can be written to.

    A new folder can be entered by its owner only (mode 0700). The key is made once, readable by its owner only (0600).

    Raises:
        FolderNotWritable: the folder or a file in it cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        key = folder / KEY_FILE
        if not key.exists():
            _write_key(key)
    except OSError as error:
        raise FolderNotWritable(folder=folder, reason=error.strerror or str(error)) from error


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Wait until no other process is inside this block for the same folder; then be alone in it.

    Two services that start at once would otherwise migrate the same database at the same time.
    The lock goes with the process, however that ends; on Windows, which the server does not run on, it does nothing.
    """
    with (folder / START_LOCK).open("w") as lock:
        if os.name != "nt":
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def running_on(folder: Path) -> Iterator[None]:
    """Tell others that a service runs on this folder, until the block and every process forked in it has ended.

    Raises:
        FolderInUse: the folder is being exchanged by a restore.
    """
    with (folder / RUNNING_LOCK).open("w") as lock:
        _lock_at_once(lock, folder, is_shared=True)
        yield


@contextmanager
def alone_with(folder: Path) -> Iterator[None]:
    """Be alone with a folder on which no service runs, and keep services from starting.

    Raises:
        FolderInUse: a service runs on it.
    """
    with one_at_a_time(folder), (folder / RUNNING_LOCK).open("w") as lock:
        _lock_at_once(lock, folder, is_shared=False)
        yield


def _lock_at_once(lock: IO[str], folder: Path, *, is_shared: bool) -> None:
    if os.name == "nt":
        return
    import fcntl

    try:
        fcntl.flock(lock, (fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise FolderInUse(folder=folder) from error


def _write_key(key: Path) -> None:
    """Write a new key beside its final name, then link it into place: a reader sees the whole key or none."""
    handle, made = tempfile.mkstemp(dir=key.parent, prefix=".key-")  # mkstemp gives mode 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(secrets.token_urlsafe(48))
        if not key.exists():
            Path(made).replace(key)
    finally:
        Path(made).unlink(missing_ok=True)
