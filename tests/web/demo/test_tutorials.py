"""The tutorials of the roles, walked on the invented State: every page opens, and every word in bold stands on one."""

import datetime as dt
import html
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from openregime.web.demo.actions import Added, add_demo
from openregime.web.people.models import Person
from openregime.web.proposals.models import ProposedClaim
from openregime.web.proposals.stages import Stage
from openregime.web.releases.models import PublishedRelease

TUTORIALS = Path(__file__).resolve().parents[3] / "docs" / "tutorial"
ROLES = ("contributor", "approver", "security-officer", "administrator")
FACILITIES = "/account/"
"""Pages that ask for the password again lead there first; that is no failure."""


@pytest.fixture
def added(db: Any, tmp_path: Path) -> Added:
    return add_demo(folder=tmp_path, now=dt.datetime.now(dt.UTC))


def words_in(page: str) -> str:
    """What a reader sees of a page, on one line, with what its form fields hold."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize("role", ROLES)
def test_every_step_can_be_taken(role: str, added: Added) -> None:
    text = (TUTORIALS / f"{role}.md").read_text(encoding="utf-8")
    email = re.search(r"as `([^`]+)`", text)
    assert email is not None
    person = Person.objects.get(email=email[1])
    browser = Client()
    browser.force_login(person)
    seen = []
    for address in re.findall(r"`(/[^`]*)`", text):
        answer = browser.get(address)
        assert answer.status_code == 200 or answer["Location"].startswith(FACILITIES), address
        seen.append(words_in(answer.content.decode()))
    for claim in ProposedClaim.objects.all():
        seen += [words_in(browser.get(f"/proposals/{claim.key}/{part}").content.decode()) for part in ("", "edit/")]
    for release in PublishedRelease.objects.all():
        seen.append(words_in(browser.get(f"/releases/{release.key}/").content.decode()))
    for bold in re.findall(r"\*\*([^*]+)\*\*", text):
        assert any(bold in page for page in seen), f"{role}.md: {bold}"


def test_the_tutorials_name_what_is_there(added: Added) -> None:
    author = Person.objects.get(email="contributor@authority.example")
    assert ProposedClaim.objects.filter(author=author, stage=Stage.DRAFT).exclude(returned_because="").count() == 1
    assert ProposedClaim.objects.filter(author=author, stage=Stage.SUBMITTED).count() == 1
    assert ProposedClaim.objects.filter(object="measure:M01", disputes__isnull=False).exists()
