"""`go.py run` as a real process: it serves, it stops, and what cannot start leaves nothing behind."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from openregime.web.site import serve as serve_module
from tests.setup.service import Service, free_port, go, members_of_group

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the server is for POSIX systems")


@pytest.fixture
def start(tmp_path: Path, used_home: Path) -> Iterator[Callable[..., Service]]:
    """A function that starts a service, as a second start unless told another folder; all are ended with the test."""
    started: list[Service] = []
    shutil.copytree(used_home, tmp_path / "home")

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
    assert service.output().endswith("(Ctrl-C stops it)\n\nStopped.\n")
    assert stat.S_IMODE((tmp_path / "home" / "secret-key").stat().st_mode) == 0o600


def test_a_termination_signal_to_the_first_process_stops_all(start: Callable[..., Service]) -> None:
    service = start()
    service.wait_for("is ready")

    os.kill(service.running.pid, signal.SIGTERM)

    assert service.running.wait(timeout=20) == 0
    assert members_of_group(service.running.pid) == []


def test_a_second_start_keeps_key_and_static_files(start: Callable[..., Service], tmp_path: Path) -> None:
    kept = [tmp_path / "home" / "secret-key", tmp_path / "home" / serve_module.STATIC_STAMP]
    before = [(path.read_text(), path.stat().st_mtime_ns) for path in kept]

    start().wait_for("is ready")

    assert [(path.read_text(), path.stat().st_mtime_ns) for path in kept] == before


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
    service = start(tmp_path / "new home", DATABASE_URL=f"sqlite:///{elsewhere}")
    service.wait_for("is ready")
    service.interrupt()

    with sqlite3.connect(elsewhere) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert not (tmp_path / "new home" / "openregime.sqlite3").exists()


@pytest.mark.slow
def test_two_first_starts_at_once_share_one_folder(start: Callable[..., Service], tmp_path: Path) -> None:
    """Both migrate and collect; the lock lets one after the other do it."""
    services = [start(tmp_path / "new home"), start(tmp_path / "new home")]

    for service in services:
        service.wait_for("is ready")

    assert [service.get("/healthz")[0] for service in services] == [200, 200]


def test_ctrl_c_before_the_start_frees_the_port(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setenv("OPENREGIME_HOME", str(tmp_path))
    monkeypatch.setattr(serve_module, "_migrate", interrupted)
    port = free_port()

    assert serve_module.serve(port) == serve_module.INTERRUPTED
    assert capsys.readouterr().err == "\nStopped before the service began.\n"
    assert is_free(port)


def test_a_library_that_cannot_be_loaded_starts_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused() -> None:
        serve_module._step("The shipped library could not be loaded", lambda: 1 / 0)

    monkeypatch.setenv("OPENREGIME_HOME", str(tmp_path))
    monkeypatch.setattr(serve_module, "_migrate", lambda: None)
    monkeypatch.setattr(serve_module, "_load_library", refused)
    port = free_port()

    assert serve_module.serve(port) == 1
    assert capsys.readouterr().err == (
        "openregime: The shipped library could not be loaded: ZeroDivisionError: division by zero. "
        "The service was not started.\n"
    )
    assert is_free(port)


def test_of_two_starts_on_one_port_one_is_refused(start: Callable[..., Service], tmp_path: Path) -> None:
    first = start()
    first.wait_for("is ready")

    second = go("run", "--port", str(first.port), home=tmp_path / "home")

    assert second.returncode == 1
    assert "in use" in second.stderr
    assert first.get("/healthz")[0] == 200
