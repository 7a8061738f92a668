"""The same program on PostgreSQL: run by .ci/with-postgresql, which leads DATABASE_URL to a server of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

REPOSITORY = Path(__file__).resolve().parents[3]
IS_ASKED_FOR = os.environ.get("DATABASE_URL", "").startswith("postgres")

pytestmark = pytest.mark.skipif(not IS_ASKED_FOR, reason="DATABASE_URL names no PostgreSQL: .ci/with-postgresql does")


def openregime(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command on the database itself, not on that of the tests."""
    variables = {**os.environ, "PYTHONPATH": str(REPOSITORY / "src"), "OPENREGIME_HOME": str(home)}
    variables.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [sys.executable, "-m", "openregime", *words], env=variables, capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip


@pytest.mark.django_db
def test_these_tests_run_on_postgresql() -> None:
    assert connection.vendor == "postgresql"


@pytest.mark.timeout(400)
def test_an_installation_lives_on_postgresql(tmp_path: Path) -> None:
    added = openregime(tmp_path / "home", "demo", "add")
    assert (added.returncode, "The invented State Exemplia was added" in added.stdout) == (0, True), added.stderr
    again = openregime(tmp_path / "home", "demo", "add")
    assert "is there" in again.stdout

    verified = openregime(tmp_path / "home", "audit", "verify")
    assert "The trail holds" in verified.stdout, verified.stderr

    made = openregime(tmp_path / "home", "backup", str(tmp_path / "file"))
    assert (made.returncode, "The trail in it holds" in made.stdout) == (0, True), made.stderr

    examined = openregime(tmp_path / "home", "doctor")
    assert "PostgreSQL" in examined.stdout
    assert not (tmp_path / "home" / "openregime.sqlite3").exists()

    removed = openregime(tmp_path / "home", "demo", "remove")
    assert "6 organisations" in removed.stdout, removed.stderr
