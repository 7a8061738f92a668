"""Calls for files, objections and replies: what the pages can do, with the same refusals and the same cut."""

import base64
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from openregime.web.people.models import Organisation, Person
from openregime.web.proposals import actions, attaching
from openregime.web.proposals.models import ProposedClaim
from tests.web.people.conftest import NOW
from tests.web.proposals.conftest import a_proposal
from tests.web.proposals.test_calls import CLAIMS, FIELDS, get, post
from tests.web.proposals.test_pages import browser_of


def send(browser: Client, key: str, status: int, name: str = "letter.txt", content: bytes = b"Words.") -> Any:
    answer = browser.post(f"{CLAIMS}/{key}/files/new", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == status, answer.content
    return answer.json()


def approved(writer: Person, approver: Person, house: Organisation, **changed: Any) -> ProposedClaim:
    claim = actions.propose(writer, house, a_proposal(**changed), now=NOW)
    attaching.attach(writer, claim, name="SECRET.txt", content=b"SECRET", now=NOW)
    return actions.approve(approver, actions.submit(writer, claim, now=NOW), now=NOW)


def test_a_draft_is_rewritten_and_its_files_come_and_go(authority: Organisation, ben: Person) -> None:
    browser = browser_of(ben)
    key = post(browser, "/new", 201, {**FIELDS, "organisation": authority.key})["key"]
    changed = post(browser, f"/{key}/rewrite", 200, {**FIELDS, "organisation": authority.key, "value": "Other words."})
    assert (changed["key"], changed["words"]) == (key, "Other words.")

    (file,) = send(browser, key, 201)["files"]
    assert (file["name"], file["kind"], get(browser, f"/{key}/files")["files"]) == ("letter.txt", "text/plain", [file])
    got = get(browser, f"/{key}/files/{file['key']}")
    assert base64.b64decode(got["content"]) == b"Words."
    assert post(browser, f"/{key}/files/{file['key']}/remove", 200)["files"] == []
    assert get(browser, f"/{key}/files/{file['key']}", 404)["code"] == "unknown-attachment"


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("a.exe", b"MZ", 400, "bad-attachment"),
        ("a.txt", b"<script>", 400, "bad-attachment"),
        ("a.txt", b"x" * 5_100_000, 413, "upload-too-large"),
    ],
)
def test_files_that_are_not_taken_are_refused(
    authority: Organisation, ben: Person, name: str, content: bytes, status: int, code: str
) -> None:
    claim = actions.propose(ben, authority, a_proposal(), now=NOW)
    assert send(browser_of(ben), claim.key, status, name, content)["code"] == code
    assert not claim.attachments.exists()


def test_only_the_author_touches_a_draft(authority: Organisation, ben: Person, cleo: Person, eve: Person) -> None:
    claim = actions.propose(ben, authority, a_proposal(), now=NOW)
    sent = {**FIELDS, "organisation": authority.key}
    assert send(browser_of(cleo), claim.key, 403)["code"] == "not-allowed"
    assert send(browser_of(eve), claim.key, 404)["code"] == "unknown-proposed-claim"
    assert post(browser_of(cleo), f"/{claim.key}/rewrite", 403, sent)["code"] == "not-allowed"
    assert post(browser_of(eve), f"/{claim.key}/rewrite", 404, sent)["code"] == "unknown-proposed-claim"


def test_somebody_objects_and_the_organisation_replies(
    authority: Organisation, ben: Person, cleo: Person, eve: Person
) -> None:
    claim = approved(ben, cleo, authority)
    other = eve.memberships.get(role="contributor").organisation
    said = post(
        browser_of(eve), f"/{claim.key}/disputes/new", 201, {"organisation": other.key, "words": "We saw it otherwise."}
    )
    (one,) = said["disputes"]
    assert (one["organisation"], one["words"], one["replies"]) == (other.name, "We saw it otherwise.", [])

    reply = {"organisation": authority.key, "words": "The gazette says so.", "answers": one["key"]}
    (told,) = post(browser_of(ben), f"/{claim.key}/disputes/new", 201, reply)["disputes"]
    assert [r["words"] for r in told["replies"]] == ["The gazette says so."]
    assert get(Client(), f"/{claim.key}/disputes")["disputes"] == [told]
    wrong = {"organisation": other.key, "words": "And so do we.", "answers": one["key"]}
    assert post(browser_of(eve), f"/{claim.key}/disputes/new", 403, wrong)["code"] == "not-allowed"


def test_who_has_less_than_the_whole_has_neither_files_nor_objections(
    authority: Organisation, ben: Person, cleo: Person, eve: Person
) -> None:
    claim = approved(ben, cleo, authority, category="C06", summary="There is one.")
    actions.dispute(cleo, authority, claim, words="SECRET words", now=NOW)
    file = claim.attachments.get()
    for browser in (Client(), browser_of(eve)):
        for address in ("", "/files", "/disputes", f"/files/{file.key}"):
            assert "SECRET" not in browser.get(f"{CLAIMS}/{claim.key}{address}").content.decode()
    other = eve.memberships.get(role="contributor").organisation
    refused = {"organisation": other.key, "words": "We object to it."}
    assert post(browser_of(eve), f"/{claim.key}/disputes/new", 404, refused)["code"] == "unknown-proposed-claim"


@pytest.mark.parametrize("act", ["rewrite", "files/new", "files/x/remove", "disputes/new"])
def test_these_acts_need_a_session_and_the_token_beside_it(authority: Organisation, ben: Person, act: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ben)
    sent = json.dumps({"organisation": authority.key, "words": "We object."})
    for browser, status, code in ((Client(), 401, "not-signed-in"), (strict, 403, "form-token-missing")):
        answer = browser.post(f"{CLAIMS}/x/{act}", sent, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (status, code)
