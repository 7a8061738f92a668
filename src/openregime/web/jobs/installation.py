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
