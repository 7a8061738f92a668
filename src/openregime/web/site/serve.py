"""Start the service: everything is checked and made ready before the first request is let in, or nothing is started."""

import errno
import gc
import logging
import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

from openregime.core.errors import OpenRegimeError
from openregime.web.site.folder import FolderInUse, data_folder, one_at_a_time, prepare_folder, running_on

INTERRUPTED = 130
"""Exit code after Ctrl-C during the preparation; once the service runs, Ctrl-C is how it is meant to end (0)."""

STATIC_STAMP = "static-files.digest"
"""File of the data folder: what the static files were collected from, and what came of it."""


class StartRefused(OpenRegimeError):
    """The service cannot start; nothing was left running. `reason` says in one sentence why and what to do."""

    code = "start-refused"


def serve(
    port: int,
    host: str = "127.0.0.1",
    workers: int = 2,
    *,
    job_workers: int = 1,
    also: Callable[[], str] | None = None,
) -> int:
    """Prepare and run the service until it is interrupted.

    In order: the data folder, the address, the database's migrations, the shipped library and its parts, the static
    files, the addresses of the site; then the server. A failure of any leaves no service.

    Args:
        port: 0 to 65535; 0 takes any free one.
        host: an address of this machine; loopback unless an operator says otherwise.
        workers: processes, at least 1, of four threads each.
        job_workers: processes beside them that do long work; 0: none, it waits for `openregime work`.
        also: what else is made ready once the library is loaded; returns words to print. None: nothing.
    Returns:
        Exit code: 0 stopped by Ctrl-C or a termination signal, 130 interrupted before the start, 1 refused.
    """
    listener = None
    try:
        prepare_folder(data_folder())
        listener = _claim(host, port)
        print("Preparing the database, the library and the pages ...", flush=True)
        with one_at_a_time(data_folder()):
            _set_up_django()
            _migrate()
            _load_library()
            _read_parts()
            print(_step("What was asked for beside it could not be made", also) if also else "", end="", flush=True)
            _collect_static()
            application = _application()
        address = _listen(listener)
        handle = listener.detach()  # from here on the socket is the server's, which closes it
    except OpenRegimeError as error:
        print(f"openregime: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped before the service began.", file=sys.stderr)
        return INTERRUPTED
    finally:
        if listener is not None:
            listener.close()
    try:
        from openregime.web.jobs.beside import workers_beside

        with running_on(data_folder()), workers_beside(job_workers, not_theirs=handle):
            return _run(application, handle, workers, address)
    except FolderInUse as error:
        print(f"openregime: {error}", file=sys.stderr)
        return 1


def prepare() -> None:
    """Make the pages ready to be asked for without serving them: folder, Django, migrations, library, static files.

    Raises:
        StartRefused: one of the steps failed; it says which and what to do.
    """
    prepare_folder(data_folder())
    with one_at_a_time(data_folder()):
        _set_up_django()
        _migrate()
        _load_library()
        _read_parts()
        _collect_static()


def _claim(host: str, port: int) -> socket.socket:
    """Bind the address, without letting anybody in yet.

    Raises:
        StartRefused: another program has it, or this machine does not.
    """
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise _address_refused(host, port, error) from error
    return listener


def _listen(listener: socket.socket) -> str:
    """Begin to listen, and return the address for a browser; of two starts at once only one gets past here."""
    host, port = listener.getsockname()[:2]
    try:
        listener.listen(2048)
    except OSError as error:
        raise _address_refused(host, port, error) from error
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _address_refused(host: str, port: int, error: Exception) -> StartRefused:
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EADDRINUSE:
        return StartRefused(
            f"Port {port} of {host} is in use by another program. "
            f"Stop that program, or choose another port: --port {port + 1}."
        )
    if number in (errno.EACCES, errno.EPERM):
        return StartRefused(
            f"Port {port} may not be used by this user. Choose one above 1023, for example --port 8000."
        )
    return StartRefused(
        f"The address {host}, port {port}, cannot be used ({error}). Choose another with --host or --port."
    )


def _set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openregime.web.site.settings")
    import django

    _step("The settings cannot be used", django.setup)


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection

    def migrate() -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)

    _step("The database could not be brought up to date", migrate, where=str(connection.settings_dict["NAME"]))


def _load_library() -> None:
    from openregime.web.record.actions import load_shipped_library
    from openregime.web.record.wholeness import whole_release

    def load() -> Any:
        report = load_shipped_library(now=datetime.now(UTC))
        whole_release()
        return report

    report = _step("The shipped library could not be loaded", load)
    if str(report):
        print(report, flush=True)


def _read_parts() -> None:
    """Read what pages need beside the record: a part that cannot be read shows here and not in a reader's page.

    The processes that are forked next share what was read.
    """
    from openregime.io.index.named import example_study, named_indices
    from openregime.io.outlook.models import load_models, load_runs
    from openregime.io.outlook.pool import load_pool
    from openregime.io.sharing.table import load_sharing_table

    for part, read in (
        ("who may see what (sharing)", (load_sharing_table,)),
        ("the indices (indices)", (named_indices, example_study)),
        ("the outlook (outlook)", (load_pool, load_models, load_runs)),
    ):
        for action in read:
            _step(f"A part of the shipped library, {part}, could not be read", action)


def _collect_static() -> None:
    """Collect and compress the static files, unless the very files that were collected last time are still there."""
    from django.conf import settings
    from django.core.management import call_command

    root, stamp = Path(settings.STATIC_ROOT), data_folder() / STATIC_STAMP

    def collect() -> None:
        wanted = _static_digest()
        if stamp.exists() and stamp.read_bytes() == f"{wanted} {_tree_digest(root)}".encode():
            return
        stamp.unlink(missing_ok=True)
        if root.is_dir():
            shutil.rmtree(root)  # before anything reads a list of files in it that may be broken
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(f"{wanted} {_tree_digest(root)}", encoding="ascii")

    _step("The static files could not be prepared", collect, where=str(root))


def _static_digest() -> str:
    """SHA-256 over the names and contents of all static files of the apps, as hex digits."""
    from django.contrib.staticfiles.finders import get_finders

    found = ((name, storage.path(name)) for finder in get_finders() for name, storage in finder.list([]))
    return _digest({name: Path(path) for name, path in found})


def _tree_digest(root: Path) -> str:
    """SHA-256 over the names and contents of all files below a folder, as hex digits."""
    return _digest({path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()})


def _digest(files: dict[str, Path]) -> str:
    digest = sha256()
    for name in sorted(files):
        digest.update(name.encode() + b"\0" + sha256(files[name].read_bytes()).digest())
    return digest.hexdigest()


def _application() -> Callable[..., Any]:
    """The WSGI application, proven by one request for the home page.

    A mistake in an app then shows here and not in a reader's page; and what that request read and compiled is shared by
    the processes that are forked next, so that no reader waits for it.
    """
    from django.db import connections

    def build() -> Callable[..., Any]:
        from openregime.web.site.wsgi import application

        with _failures() as failures:
            status = _status_of_home(application)
        if failures:
            raise failures[0]
        if not status.startswith("200"):
            raise RuntimeError(f"the home page answers {status}")
        return application

    application: Callable[..., Any] = _step("The site could not be put together", build)
    connections.close_all()  # a connection must not be shared between processes
    gc.freeze()  # nor should the collector of one process copy what all of them share
    return application


@contextmanager
def _failures() -> Iterator[list[BaseException]]:
    """What requests fail with meanwhile, instead of a traceback in the log."""
    from django.core.signals import got_request_exception

    found: list[BaseException] = []

    def remember(**_given: Any) -> None:
        if (error := sys.exc_info()[1]) is not None:
            found.append(error)

    log = logging.getLogger("django.request")
    before, log.disabled = log.disabled, True
    got_request_exception.connect(remember)
    try:
        yield found
    finally:
        got_request_exception.disconnect(remember)
        log.disabled = before


def _status_of_home(application: Callable[..., Any]) -> str:
    """Ask the application for its home page, without a network; return the status line, such as `200 OK`."""
    from openregime.web.jobs.served import ON_TRIAL

    environ: dict[str, Any] = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_HOST": "127.0.0.1", ON_TRIAL: True}
    setup_testing_defaults(environ)
    answered: list[str] = []
    body = application(environ, lambda status, _headers, _failure=None: answered.append(status))
    try:
        for _part in body:
            continue
    finally:
        if hasattr(body, "close"):
            body.close()
    return answered[0]


def _step(failure: str, action: Callable[[], Any], *, where: str = "") -> Any:
    """Do one step of the preparation.

    Raises:
        StartRefused: the step failed, for whatever reason; the reason is chained.
    """
    try:
        return action()
    except Exception as error:  # whatever it was, the service must not start, and the user gets one sentence
        place = f" ({where})" if where else ""
        words = " ".join(str(error).split()).rstrip(".") or "no further words"
        kind = "" if isinstance(error, OpenRegimeError) else f"{type(error).__name__}: "
        raise StartRefused(f"{failure}{place}: {kind}{words}. The service was not started.") from error


def _run(application: Callable[..., Any], handle: int, workers: int, address: str) -> int:
    """Hand the listening socket, by its file descriptor, to gunicorn and stay until it ends."""
    from openregime.web.site.server import Server

    try:
        Server(
            application,
            handle,
            workers=workers,
            announce=lambda: print(f"OpenRegime is ready: {address}   (Ctrl-C stops it)", flush=True),
            farewell=lambda: print("\nStopped.", flush=True),
        ).run()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    return 0
