"""Workers as processes: each job once, nothing lost when one is killed, none left over."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.setup.service import Service, members_of_group
from tests.web.installation.conftest import IS_POSTGRESQL, Installation

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="the workers are for POSIX systems")]

ASK = """
import sys
from django.utils import timezone
from openregime.web.jobs import actions
from openregime.web.jobs.actions import ask
from openregime.web.people.models import Organisation, Person
from openregime.io.proposals.tables import NEEDED
person = Person.objects.get(email="contributor@authority.example")
actions.MOST_OPEN = 100
house = Organisation.objects.get(key="authority-of-exemplia")
for job in range(int(sys.argv[1])):
    rows = [",".join(NEEDED)]
    rows += [f"topic:job-{job}-{n},A law is in force since then.,2020,Gazette,C01" for n in range(int(sys.argv[2]))]
    ask(person, house, "claims.import", name="x.csv", content="\\n".join(rows).encode(), now=timezone.now())
"""


@pytest.fixture
def home(installed: Callable[..., Installation]) -> Installation:
    """An installation with the invented State."""
    made = installed("home")
    assert made.run("demo", "add").returncode == 0
    return made


def jobs_of(home: Installation) -> list[tuple[str, int, int]]:
    """Stage, drafts and attempts of each job."""
    return sorted(home.rows("SELECT stage, made, attempt FROM jobs_job"))


def drafts_of(home: Installation) -> int:
    """Drafts that jobs have made."""
    return int(home.rows("SELECT count(*) FROM proposals_proposedclaim WHERE object LIKE 'topic:job-%'")[0][0])


@pytest.mark.timeout(600)
def test_several_workers_do_each_job_once(home: Installation) -> None:
    home.python(ASK, "12", "5")
    workers = [home.start("work", "--once") for _one in range(3)]
    said = [worker.communicate(timeout=400)[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0, 0], said
    assert (jobs_of(home), drafts_of(home)) == ([("done", 5, 1)] * 12, 60)
    assert home.rows("SELECT name FROM jobs_worker") == []
    assert home.run("audit", "verify").returncode == 0


@pytest.mark.timeout(900)
def test_a_worker_that_is_killed_in_the_middle_leaves_nothing_half_done(home: Installation) -> None:
    home.python(ASK, "1", "4000")
    worker = home.start("work")
    try:
        _wait(lambda: jobs_of(home)[0][0] == "running", 120)
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    left = (jobs_of(home), drafts_of(home))
    assert left in (([("running", 0, 1)], 0), ([("done", 4000, 1)], 4000))

    again = home.start("work")
    try:
        _wait(lambda: jobs_of(home)[0][0] == "done", 240)
    finally:
        again.send_signal(signal.SIGTERM)
        assert again.wait(timeout=60) == 0
    assert (jobs_of(home)[0][:2], drafts_of(home)) == (("done", 4000), 4000)
    assert home.run("audit", "verify").returncode == 0


@pytest.mark.timeout(600)
def test_a_worker_that_is_told_to_end_gives_its_job_back(home: Installation) -> None:
    home.python(ASK, "1", "4000")
    worker = home.start("work")
    _wait(lambda: jobs_of(home)[0][0] == "running", 120)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=60) == 0
    assert (jobs_of(home), drafts_of(home)) in (([("waiting", 0, 0)], 0), ([("done", 4000, 1)], 4000))
    assert home.run("work", "--once").returncode == 0
    assert (jobs_of(home), drafts_of(home)) == ([("done", 4000, 1)], 4000)


@pytest.mark.skipif(IS_POSTGRESQL, reason="the same processes as on SQLite")
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("whom", "number"), [("all", signal.SIGINT), ("server", signal.SIGTERM), ("server", signal.SIGKILL)]
)
def test_the_worker_beside_a_server_ends_with_it(tmp_path: Path, whom: str, number: int) -> None:
    service = Service(tmp_path / "home", arguments=("--workers", "1"))
    try:
        service.wait_for("is ready", seconds=120)
        group = service.running.pid
        _wait(lambda: len(members_of_group(group)) >= 4, 60)  # server, one process of it, keeper, worker
        (os.killpg if whom == "all" else os.kill)(group, number)
        _wait(lambda: members_of_group(group) == [], 60)
    finally:
        service.end()


@pytest.mark.skipif(IS_POSTGRESQL, reason="the same processes as on SQLite")
@pytest.mark.timeout(600)
def test_a_worker_that_dies_beside_a_server_is_started_again(tmp_path: Path) -> None:
    service = Service(tmp_path / "home", arguments=("--workers", "1"))
    try:
        service.wait_for("is ready", seconds=120)
        group = service.running.pid
        _wait(lambda: len(members_of_group(group)) >= 4, 60)
        before = members_of_group(group)
        worker = next(pid for pid in before if _parent(pid) not in (group, os.getpid()))
        os.kill(worker, signal.SIGKILL)
        _wait(lambda: worker not in members_of_group(group) and len(members_of_group(group)) >= 4, 60)
        assert service.get("/healthz")[0] == 200
    finally:
        service.end()


def _parent(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


def _wait(until: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)
