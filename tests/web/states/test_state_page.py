"""The page of one State: its answer, its chain, what is supposed, and what it rests on."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from openregime.core.facts import Status
from openregime.web.record.queries import observatory
from openregime.web.site.parameters import Moment
from openregime.web.states import chain
from openregime.web.states.headline import answer_words
from openregime.web.states.seen import state_reading, supposed_reading

pytestmark = pytest.mark.django_db

ON_18_OCTOBER_2013 = Moment(dt.date(2013, 10, 18), dt.date(2026, 11, 24))
NOW = Moment(dt.date(2026, 11, 24), dt.date(2026, 11, 24))
SHOWN = ("FRA", "USA", "IRN", "PAK", "NRU", "CHE", "SSD", "VAT")


def shown(client: Client, address: str, **query: str) -> str:
    response = client.get(address, {"lang": "en", **query})
    assert response.status_code == 200, response.content.decode()[:2000]
    return response.content.decode()


@pytest.mark.parametrize("state", SHOWN)
@pytest.mark.parametrize("day", ["1970-01-01", "1987-02-08", "2013-10-18", "2026-11-24"])
def test_every_kind_of_state_can_be_read_on_any_day(client: Client, state: str, day: str) -> None:
    assert "The chain" in shown(client, f"/states/{state}/", as_of=day)


def test_the_first_sentence_says_where_the_state_is_certainly_weak_and_what_is_missing(client: Client) -> None:
    page = shown(client, "/states/USA/", as_of="2013-10-18")
    assert (
        "Certainly weak: “Bound by hard law”: it had not joined the Amendment to the CPPNM "
        "and had not joined ICSANT." in page
    )


def test_where_no_link_is_certainly_weak_the_sentence_says_so_and_names_what_is_open() -> None:
    reading = state_reading(observatory(), "PAK", NOW)
    assert reading.chains["public"].weakest == ()
    words = answer_words(reading, "public")
    assert words.startswith("No link is certainly weak.")
    assert "“Bound by hard law”" in words


def test_links_that_public_evidence_decides_and_that_only_states_can_speak_to_are_read_apart_then_together(
    client: Client,
) -> None:
    page = shown(client, "/states/IRN/")
    places = [
        page.index(words) for words in ("What public evidence decides", "What only States can say", "Both together")
    ]
    assert places == sorted(places)


def test_every_requirement_has_its_status_and_reason_and_leads_to_its_claims(client: Client) -> None:
    seen = observatory()
    page = shown(client, "/states/FRA/")
    for link in state_reading(seen, "FRA", NOW).links:
        for read in link.requirements:
            assert f'id="requirement-{read.requirement.id}"' in page
            assert (
                f"/states/FRA/claims/?lang=en&amp;for={read.requirement.id}#for-{read.requirement.id}" in page
            ) == bool(read.reason.claims)


def test_what_is_missing_leads_to_the_scenario_with_its_act_ticked(client: Client) -> None:
    page = shown(client, "/states/USA/", as_of="2013-10-18")
    assert "/states/USA/scenario/?as_of=2013-10-18&amp;lang=en&amp;act=join%3Aicsant" in page


def test_every_act_that_a_requirement_offers_meets_it_in_the_scenario(client: Client) -> None:
    seen, n_offered = observatory(), 0
    for link in chain.links(state_reading(seen, "NRU", NOW), seen):
        for row in link["requirements"]:
            if row["act"] and row["act"]["text"]:
                n_offered += 1
                page = shown(client, "/states/NRU/scenario/", act=row["act"]["text"])
                changes = page[page.index('id="changed"') : page.index('id="next"')]
                assert f'<th scope="row">{row["title"]}</th>' in changes, row["id"]
    assert n_offered >= 10


def test_the_supposition_lies_inside_the_strict_reading_and_is_marked() -> None:
    seen = observatory()
    for state in SHOWN:
        strict, supposed = state_reading(seen, state, NOW), supposed_reading(seen, state, NOW)
        for before, after in zip(strict.links, supposed.links, strict=True):
            for early, late in zip(before.requirements, after.requirements, strict=True):
                assert early.status in (late.status, Status.UNKNOWN)


def test_the_supposition_is_said_in_the_conditional(client: Client) -> None:
    page = shown(client, "/states/IRN/")
    assert "In that case the weakest link would be “Bound by hard law”" in page
    assert "Supposition, not a reading" in page


def test_unknowns_that_would_change_the_answer_change_it(client: Client) -> None:
    reading = state_reading(observatory(), "FRA", NOW)
    rows = chain.unknowns(reading)
    assert rows
    assert all(row["if_met"] or row["if_not"] for row in rows)


def test_a_state_that_did_not_exist_yet_is_not_called_weak(client: Client) -> None:
    page = shown(client, "/states/HRV/", as_of="1990-01-01")
    assert "The depositaries treat this State as existing since 8 October 1991" in page
    assert "is certainly" not in page
    assert "Weakest link</span>" not in page


def test_what_was_not_known_then_is_not_shown(client: Client) -> None:
    then = shown(client, "/states/USA/", as_of="2013-10-18", as_known="2013-10-18")
    assert "not before 31 Jul 2015" not in then
    assert "not before 31 Jul 2015" in shown(client, "/states/USA/", as_of="2013-10-18")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"instrument": "cppnm_a"}, "Protect against theft"),
        ({"instrument": "icsant", "provisions": "all"}, "Threats and demands"),
        ({"provisions": "met"}, "None of its provisions is in what is shown"),
    ],
)
def test_provisions_can_be_narrowed_by_instrument_and_status(client: Client, query: dict[str, str], words: str) -> None:
    assert words in shown(client, "/states/FRA/", **query)


@pytest.mark.parametrize("query", ["instrument=cns", "instrument=%00", "provisions=bad", "as_of=2013", "as_known=x"])
def test_a_bad_parameter_is_400_and_named(client: Client, query: str) -> None:
    response = client.get(f"/states/FRA/?lang=en&{query}")
    assert response.status_code == 400
    assert query.split("=")[0] in response.content.decode()


@pytest.mark.parametrize("page", ["", "claims/", "plan/", "scenario/", "scenario/?act=join:icsant&act=mission"])
def test_the_number_of_queries_does_not_depend_on_the_state(client: Client, page: str) -> None:
    """One query: which release is the newest."""
    counts = []
    for state in ("FRA", "NRU", "RUS"):
        client.get(f"/states/{state}/{page}")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/states/{state}/{page}")
        counts.append(len(queries))
    assert counts == [1, 1, 1]
