"""What the queue holds: one task for every job that people ask for, one for every chore. Only keys go into it."""

from django_tasks import task

from openregime.web.jobs import chores, running


@task()
def perform(key: str) -> None:
    """Do a job that somebody asked for."""
    running.run(key)


@task(priority=10)
def do_chore(name: str) -> None:
    """Do one thing that has come due; before what people wait for, for it is short."""
    chores.do(name)
