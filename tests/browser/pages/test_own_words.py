"""An authority's claim is approved in a browser, its State's chain changes in every process, and changes back."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.pages.conftest import REPOSITORY, _address

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

PASSWORD = "four unrelated plain words"
SEED = f"""
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "openregime.web.site.settings"
from openregime.web.site.serve import prepare
prepare()
from django.utils import timezone
from openregime.core.facts import Window
from openregime.web.people import actions as people
from openregime.web.proposals import actions
from openregime.web.proposals.fields import Proposal
now = timezone.now()
house = people.found_organisation("Authority", "state_authority", state="FRA", now=now)
def member(name, *roles):
    _made, secret = people.invite(None, house, email=f"{{name}}@example.org", roles=roles, now=now)
    return people.take_invitation(secret, name=name, password={PASSWORD!r}, now=now)
writer, _approver = member("writer", "contributor"), member("approver", "approver", "contributor")
proposal = Proposal("requirement:performance", "met", Window.parse("2020-01-01"), "Gazette 12", "C01")
print("KEY", actions.submit(writer, actions.propose(writer, house, proposal, now=now), now=now).key)
"""


@pytest.fixture
def two_workers(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Address of a service of two processes, and the key of a claim that waits for approval there."""
    environment = {
        **os.environ,
        "OPENREGIME_HOME": str(tmp_path / "home"),
        "OPENREGIME_SECOND_FACTOR": "nobody",
        "PYTHONPATH": str(REPOSITORY / "src"),
        "PYTHONUNBUFFERED": "1",
    }
    environment.pop("DATABASE_URL", None)
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    said = subprocess.run([sys.executable, "-c", SEED], env=environment, capture_output=True, text=True, check=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "openregime", "serve", "--port", "0", "--workers", "2"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True, text=True,
    )  # fmt: skip
    try:
        yield _address(process), said.stdout.rsplit("KEY ", 1)[1].strip()
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=20)


def statuses(site: str) -> set[str]:
    """What many answers say of the requirement: one word, if every process says the same."""
    found = set()
    for _answer in range(8):
        with urllib.request.urlopen(f"{site}/states/FRA/") as answer:
            row = answer.read().decode().split('id="requirement-performance"')[1].split("</tr>")[0]
        found.add(re.search(r"pill-([a-z-]+)", row)[1])  # type: ignore[index]
    return found


def test_a_word_is_approved_read_by_every_process_and_withdrawn(
    browser: Any, two_workers: tuple[str, str], accessibility_faults: Any
) -> None:
    site, key = two_workers
    assert statuses(site) == {"unknown"}
    page = browser.new_page(locale="en-GB")
    page.goto(f"{site}/account/login/")
    page.fill("input[name=login]", "approver@example.org")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "login" not in url)

    page.goto(f"{site}/proposals/{key}/")
    page.get_by_role("button", name="Approve").click()
    assert statuses(site) == {"met"}
    page.goto(f"{site}/states/FRA/")
    assert "These readings hold 1 claim" in page.locator(".own-words").inner_text()
    assert accessibility_faults(page) == []
    row = page.locator("#requirement-performance")
    assert "its own word since 1 Jan 2020, approved by a second person on" in row.inner_text()
    page.get_by_role("link", name="Read without them").click()
    assert "unknown" in page.locator("#requirement-performance").inner_text()
    page.get_by_role("link", name="Read with it").click()

    row.get_by_role("link", name="The claim and its basis").click()
    page.get_by_text("Withdraw this claim").click()
    page.fill("#withdraw-reason", "It was an error.")
    page.get_by_role("button", name="Withdraw", exact=True).click()
    assert statuses(site) == {"unknown"}
    page.goto(f"{site}/states/FRA/")
    assert page.locator(".own-words").count() == 0
    page.close()
