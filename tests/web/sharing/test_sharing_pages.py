"""The sharing table on pages, as files and over the API: every cell is there, says why, and has an address."""

import json
import re

import pytest
from django.test import Client

from openregime.io.sharing.table import load_sharing_table

TABLE = load_sharing_table()
pytestmark = pytest.mark.django_db


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


@pytest.mark.parametrize(
    ("address", "situation"),
    [
        ("/sharing/", "normal"),
        ("/sharing/situations/elevated/", "elevated"),
        ("/sharing/situations/emergency/", "emergency"),
    ],
)
def test_the_whole_table_of_a_situation_leads_to_every_cell(client: Client, address: str, situation: str) -> None:
    html = page(client, address)
    found = re.findall(
        r'<td class="openness openness-(\w+)"><a href="/sharing/categories/(\w+)/\?[^"]*#(\w+)-(\w+)">', html
    )
    assert {(c, a, s): level for level, c, a, s in found} == {
        (c.id, a.id, situation): TABLE.level(c.id, a.id, situation).slug
        for c in TABLE.categories
        for a in TABLE.audiences
    }


@pytest.mark.parametrize("category", [c.id for c in TABLE.categories])
def test_every_cell_of_a_category_has_an_address_and_a_word(client: Client, category: str) -> None:
    html = page(client, f"/sharing/categories/{category}/")
    cells = re.findall(
        r'<td id="(\w+)-(\w+)" class="openness-cell"><a class="openness openness-(\w+)"[^>]*>([^<]+)<', html
    )
    assert {(a, s): level for a, s, level, _words in cells} == {
        (a.id, s.id): TABLE.level(category, a.id, s.id).slug for a in TABLE.audiences for s in TABLE.situations
    }
    assert all(words.strip() for *_, words in cells)


@pytest.mark.parametrize("audience", [a.id for a in TABLE.audiences])
def test_every_audience_says_what_it_sees(client: Client, audience: str) -> None:
    html = page(client, f"/sharing/audiences/{audience}/")
    cells = re.findall(r'<td id="(\w+)-(\w+)" class="openness-cell"><a class="openness openness-(\w+)"', html)
    assert {(c, s): level for c, s, level in cells} == {
        (c.id, s.id): TABLE.level(c.id, audience, s.id).slug for c in TABLE.categories for s in TABLE.situations
    }


def test_a_category_says_why_until_when_and_what_would_change_it(client: Client) -> None:
    html = page(client, "/sharing/categories/C11/")
    for words in (
        "Of direct use to whoever plans theft or sabotage.",
        "after 60 months",
        "2 people whom its holder has authorised, each in a role of their own",
        "Hard floor",
        "No ruling can open it further, save one for an imminent threat to life.",
        "opened further to protect people and to act together",
        "(seen",
        "A design proposal made from public sources, not an official guide.",
    ):
        assert words in html, words


def test_a_hold_and_an_opening_are_said(client: Client) -> None:
    assert "72 hours; a second role may renew it" in page(client, "/sharing/categories/C08/")
    assert "10 days after completion it opens: In summary." in page(client, "/sharing/categories/C14/")


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("category=C11&audience=public&situation=emergency", "/sharing/categories/C11/#public-emergency"),
        ("category=C11", "/sharing/categories/C11/"),
        ("audience=media&lang=ar", "/sharing/audiences/media/?lang=ar"),
        ("situation=elevated", "/sharing/situations/elevated/"),
        ("", "/sharing/"),
    ],
)
def test_the_form_leads_to_what_was_chosen(client: Client, query: str, address: str) -> None:
    answer = client.get(f"/sharing/choose/?{query}")
    assert (answer.status_code, answer["Location"]) == (302, address)


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/sharing/categories/C99/", 404, "is no category of the sharing table"),
        ("/sharing/audiences/king/", 404, "is no audience of the sharing table"),
        ("/sharing/situations/war/", 404, "is no situation of the sharing table"),
        ("/sharing/choose/?category=C99", 400, "known are C01"),
        ("/sharing/choose/?category=C01&lang=x%0d%0aSet-Cookie:a", 400, "lang"),
        ("/sharing/?as_of=never", 400, "as_of"),
    ],
)
def test_what_the_table_does_not_have_is_refused_in_words(
    client: Client, address: str, status: int, words: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_pages_ask_the_database_nothing(client: Client, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    for address in ("/sharing/", "/sharing/categories/C08/", "/sharing/audiences/public/"):
        page(client, address)
        with django_assert_num_queries(0):
            page(client, address)


def test_pages_come_in_arabic_from_right_to_left(client: Client) -> None:
    html = page(client, "/sharing/categories/C11/?lang=ar")
    assert 'dir="rtl"' in html
    left = re.findall(r">([A-Z][a-z]+ [a-z]+ [a-z]+[^<]*)<", html[html.index("<main") : html.index("<details")])
    assert left == []


def test_the_table_is_had_as_a_file(client: Client) -> None:
    found = json.loads(page(client, "/data/sharing.json"))
    assert len(found["rows"]) == 936
    row = next(
        r for r in found["rows"] if (r["category"], r["audience"], r["situation"]) == ("C10", "public", "normal")
    )
    assert (row["level"], row["review_months"], row["people_to_loosen"]) == ("existence", 12, 2)
    assert row["hard_floor"] == "The content never goes to them; that it exists may."
    for format_ in ("csv", "xlsx", "zip"):
        assert client.get(f"/data/sharing.{format_}").status_code == 200


# ---- the API


def test_the_api_decides_every_cell_as_the_table_says(client: Client) -> None:
    whole = json.loads(page(client, "/api/v1/sharing/table"))
    assert {(c["category"], c["audience"], c["situation"]): c["level"] for c in whole["cells"]} == {
        (c.id, a.id, s.id): TABLE.level(c.id, a.id, s.id).slug
        for c in TABLE.categories
        for a in TABLE.audiences
        for s in TABLE.situations
    }
    for cell in whole["cells"][::37]:
        asked = "&".join(f"{name}={cell[name]}" for name in ("category", "audience", "situation"))
        decided = json.loads(page(client, f"/api/v1/sharing/decide?{asked}"))
        assert decided["level"] == cell["level"]
        assert decided["reason"] and decided["steps"]


def test_the_api_narrows_the_table_and_refuses_what_it_does_not_have(client: Client) -> None:
    narrowed = json.loads(page(client, "/api/v1/sharing/table?category=C08&situation=emergency"))
    assert (len(narrowed["cells"]), len(narrowed["categories"]), len(narrowed["audiences"])) == (13, 1, 13)
    for address, status, code in (
        ("/api/v1/sharing/decide?category=C99&audience=public", 404, "unknown-sharing-cell"),
        ("/api/v1/sharing/decide?category=C01&audience=", 404, "unknown-sharing-cell"),
        ("/api/v1/sharing/decide?category=C01", 400, "bad-parameter"),
        ("/api/v1/sharing/table?situation=war", 404, "unknown-sharing-cell"),
        ("/api/v1/sharing/table?when=now", 400, "bad-parameter"),
    ):
        assert json.loads(page(client, address, status))["code"] == code


def test_a_situation_asked_for_in_the_query_leads_to_its_address(client: Client) -> None:
    response = client.get("/sharing/?situation=emergency")

    assert response.status_code == 302
    assert response.headers["Location"] == "/sharing/situations/emergency/"


def test_the_foot_names_the_version_of_the_software_not_of_the_table(client: Client) -> None:
    foot = re.compile(r'translate="no">OpenRegime</span> ([^<]+)<')

    assert foot.findall(client.get("/sharing/").content.decode()) == foot.findall(client.get("/").content.decode())
