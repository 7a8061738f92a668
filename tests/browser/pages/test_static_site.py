"""The exported site opens from a disk: every link leads to a file, no page asks for a server."""

import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site of 18 October 2013, written by the command."""
    folder = tmp_path_factory.mktemp("export") / "site"
    environment = {
        **os.environ,
        "OPENREGIME_HOME": str(tmp_path_factory.mktemp("home")),
        "PYTHONPATH": str(REPOSITORY / "src"),
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "-m", "openregime", "export", str(folder), "--as-of", "2013-10-18"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.slow
@pytest.mark.timeout(500)
def test_every_link_leads_to_a_file_and_every_state_has_a_page(exported: Path) -> None:
    dangling = set()
    for page in exported.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        assert "<form" not in html
        for given in re.findall(r'\s(?:href|src)="([^"]*)"', html):
            address = urlsplit(unescape(given))
            if address.scheme or given.startswith("#"):
                continue
            if not (page.parent / unquote(address.path)).exists():
                dangling.add((page.name, given))

    assert dangling == set()
    assert len(list((exported / "states").glob("???/index.html"))) == 197
    assert len(list((exported / "instruments").glob("*/index.html"))) == 19


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.timeout(500)
def test_the_site_opens_from_the_disk_without_a_server(exported: Path, browser: Any) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: complaints.append(request.url) if request.url.startswith("http") else None)
    page.goto((exported / "index.html").as_uri())
    assert page.get_by_text("between 70 and 76 States had joined").is_visible()
    assert page.get_by_text("As of 18 October 2013, as known on").first.is_visible()

    page.locator(".chart-tiles-wide a[href*='states/USA/']").click()
    assert page.locator("h1").inner_text() == "United States of America"
    assert complaints == []
    page.close()


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    done = subprocess.run(
        [sys.executable, "-m", "openregime", "export", str(tmp_path)],
        env={**os.environ, "OPENREGIME_HOME": str(tmp_path / "home"), "PYTHONPATH": str(REPOSITORY / "src")},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 2
    assert "no export wrote" in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]
