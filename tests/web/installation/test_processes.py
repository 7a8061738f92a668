"""Web processes say that they live; the doctor counts them and says what does not go together."""

import datetime as dt
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from openregime import __version__
from openregime.web.installation import examine_processes
from openregime.web.installation.findings import ADVICE, FINE, UNSAFE, Finding
from openregime.web.jobs import served
from openregime.web.jobs.models import WebProcess
from openregime.web.record.models import Release
from tests.setup.service import Service, members_of_group
from tests.web.installation.conftest import IS_POSTGRESQL, Installation

NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
DATABASE, OWN = "django.core.cache.backends.db.DatabaseCache", "django.core.cache.backends.locmem.LocMemCache"


def a_process(number: int, *, host: str = "one-host", **changed: Any) -> WebProcess:
    """One that lives and runs what is installed, unless said otherwise."""
    newest = Release.objects.order_by("-id").values_list("digest", flat=True).first() or ""
    said = {"seen_at": NOW, "program": served.program(), "counts_in": DATABASE, "release": newest, **changed}
    return WebProcess.objects.create(name=f"{host}-{number}-abcd", begun_at=NOW, **said)


def found() -> dict[str, Finding]:
    """Finding by name; what is not fine says what to do."""
    made = list(examine_processes.process_findings(now=NOW))
    assert all(bool(one.todo) == (one.kind != FINE) for one in made)
    return {one.what: one for one in made}


def test_without_a_process_there_is_nothing_to_mend(db: None) -> None:
    assert [one.kind for one in found().values()] == [FINE]


def test_processes_of_one_machine_are_counted_and_fine(db: None) -> None:
    for number in range(2):
        a_process(number)
    a_process(9, seen_at=NOW - dt.timedelta(minutes=3))
    assert {name: one.kind for name, one in found().items()} == {
        "web-processes": FINE, "limits": FINE, "running-program": FINE,
    }  # fmt: skip
    assert found()["web-processes"].words.startswith("2 web processes run, on 1 machines.")


@pytest.mark.parametrize(("number", "hosts", "expected"), [(4, 1, FINE), (5, 1, ADVICE), (2, 2, UNSAFE)])
def test_sqlite_behind_many_processes_or_machines(db: None, number: int, hosts: int, expected: str) -> None:
    for one in range(number):
        a_process(one, host=f"host-{one % hosts}")
    assert found()["web-processes"].kind == (expected if connection.vendor == "sqlite" else FINE)


def test_a_cache_of_each_process_lets_through_as_many_attempts_as_there_are_processes(db: None) -> None:
    a_process(1, counts_in=OWN)
    assert found()["limits"].kind == FINE
    a_process(2, counts_in=OWN)
    assert found()["limits"].kind == UNSAFE
    assert "2 processes let through 2 times as many" in found()["limits"].words
    WebProcess.objects.filter(name__contains="-2-").update(counts_in=DATABASE)
    assert found()["limits"].kind == UNSAFE


def test_caches_that_are_not_the_same_are_told_of(db: None) -> None:
    a_process(1)
    a_process(2, counts_in="django.core.cache.backends.redis.RedisCache")
    assert found()["limits"].kind == ADVICE


def test_a_process_that_runs_an_older_program_or_library_is_to_be_started_again(db: None) -> None:
    a_process(1)
    old = a_process(2, program="0.0.9+0123456789ab")
    assert (found()["running-program"].kind, found()["running-program"].words[:7]) == (ADVICE, "1 of 2 ")
    old.delete()
    a_process(3, release="an earlier one")
    assert "newest release of the library" in found()["running-program"].words


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not IS_POSTGRESQL, reason="a thread has no part in an SQLite database that lies in memory")
def test_signs_begin_once_and_end_with_the_process() -> None:
    gone = a_process(7, seen_at=NOW - dt.timedelta(days=1))
    for _twice in range(2):
        served.begin_signs()
    _wait(lambda: WebProcess.objects.exclude(pk=gone.pk).count() == 1, 20)
    assert not WebProcess.objects.filter(pk=gone.pk).exists()
    served.end_signs()
    assert not WebProcess.objects.exists()


def test_a_request_on_trial_begins_no_signs() -> None:
    answered = served.with_signs(lambda _environ, _start: [b"page"])
    before = threading.active_count()
    assert answered({served.ON_TRIAL: True}, lambda *_given: None) == [b"page"]
    assert threading.active_count() == before


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt" or IS_POSTGRESQL, reason="processes of a server on SQLite")
@pytest.mark.timeout(600)
def test_the_doctor_counts_the_processes_of_a_real_service(tmp_path: Path) -> None:
    home = Installation(tmp_path / "home")
    service = Service(home.home, arguments=("--workers", "3"))
    try:
        service.wait_for("is ready", seconds=180)
        _wait(lambda: len(home.rows("SELECT name FROM jobs_webprocess")) == 3, 60)
        said = home.run("doctor").stdout
        assert "web-processes: 3 web processes run, on 1 machines." in said
        assert "limits: Attempts at signing in are counted for all processes together." in said
        assert "running-program: " in said
        told = home.rows("SELECT DISTINCT program, release, counts_in FROM jobs_webprocess")
        assert len(told) == 1
        assert told[0][0].startswith(f"{__version__}+")
        assert told[0][1:] == (home.rows("SELECT digest FROM record_release")[0][0], DATABASE)

        killed = int(home.rows("SELECT name FROM jobs_webprocess")[0][0].rsplit("-", 2)[1])
        assert killed in members_of_group(service.running.pid)
        os.kill(killed, signal.SIGKILL)  # the server starts another; the row of the first expires
        _wait(lambda: len(home.rows("SELECT name FROM jobs_webprocess")) == 4, 60)
        service.running.send_signal(signal.SIGTERM)
        service.running.wait(timeout=60)
        assert len(home.rows("SELECT name FROM jobs_webprocess")) == 1  # that of the one that was killed
    finally:
        service.end()


def _wait(until: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.1)
