"""What the pages say where a State's own word is read: its reason, the way to its claim, and how to read without it."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from openregime.web.proposals import actions
from tests.web.people.conftest import NOW
from tests.web.record.test_spoken import House, a_house, nothing_kept, said

pytestmark = pytest.mark.django_db
assert nothing_kept  # every test begins with nothing kept


@pytest.fixture
def house() -> Iterator[House]:
    yield a_house()


def page(address: str = "/states/FRA/") -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def row(name: str, html: str) -> str:
    return html.split(f'id="requirement-{name}"')[1].split("</tr>")[0]


def test_the_chain_says_on_whose_word_and_leads_to_the_claim(house: House) -> None:
    claim = said(house)
    shown = row("performance", page())

    assert "its own word since 1 Jan 2020, approved by a second person on 24 Nov 2026" in shown
    assert f'href="/proposals/{claim.key}/"' in shown
    assert "pill-met" in shown


def test_a_word_that_does_not_count_stands_beside_with_its_reason(house: House) -> None:
    said(house, "requirement:cppnm", "not met")
    claim, others = said(house), a_house("civil_society")
    actions.dispute(others[1], others[0], claim, words="It is not so.", now=NOW)
    html = page()

    assert "Public evidence decides this day." in row("cppnm", html)
    assert "pill-met" in row("cppnm", html)
    assert "Somebody disputes it and has no answer yet" in row("performance", html)
    assert "pill-unknown" in row("performance", html)


def test_every_reading_says_how_many_words_it_holds_and_can_be_had_without(house: House) -> None:
    said(house)
    said(house, "measure:M01")
    for address in (
        "/",
        "/states/",
        "/states/FRA/",
        "/states/FRA/plan/",
        "/compare/",
        "/index/",
        "/instruments/icsant/",
    ):
        html = page(address)
        assert "These readings hold 2 claims that State authorities made here" in html, address
        assert "?own_words=without" in html, address
        other = page(f"{address}?own_words=without")
        assert "Read without what State authorities say here" in other, address
        assert "own_words=without" in other.split("<main")[1], address  # every link inside goes on so


def test_a_reading_of_an_earlier_day_of_knowledge_counts_what_was_known_then(house: House) -> None:
    said(house)

    assert "These readings hold" not in page("/states/FRA/?as_known=2026-11-23")


def test_the_claims_of_a_state_its_source_and_the_claim_have_pages(house: House) -> None:
    claim = said(house, "measure:M01", "partly met")
    said(house, "provision:CPPNM-A.2A.1.a")
    said(house, "topic:other", "Words.")
    said(house, "instrument:icsant", "We deposit next year.")
    html = page("/states/FRA/claims/?on=measure")
    assert "Its own word on national measures: " in html
    assert f'href="/claims/spoken/{claim.key}' in html
    assert "The State’s own word: House state_authority" in html
    for family in ("provision", "topic", "instrument"):
        page(f"/states/FRA/claims/?on={family}")

    own = page(f"/claims/spoken/{claim.key}/")
    assert f'href="/proposals/{claim.key}/"' in own
    assert "Approved by a second person on" in own
    source = own.split('href="/sources/spoken-')[1].split("/")[0]
    assert "The State’s own word: House state_authority" in page(f"/sources/spoken-{source}/")
    assert page("/sources/?collection=spoken").count(source)


def test_what_its_organisations_say_is_marked_by_whether_the_reading_holds_it(house: House) -> None:
    said(house)
    said(a_house("operator"), "topic:x", "Words of an operator.")
    html = page().split('aria-labelledby="said"')[1]

    assert html.count("Held by the reading") == html.count("Not part of the reading") == 1


def test_a_comment_stands_beside_the_row_of_the_index_escaped_and_cut(house: House) -> None:
    long = "<b>We read</b> the second pillar otherwise. " + "So much more could be said. " * 10
    claim = said(house, "topic:index-comment", long)
    cell = page("/index/").split('id="unit-FRA"')[1].split("</tr>")[0]

    assert f'<a href="/proposals/{claim.key}/" dir="auto">&lt;b&gt;We read&lt;/b&gt;' in cell
    assert "…</a>" in cell
    assert "none given" in page("/index/").split('id="unit-DEU"')[1].split("</tr>")[0]
    assert "not read" in page("/index/?own_words=without").split('id="unit-FRA"')[1].split("</tr>")[0]


def test_a_comment_is_the_authoritys_alone_and_is_gone_when_it_is_withdrawn(house: House) -> None:
    said(a_house("operator"), "topic:index-comment", "We are the best.")
    claim = said(house, "topic:index-comment", "We read it otherwise.")
    assert "We are the best" not in page("/index/")
    assert "We read it otherwise" in page("/index/")

    actions.withdraw(house[2], claim, reason="An error.", now=NOW)
    assert "We read it otherwise" not in page("/index/")


@pytest.mark.parametrize("given", ["maybe", "without&own_words=with", "WITHOUT"])
@pytest.mark.parametrize("address", ["/states/FRA/", "/api/v1/states/FRA", "/data/states.csv"])
def test_another_word_is_refused_in_words(address: str, given: str) -> None:
    answer = Client().get(f"{address}?own_words={given}")

    assert answer.status_code == 400
    assert b"with, without" in answer.content


def test_the_interface_says_it_in_the_same_words(house: House) -> None:
    claim = said(house)
    links = Client().get("/api/v1/states/FRA").json()["links"]
    found = next(r for link in links for r in link["requirements"] if r["id"] == "performance")

    assert (found["status"], found["reason"]["code"], found["reason"]["claims"]) == (
        "met",
        "own-word",
        [f"spoken/{claim.key}"],
    )
    assert found["own_words"] == [
        {
            "claim": f"spoken/{claim.key}", "object": "requirement.performance.status", "value": "met",
            "recorded": "2026-11-24", "counts": True, "reason": "",
        }
    ]  # fmt: skip
    without = Client().get("/api/v1/states/FRA?own_words=without").json()["links"]
    assert next(r for link in without for r in link["requirements"] if r["id"] == "performance")["status"] == "unknown"


def test_a_file_carries_the_word_its_source_and_a_caveat(house: House) -> None:
    claim = said(house)
    table = Client().get("/data/states/FRA.json").json()

    assert f"spoken/{claim.key}" in str(table["rows"])
    assert "House state_authority" in str(table["sources"])
    assert "spoken/" in str(table["caveats"])


def test_pages_take_one_query_however_many_words_are_read(house: House) -> None:
    counts = []
    for about in (["performance"], ["report-1540", "report-laws", "contact-cppnm"]):
        for one in about:
            said(house, f"requirement:{one}")
        for address in ("/", "/states/", "/index/", "/compare/", "/states/FRA/plan/", "/instruments/icsant/"):
            page(address)
            with CaptureQueriesContext(connection) as seen:
                page(address)
            counts.append(len(seen))

    assert set(counts) == {1}
