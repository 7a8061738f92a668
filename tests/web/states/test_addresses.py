"""Which State an address means."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

PAGES = ("", "claims/", "plan/", "scenario/")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("given", ["fra", "Fra", "France", "FRANCE"])
def test_codes_in_any_case_and_names_lead_to_the_code(client: Client, given: str, page: str) -> None:
    response = client.get(f"/states/{given}/{page}?as_of=2013-10-18&lang=en")

    assert response.status_code == 301
    assert response["Location"] == f"/states/FRA/{page}?as_of=2013-10-18&lang=en"


def test_a_name_in_the_readers_language_leads_to_the_code(client: Client) -> None:
    response = client.get("/states/فرنسا/", {"lang": "ar"})
    assert response.status_code == 301
    assert response["Location"].startswith("/states/FRA/")


@pytest.mark.parametrize("page", PAGES)
def test_an_unknown_state_is_404_with_the_names_that_come_near(client: Client, page: str) -> None:
    response = client.get(f"/states/Frnace/{page}", {"lang": "en"})

    assert response.status_code == 404
    assert "Nothing in the record answers to “Frnace”" in response.content.decode()
    assert f'href="/states/FRA/{page}?lang=en"' in response.content.decode()


@pytest.mark.parametrize("given", ["EUR", "TWN"])
def test_what_is_no_state_is_named_and_not_read_as_one(client: Client, given: str) -> None:
    response = client.get(f"/states/{given}/", {"lang": "en"})

    assert response.status_code == 404
    assert "is in the record and is not read as a State" in response.content.decode()


@pytest.mark.parametrize("given", ["%00", "<script>alert(1)</script>".replace("/", ""), "x" * 3000, "..", "%FF"])
def test_hostile_names_are_404_and_escaped(client: Client, given: str) -> None:
    response = client.get(f"/states/{given}/", {"lang": "en"})

    assert response.status_code == 404
    assert "<script>alert" not in response.content.decode()


def test_page_and_call_offer_the_code_and_the_beginning_of_a_name_first(client: Client) -> None:
    page = client.get("/states/NO/", {"lang": "en"})
    call = client.get("/api/v1/states/NO")

    assert (page.status_code, call.status_code) == (404, 404)
    offered = re.findall(r'href="/states/([A-Z]{3})/\?', page.content.decode())
    assert offered[:2] == ["NOR", "MKD"]
    assert "Did you mean NOR, MKD" in call.content.decode()
