"""Our settings of gunicorn, the only place that imports it."""

from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication

from openregime.web.jobs.served import begin_signs, end_signs


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn over a socket that listens already; the application is loaded once, before the processes are forked."""

    def __init__(
        self,
        application: Callable[..., Any],
        handle: int,
        *,
        workers: int,
        announce: Callable[[], None],
        farewell: Callable[[], None],
    ) -> None:
        self._application = application
        self._handle, self._workers = handle, workers
        self._announce, self._farewell = announce, farewell
        super().__init__()

    def load_config(self) -> None:
        """Called by gunicorn: set what differs from its defaults."""
        for name, value in {
            "bind": f"fd://{self._handle}",
            "workers": self._workers,
            "worker_class": "gthread",
            "threads": 4,
            "timeout": 60,
            "graceful_timeout": 5,
            "preload_app": True,
            "loglevel": "error",  # below it, each Ctrl-C would be reported once per process
            "control_socket_disable": True,
            "post_worker_init": lambda _worker: begin_signs(),
            "worker_exit": lambda _server, _worker: end_signs(),
            "when_ready": lambda _server: self._announce(),
            "on_exit": lambda _server: self._farewell(),
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        """Called by gunicorn: the WSGI application."""
        return self._application
