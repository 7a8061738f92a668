"""The pages of the index: intervals, choices in the address, two States, acts supposed, what matters, an audit."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

DAY = "2016-05-08"


def shown(client: Client, address: str, *, status: int = 200, **query: str | list[str]) -> str:
    response = client.get(address, {"lang": "en", "as_of": DAY, **query})
    assert response.status_code == status
    return response.content.decode()


def row_of(page: str, state: str) -> str:
    return page[page.index(f'id="unit-{state}"') :].partition("</tr>")[0]


def rank_of(page: str, state: str) -> tuple[int, int]:
    found = re.search(r'class="is-rank"[^>]*>(\d+)(?: to (\d+))?', row_of(page, state))
    assert found is not None
    return int(found[1]), int(found[2] or found[1])


@pytest.mark.parametrize("path", ["", "two/", "what-if/", "choices/", "published/", "audit/", "own/"])
def test_every_page_of_the_index_opens(client: Client, path: str) -> None:
    page = shown(client, f"/index/{path}")

    assert page.count("<h1") == 1
    assert f'/index/{path}?as_of={DAY}' in page, "the tabs keep the day"


def test_every_state_is_an_interval_with_its_weakest_pillar_and_an_empty_place_for_its_word(client: Client) -> None:
    page = shown(client, "/index/")

    assert page.count('id="unit-') == 197
    assert "hatched" in page
    assert "Reviewed by peers" in row_of(page, "PRK") or "any of them may be" in row_of(page, "PRK")
    assert "none given" in row_of(page, "FRA")
    assert rank_of(page, "JPN")[0] == 1
    assert rank_of(page, "PRK")[1] == 197
