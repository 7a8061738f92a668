"""What all tests share: plain static files, the browser, and the rule that CI skips no browser test."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as of_properties

REPOSITORY = Path(__file__).resolve().parents[1]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

_skipped_browser_tests: list[str] = []

# how long an example takes says something about the machine, not about the code: speed is for benchmarks
of_properties.register_profile("untimed", deadline=None)
of_properties.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """Serve static files as they are: the hashed names exist only after `openregime serve` has collected them."""
    from django.conf import settings

    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # the real ones are slow on purpose, and tests make many people
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def chromium_path() -> str | None:
    """CHROMIUM if set, else the first Chromium on PATH; None when there is none."""
    if given := os.environ.get("CHROMIUM"):
        return shutil.which(given)
    return next((found for found in map(shutil.which, CHROMIUM_NAMES) if found), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the Chromium that browser tests drive; skips, saying why, where there is none."""
    found = chromium_path()
    if found is None:
        pytest.skip("no Chromium: install one, or set CHROMIUM to its path")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    """A running Chromium (playwright, synchronous), one per test process."""
    from playwright.sync_api import sync_playwright

    # playwright runs an event loop in this thread, and the database fixtures of the same tests run beside it
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield running
        running.close()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember browser tests that were skipped, here or in a worker process."""
    if report.skipped and "browser" in report.keywords and not hasattr(report, "wasxfail"):
        _skipped_browser_tests.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI (OPENREGIME_CI=1) a browser test that was skipped is a failure."""
    if os.environ.get("OPENREGIME_CI") == "1" and _skipped_browser_tests and not hasattr(session.config, "workerinput"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how many browser tests were skipped, and that CI does not accept it."""
    if _skipped_browser_tests:
        verdict = "which fails this run (OPENREGIME_CI=1)" if os.environ.get("OPENREGIME_CI") == "1" else "no Chromium"
        terminalreporter.write_line(f"{len(_skipped_browser_tests)} browser tests were skipped: {verdict}.")
