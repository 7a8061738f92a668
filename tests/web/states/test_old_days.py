"""The page of a State on days before much of what it speaks of existed or was known."""

import datetime as dt
import itertools

import pytest
from django.test import Client

from openregime.web.record.queries import observatory
from openregime.web.site.parameters import Moment, today
from openregime.web.states.history import timeline

pytestmark = pytest.mark.django_db

STATES = ("FRA", "USA", "RUS", "IRN", "SSD", "HRV", "NRU", "VAT")
OLD_DAYS = ("1970-01-01", "1980-03-02", "1987-02-08", "2014-06-01")


def page(client: Client, state: str, as_of: str, as_known: str) -> str:
    response = client.get(f"/states/{state}/", {"as_of": as_of, "as_known": as_known, "lang": "en"})
    assert response.status_code == 200, (state, as_of, as_known, response.content.decode()[-1500:])
    return response.content.decode()


@pytest.mark.parametrize(
    ("state", "as_of", "as_known"),
    [("FRA", "1987-02-08", "1987-02-08"), ("USA", "2013-10-18", "2014-06-01"), ("SSD", "1970-01-01", "1970-01-01")],
)
def test_a_page_read_with_the_knowledge_of_its_day_can_be_drawn(
    client: Client, state: str, as_of: str, as_known: str
) -> None:
    assert "Over time" in page(client, state, as_of, as_known)


def test_what_did_not_exist_yet_is_left_out_of_the_drawing_and_named(client: Client) -> None:
    html = page(client, "FRA", "1987-02-08", "1987-02-08")

    unborn = html[html.index("Did not exist yet: ") :].split("</p>")[0]
    assert "1540" in unborn
    assert "ICSANT" in unborn
    assert "ICSANT" not in html[html.index("Nothing at all is known of: ") :].split("</p>")[0]
    assert ">2004<" not in html


def test_what_begins_only_after_the_last_day_drawn_is_named_with_its_day() -> None:
    """Announced before, held after: with all that is known now, drawn only to 1999."""
    day = dt.date(1999, 1, 1)
    read = timeline(observatory().regime(), "FRA", Moment(day, day))

    assert "Advisory missions (IPPAS) (1 January 2011)" in read["later"]
    assert "Advisory missions" not in read["chart"]


def test_every_state_can_be_drawn_on_every_old_day() -> None:
    seen = observatory()
    for as_of, as_known in itertools.product(map(dt.date.fromisoformat, OLD_DAYS), repeat=2):
        for state in seen.regime().states:
            timeline(seen.regime(as_known), state, Moment(as_of, as_known))


@pytest.mark.slow
@pytest.mark.parametrize("state", STATES)
def test_every_pair_of_days_gives_a_page(client: Client, state: str) -> None:
    for as_of, as_known in itertools.product((*OLD_DAYS, str(today())), repeat=2):
        page(client, state, as_of, as_known)


def test_nothing_is_offered_to_meet_what_is_not_possible_yet(client: Client) -> None:
    html = page(client, "FRA", "1987-02-08", "1987-02-08")
    row = html[html.index('id="requirement-mission"') :].split("</tr>")[0]

    assert "not possible before 1 Jan 1996" in row
    assert "Host an advisory mission" not in row


def test_a_day_that_is_over_is_spoken_of_in_the_past(client: Client) -> None:
    html = client.get("/states/ITA/?as_of=2013-10-18&lang=en").content.decode()
    lead = html[html.index('class="lead"') :].split("</p>")[0]

    assert " had " in lead or " was " in lead
    assert "it has " not in lead
