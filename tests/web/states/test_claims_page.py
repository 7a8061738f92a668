"""Every claim about a State, with its source."""

import re

import pytest
from django.test import Client

from openregime.web.record.queries import observatory

pytestmark = pytest.mark.django_db


def shown(client: Client, address: str, **query: str) -> str:
    response = client.get(address, {"lang": "en", **query})
    assert response.status_code == 200
    return response.content.decode()


def test_the_pages_together_hold_every_claim_once(client: Client) -> None:
    wanted = {claim.id for claim in observatory().record.claims_about("FRA")}
    found: list[str] = []
    for number in range(1, 20):
        response = client.get("/states/FRA/claims/", {"lang": "en", "page": str(number)})
        if response.status_code == 400:
            break
        found += re.findall(r'class="claim-what" href="/claims/([^"]+)/\?', response.content.decode())
    assert sorted(found) == sorted(wanted)


def test_competing_claims_stand_beside_the_preferred_one_with_the_reason(client: Client) -> None:
    page = shown(client, "/states/BLR/claims/", on="cppnm")
    assert "Competing claim, not used" in page
    assert "Preferred over another claim" in page
    assert "IEADB kept: it dates successor States from statehood" in page


def test_the_claims_behind_a_requirement_are_exactly_those_of_its_reason(client: Client) -> None:
    page = shown(client, "/states/FRA/claims/", **{"for": "icsant"})
    assert "Only what the status of one requirement rests on" in page
    assert "/claims/adherence/FRA/icsant/deposited/" in page
    assert "/claims/adherence/FRA/cppnm/deposited/" not in page


def test_a_status_that_rests_on_a_complete_list_shows_the_list(client: Client) -> None:
    page = shown(client, "/states/IRN/claims/", **{"for": "cppnm"})
    assert "CPPNM: the list is complete by name" in page
    assert 'href="/sources/ieadb/' in page


@pytest.mark.parametrize("query", ["on=zz", "for=zz", "page=0", "page=99", "page=x", "page=²", "page=-1"])
def test_a_bad_parameter_is_400_and_named(client: Client, query: str) -> None:
    response = client.get(f"/states/FRA/claims/?lang=en&{query}")
    assert response.status_code == 400
    assert query.split("=")[0] in response.content.decode()


def test_with_nothing_known_yet_the_page_says_so(client: Client) -> None:
    assert "No claim was known by that day" in shown(client, "/states/FRA/claims/", as_known="1970-01-01")


def test_the_claim_that_decides_a_status_comes_first(client: Client) -> None:
    for requirement, decisive in {
        "cppnm": "adherence/FRA/cppnm/deposited",
        "mission": "ippas_missions/IPPAS-FRA-2011/year",
        "statement": "nss_commitment_subscribers/NSS12-SMUG/FRA/joined",
    }.items():
        page = shown(client, "/states/FRA/claims/", **{"for": requirement})
        assert re.findall(r'class="claim-what" href="/claims/([^"]+)/\?', page)[0] == decisive
    assert "(since 6 Sept 1991). What decides it comes first." in shown(
        client, "/states/FRA/claims/", **{"for": "cppnm"}
    )


def test_neighbouring_regimes_stand_apart_after_the_chain_and_are_explained(client: Client) -> None:
    pages = [shown(client, "/states/DEU/claims/", page=str(n)) for n in (1, 2, 3)]
    whole = "".join(pages)

    assert whole.count('id="apart"') >= 1
    assert "no link of the chain and no reading of this State rests on it" in whole
    after = whole[whole.index('id="apart"') :]
    assert "A neighbouring regime: extractive industries" in after
    before = whole[whole.index("<h2") : whole.index('id="apart"')]
    assert 'class="claims-of">A neighbouring regime' not in before
    assert 'class="claims-of">An outside index' not in before


def test_the_whole_list_says_what_each_status_rests_on_so_that_a_copy_without_server_can(client: Client) -> None:
    """A static copy leads “6 claims” of a State page to the whole list: its fragment is there."""
    state = shown(client, "/states/FRA/")
    wanted = set(re.findall(r'/states/FRA/claims/\?[^"#]+#(for-[\w-]+)"', state))
    page = shown(client, "/states/FRA/claims/")

    assert wanted
    assert [anchor for anchor in wanted if f'id="{anchor}"' not in page] == []
    behind = page[page.index('id="for-cppnm"') :].split("</ul>")[0]
    assert re.findall(r'href="/claims/([^"]+)/\?', behind)[0] == "adherence/FRA/cppnm/deposited"
