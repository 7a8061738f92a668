"""Browser tests: skipped with the reason where there is no Chromium, and never skipped in CI."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.setup.service import REPOSITORY

BROWSER_TEST = """
import pytest


@pytest.mark.browser
def test_in_a_browser(chromium):
    assert chromium


def test_elsewhere():
    assert 1 + 1 == 2
"""


def run_tests(folder: Path, *arguments: str, **others: str) -> subprocess.CompletedProcess[str]:
    """Run a browser test and another under this repository's rules, where CHROMIUM leads nowhere."""
    (folder / "tests").mkdir()
    shutil.copy(REPOSITORY / "tests" / "conftest.py", folder / "tests" / "conftest.py")
    shutil.copy(REPOSITORY / "pyproject.toml", folder / "pyproject.toml")
    (folder / "tests" / "test_two.py").write_text(BROWSER_TEST)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-rs", "-p", "no:schemathesis", *arguments],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(REPOSITORY / "src"),
            "CHROMIUM": "/no/such/browser",
            "OPENREGIME_HOME": str(folder),
            **others,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_chromium_the_skip_is_said_and_accepted(tmp_path: Path) -> None:
    ended = run_tests(tmp_path, OPENREGIME_CI="")

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "1 passed, 1 skipped" in ended.stdout
    assert "no Chromium: install one, or set CHROMIUM to its path" in ended.stdout


def test_in_ci_a_skipped_browser_test_fails_the_run(tmp_path: Path) -> None:
    ended = run_tests(tmp_path, "-n", "1", OPENREGIME_CI="1")

    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "1 browser tests were skipped: which fails this run" in ended.stdout
