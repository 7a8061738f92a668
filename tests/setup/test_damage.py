"""What was damaged between two starts: it mends itself, or one sentence says what is wrong and nothing is started."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import openregime
from tests.setup.service import Service, free_port, go, go_environment

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the server is for POSIX systems")


@pytest.fixture
def home(tmp_path: Path, used_home: Path) -> Path:
    """A copy of it, to be damaged."""
    return Path(shutil.copytree(used_home, tmp_path / "home"))


@pytest.fixture
def start(home: Path) -> Iterator[Callable[..., Service]]:
    """A function that starts a service in that folder; all are ended with the test."""
    started: list[Service] = []

    def start_one(**others: str) -> Service:
        started.append(Service(home, **others))
        started[-1].wait_for("is ready")
        return started[-1]

    yield start_one
    for service in started:
        service.end()


def refusal(home: Path, **others: str) -> str:
    """What a start says that is refused, which must be one sentence and exit code 1."""
    ended = go("run", "--port", str(free_port()), home=home, **others)
    assert ended.returncode == 1, ended.stderr
    assert ended.stderr.startswith("openregime: ")
    assert ended.stderr.count("\n") == 1
    assert "Traceback" not in ended.stderr
    return ended.stderr


@pytest.mark.parametrize("url", ["nonsense", "postgres://u:secret@h:notaport/db", "sqlite://:memory:"])
def test_a_bad_database_address_is_refused_without_its_password(tmp_path: Path, url: str) -> None:
    said = refusal(tmp_path, DATABASE_URL=url)

    assert "DATABASE_URL" in said
    assert "secret" not in said


def test_a_database_without_its_driver_is_refused(tmp_path: Path) -> None:
    said = refusal(tmp_path, DATABASE_URL="oracle://user@127.0.0.1:9/name")
    assert "The settings cannot be used" in said or "could not be brought up to date" in said


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        ("sharing", "table.toml"),
        pytest.param("indices/regime.toml", "regime.toml", marks=pytest.mark.slow),
        pytest.param("outlook/models.json", "models.json", marks=pytest.mark.slow),
    ],
)
def test_a_library_with_a_part_that_cannot_be_read_is_refused(
    tmp_path: Path, home: Path, lost: str, words: str
) -> None:
    # given a copy of the package that has lost a part of its library
    package = Path(shutil.copytree(Path(openregime.__file__).parent, tmp_path / "openregime"))
    gone = package / "library" / lost
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()

    # when the service is started from it
    command = [sys.executable, "-m", "openregime", "serve", "--port", str(free_port())]
    environment = go_environment(home, PYTHONPATH=str(tmp_path))
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=100, check=False)

    # then one sentence says which part and which file
    assert ended.returncode == 1, ended.stderr
    assert ended.stderr.startswith("openregime: A part of the shipped library, ")
    assert f"({lost.partition('/')[0]}), could not be read: {words}" in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_blank_database_address_is_none(start: Callable[..., Service], home: Path) -> None:
    service = start(DATABASE_URL=" ")
    assert service.get("/healthz")[0] == 200


@pytest.mark.slow
def test_missing_claims_are_counted_at_the_start(home: Path) -> None:
    with sqlite3.connect(home / "openregime.sqlite3") as database:
        n = database.execute("SELECT count(*) FROM record_claim").fetchone()[0]
        database.execute("DELETE FROM record_claim WHERE id > (SELECT min(id) + 99 FROM record_claim)")

    assert f"100 of {n} claims" in refusal(home)


@pytest.mark.slow
def test_a_damaged_file_is_named(home: Path) -> None:
    file = home / "openregime.sqlite3"
    size = file.stat().st_size
    with file.open("r+b") as damaged:
        for place in range(4096, size, 8192):
            damaged.seek(place)
            damaged.write(os.urandom(4096))

    assert re.search("database disk image is malformed|file is not a database|malformed", refusal(home))


@pytest.mark.slow
def test_static_files_that_were_lost_or_broken_are_collected_again(start: Callable[..., Service], home: Path) -> None:
    for css in (home / "static").rglob("*.css*"):
        css.unlink()
    (home / "static" / "staticfiles.json").write_text('{"paths": {')

    service = start()

    style = re.search(r'href="(/static/openregime/css/tokens[^"]+)"', service.get("/")[1])
    assert style is not None
    assert service.get(style[1])[0] == 200


def test_what_the_service_keeps_for_itself_is_not_served(start: Callable[..., Service], home: Path) -> None:
    service = start()

    for name in (".digest", "static-files.digest", "../static-files.digest", "../secret-key"):
        with pytest.raises(OSError, match="404"):
            service.get(f"/static/{name}")


def test_an_export_with_a_bad_database_address_is_refused_too(tmp_path: Path) -> None:
    ended = go("export", str(tmp_path / "site"), home=tmp_path / "home", DATABASE_URL="nonsense")

    assert ended.returncode == 1
    assert "DATABASE_URL cannot be read" in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert not (tmp_path / "site").exists()


def test_health_tells_when_the_database_is_taken_away(start: Callable[..., Service], home: Path) -> None:
    service = start()
    assert json.loads(service.get("/healthz")[1])["status"] == "ok"
    (home / "openregime.sqlite3").rename(home / "elsewhere.sqlite3")

    with pytest.raises(OSError, match="503"):
        service.get("/healthz")
