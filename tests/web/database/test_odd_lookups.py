"""Odd text in every place that is looked up in the database: refused in words, the same on SQLite and PostgreSQL.

PostgreSQL takes no NUL and no number beyond its columns where SQLite just finds nothing; both must look alike.
"""

from typing import Any

import pytest
from django.test import Client
from django.utils.http import urlencode

from openregime.web.people.models import Organisation, Person
from openregime.web.proposals import actions
from tests.web.people.conftest import NOW
from tests.web.proposals.conftest import a_proposal
from tests.web.proposals.test_pages import browser_of

ODD = {
    "nul": "a\0b",
    "long": "x" * 5_000,
    "number": "9" * 40,
    "quote": "a'b\"; --",
    "percent": "%_\\",
    "surrogate": "\ud800",
    "emoji": "\U0001f600",
}
ASKED = (
    "/search/?{q}", "/api/v1/search?{q}", "/proposals/?{q}", "/proposals/?{before}", "/proposals/?{organisation}",
    "/proposals/?{object}", "/api/v1/proposals?{q}", "/api/v1/proposals?{before}", "/api/v1/proposals?{organisation}",
    "/record/?{q}", "/sources/?{q}", "/api/v1/claims?{subject}", "/api/v1/sources?{q}", "/states/?{q}",
)  # fmt: skip
NAMED = (
    "/proposals/{}/", "/proposals/{}/why/", "/proposals/claim-1/files/{}/", "/api/v1/proposals/{}",
    "/api/v1/proposals/x/files/{}", "/jobs/{}/", "/jobs/organisations/{}/", "/people/organisations/{}/",
    "/people/organisations/{}/trail/", "/people/invitations/{}/", "/disclosure/{}/", "/disclosure/appeals/{}/",
    "/states/{}/", "/sources/{}/", "/claims/{}/", "/api/v1/claims/{}", "/api/v1/states/{}", "/releases/{}/",
    "/api/v1/releases/{}",
)  # fmt: skip


@pytest.mark.parametrize("kind", ODD)
def test_odd_text_is_answered_in_words_everywhere(authority: Organisation, ada: Person, ben: Person, kind: str) -> None:
    text = ODD[kind]
    written = text.encode("utf-8", "surrogatepass")
    for browser in (Client(), browser_of(ada)):
        addresses = [
            place.format(
                **{name: urlencode({name: written}) for name in ("q", "before", "organisation", "object", "subject")}
            )
            for place in ASKED
        ]
        quoted = "".join(f"%{byte:02x}" for byte in written)
        addresses += [place.format(quoted) for place in NAMED]
        for address in addresses:
            answer = browser.get(address)
            assert answer.status_code in (200, 302, 400, 404), (address[:80], answer.status_code)


@pytest.mark.parametrize("kind", ODD)
def test_odd_text_in_forms_is_answered_in_words(authority: Organisation, ada: Person, ben: Person, kind: str) -> None:
    text = ODD[kind].replace("\ud800", "\ufffd")
    claim = actions.propose(ben, authority, a_proposal(), now=NOW)
    browser, administrator = browser_of(ben), browser_of(ada)
    fields: dict[str, Any] = {
        "organisation": text, "object": text, "value": text, "valid": text, "basis": text, "category": text,
        "note": text, "giver": text, "supersedes": text, "closed_until": text, "do": "save", "facility": text,
    }  # fmt: skip
    house = f"/people/organisations/{authority.key}"
    sent = [
        (browser, "/proposals/new/", fields),
        (browser, "/proposals/new/", {**fields, "organisation": authority.key}),
        (browser, f"/proposals/{claim.key}/edit/", fields),
        (browser, f"/proposals/{claim.key}/withdraw/", {"reason": text}),
        (browser, f"/proposals/{claim.key}/dispute/", {"organisation": text, "words": text, "answers": text}),
        (browser, "/proposals/import/", {"organisation": text}),
        (administrator, f"{house}/invite/", {"email": text, "roles": text}),
        (administrator, f"{house}/give-role/", {"person": text, "role": text}),
        (administrator, f"{house}/withdraw-invitation/", {"invitation": text, "key": text}),
        (Client(), "/account/login/", {"login": text, "password": text}),
        (Client(), "/account/login/", {"login": f"{text}@example.org", "password": text}),
    ]
    for who, address, form in sent:
        answer = who.post(address, form)
        assert answer.status_code in (200, 302, 400, 403, 404, 429), (address, answer.status_code)


def test_people_are_found_by_their_address_whatever_its_case(ben: Person) -> None:
    answer = Client().post("/account/login/", {"login": "BEN@Example.ORG", "password": "four unrelated plain words"})
    assert answer.status_code == 302


def test_words_are_found_whatever_their_case_and_listed_in_one_order(authority: Organisation, ben: Person) -> None:
    for value in ("Zebra law", "apple law", "Äpfel law", "LAW of Éire", "law_100%"):
        actions.propose(ben, authority, a_proposal(value=value), now=NOW)
    browser = browser_of(ben)

    def found(q: str) -> list[str]:
        answer = browser.get("/api/v1/proposals", {"q": q})
        return [one["words"] for one in answer.json()["claims"]]

    assert found("law") == ["law_100%", "LAW of Éire", "Äpfel law", "apple law", "Zebra law"]
    assert found("APPLE") == ["apple law"]
    assert found("100%") == ["law_100%"]
    assert found("law_") == ["law_100%"]
    assert found("éire") == found("ÉIRE") == ["LAW of Éire"]
