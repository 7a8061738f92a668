"""Doing one job: the long part stores nothing, the short part stores everything together with the end of the job."""

import logging
import time

from django.db import transaction
from django.utils import timezone, translation

from openregime.core.errors import OpenRegimeError
from openregime.web.jobs import actions
from openregime.web.jobs.kinds import KINDS, Assignment, Refused
from openregime.web.jobs.models import Job
from openregime.web.jobs.stages import Stage
from openregime.web.people.permissions import require

LEAST_SECONDS_BETWEEN = 0.5
"""How far it is, is written no more often than so."""

_log = logging.getLogger("openregime.jobs")


class Cancelled(Exception):
    """Its asker cancelled the job."""


class Stopping(BaseException):  # nobody on the way may take it for a failure of the work
    """The worker has to end: the job is given back."""


class Stop:
    """Whether the worker that runs in this process has to end."""

    asked = False


def run(key: str) -> None:
    """Do a job, whatever becomes of it; what it says is in the language of who asked.

    Raises:
        Stopping: the worker has to end; the job waits again.
    """
    job = actions.take_up(key, now=timezone.now())
    if job is None:
        return
    with translation.override(job.language):
        try:
            _work(job)
        except Cancelled:
            actions.end_without(job, Stage.CANCELLED, now=timezone.now())
        except actions.Superseded:
            _end_cancelled(job)
        except Stopping:
            actions.give_back(key, attempt=job.attempt, now=timezone.now())
            raise
        except Refused as refused:
            _end(job, Stage.REFUSED, refused.words, refused.report)
        except OpenRegimeError as error:
            _end(job, Stage.REFUSED, str(error))
        except (
            Exception
        ) as error:  # whatever it was: the job ends, its asker is told; what it held stays out of the log
            _log.error("job %s (%s) failed: %s at %s", key, job.kind, type(error).__name__, _place(error))
            _end(job, Stage.FAILED, "failed")


def _work(job: Job) -> None:
    kind = KINDS[job.kind]
    require(job.person, kind.verb, job.organisation)
    store = kind.prepare(
        Assignment(job.person, job.organisation, job.name, bytes(job.content), _Progress(job), timezone.now())
    )
    with transaction.atomic():
        locked = actions.lock_to_finish(job)
        made = store()
        actions.finish(locked, made=made, now=timezone.now())


class _Progress:
    """Writes how far a job is, and ends the work when it was cancelled or the worker has to stop."""

    def __init__(self, job: Job) -> None:
        self._job, self._next = job, 0.0

    def __call__(self, done: int, total: int) -> None:
        if Stop.asked:
            raise Stopping
        if time.monotonic() < self._next and done < total:
            return
        self._next = time.monotonic() + LEAST_SECONDS_BETWEEN
        if not actions.say_progress(self._job, done, total):
            raise Cancelled


def _end(job: Job, stage: Stage, words: str, report: object = ()) -> None:
    actions.end_without(job, stage, now=timezone.now(), words=words, report=report)  # type: ignore[arg-type]


def _end_cancelled(job: Job) -> None:
    """It was cancelled at the last moment, or is another worker's, whose it then stays."""
    if Job.objects.filter(pk=job.pk, wants_cancel=True).exists():
        actions.end_without(job, Stage.CANCELLED, now=timezone.now())


def _place(error: Exception) -> str:
    """File and line where it failed: enough to look for it, and nothing of what was handed in."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return "?" if at is None else f"{at.tb_frame.f_code.co_filename}:{at.tb_lineno}"
