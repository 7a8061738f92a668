"""Reads of jobs: one's own, whole; those of an organisation, without what was handed in and what came of it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from openregime.web.jobs.actions import UnknownJob
from openregime.web.jobs.kinds import KINDS
from openregime.web.jobs.models import Job
from openregime.web.jobs.stages import OPEN, Stage
from openregime.web.jobs.words import kind_words
from openregime.web.people.models import Organisation, Person

PAGE = 100


@dataclass(frozen=True, slots=True)
class ShownJob:
    """A job as its reader may see it.

    Attributes:
        name, made, failure, report, result: for whoever asked for it only; empty for others.
        done, total: 0 of 0 where it is not known.
    """

    key: str
    title: str
    stage: Stage
    organisation: str
    asked_by: str
    asked_at: dt.datetime
    begun_at: dt.datetime | None
    ended_at: dt.datetime | None
    is_open: bool
    is_ending: bool
    done: int = 0
    total: int = 0
    name: str = ""
    made: int = 0
    failure: str = ""
    report: tuple[tuple[int, str, str], ...] = ()
    result: str = ""


def jobs_of(person: Person) -> list[ShownJob]:
    """What somebody asked for, the latest first, at most 100: one query, without what was handed in."""
    rows = Job.objects.filter(person=person).select_related("organisation", "person").defer("content", "report")
    return [_shown(row, is_own=True, with_report=False) for row in rows.order_by("-asked_at", "-pk")[:PAGE]]


def one_job(person: Person, key: str) -> ShownJob:
    """One's own job.

    Raises:
        UnknownJob: there is none, or it is somebody else's.
    """
    rows = Job.objects.select_related("organisation", "person").defer("content")
    found = rows.filter(key=key[:41], person=person).first()
    if found is None:
        raise UnknownJob
    return _shown(found, is_own=True, with_report=True)


def jobs_for(organisation: Organisation) -> list[ShownJob]:
    """What is and was done for an organisation, the latest first, at most 100: who asked, for what, how far it is."""
    rows = Job.objects.filter(organisation=organisation).select_related("organisation", "person")
    rows = rows.defer("content", "report", "name", "failure")
    return [_shown(row, is_own=False, with_report=False) for row in rows.order_by("-asked_at", "-pk")[:PAGE]]


def _shown(row: Job, *, is_own: bool, with_report: bool) -> ShownJob:
    stage = Stage(row.stage)
    own: dict[str, Any] = {
        "name": row.name,
        "made": row.made,
        "failure": _failure(row),
        "result": KINDS[row.kind].result if stage is Stage.DONE and row.kind in KINDS else "",
    }
    return ShownJob(
        key=row.key, title=kind_words(row.kind), stage=stage, organisation=row.organisation.name,
        asked_by=row.person.name, asked_at=row.asked_at, begun_at=row.begun_at, ended_at=row.ended_at,
        is_open=stage in OPEN, is_ending=row.wants_cancel and stage in OPEN, done=row.done, total=row.total,
        report=tuple((int(line), str(field), str(words)) for line, field, words in row.report) if with_report else (),
        **(own if is_own else {}),
    )  # fmt: skip


def _failure(row: Job) -> str:
    if row.failure == "stopped":
        return _("Its worker stopped in the middle several times. Nothing was stored. Ask again, with a smaller file.")
    if row.failure == "failed":
        return _("It failed on our side. Nothing was stored. The failure is in the log of this server.")
    return row.failure
