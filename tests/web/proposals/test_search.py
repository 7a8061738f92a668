"""Looking for claims: what is read is found, what is hidden is not looked into, and nothing found is said kindly."""

import re

import pytest
from django.test import Client

from openregime.web.people.models import Organisation, Person
from openregime.web.proposals import actions
from openregime.web.proposals.models import ProposedClaim
from tests.web.people.conftest import NOW
from tests.web.proposals.conftest import a_proposal
from tests.web.proposals.test_pages import browser_of


def found(browser: Client, query: str) -> list[str]:
    """Keys of the claims on the first page."""
    text = browser.get(f"/proposals/?{query}").content.decode()
    return re.findall(r'<h2><a href="/proposals/(claim-\w+)/"', text)


@pytest.fixture
def claims(authority: Organisation, ben: Person, cleo: Person) -> dict[str, ProposedClaim]:
    given = {
        "law": a_proposal(value="A law on 100% of sources.", note="ratified"),
        "review": a_proposal(
            "C03", value="secret number eleven", summary="A review was held.", object="topic:peer-review"
        ),
        "plan": a_proposal("C11", value="secret plan", facility="Unit One"),
        "status": a_proposal(object="provision:CPPNM-A.2A.1.a", value="met"),
    }
    made = {}
    for name, proposal in given.items():
        claim = actions.propose(ben, authority, proposal, now=NOW)
        made[name] = actions.approve(cleo, actions.submit(ben, claim, now=NOW), now=NOW)
    return made


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=law", ["law"]),
        ("q=LAW+ratified", ["law"]),
        ("q=law+nothing", []),
        ("q=100%25", ["law"]),
        ("q=1_0", []),
        ("q=review", ["review"]),
        ("q=secret", []),
        ("q=eleven", []),
        ("q=Unit", []),
        ("q=CPPNM-A.2A", ["status"]),
        ("object=provision:CPPNM-A.2A.1.a", ["status"]),
        ("object=topic:peer-review", ["review"]),
        ("category=C03", ["review"]),
        ("category=C11", []),
        ("organisation=arden", ["status", "review", "law"]),
        ("organisation=bohemia", []),
        ("state=ard&q=law", ["law"]),
        ("stage=draft", []),
    ],
)
def test_anyone_finds_what_anyone_reads(claims: dict[str, ProposedClaim], query: str, names: list[str]) -> None:
    assert found(Client(), query) == [claims[name].key for name in names]


@pytest.mark.parametrize(
    ("query", "names"), [("q=secret", ["plan", "review"]), ("q=Unit", ["plan"]), ("category=C11", ["plan"])]
)
def test_its_own_organisation_finds_all_that_it_wrote(
    claims: dict[str, ProposedClaim], cleo: Person, query: str, names: list[str]
) -> None:
    assert found(browser_of(cleo), query) == [claims[name].key for name in names]


def test_the_title_of_a_provision_is_looked_through_in_the_readers_language(claims: dict[str, ProposedClaim]) -> None:
    from openregime.web.proposals.fields import known_objects

    title = known_objects()["provision:CPPNM-A.2A.1.a"].split()[0]
    assert claims["status"].key in found(Client(), f"q={title}")


def test_nothing_found_is_told_from_nothing_there(db: object) -> None:
    anyone = Client()
    assert "Nothing to see here yet" in anyone.get("/proposals/").content.decode()
    assert "Nothing that you may see fits" in anyone.get("/proposals/?q=law").content.decode()


@pytest.mark.parametrize("query", ["stage=hidden", "category=C99", "q=a+b+c+d+e+f+g+h+i", "q=%00", f"q={'a' * 201}"])
def test_what_cannot_be_looked_for_is_refused_in_words(db: object, query: str) -> None:
    answer = Client().get(f"/proposals/?{query}")
    assert answer.status_code == 400
    assert query.split("=")[0] in answer.content.decode()
