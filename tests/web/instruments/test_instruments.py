"""Instrument pages and the crosswalk."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def text_of(client: Client, address: str) -> str:
    """The words of a page, tags and repeated white space taken out."""
    response = client.get(address)
    assert response.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_instrument_page_counts_by_name_and_by_total(client: Client) -> None:
    text = text_of(client, "/instruments/cppnm_a/?as_of=2013-10-18")

    assert "between 70 and 76 States had joined" in text
    assert "By name alone the count would lie between 27 and 78" in text
    assert "9 holders of material" in text


def test_instrument_page_of_icsant_on_the_day_of_its_complete_list(client: Client) -> None:
    """UN Treaty Collection, XVIII-15, 16 May 2025: 127 parties."""
    assert "On 16 May 2025: 127 States." in text_of(client, "/instruments/icsant/?as_of=2025-05-16")


def test_euratom_stands_beside_the_states_and_is_not_counted(client: Client) -> None:
    text = text_of(client, "/instruments/cppnm_a/?as_of=2016-05-08")

    assert "102 States" in text
    assert "Beside the States: European Atomic Energy Community (EURATOM)." in text


def test_unverified_paraphrases_are_marked(client: Client) -> None:
    html = client.get("/instruments/cppnm_a/").content.decode()
    recalled = html.count("Paraphrase, not verified against the text")

    assert 0 < recalled < html.count('class="provision"')


def test_every_instrument_has_a_page_on_every_day(client: Client) -> None:
    html = client.get("/instruments/").content.decode()
    ids = set(re.findall(r'href="/instruments/([a-z0-9_]+)/', html))

    assert len(ids) == 19
    for instrument in ids:
        for day in ("1970-01-01", "2013-10-18", "2026-01-01"):
            assert client.get(f"/instruments/{instrument}/?as_of={day}").status_code == 200, instrument


def test_unknown_instrument_is_not_found_and_names_the_known(client: Client) -> None:
    response = client.get("/instruments/atlantis/")

    assert response.status_code == 404
    assert "cppnm_a" in response.content.decode()


def test_crosswalk_counts_what_touches_all_three(client: Client) -> None:
    """The dossier on the legal framework counts seven of 35 measures that touch all three binding instruments."""
    text = text_of(client, "/crosswalk/")

    assert "35 measures; 7 of them touch all three binding instruments" in text


def test_crosswalk_cells_lead_to_the_provision(client: Client) -> None:
    html = client.get("/crosswalk/").content.decode()

    assert 'href="/instruments/icsant/' in html
    assert '#ICSANT.7.4"' in html


def test_pages_take_the_same_few_queries(client: Client, django_assert_max_num_queries: object) -> None:
    client.get("/instruments/")
    for address in ("/instruments/", "/instruments/npt/", "/instruments/unscr1540/", "/crosswalk/", "/help/"):
        with django_assert_max_num_queries(2):  # type: ignore[operator]
            client.get(address)


def test_a_long_page_begins_with_what_is_on_it(client: Client) -> None:
    html = client.get("/instruments/cppnm_a/?lang=en").content.decode()
    contents = html[html.index('aria-label="On this page"') :].split("</nav>")[0]
    anchors = re.findall(r'href="#(\w+)"', contents)

    assert anchors == ["time", "who", "provisions", "totals"]
    assert [a for a in anchors if f'id="{a}"' not in html] == []


def test_crosswalk_cites_articles_as_the_plan_does(client: Client) -> None:
    html = client.get("/crosswalk/?lang=en").content.decode()

    assert "7(1)(a)</bdi>" in html
    assert "OP2</bdi>" in html
    assert "7.1.a</bdi>" not in html
    assert "Extradite-or-prosecute." in html


def test_a_long_list_of_provisions_is_folded_and_each_keeps_its_address(client: Client) -> None:
    html = client.get("/instruments/cppnm_a/?lang=en").content.decode()
    folded = re.findall(r'<article class="provision"><details class="disclosure"( open)?>', html)
    contents = re.findall(r'<li><a href="#([^"]+)" title=', html)

    assert len(folded) > 8
    assert set(folded) == {""}
    assert contents
    assert [c for c in contents if f'<div class="disclosure-body" id="{c}">' not in html] == []
    few = client.get("/instruments/nss14/?lang=en").content.decode()
    assert set(re.findall(r'<article class="provision"><details class="disclosure"( open)?>', few)) == {" open"}


def test_a_list_of_many_states_is_folded_and_still_says_how_many(client: Client) -> None:
    html = client.get("/instruments/cppnm_a/?as_of=2026-11-23&as_known=2026-11-23&lang=en").content.decode()
    lists = re.findall(r'<details class="disclosure"( open)? id="(\w+)"><summary>[^<]+<span class="count">(\d+)', html)

    assert {key: bool(is_open) for is_open, key, n in lists} == {
        key: key != "inside" and int(n) <= 40 for _open, key, n in lists
    }
    assert any(int(n) > 40 for _open, _key, n in lists)
