"""The worker beside a server on one machine: forked before the first request, started again when it dies.

Two processes: the keeper, which only waits, and the worker, which the keeper forks anew when it ends unasked.
Both end when the server does, however that ends.
"""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SECONDS_BEFORE_ANOTHER = 2.0
SECONDS_TO_END = 8.0


@contextmanager
def workers_beside(number: int, *, not_theirs: int) -> Iterator[None]:
    """Run so many workers while the block runs; none for 0.

    Args:
        not_theirs: a file descriptor of the server that they must not hold, such as its socket.
    """
    server = os.getpid()
    keepers = [_forked_keeper(server, not_theirs) for _one in range(number)]
    try:
        yield
    finally:
        for keeper in keepers:
            _end(keeper)


def _forked_keeper(server: int, not_theirs: int) -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 0
    try:
        os.close(not_theirs)
        _keep(server)
    except BaseException:  # nothing of the server's own ending may run in this process
        code = 0
    finally:
        os._exit(code)


def _keep(server: int) -> None:
    """Fork the worker, wait for it, and fork it again while the server lives and nobody asked it to end."""
    asked: list[int] = []

    def ask(number: int, _frame: Any) -> None:
        asked.append(number)
        if worker:
            _tell(worker, signal.SIGTERM)

    worker = 0
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
    while not asked and os.getppid() == server:
        worker = os.fork()
        if not worker:
            _work(os.getppid())
        _wait_for(worker, lambda: bool(asked) or os.getppid() != server)
        if not asked and os.getppid() == server:
            time.sleep(SECONDS_BEFORE_ANOTHER)


def _work(keeper: int) -> None:
    code = 1
    try:
        from openregime.web.jobs.worker import work

        work(is_wanted=lambda: os.getppid() == keeper)
        code = 0
    except BaseException as error:
        sys.stderr.write(f"openregime: a worker ended: {type(error).__name__}: {error}\n")
    finally:
        os._exit(code)


def _wait_for(worker: int, is_over: Any) -> None:
    """Wait until the worker has ended; once it is to end, give it some seconds."""
    end = None
    while True:
        try:
            done, _status = os.waitpid(worker, os.WNOHANG)
        except ChildProcessError:
            return
        if done:
            return
        if is_over():
            end = end or time.monotonic() + SECONDS_TO_END
            _tell(worker, signal.SIGTERM)
        if end is not None and time.monotonic() > end:
            _tell(worker, signal.SIGKILL)
        time.sleep(0.1)


def _end(keeper: int) -> None:
    _tell(keeper, signal.SIGTERM)
    end = time.monotonic() + SECONDS_TO_END + 2
    while time.monotonic() < end:
        try:
            if os.waitpid(keeper, os.WNOHANG)[0]:
                return
        except ChildProcessError:  # the server has waited for it already
            return
        time.sleep(0.05)
    _tell(keeper, signal.SIGKILL)


def _tell(process: int, number: int) -> None:
    try:
        os.kill(process, number)
    except ProcessLookupError:
        return
