"""The page of an instrument on days before it was opened, with the knowledge of those days."""

import datetime as dt
import itertools
import re

import pytest
from django.test import Client

from openregime.web.record.queries import observatory
from openregime.web.site.parameters import today

pytestmark = pytest.mark.django_db

DAYS = (dt.date(1970, 1, 1), dt.date(1987, 2, 8), dt.date(2014, 6, 1))


def page(client: Client, instrument: str, as_of: dt.date, as_known: dt.date) -> str:
    address = f"/instruments/{instrument}/?as_of={as_of}&as_known={as_known}&lang=en"
    response = client.get(address)
    assert response.status_code == 200, (address, response.content.decode()[-1500:])
    return response.content.decode()


@pytest.mark.parametrize("instrument", ["cppnm_a", "icsant", "npt", "infcirc869", "nss13"])
def test_an_instrument_has_a_page_before_it_was_opened_and_as_known_then(client: Client, instrument: str) -> None:
    before = max(observatory().instruments[instrument].opened - dt.timedelta(days=1), DAYS[0])

    assert "<h1" in page(client, instrument, before, before)


def test_before_an_instrument_exists_the_page_says_so_instead_of_drawing(client: Client) -> None:
    html = page(client, "icsant", dt.date(1987, 2, 8), dt.date(1987, 2, 8))
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))

    assert "It did not exist yet on 8 February 1987: it came into being on 14 September 2005." in text
    assert "chart-parties" not in html
    assert "There is nothing to draw yet, and nobody could be inside." in text
    assert 'href="#who"' not in html


@pytest.mark.slow
def test_every_instrument_has_a_page_on_every_pair_of_days(client: Client) -> None:
    for instrument in observatory().instruments.values():
        before = max(instrument.opened - dt.timedelta(days=1), DAYS[0])
        days = (*DAYS, before, max(instrument.opened, DAYS[0]), today())
        for as_of, as_known in itertools.product(days, repeat=2):
            page(client, instrument.id, as_of, as_known)


def test_the_facts_of_an_instrument_leave_out_a_complete_list_that_was_not_known_yet(client: Client) -> None:
    early = page(client, "icsant", dt.date(2013, 10, 18), dt.date(2013, 10, 18))

    assert "to 16 May 2025" not in early
    assert "to 16 May 2025" in page(client, "icsant", dt.date(2013, 10, 18), today())
