"""Pages of the outlook."""

import csv
import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def text_of(client: Client, address: str, status: int = 200) -> str:
    """The words of a page, tags and repeated white space taken out."""
    response = client.get(address)
    assert response.status_code == status, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_list_says_what_may_come_and_why_the_rest_has_no_forecast(client: Client) -> None:
    text = text_of(client, "/outlook/?as_of=2020-01-01")

    assert re.search(r"By 1 January 2025: between \d+ and \d+ parties, in four of five cases", text)
    assert "its list is complete on no day" in text
    assert "better than the constant hazard" in text


def test_a_past_day_shows_what_would_have_been_said_beside_what_came(client: Client) -> None:
    text = text_of(client, "/outlook/cppnm_a/?as_of=2013-10-18")

    assert re.search(r"In force by then: \d+ %", text)
    assert "It begins on 18 October 2013 with between 70 and 76 parties." in text
    assert re.search(r"What came of it: between 114 and 117 parties on \d+ April 2018; it had said between", text)
    assert "Entry into force" in text


def test_a_settled_entry_into_force_is_a_day_and_not_a_chance(client: Client) -> None:
    text = text_of(client, "/outlook/cppnm_a/?as_of=2016-05-07&horizon=0.25")

    assert "The last condition for entry into force is met: in force on 8 May 2016." in text
    assert "In force by then" not in text
    assert "Of the rule for entry into force only the number of deposits is foreseen" in text


def test_a_rule_that_waits_for_something_else_than_numbers_is_named(client: Client) -> None:
    text = text_of(client, "/outlook/cns/?as_of=1996-07-01")

    assert "Enough have deposited, yet entry into force waits for something else, which is not foreseen." in text


def test_files_and_call_give_the_same_chance(client: Client) -> None:
    """Whoever rounds either gets what the page shows."""
    query = "as_of=2016-05-07&horizon=0.25"
    states = client.get(f"/api/v1/outlooks/cppnm_a?{query}").json()["states"]
    file = client.get(f"/outlook/cppnm_a/states.csv?{query}").content.decode("utf-8-sig")
    chances = {row[0]: row[2] for row in csv.reader(file.splitlines()) if len(row) > 2}

    for state in states:
        assert float(chances[state["state"]["id"]]) == pytest.approx(state["chance"], abs=1e-9)


def test_a_day_after_the_lists_ended_begins_earlier_and_says_so(client: Client) -> None:
    text = text_of(client, "/outlook/cppnm_a/?as_of=2026-11-01")

    assert "It begins on 30 April 2025 with 137 parties. Of later days too little is known to begin from." in text
    assert "By name the list is complete to 20 November 2017" in text
    assert "May be inside already" in text


def test_an_instrument_without_a_forecast_says_why(client: Client) -> None:
    assert "its list is complete on no day" in text_of(client, "/outlook/npt/")
    assert "had not been open for a year" in text_of(client, "/outlook/icsant/?as_of=2005-12-01")
    assert "it had 8 parties, and at least 10 are needed" in text_of(client, "/outlook/cppnm/?as_of=1985-01-01")


@pytest.mark.parametrize(
    ("address", "status", "word"),
    [
        ("/outlook/nothing/", 404, "No instrument has the id"),
        ("/outlook/cppnm/?horizon=0", 400, "0.25 to 5"),
        ("/outlook/cppnm/?horizon=-2", 400, "0.25 to 5"),
        ("/outlook/cppnm/?horizon=900", 400, "0.25 to 5"),
        ("/outlook/cppnm/?horizon=soon", 400, "0.25 to 5"),
        ("/outlook/cppnm/?horizon=nan", 400, "0.25 to 5"),
        ("/outlook/cppnm/?reach=12", 400, "up to the 197 States"),
        ("/outlook/cppnm/?reach=many", 400, "up to the 197 States"),
        ("/outlook/cppnm/fan.docx", 404, "csv"),
        ("/outlook/cppnm/everything.csv", 404, "fan"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(client: Client, address: str, status: int, word: str) -> None:
    assert word in text_of(client, address, status)


def test_tables_can_be_had_as_files(client: Client) -> None:
    for what, word in (("fan", "constant_low"), ("states", "perhaps_inside")):
        response = client.get(f"/outlook/icsant/{what}.csv?as_of=2010-05-16")
        assert response.status_code == 200
        assert word in response.content.decode()
    assert client.get("/outlook/icsant/fan.json?as_of=2010-05-16").status_code == 200
    assert client.get("/outlook/icsant/states.xlsx?as_of=2010-05-16").status_code == 200


def test_an_asked_number_of_parties_gets_its_time(client: Client) -> None:
    text = text_of(client, "/outlook/icsant/?as_of=2010-05-16&reach=80&horizon=2.44")

    assert "The number asked for" in text
    assert "2.44 years ahead" in text


def test_voluntary_regimes_say_that_there_is_no_forecast(client: Client) -> None:
    text = text_of(client, "/outlook/regimes/")

    assert "too few to score a curve. No forecast." in text
    assert "The curve is no better, so there is no forecast." in text


def test_a_page_asks_no_more_of_the_database_for_more_states(client: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    client.get("/outlook/cppnm_a/")
    with django_assert_max_num_queries(6):
        client.get("/outlook/cppnm_a/")


def test_a_forecast_of_a_day_that_has_passed_is_marked_and_no_file_of_ours_is_named(client: Client) -> None:
    text = text_of(client, "/outlook/?as_of=2026-11-01")

    assert "Of a day that has passed: enough is known only to" in text
    assert "Why there is none" in text
    assert ".csv" not in text
    assert "Of a day that has passed" not in text_of(client, "/outlook/?as_of=2016-05-08")
