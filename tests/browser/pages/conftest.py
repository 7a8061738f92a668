"""The real service, started as a user starts it, once for all tests of pages in a browser."""

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
LONGEST_START_S = 90


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a running service with its own empty data folder; stopped by Ctrl-C at the end."""
    environment = {
        **os.environ,
        "OPENREGIME_HOME": str(tmp_path_factory.mktemp("home")),
        "PYTHONPATH": str(REPOSITORY / "src"),
        "PYTHONUNBUFFERED": "1",
    }
    environment.pop("DATABASE_URL", None)
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "openregime", "serve", "--port", "0", "--workers", "1"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        text=True,
    )
    try:
        yield _address(process)
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=20)


def _address(process: "subprocess.Popen[str]") -> str:
    """Wait for the line that names the address."""
    said, until = "", time.monotonic() + LONGEST_START_S
    assert process.stdout is not None
    while time.monotonic() < until:
        ready, _, _ = select.select([process.stdout], [], [], 1)
        line = process.stdout.readline() if ready else ""
        said += line
        if found := re.search(r"http://127\.0\.0\.1:\d+", said):
            return found[0]
        if process.poll() is not None:
            break
    pytest.fail(f"the service did not start: {said}")


@pytest.fixture
def site(service: str) -> str:
    """The address that `visit` opens pages of."""
    return service
