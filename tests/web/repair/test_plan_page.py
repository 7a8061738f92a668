"""The plan of one State, and everything that its reader can change."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def shown(client: Client, address: str, **query: str | list[str]) -> str:
    response = client.get(address, {"lang": "en", **query})
    assert response.status_code == 200, response.content.decode()[:3000]
    return response.content.decode()


def tile(page: str, label: str) -> str:
    after = page[page.index(f"<dt>{label}</dt>") :]
    return after[after.index('tile-value">') + len('tile-value">') : after.index("</dd>")]


def test_the_saving_is_a_number_and_a_share_and_its_proof_is_shown(client: Client) -> None:
    """The figures of a State with nothing known: tests/reference/test_rules_savings.py."""
    page = shown(client, "/states/NRU/plan/")

    assert tile(page, "Measures to put in place, or to confirm") == "33"
    assert tile(page, "Person-months, together") == "0 to 292"
    assert tile(page, "Person-months, one by one") == "470"
    assert tile(page, "Saved at most") == "38 %"
    assert "The set of measures: proven optimal, gap 0 %. The order: proven optimal, gap 0 %." in page


def test_every_measure_names_the_articles_that_it_serves_and_what_comes_first_and_why(client: Client) -> None:
    page = shown(client, "/states/NRU/plan/")
    row = page[page.index('id="measure-M08"') :]
    row = row[: row.index("</tr>")]

    assert "<strong>ICSANT</strong> <bdi>6, 14" not in row
    assert "7(2)" in row
    assert "A penalty needs an offence to be attached to." in row


def test_what_binds_and_what_is_known_stands_beside_each_instrument(client: Client) -> None:
    page = shown(client, "/states/PAK/plan/")
    assert "Not known whether joined on this day: ICSANT." in page


def test_instruments_are_chosen_in_the_address(client: Client) -> None:
    page = shown(client, "/states/NRU/plan/", instrument=["icsant", "unscr1540"])
    assert "ICSANT and 1540, satisfied together" in page


def test_effort_limit_and_what_is_in_place_are_chosen_in_the_address(client: Client) -> None:
    page = shown(client, "/states/NRU/plan/", **{"effort-M01": "14", "years-M01": "2", "limit": "120", "have": ["M13"]})

    assert tile(page, "Person-months, together") == "0 to 278"  # 292 + 10 - 24
    assert 'name="limit" type="text" inputmode="decimal" value="120"' in page
    assert 'id="measure-M13"' not in page


def test_the_form_leads_to_an_address_with_only_what_was_changed(client: Client) -> None:
    whole = {
        "lang": "en", "form": "plan", "instrument": ["unscr1540", "cppnm_a", "icsant"], "limit": "60",
        "effort-M01": "4", "years-M01": "1", "effort-M13": "30", "years-M13": "2", "have": ["M28"],
        "as_of": "2016-05-08",
    }  # fmt: skip
    response = client.get("/states/FRA/plan/", whole)

    assert response.status_code == 302
    assert parse_qsl(urlsplit(response["Location"]).query) == [
        ("lang", "en"), ("effort-M13", "30"), ("have", "M28"), ("as_of", "2016-05-08"),
    ]  # fmt: skip


def test_a_form_without_any_instrument_asks_for_one(client: Client) -> None:
    response = client.get("/states/FRA/plan/", {"form": "plan", "limit": "60", "lang": "en"}, follow=True)

    assert response.status_code == 400
    assert "Choose at least one instrument." in response.content.decode()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("limit=0", "The yearly limit must be a number from 6 to 10,000 person-months."),
        ("limit=nan", "The yearly limit must be a number"),
        ("limit=six", "The yearly limit must be a number"),
        ("effort-M01=-1", "M01: the effort must be a number from 0.5 to 1,000 person-months."),
        ("effort-M01=1e999", "M01: the effort must be a number"),
        ("years-M01=0", "M01: the years must be a whole number from 1 to 10."),
        ("years-M01=1.5", "M01: the years must be a whole number"),
    ],
)
def test_a_bad_value_is_said_at_the_top_linked_to_its_field_and_kept_in_it(
    client: Client, query: str, words: str
) -> None:
    response = client.get(f"/states/FRA/plan/?lang=en&{query}")
    page = response.content.decode()
    name, value = query.split("=")

    assert response.status_code == 400
    assert words in page
    assert f'href="#field-{name}"' in page
    assert f'id="field-{name}"' in page
    assert f'value="{value}"' in page


def test_a_plan_that_would_take_generations_is_refused_with_what_to_change(client: Client) -> None:
    response = client.get("/states/FRA/plan/?lang=en&limit=6&effort-M01=1000")

    assert response.status_code == 400
    words = "With 6 person-months a year this plan takes 215 years, 60 is the most. Raise the yearly limit"
    assert words in response.content.decode()


@pytest.mark.parametrize("query", ["instrument=zz", "instrument=cns", "have=M99", "effort-M99=1", "years-=2"])
def test_what_does_not_exist_is_400_and_named(client: Client, query: str) -> None:
    response = client.get(f"/states/FRA/plan/?lang=en&{query}")
    assert response.status_code == 400
    assert query.split("=")[0] in response.content.decode()


def test_with_everything_in_place_nothing_is_left_to_do(client: Client) -> None:
    page = shown(client, "/states/FRA/plan/", have=[f"M{n:02}" for n in range(1, 36)])
    assert "Nothing is left to do: every provision of the chosen instruments is met by measures in place." in page
    assert "saves up to" not in page
    assert "Saved at most" not in page
    assert "proven" not in page


def test_a_plan_of_one_instrument_claims_no_saving(client: Client) -> None:
    page = shown(client, "/states/NRU/plan/", instrument=["icsant"])
    assert "person-months by our estimates." in page
    assert "saves up to" not in page


def test_on_a_day_before_the_instruments_were_open_the_plan_says_that_it_looks_ahead(client: Client) -> None:
    page = shown(client, "/states/FRA/plan/", as_of="1990-01-01")
    assert "Not open yet on this day: Amendment, ICSANT and 1540. The plan looks ahead" in page


def test_of_a_state_that_did_not_exist_yet_nothing_is_planned_and_nothing_called_met(client: Client) -> None:
    page = shown(client, "/states/HRV/plan/", as_of="1990-01-01")
    assert "Nothing of the chosen instruments applies to this State on this day." in page
    assert "met by measures in place" not in page
