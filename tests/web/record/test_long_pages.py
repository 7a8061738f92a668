"""Long pages of the record: contents at the top, long parts folded, nothing left out, every address kept."""

import re

import pytest
from django.test import Client

from openregime.web.record.cross_references import cross_references
from openregime.web.record.sourced import CLAIMS_PER_PAGE

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/record/?lang=en", "/sources/ieadb/?lang=en"])
def test_the_contents_at_the_top_lead_to_every_section(client: Client, address: str) -> None:
    html = client.get(address).content.decode()
    contents = html[html.index('<nav aria-label="On this page">') :].partition("</nav>")[0]
    led_to = re.findall(r'href="#([^"]+)"', contents)
    sections = re.findall(r'<h2 id="([^"]+)"', html.partition("<main")[2].partition("</main>")[0])

    assert led_to
    assert led_to == [s for s in sections if s in led_to]
    assert [s for s in sections if s not in led_to] == []


def test_every_complete_list_keeps_its_address_outside_what_is_folded(client: Client) -> None:
    html = client.get("/record/?lang=en").content.decode()
    for complete in cross_references().record.completeness:
        assert f'<li class="claim" id="{complete.id}">' in html
    before = re.findall(r'(<details|</details>|<li class="claim" id=)', html)
    depth = 0
    for mark in before:
        depth += {"<details": 1, "</details>": -1}.get(mark, 0)
        assert mark != '<li class="claim" id=' or depth == 0


def test_all_claims_of_a_source_are_on_its_pages_and_on_no_two(client: Client) -> None:
    held = cross_references()
    source = max(
        (s for s in held.sources if len(held.claims_resting_on(s)) < 90), key=lambda s: len(held.claims_resting_on(s))
    )
    claims = [c.id for c in held.claims_resting_on(source)]
    assert len(claims) > CLAIMS_PER_PAGE

    shown: list[str] = []
    for n in range(1, -(-len(claims) // CLAIMS_PER_PAGE) + 1):
        html = client.get(f"/sources/{source}/?lang=en&page={n}").content.decode()
        shown += re.findall(r'class="claim-what" href="/claims/([^"?]+)/', html)
    assert [s for s in shown if s in claims] == claims


def test_other_sources_of_a_claim_are_folded_on_the_page_of_one_of_them_and_counted(client: Client) -> None:
    html = client.get("/sources/ieadb/?lang=en").content.decode()
    rows = re.findall(r'<li class="claim[^"]*">.*?</li>', html, re.DOTALL)
    folded = [row for row in rows if "other sources say so" in row]

    assert folded
    for row in folded:
        count = re.search(r"(\d+) other sources say so", row)
        assert count is not None
        assert int(count[1]) == row.count('class="source-ref"') > 1
