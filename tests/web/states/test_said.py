"""What organisations say on the page of their State: approved, real, and only what the reader may know of."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from openregime.web.people import actions as people
from openregime.web.people.models import Organisation, Person
from openregime.web.proposals import actions
from openregime.web.proposals.models import ProposedClaim
from openregime.web.record import volunteered
from tests.web.people.conftest import NOW, a_member
from tests.web.proposals.conftest import a_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    volunteered.forget()
    yield
    volunteered.forget()


def a_house(name: str, *, is_invented: bool = False) -> tuple[Organisation, Person, Person]:
    house = people.found_organisation(name, "state_authority", state="FRA", now=NOW, is_invented=is_invented)
    word = name.split()[0]
    return house, a_member(house, f"{word}.writer", "contributor"), a_member(house, f"{word}.approver", "approver")


def approved(house: tuple[Organisation, Person, Person], category: str = "C01", **changed: str) -> ProposedClaim:
    organisation, writer, approver = house
    claim = actions.propose(writer, organisation, a_proposal(category, **changed), now=NOW)
    return actions.approve(approver, actions.submit(writer, claim, now=NOW), now=NOW)


def page(browser: Client, query: str = "") -> str:
    return browser.get(f"/states/FRA/{query}").content.decode()


def test_what_is_approved_and_open_stands_on_the_page_with_a_link_to_all() -> None:
    claim = approved(a_house("Authority One"), value="A law was enacted.")
    seen = page(Client())
    assert "A law was enacted." in seen
    assert f'href="/proposals/{claim.key}/"' in seen
    assert 'href="/proposals/?state=FRA"' in seen


def test_what_is_invented_hidden_or_not_approved_is_not_there() -> None:
    real, invented = a_house("Authority One"), a_house("Invented Authority", is_invented=True)
    approved(invented, value="INVENTED")
    approved(real, "C11", value="HIDDEN")
    approved(real, "C03", value="HIDDEN", summary="Prepared words.")
    actions.propose(real[1], real[0], a_proposal(value="DRAFT"), now=NOW)
    seen = page(Client())

    assert "Prepared words." in seen
    assert not [word for word in ("INVENTED", "HIDDEN", "DRAFT") if word in seen]
    own = Client()
    own.force_login(real[1])
    assert "HIDDEN" in page(own)
    assert "INVENTED" not in page(own)
    assert "no-store" in own.get("/states/FRA/")["Cache-Control"]


def test_what_was_approved_later_than_one_knows_is_not_there_yet() -> None:
    approved(a_house("Authority One"), value="A law was enacted.")
    assert "A law was enacted." not in page(Client(), "?as_known=2026-11-23")


def test_the_page_takes_the_same_queries_however_much_is_said() -> None:
    counts = []
    house = a_house("Authority One")
    for _more in range(2):
        for _claim in range(3):
            approved(house)
        page(Client())
        with CaptureQueriesContext(connection) as seen:
            page(Client())
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 8
    with CaptureQueriesContext(connection) as seen:
        Client().get("/states/NRU/")
    assert len(seen) == 1


@pytest.mark.parametrize("query", ["", "?own_words=without"])
def test_what_another_process_did_shows_at_the_next_answer(query: str) -> None:
    house = a_house("Authority One")
    page(Client(), query)
    held = volunteered._kept
    claim = approved(house, value="A law was enacted.")
    volunteered._kept = held  # this process: it heard nothing of that
    assert "A law was enacted." in page(Client(), query)

    roles = ("administrator", "security_officer", "contributor", "approver")
    other = a_member(a_house("Office Two")[0], "Objector", *roles)
    held = volunteered._kept
    actions.dispute(other, Organisation.objects.get(name="Office Two"), claim, words="It is not so.", now=NOW)
    volunteered._kept = held
    with CaptureQueriesContext(connection) as seen:
        Client().get(f"/states/NRU/{query}")
        Client().get(f"/states/NRU/{query}")
    first = len(seen)
    with CaptureQueriesContext(connection) as seen:
        Client().get(f"/states/NRU/{query}")
    assert (first > 2, len(seen)) == (True, 1)  # asked anew once, then nothing but the release
