"""Every write about jobs that people ask for: asking, cancelling, taking one up, saying how far it is, ending it."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openregime.core.errors import OpenRegimeError
from openregime.web.jobs.kinds import KINDS
from openregime.web.jobs.models import Job
from openregime.web.jobs.stages import OPEN, Stage
from openregime.web.people.acting import one_act
from openregime.web.people.actions import new_key
from openregime.web.people.models import Organisation, Person
from openregime.web.people.permissions import require
from openregime.web.trail.actions import log

MOST_OPEN = 5
"""Jobs that one person may have waiting or running."""
MOST_ATTEMPTS = 3
MOST_REPORTED = 1_000


class UnknownJob(OpenRegimeError, LookupError):
    """No job of the asker has this key; that of somebody else looks the same."""

    code = "unknown-job"

    def __init__(self) -> None:
        super().__init__(_("There is no job of yours at this address. Look for it in the list of your jobs."))


class TooManyJobs(OpenRegimeError, ValueError):
    """Somebody has asked for more than is done at once for one person."""

    code = "too-many-jobs"

    def __init__(self) -> None:
        super().__init__(_("%d of your jobs are still open. Wait until one has ended, or cancel one.") % MOST_OPEN)


class Superseded(OpenRegimeError):
    """The job is another worker's by now, was cancelled, or has ended: what this one did is not stored."""

    code = "job-superseded"

    def __init__(self, key: str) -> None:
        super().__init__(
            f"The job {key} is no longer this worker's. Nothing of it was stored; look at the list of jobs."
        )


@one_act
def ask(actor: Person, organisation: Organisation, kind: str, *, name: str, content: bytes, now: dt.datetime) -> Job:
    """Ask for something long. It waits in the database for the next worker, together with what was handed in.

    Raises:
        NotAllowed, TooManyJobs.
    """
    from openregime.web.jobs.tasks import perform

    require(actor, KINDS[kind].verb, organisation)
    Person.objects.select_for_update().get(pk=actor.pk)  # two requests at once are counted one after the other
    if Job.objects.filter(person=actor, stage__in=OPEN).count() >= MOST_OPEN:
        raise TooManyJobs
    made = Job.objects.create(
        key=new_key("job"), kind=kind, person=actor, organisation=organisation, language=get_language() or "en",
        name=name[-200:], content=content, asked_at=now,
    )  # fmt: skip
    log("jobs.ask", f"job:{made.key}", now=now, actor=actor.key, organisation=organisation.key, after=kind)
    perform.enqueue(made.key)
    return made


@one_act
def cancel(actor: Person, key: str, *, now: dt.datetime) -> bool:
    """Ask that one's own job ends without having done anything.

    Returns:
        Whether it has ended by that; False: its worker ends it at its next step, or it had ended before.
    Raises:
        UnknownJob.
    """
    found = Job.objects.select_for_update().filter(key=key, person=actor).select_related("organisation").first()
    if found is None:
        raise UnknownJob
    if found.stage not in OPEN:
        return False
    log("jobs.cancel", f"job:{key}", now=now, actor=actor.key, organisation=found.organisation.key)
    if found.stage == Stage.WAITING:
        _end(found, Stage.CANCELLED, now)
        return True
    Job.objects.filter(pk=found.pk).update(wants_cancel=True)
    return False


@transaction.atomic
def take_up(key: str, *, now: dt.datetime) -> Job | None:
    """Begin a job that waits; None where there is nothing to do any more."""
    found = Job.objects.select_for_update(of=("self",)).select_related("person", "organisation").filter(key=key).first()
    if found is None or found.stage != Stage.WAITING:
        return None
    found.stage, found.begun_at, found.attempt = Stage.RUNNING, now, found.attempt + 1
    found.save(update_fields=["stage", "begun_at", "attempt"])
    return found


def say_progress(job: Job, done: int, total: int) -> bool:
    """Write how far it is; returns whether to go on.

    Raises:
        Superseded: another worker has it.
    """
    mine = Job.objects.filter(pk=job.pk, attempt=job.attempt, stage=Stage.RUNNING)
    if not mine.update(done=done, total=total):
        raise Superseded(job.key)
    return not Job.objects.filter(pk=job.pk, wants_cancel=True).exists()


def lock_to_finish(job: Job) -> Job:
    """The job, locked, to be finished in the transaction that stores what it made.

    Raises:
        Superseded: it is another worker's, or was cancelled in the meantime.
    """
    found = Job.objects.select_for_update().get(pk=job.pk)
    if found.stage != Stage.RUNNING or found.attempt != job.attempt or found.wants_cancel:
        raise Superseded(job.key)
    return found


def finish(job: Job, *, made: int, now: dt.datetime) -> None:
    """Everything is stored: in the same transaction the job is done."""
    job.made, job.done = made, job.total
    _end(job, Stage.DONE, now)


@transaction.atomic
def end_without(
    job: Job, stage: Stage, *, now: dt.datetime, words: str = "", report: Sequence[tuple[int, str, str]] = ()
) -> None:
    """The job ends and nothing of it was stored: refused, failed or cancelled. Another worker's job is left alone."""
    found = Job.objects.select_for_update().get(pk=job.pk)
    if found.stage == Stage.RUNNING and found.attempt == job.attempt:
        found.failure = words
        found.report = [list(entry) for entry in report[:MOST_REPORTED]]
        _end(found, stage, now)


@transaction.atomic
def give_back(key: str, *, attempt: int | None, now: dt.datetime) -> bool:
    """A worker has stopped in the middle, or is gone: the job waits again, unless that happened too often.

    Args:
        attempt: the one that was given up by its own worker, which does not count; None: the worker is gone.
    Returns:
        Whether it is to be taken up again.
    """
    found = Job.objects.select_for_update().filter(key=key).first()
    if found is None or found.stage != Stage.RUNNING:
        return found is not None and found.stage == Stage.WAITING
    if attempt is not None and attempt != found.attempt:
        return False
    if found.wants_cancel:
        _end(found, Stage.CANCELLED, now)
        return False
    if attempt is None and found.attempt >= MOST_ATTEMPTS:
        found.failure = "stopped"
        _end(found, Stage.FAILED, now)
        return False
    found.stage, found.done, found.total = Stage.WAITING, 0, 0
    found.attempt -= attempt is not None
    found.save(update_fields=["stage", "done", "total", "attempt"])
    return True


def _end(job: Job, stage: Stage, now: dt.datetime) -> None:
    """Whatever was handed in goes with the end."""
    job.stage, job.ended_at, job.content = stage, now, b""
    job.save()
