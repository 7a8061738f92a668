"""A web process says that it lives: a row of its own, at the start and once a minute, written beside the requests.

So `openregime doctor` knows how many run, on how many machines, and whether one of them runs an older program.
"""

import datetime as dt
import hashlib
import os
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections
from django.utils import timezone

from openregime import __version__
from openregime.web.jobs.models import WebProcess
from openregime.web.record.queries import UnknownRelease, newest_release

SECONDS_BETWEEN_SIGNS = 60.0
SECONDS_UNTIL_GONE = 150.0
"""A web process that has not said for so long that it lives is gone; its row goes when another one starts."""
ON_TRIAL = "openregime.on_trial"
"""Name in the environment of a request that is made before the processes are forked: it starts nothing."""
_PROGRAM = Path(__file__).resolve().parents[2]
_ENDINGS = {".py", ".html", ".mo", ".css", ".js", ".csv", ".yaml", ".toml", ".json", ".sql"}

_mine: dict[int, threading.Event] = {}
"""Process id -> what ends its signs; a forked process finds none of its own."""


@lru_cache(maxsize=1)
def program() -> str:
    """Version of the program, and a digest of its files as they are on disk; once in a process, so that it stays what
    the process runs when the files are exchanged below it.
    """
    digest = hashlib.sha256()
    for path in sorted(_PROGRAM.rglob("*")):
        if path.suffix in _ENDINGS and "__pycache__" not in path.parts:
            digest.update(path.relative_to(_PROGRAM).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return f"{__version__}+{digest.hexdigest()[:12]}"


def begin_signs() -> None:
    """Begin to say that this process serves pages, in a thread of its own; again in the same process: nothing."""
    if os.getpid() in _mine:
        return
    _mine.clear()
    ended = _mine[os.getpid()] = threading.Event()
    name = f"{socket.gethostname()[:30]}-{os.getpid()}-{os.urandom(4).hex()}"
    threading.Thread(target=_say, args=(name, ended), name="signs of life", daemon=True).start()


def end_signs() -> None:
    """This process serves no more pages: its row goes, or expires where the database does not answer."""
    ended = _mine.pop(os.getpid(), None)
    if ended is None:
        return
    ended.set()
    for thread in threading.enumerate():
        if thread.name == "signs of life":
            thread.join(timeout=3)


def with_signs(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """The same WSGI application, which begins the signs of its process with the first request, whatever serves it."""
    program()  # now, while what is on disk is what runs; processes that are forked later know it from here

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not environ.get(ON_TRIAL):
            begin_signs()
        return application(environ, start_response)

    return answer


def clear_gone(*, now: dt.datetime) -> None:
    """Remove the rows of processes that ended without a word."""
    WebProcess.objects.filter(seen_at__lt=now - dt.timedelta(seconds=SECONDS_UNTIL_GONE)).delete()


def _say(name: str, ended: threading.Event) -> None:
    begun_at = timezone.now()
    said = {"begun_at": begun_at, "program": program(), "counts_in": settings.CACHES["default"]["BACKEND"][-120:]}
    while True:
        try:
            if "release" not in said:
                said["release"] = _release()
                clear_gone(now=begun_at)
            now = {"seen_at": timezone.now()}
            WebProcess.objects.update_or_create(name=name, defaults=now, create_defaults={**said, **now})
        except DatabaseError:
            pass  # it is said again in a minute; pages tell of a database that does not answer
        finally:
            connections.close_all()
        if ended.wait(SECONDS_BETWEEN_SIGNS):
            break
    _take_back(name)
    connections.close_all()


def _take_back(name: str) -> None:
    with suppress(DatabaseError):  # then it expires by itself
        WebProcess.objects.filter(name=name).delete()


def _release() -> str:
    """Digest of the release of the library that was newest when the process began."""
    try:
        return newest_release().digest
    except UnknownRelease:
        return ""
