"""Pages of sources, claims and what the record holds: complete, linked, refused in words, a fixed number of queries."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from openregime.core.facts import Standing
from openregime.web.record.cross_references import cross_references
from openregime.web.record.limits import LIMITS
from openregime.web.record.sourced import CLAIMS_PER_PAGE, PER_PAGE

pytestmark = pytest.mark.django_db
REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture
def reader() -> Client:
    return Client(raise_request_exception=False)


def text(reader: Client, address: str, status: int = 200) -> str:
    response = reader.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def queries_for(reader: Client, address: str) -> int:
    reader.get(address)
    with CaptureQueriesContext(connection) as seen:
        text(reader, address)
    return len(seen)


def test_the_list_can_be_walked_to_every_source(reader: Client) -> None:
    wanted = {f"/sources/{s}/" for s in cross_references().sources}
    pages = [text(reader, f"/sources/?page={n}") for n in range(1, -(-len(wanted) // PER_PAGE) + 1)]

    assert {href for href in wanted if any(f'href="{href}?"' in page for page in pages)} == wanted


def test_the_source_with_most_claims_comes_first(reader: Client) -> None:
    rows = cross_references().source_rows()
    first = max(rows, key=lambda r: (r.n_claims + r.n_provisions, r.source.id))
    page = text(reader, "/sources/")

    assert page.index(f"/sources/{first.source.id}/") == page.index("/sources/", page.index("<tbody>"))


def test_words_and_collection_narrow_the_list(reader: Client) -> None:
    page = text(reader, "/sources/?q=environmental+agreements&collection=treaties")

    assert "/sources/ieadb/" in page
    assert "/sources/aca_2011/" not in page
    assert "No source fits" in text(reader, "/sources/?q=zzzzz")


@pytest.mark.parametrize(
    "query", ["page=0", "page=99", "page=x", "page=1e3", "sort=colour", "collection=none", "q=" + "a" * 201, "q=%00"]
)
def test_what_cannot_be_asked_of_the_list_is_refused_in_words(reader: Client, query: str) -> None:
    assert "bad-parameter" in text(reader, f"/sources/?{query}", 400)


def test_a_source_page_names_every_claim_that_rests_on_it(reader: Client) -> None:
    source = "ban_monitor" if "ban_monitor" in cross_references().sources else "pl_dzu_2018_90"
    claims = cross_references().claims_resting_on(source)
    n_pages = -(-len(claims) // CLAIMS_PER_PAGE)
    pages = "".join(text(reader, f"/sources/{source}/?page={n}") for n in range(1, max(1, n_pages) + 1))

    assert [c.id for c in claims if f"/claims/{c.id}/" not in pages] == []


def test_a_source_links_out_without_telling_where_from(reader: Client) -> None:
    page = text(reader, "/sources/pl_dzu_2018_90/")

    assert 'rel="noopener noreferrer external"' in page
    assert escape(cross_references().source("pl_dzu_2018_90").title) in page


def test_a_source_of_the_rules_lists_its_paraphrases(reader: Client) -> None:
    assert "CPPNM-A.2A.1.a" in text(reader, "/sources/S-CPPNMA/")


def test_what_became_known_later_is_left_out_and_counted(reader: Client) -> None:
    page = text(reader, "/sources/ieadb/?as_known=2000-01-01")

    assert "became known after 1 January 2000 and are left out" in page
    assert 'class="claims"' not in page.split("Where its silence means no")[0]


def test_a_claim_gives_its_source_its_row_and_what_it_feeds(reader: Client) -> None:
    page = text(reader, "/claims/adherence/FRA/cppnm/deposited/")

    assert "treaties/adherence.csv, line" in page
    assert 'href="/states/FRA/"' in page
    assert 'href="/instruments/cppnm/"' in page
    assert "Laws, treaties and institutions" in page


def test_a_competing_claim_shows_its_rival_and_the_reason(reader: Client) -> None:
    competing = next(c for c in cross_references().record.claims if c.standing is Standing.COMPETING and c.reason)
    rival = cross_references().rivals_of(competing)[0]
    page = text(reader, f"/claims/{competing.id}/")

    assert "This claim is kept and not used" in page
    assert escape(competing.reason) in page
    assert f"/claims/{rival.id}/" in page
    assert "Nowhere: readings use the claim that was preferred." in page


def test_every_claim_has_a_page(reader: Client) -> None:
    """One of every table and aspect, and every id with a sign that an address must carry in another form."""
    chosen = {(c.row.split(":")[0], c.object.rpartition(".")[2]): c for c in cross_references().record.claims}
    odd = [
        c
        for c in cross_references().record.claims
        if not c.id.replace("/", "").replace("_", "").replace("-", "").isalnum()
    ]
    for claim in [*chosen.values(), *odd[:40]]:
        page = text(reader, f"/claims/{claim.id}/")
        assert escape(claim.id) in page


@pytest.mark.parametrize("address", ["/claims/nothing/", "/claims/..%2f..%2fetc/passwd/", "/sources/nobody/"])
def test_what_does_not_exist_is_a_404_in_words(reader: Client, address: str) -> None:
    assert "has the id" in text(reader, address, 404)


def test_the_record_page_says_what_is_complete_and_what_is_not_known(reader: Client) -> None:
    page = text(reader, "/record/")

    assert "up to 20 November 2017" in page
    assert all(escape(sentence) in page for _heading, sentences in LIMITS for sentence in sentences)
    assert reader.get("/completeness/")["Location"] == "/record/#complete"


def test_the_document_on_limits_says_the_same() -> None:
    document = (REPOSITORY / "docs" / "why" / "limits-of-the-data.md").read_text(encoding="utf-8")

    for heading, sentences in LIMITS:
        assert f"## {heading}\n" in document
        assert [s for s in sentences if f"- {s}\n" not in document] == []


def test_the_number_of_queries_does_not_grow_with_the_rows(reader: Client) -> None:
    few, many = "pl_dzu_2018_90", "ieadb"
    assert len(cross_references().claims_resting_on(few)) < len(cross_references().claims_resting_on(many))
    assert queries_for(reader, f"/sources/{few}/") == queries_for(reader, f"/sources/{many}/") == 1
    assert queries_for(reader, "/sources/") == queries_for(reader, "/sources/?q=zzzz") == 1
    assert queries_for(reader, "/claims/adherence/FRA/cppnm/deposited/") == 2
    assert queries_for(reader, "/record/") == 2


def test_writing_is_refused(reader: Client) -> None:
    assert {reader.post(a).status_code for a in ("/sources/", "/record/", "/claims/x/")} == {405}
