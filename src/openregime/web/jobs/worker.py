"""A worker: takes what waits, one job after the other, until it is told to end.

The queue itself is django-tasks-db's: of several workers one gets a job, on SQLite and PostgreSQL. What it does not do
is done here: notice that a worker is gone whose job was begun, and put what has come due into the queue.
"""

import datetime as dt
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from typing import Any, TypeAlias

from django.db import DatabaseError, close_old_connections, connections, transaction
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult

from openregime.web.jobs import actions, chores
from openregime.web.jobs.models import Job, Worker
from openregime.web.jobs.running import Stop, Stopping

SECONDS_BETWEEN_SIGNS = 5.0
SECONDS_UNTIL_GONE = 30.0
"""A worker that has not said for so long that it lives is gone: its job is taken up again."""
SECONDS_BETWEEN_LOOKS = 1.0
_PERFORM = "openregime.web.jobs.tasks.perform"

Task: TypeAlias = "DBTaskResult[Any, Any]"

_log = logging.getLogger("openregime.jobs")


class _Queue(QueueWorker):
    """Takes tasks until none waits or the worker has to end."""

    def run_task(self, db_task_result: Task) -> None:
        """Do one task; a task that is given back waits again and is no failure."""
        try:
            super().run_task(db_task_result)
        finally:
            if Stop.asked:
                self.running = False
                _wait_again_if_given_back(db_task_result)


def work(*, once: bool = False, is_wanted: Callable[[], bool] = lambda: True) -> int:
    """Do what waits until SIGTERM, Ctrl-C, or nobody wants it any more.

    Args:
        once: end as soon as nothing waits.
        is_wanted: asked every second; False ends it, such as when the server beside it is gone.
    Returns:
        How many tasks were done.
    """
    name = f"{socket.gethostname()[:30]}-{os.getpid()}-{os.urandom(4).hex()}"
    before = {number: signal.signal(number, _stop) for number in (signal.SIGTERM, signal.SIGINT)}
    Stop.asked, ended, taken = False, threading.Event(), 0
    life = threading.Thread(target=_live, args=(name, ended, is_wanted), daemon=True)
    Worker.objects.create(name=name, begun_at=timezone.now(), seen_at=timezone.now())
    life.start()
    try:
        while not Stop.asked:
            taken += _one_round(name)
            if once:
                break
            _sleep(SECONDS_BETWEEN_LOOKS)
    finally:
        ended.set()
        life.join(timeout=5)
        Worker.objects.filter(name=name).delete()
        connections.close_all()
        for number, handler in before.items():
            signal.signal(number, handler)
    return taken


def _one_round(name: str) -> int:
    """What is due is put into the queue, what was left is put back, and what waits is done; a database that does not
    answer is waited for."""
    close_old_connections()
    queue = _Queue(
        queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=None,
        worker_id=name, excluded_queue_names=[],
    )  # fmt: skip
    try:
        chores.enqueue_what_is_due(now=timezone.now())
        take_back_what_was_left(now=timezone.now())
        queue.run()
    except DatabaseError as error:
        _log.warning("the database does not answer (%s); trying again", " ".join(str(error).split())[:200])
        connections.close_all()
        _sleep(SECONDS_BETWEEN_SIGNS)
    return queue._run_tasks


def take_back_what_was_left(*, now: dt.datetime, gone_after: float = SECONDS_UNTIL_GONE) -> int:
    """Tasks whose worker is gone wait again, or fail with words when that happened too often; returns how many."""
    seen = Worker.objects.filter(seen_at__gte=now - dt.timedelta(seconds=gone_after))
    alive = set(seen.values_list("name", flat=True))
    begun_before = now - dt.timedelta(seconds=gone_after)
    left = 0
    for task in DBTaskResult.objects.running().filter(started_at__lt=begun_before):
        if task.worker_ids and task.worker_ids[-1] in alive:
            continue
        with transaction.atomic():
            left += _take_back(task, now)
    return left


def _take_back(task: Task, now: dt.datetime) -> bool:
    again = DBTaskResult.objects.select_for_update().running().filter(pk=task.pk, worker_ids=task.worker_ids).first()
    if again is None:
        return False
    if again.task_path == _PERFORM:
        is_open = actions.give_back(str(again.args_kwargs["args"][0]), attempt=None, now=now)
    else:
        is_open = len(again.worker_ids) < actions.MOST_ATTEMPTS
    if is_open:
        DBTaskResult.objects.filter(pk=task.pk).update(status="READY", started_at=None)
    else:
        DBTaskResult.objects.filter(pk=task.pk).update(status="FAILED", finished_at=now)
    return True


def _wait_again_if_given_back(task: Task) -> None:
    """The queue takes the end of its worker for a failure of the task; a job that was given back is taken again."""
    key = str(task.args_kwargs["args"][0])
    waits = Job.objects.filter(key=key, stage="waiting").exists()
    if task.task_path == _PERFORM and waits:
        DBTaskResult.objects.filter(pk=task.pk, status="FAILED").update(status="READY", started_at=None, traceback="")


def _live(name: str, ended: threading.Event, is_wanted: Callable[[], bool]) -> None:
    """Say every few seconds, in a thread of its own, that this worker lives; notice that nobody wants it any more."""
    next_sign = time.monotonic() + SECONDS_BETWEEN_SIGNS
    while not ended.wait(0.5):
        if not is_wanted():
            Stop.asked = True
        if time.monotonic() < next_sign:
            continue
        next_sign = time.monotonic() + SECONDS_BETWEEN_SIGNS
        try:
            Worker.objects.update_or_create(
                name=name, defaults={"seen_at": timezone.now()},
                create_defaults={"seen_at": timezone.now(), "begun_at": timezone.now()},
            )  # fmt: skip
        except DatabaseError:
            connections.close_all()
    connections.close_all()


def _stop(_number: int, _frame: Any) -> None:
    Stop.asked = True


def _sleep(seconds: float) -> None:
    end = time.monotonic() + seconds
    while not Stop.asked and (left := end - time.monotonic()) > 0:
        time.sleep(min(left, 0.2))


__all__ = ["Stopping", "take_back_what_was_left", "work"]
