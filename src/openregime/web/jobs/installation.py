"""What the command line asks of jobs: to work, and how the workers are."""

import datetime as dt
from dataclasses import dataclass


def worked(*, once: bool) -> str:
    """Do what waits, until told to end; returns words to print.

    Raises:
        DatabaseUnreachable, NotReady, FolderNotWritable, FolderInUse.
    """
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openregime.web.site.settings")
    import django

    django.setup()
    from openregime.web.installation.reaching import require_ready
    from openregime.web.jobs.worker import work
    from openregime.web.site.folder import data_folder, prepare_folder, running_on

    prepare_folder(data_folder())
    require_ready()
    with running_on(data_folder()):
        done = work(once=once)
    return f"{done} tasks were done.\n"


@dataclass(frozen=True, slots=True)
class Workers:
    """Workers that live and on how many machines, jobs that wait and since when, when something due was last done."""

    alive: int
    hosts: int
    waiting: int
    oldest: dt.datetime | None
    ticked_at: dt.datetime | None


def how_workers_are(*, now: dt.datetime) -> Workers:
    """Four short queries."""
    from django.db.models import Max, Min

    from openregime.web.jobs.models import Chore, Job, Worker
    from openregime.web.jobs.stages import Stage
    from openregime.web.jobs.worker import SECONDS_UNTIL_GONE

    alive = Worker.objects.filter(seen_at__gte=now - dt.timedelta(seconds=SECONDS_UNTIL_GONE)).values_list(
        "name", flat=True
    )
    waiting = Job.objects.filter(stage=Stage.WAITING)
    return Workers(
        alive=len(alive),
        hosts=len({name.rsplit("-", 2)[0] for name in alive}),
        waiting=waiting.count(),
        oldest=waiting.aggregate(at=Min("asked_at"))["at"],
        ticked_at=Chore.objects.aggregate(at=Max("done_at"))["at"],
    )


@dataclass(frozen=True, slots=True)
class WebProcesses:
    """Processes that serve pages now: how many, on how many machines; how many run another program than this one, or
    began with another release of the library than is the newest now; and in which caches they count attempts.
    """

    alive: int
    hosts: int
    other_program: int
    older_release: int
    caches: frozenset[str]


def how_web_processes_are(*, now: dt.datetime) -> WebProcesses:
    """Two short queries."""
    from openregime.web.jobs.models import WebProcess
    from openregime.web.jobs.served import SECONDS_UNTIL_GONE, program
    from openregime.web.record.models import Release

    rows = list(WebProcess.objects.filter(seen_at__gte=now - dt.timedelta(seconds=SECONDS_UNTIL_GONE)))
    newest = Release.objects.order_by("-id").values_list("digest", flat=True).first() or ""
    return WebProcesses(
        alive=len(rows),
        hosts=len({row.name.rsplit("-", 2)[0] for row in rows}),
        other_program=sum(row.program != program() for row in rows),
        older_release=sum(row.release != newest for row in rows),
        caches=frozenset(row.counts_in for row in rows),
    )
