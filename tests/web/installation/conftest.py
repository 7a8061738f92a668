"""Installations of their own, on the kind of database that the tests run on, and commands that are run on them."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
SERVER = os.environ.get("DATABASE_URL", "")
IS_POSTGRESQL = SERVER.startswith("postgres")


@dataclass
class Installation:
    """A data folder, and a database of its own where the tests run on PostgreSQL."""

    home: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """Variables with which a command works on it."""
        kept = {n: v for n, v in os.environ.items() if n not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
        return {**kept, "PYTHONPATH": str(REPOSITORY / "src"), "OPENREGIME_HOME": str(self.home), **self.variables}

    def run(self, *words: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "openregime", *words], env=self.environment, capture_output=True, text=True,
            timeout=timeout, check=False,
        )  # fmt: skip

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start a command, in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "openregime", *words], env=self.environment, text=True, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a query finds, asked of the database directly: quick, where every moment counts."""
        if url := self.variables.get("DATABASE_URL"):
            import psycopg

            with psycopg.connect(url) as server:
                return list(server.execute(query.encode()).fetchall())
        with closing(sqlite3.connect(self.home / "openregime.sqlite3", timeout=20)) as opened:
            return list(opened.execute(query).fetchall())

    def python(self, program: str, *words: str) -> str:
        """Run a program with Django set up; returns what it prints."""
        begin = "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'openregime.web.site.settings'\n"
        done = subprocess.run(
            [sys.executable, "-c", f"{begin}import django; django.setup()\n{program}", *words], env=self.environment,
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Callable[..., Installation]]:
    """Makes installations: `installed("name")`, on SQLite always with `sqlite=True`."""
    made: list[str] = []

    def make(name: str, *, sqlite: bool = False) -> Installation:
        home = tmp_path / name
        if sqlite or not IS_POSTGRESQL:
            return Installation(home)
        database = f"own_{uuid4().hex[:12]}"
        _on_server(f'CREATE DATABASE "{database}"')
        made.append(database)
        return Installation(home, {"DATABASE_URL": f"{SERVER.rsplit('/', 1)[0]}/{database}"})

    yield make
    for database in made:
        _on_server(f'DROP DATABASE "{database}" WITH (FORCE)')


def _on_server(statement: str) -> None:
    import psycopg

    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(statement)
