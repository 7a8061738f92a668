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


def test_what_begins_after_the_days_of_the_chart_is_left_out_of_it_and_named(client: Client) -> None:
    html = page(client, "FRA", "1987-02-08", "1987-02-08")

    assert "Begins only after the days that are drawn: 1540 (28 April 2004)." in html
    assert ">2004<" not in html


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
