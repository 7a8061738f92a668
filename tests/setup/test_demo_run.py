"""`go.py run --demo` as its users start it: how to sign in is printed once, and kept for its owner alone."""

import os
import re
import stat
from pathlib import Path

import pytest

from tests.setup.service import Service, go

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the server is for POSIX systems")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_demo_is_served_printed_once_and_removed(tmp_path: Path) -> None:
    said = []
    for _start in range(2):
        service = Service(tmp_path / "home", arguments=("--demo",))
        try:
            service.wait_for("is ready", seconds=120)
            assert "Authority of Exemplia (invented)" in service.get("/proposals/")[1]
            service.interrupt()
            said.append(service.output())
        finally:
            service.end()

    kept = tmp_path / "home" / "demo-sign-in.txt"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    passwords = re.findall(r"@\w+\.example +(\S+)", kept.read_text())
    assert len(passwords) == 18
    assert all(password in said[0] and password not in said[1] for password in passwords)
    assert str(kept) in said[1]

    removed = go("demo", "remove", home=tmp_path / "home")
    assert "18 persons" in removed.stdout, removed.stderr
    assert not kept.exists()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_real_and_invented_are_never_side_by_side(tmp_path: Path) -> None:
    found = ("people", "found", "Authority of Arden", "--kind", "secretariat", "--administrator", "a@arden.example")
    assert go(*found, home=tmp_path / "real").returncode == 0
    refused = go("demo", "add", home=tmp_path / "real")
    assert (refused.returncode, "never put beside them" in refused.stderr) == (1, True), refused.stderr

    assert go("demo", "add", home=tmp_path / "invented").returncode == 0
    refused = go(*found, home=tmp_path / "invented")
    assert (refused.returncode, "demo remove" in refused.stderr) == (1, True), refused.stderr
