"""`go.py run` as a real process: it serves, it stops, and what cannot start leaves nothing behind."""

import json
import os
import signal
import socket
import sqlite3
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.setup.service import Service, free_port, go, members_of_group

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the server is for POSIX systems")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """A function that starts a service; all are ended with the test."""
    started: list[Service] = []

    def start_one(home: Path = tmp_path / "home", **others: str) -> Service:
        started.append(Service(home, **others))
        return started[-1]

    yield start_one
    for service in started:
        service.end()


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def test_run_serves_and_ctrl_c_leaves_nothing(start: Callable[..., Service], tmp_path: Path) -> None:
    service = start()
    service.wait_for(f"http://127.0.0.1:{service.port}/")
    assert json.loads(service.get("/healthz")[1])["status"] == "ok"
    assert len(members_of_group(service.running.pid)) >= 2

    code = service.interrupt()

    assert code == 0
    assert members_of_group(service.running.pid) == []
    assert is_free(service.port)
    assert "Traceback" not in service.output()
    assert stat.S_IMODE((tmp_path / "home" / "secret-key").stat().st_mode) == 0o600


def test_a_termination_signal_to_the_first_process_stops_all(start: Callable[..., Service]) -> None:
    service = start()
    service.wait_for("is ready")

    os.kill(service.running.pid, signal.SIGTERM)

    assert service.running.wait(timeout=20) == 0
    assert members_of_group(service.running.pid) == []


def test_a_second_start_keeps_key_and_static_files(start: Callable[..., Service], tmp_path: Path) -> None:
    first = start()
    first.wait_for("is ready")
    first.interrupt()
    home = tmp_path / "home"
    before = {path.name: path.stat().st_mtime_ns for path in (home / "secret-key", home / "static" / ".digest")}

    second = start()
    second.wait_for("is ready")
    second.interrupt()

    after = {path.name: path.stat().st_mtime_ns for path in (home / "secret-key", home / "static" / ".digest")}
    assert after == before


def test_busy_port_gives_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        refused = go("run", "--port", str(port), home=tmp_path)

    assert refused.returncode == 1
    assert refused.stderr.startswith(f"openregime: Port {port} of 127.0.0.1 is in use")
    assert refused.stderr.count("\n") == 1
    assert "is ready" not in refused.stdout


def test_unwritable_data_folder_gives_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    refused = go("run", "--port", str(free_port()), home=tmp_path / "file" / "home")

    assert refused.returncode == 1
    assert f"The data folder {tmp_path / 'file' / 'home'} cannot be written to" in refused.stderr
    assert "OPENREGIME_HOME" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_failed_migration_starts_nothing(tmp_path: Path) -> None:
    (tmp_path / "openregime.sqlite3").write_bytes(b"this is not a database " * 100)
    port = free_port()

    refused = go("run", "--port", str(port), home=tmp_path)

    assert refused.returncode == 1
    assert refused.stderr.startswith("openregime: The database could not be brought up to date")
    assert refused.stderr.count("\n") == 1
    assert "is ready" not in refused.stdout
    assert is_free(port)


def test_database_that_another_holds_is_waited_for_or_refused_in_words(tmp_path: Path) -> None:
    """DATABASE_URL is respected, and one that cannot be opened is named."""
    missing = tmp_path / "no" / "such" / "folder" / "x.sqlite3"

    refused = go("run", "--port", str(free_port()), home=tmp_path / "home", DATABASE_URL=f"sqlite:///{missing}")

    assert refused.returncode == 1
    assert str(missing) in refused.stderr
    assert not missing.exists()


def test_database_url_is_where_the_record_goes(start: Callable[..., Service], tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.sqlite3"
    service = start(DATABASE_URL=f"sqlite:///{elsewhere}")
    service.wait_for("is ready")
    service.interrupt()

    with sqlite3.connect(elsewhere) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert not (tmp_path / "home" / "openregime.sqlite3").exists()


def test_of_two_starts_on_one_port_one_is_refused(start: Callable[..., Service], tmp_path: Path) -> None:
    first = start()
    first.wait_for("is ready")

    second = go("run", "--port", str(first.port), home=tmp_path / "home")

    assert second.returncode == 1
    assert "in use" in second.stderr
    assert first.get("/healthz")[0] == 200
