"""Calls for claims by people: the same cut, the same acts and the same refusals as on the pages."""

import json
from typing import Any

import pytest
from django.test import Client

from openregime.web.people.models import Organisation, Person
from openregime.web.proposals import actions, attaching
from openregime.web.proposals.models import ProposedClaim
from tests.web.people.conftest import NOW
from tests.web.proposals.conftest import a_proposal
from tests.web.proposals.test_pages import browser_of

CLAIMS = "/api/v1/proposals"
FIELDS = {
    "object": "topic:security-law", "value": "A law is in force.", "valid": "2020", "basis": "Gazette",
    "category": "C01",
}  # fmt: skip


def post(browser: Client, address: str, status: int, sent: Any = None, **more: Any) -> Any:
    answer = browser.post(f"{CLAIMS}{address}", json.dumps(sent or {}), content_type="application/json", **more)
    assert answer.status_code == status, answer.content
    return answer.json()


def get(browser: Client, address: str, status: int = 200) -> Any:
    answer = browser.get(f"{CLAIMS}{address}")
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_claim_goes_its_whole_way_by_calls(authority: Organisation, ben: Person, cleo: Person) -> None:
    writer, approver, anyone = browser_of(ben), browser_of(cleo), Client()
    made = post(writer, "/new", 201, {**FIELDS, "organisation": authority.key})
    key = made["key"]
    assert (made["stage"], made["valid"], made["author"]) == ("draft", "2020-01-01/2020-12-31", "Ben")
    assert get(anyone, "")["claims"] == []
    assert get(anyone, f"/{key}", 404)["code"] == "unknown-proposed-claim"

    assert post(writer, f"/{key}/submit", 200)["stage"] == "submitted"
    assert post(writer, f"/{key}/recall", 200)["stage"] == "draft"
    post(writer, f"/{key}/submit", 200)
    assert post(approver, f"/{key}/return", 200, {"reason": "The day is missing."})["stage"] == "draft"
    post(writer, f"/{key}/submit", 200)
    assert post(approver, f"/{key}/approve", 200)["stage"] == "approved"

    seen = get(anyone, f"/{key}")
    assert (seen["level"], seen["words"], seen["author"], seen["is_own"]) == ("full", FIELDS["value"], "", False)
    assert [one["key"] for one in get(anyone, "?q=law&state=ARD")["claims"]] == [key]
    assert get(anyone, f"/{key}/why")["audiences"] == []
    assert len(get(writer, f"/{key}/why")["audiences"]) == 13
    assert post(approver, f"/{key}/withdraw", 200, {"reason": "The law was repealed."})["stage"] == "withdrawn"
    assert get(anyone, f"/{key}", 404)["code"] == "unknown-proposed-claim"


def test_the_author_does_not_approve_by_a_call_either(authority: Organisation, ben: Person, cleo: Person) -> None:
    claim = actions.submit(ben, actions.propose(ben, authority, a_proposal(), now=NOW), now=NOW)
    assert post(browser_of(ben), f"/{claim.key}/approve", 403)["code"] == "second-person-needed"


@pytest.mark.parametrize("category", ["C03", "C06", "C11"])
def test_what_may_not_be_had_is_empty_in_calls_too(
    authority: Organisation, ben: Person, cleo: Person, category: str
) -> None:
    claim = actions.propose(
        ben, authority, a_proposal(category, value="SECRET", note="SECRET", basis="SECRET"), now=NOW
    )
    attaching.attach(ben, claim, name="SECRET.txt", content=b"SECRET", now=NOW)
    actions.approve(cleo, actions.submit(ben, claim, now=NOW), now=NOW)
    for address in ("", "?q=SECRET", f"/{claim.key}", f"/{claim.key}/why"):
        assert "SECRET" not in Client().get(f"{CLAIMS}{address}").content.decode()
    assert "SECRET.txt" in browser_of(cleo).get(f"{CLAIMS}/{claim.key}").content.decode()


@pytest.mark.parametrize("act", ["new", "x/submit", "x/recall", "x/approve", "x/return", "x/withdraw"])
def test_acts_need_a_session_and_the_token_beside_it(authority: Organisation, ben: Person, act: str) -> None:
    sent = {"reason": "because"} if act.endswith(("return", "withdraw")) else {}
    assert post(Client(), f"/{act}", 401, sent)["code"] == "not-signed-in"
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ben)
    assert post(strict, f"/{act}", 403, sent)["code"] == "form-token-missing"


def test_with_the_token_of_a_page_a_call_is_taken(authority: Organisation, ben: Person) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ben)
    strict.get("/proposals/new/")
    token = strict.cookies["csrftoken"].value
    post(strict, "/new", 201, {**FIELDS, "organisation": authority.key}, headers={"X-CSRFToken": token})
    assert ProposedClaim.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "status", "code", "words"),
    [
        ({"valid": "soon", "basis": ""}, 400, "bad-proposal", "basis: "),
        ({"value": "a\u0000b"}, 400, "bad-proposal", "cannot be seen"),
        ({"stage": "approved"}, 400, "bad-parameter", "stage"),
        ({"author": 1}, 400, "bad-parameter", "no such field"),
        ({"organisation": "power-of-bohemia"}, 404, "unknown-organisation", "no part"),
        ({"supersedes": "claim-000000000000"}, 404, "unknown-proposed-claim", "no claim"),
        ({"category": None}, 400, "bad-parameter", "must be a text"),
    ],
)
def test_what_will_not_do_is_refused_in_words_and_nothing_is_stored(
    authority: Organisation, ben: Person, eve: Person, changed: dict[str, Any], status: int, code: str, words: str
) -> None:
    sent = post(browser_of(ben), "/new", status, {**FIELDS, "organisation": authority.key, **changed})
    assert sent["code"] == code
    assert words in sent["message"]
    assert not ProposedClaim.objects.exists()


def test_what_is_no_json_is_refused_in_words(authority: Organisation, ben: Person) -> None:
    answer = browser_of(ben).post(f"{CLAIMS}/new", "{", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-request")


def test_pages_of_calls_follow_one_another_and_nothing_is_counted(authority: Organisation, ben: Person) -> None:
    for number in range(5):
        actions.propose(ben, authority, a_proposal(value=f"Law {number}."), now=NOW)
    browser, seen, older = browser_of(ben), [], ""
    for _page in range(3):
        sent = get(browser, f"?page_size=2&before={older}")
        seen += [one["words"] for one in sent["claims"]]
        older = sent["older"]
    assert (seen, older) == ([f"Law {n}." for n in reversed(range(5))], "")
    assert set(sent) == {"claims", "older"}


@pytest.mark.parametrize(
    "address", ["?before=claim-000000000000", "/claim-000000000000", "/a%00b", "/claim-000000000000/why"]
)
def test_keys_of_nothing_are_404(db: Any, address: str) -> None:
    assert get(Client(), address, 404)["code"] == "unknown-proposed-claim"


@pytest.mark.parametrize(
    "query", ["category=C99", "stage=secret", "page_size=101", "q=a+b+c+d+e+f+g+h+i", "before=a'b"]
)
def test_parameters_that_mean_nothing_are_400(db: Any, query: str) -> None:
    assert get(Client(), f"?{query}", 400)["code"] == "bad-parameter"
