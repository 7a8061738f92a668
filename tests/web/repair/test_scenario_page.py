"""What if: the chain before and after acts that have not happened."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def shown(client: Client, address: str, **query: str | list[str]) -> str:
    response = client.get(address, {"lang": "en", **query})
    assert response.status_code == 200
    return response.content.decode()


def test_before_and_after_stand_side_by_side_with_what_changes(client: Client) -> None:
    page = shown(client, "/states/USA/scenario/", as_of="2013-10-18", act=["join:cppnm_a", "join:icsant"])
    row = page[page.index("Bound by hard law") :]
    row = row[: row.index("</tr>")]

    assert row.index("0.33") < row.index("certainly all met")
    assert "Joined the Amendment of 2005 to the CPPNM" in page[page.index('id="changed"') : page.index('id="next"')]


def test_the_next_best_act_lifts_the_weakest_link(client: Client) -> None:
    page = shown(client, "/states/USA/scenario/", as_of="2013-10-18")
    first = re.search(r'<ol class="next-acts"><li><p><strong>(.*?)</strong>', page)
    assert first is not None
    assert first[1] == "Join: Amendment"


def test_the_next_act_can_be_added_to_those_ticked(client: Client) -> None:
    page = shown(client, "/states/IRN/scenario/", act="mission")
    link = re.search(r'<a href="([^"]+)">Suppose this', page)
    assert link is not None
    more = client.get(link[1].replace("&amp;", "&")).content.decode()
    assert len(re.findall(r'name="act" value="[^"]+" checked', more)) == 2


def test_without_acts_the_page_shows_the_chain_as_it_reads(client: Client) -> None:
    page = shown(client, "/states/FRA/scenario/")
    assert "The chain as it reads" in page
    assert "What changes" not in page


def test_joining_what_asks_for_another_instrument_first_is_said(client: Client) -> None:
    page = shown(client, "/states/IRN/scenario/", act="join:cppnm_a")
    assert "Only parties to CPPNM can join what is ticked" in page
    both = shown(client, "/states/IRN/scenario/", act=["join:cppnm_a", "join:cppnm"])
    assert "Only parties to" not in both


def test_the_same_act_twice_counts_once_and_case_does_not_matter(client: Client) -> None:
    once = shown(client, "/states/IRN/scenario/", act=["join:icsant"])
    twice = shown(client, "/states/IRN/scenario/", act=["JOIN:ICSANT", "join:icsant", ""])

    def result(page: str) -> str:
        return page[page.index('id="result"') : page.index("</main>")]

    assert result(once) == result(twice)


@pytest.mark.parametrize("act", ["zz", "join:", "join:zz", "join:nss20", "adopt:M99", "mission:x", "a" * 5000, "\x00"])
def test_a_text_that_names_no_act_is_400_with_words(client: Client, act: str) -> None:
    response = client.get("/states/FRA/scenario/", {"lang": "en", "act": act})
    assert response.status_code == 400
    assert "bad-act" in response.content.decode()


def test_acts_that_change_nothing_are_grouped_by_their_reason(client: Client) -> None:
    page = client.get("/states/FRA/scenario/?act=join:cppnm&lang=en").content.decode()
    changes = page[page.index('id="changed"') :].split("</section>")[0]

    assert "Nothing changes." in changes
    assert re.search(r"<dt>Done already</dt><dd>[^<]*CPPNM", changes)
