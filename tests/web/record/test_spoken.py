"""What States say themselves in the readings: what enters, for everybody alike, and that it leaves at once."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from openregime.core.facts import Status, is_spoken
from openregime.core.sharing import Label
from openregime.web.disclosure import actions as disclosure
from openregime.web.disclosure.deciding import Wanted, rule
from openregime.web.people import actions as people
from openregime.web.people.models import Organisation, Person
from openregime.web.proposals import actions
from openregime.web.proposals.models import ProposedClaim
from openregime.web.record import volunteered
from openregime.web.record.queries import observatory, released_observatory
from openregime.web.site import own_words
from tests.web.people.conftest import NOW, a_member
from tests.web.proposals.conftest import a_proposal

pytestmark = pytest.mark.django_db

House = tuple[Organisation, Person, Person]
DAY = "2026-11-24"


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    volunteered.forget()
    yield
    volunteered.forget()


def a_house(kind: str = "state_authority", *, name: str = "", is_invented: bool = False) -> House:
    name = name or f"House {kind}"
    house = people.found_organisation(name, kind, state="FRA", now=NOW, is_invented=is_invented)
    roles, word = ("contributor", "approver", "security_officer", "administrator"), name.replace(" ", ".")
    return house, a_member(house, f"{word}.writer", *roles), a_member(house, f"{word}.approver", *roles)


def said(house: House, about: str = "requirement:performance", value: str = "met", **changed: object) -> ProposedClaim:
    organisation, writer, approver = house
    category = str(changed.pop("category", "C01"))
    claim = actions.propose(writer, organisation, a_proposal(category, object=about, value=value, **changed), now=NOW)
    return actions.approve(approver, actions.submit(writer, claim, now=NOW), now=NOW)


def status(requirement: str = "performance", state: str = "FRA") -> Status:
    links = observatory().state(state, DAY).links
    return next(r.status for link in links for r in link.requirements if r.requirement.id == requirement)


def n_spoken() -> int:
    return sum(map(is_spoken, observatory().record.claims))


def test_an_approved_word_of_an_authority_that_is_open_to_anyone_is_read() -> None:
    house = a_house()
    assert (status(), n_spoken()) == (Status.UNKNOWN, 0)

    claim = said(house)

    assert (status(), n_spoken()) == (Status.MET, 1)
    assert observatory().record.claims[-1].id == f"spoken/{claim.key}"
    with own_words.asked_for("without"):
        assert (status(), observatory()) == (Status.UNKNOWN, released_observatory())


def test_nothing_enters_before_a_second_person_approved() -> None:
    organisation, writer, _approver = a_house()
    claim = actions.propose(writer, organisation, a_proposal(object="requirement:performance", value="met"), now=NOW)
    assert n_spoken() == 0
    actions.submit(writer, claim, now=NOW)
    assert n_spoken() == 0


@pytest.mark.parametrize("kind", ["operator", "company", "centre", "civil_society"])
def test_others_than_an_authority_move_no_reading(kind: str) -> None:
    said(a_house(kind))

    assert (status(), n_spoken()) == (Status.UNKNOWN, 0)


def test_what_is_invented_or_not_open_to_all_in_full_moves_no_reading() -> None:
    said(a_house(name="An invented house", is_invented=True))
    house = a_house()
    said(house, category="C11")
    said(house, category="C03", summary="Prepared words.")

    assert n_spoken() == 0


def test_of_a_facility_it_is_kept_and_not_counted() -> None:
    said(a_house(), facility="Plant 1")

    assert (status(), n_spoken()) == (Status.UNKNOWN, 1)


def test_withdrawn_or_superseded_it_is_gone_from_the_next_reading() -> None:
    house = a_house()
    claim = said(house)
    newer = actions.propose(
        house[1], house[0], a_proposal(object="requirement:performance", value="not met"), now=NOW, supersedes=claim.key
    )
    actions.approve(house[2], actions.submit(house[1], newer, now=NOW), now=NOW)
    assert (status(), n_spoken()) == (Status.NOT_MET, 1)

    actions.withdraw(house[2], newer, reason="An error.", now=NOW)
    assert (status(), n_spoken()) == (Status.UNKNOWN, 0)


def test_while_a_dispute_has_no_answer_it_does_not_count() -> None:
    house, others = a_house(), a_house("civil_society")
    claim = said(house)
    objection = actions.dispute(others[1], others[0], claim, words="It is not so.", now=NOW)
    assert (status(), n_spoken()) == (Status.UNKNOWN, 1)

    actions.dispute(house[1], house[0], claim, words="It is: see the gazette.", now=NOW, answers=objection.key)
    assert status() is Status.MET


def test_a_situation_that_closes_its_category_takes_it_out_and_its_end_brings_it_back() -> None:
    house = a_house()
    said(house, category="C02")
    assert n_spoken() == 1
    with time_machine.travel(NOW, tick=False):
        declared = disclosure.declare_situation(
            house[1], house[0], "emergency", begins=NOW, ends=NOW + dt.timedelta(days=2), now=NOW,
            reason="An incident that is still being looked into.",
        )  # fmt: skip
        assert n_spoken() == 0
        disclosure.end_situation(house[1], house[0], declared.key, now=NOW, reason="It is over and done with.")
        assert n_spoken() == 1


def test_when_its_time_has_come_it_enters_and_leaves_without_anybody_doing_anything() -> None:
    house, day = a_house(), dt.timedelta(days=1)
    said(house, category="C02", closed_until=NOW + 2 * day)
    with time_machine.travel(NOW, tick=False) as clock:
        disclosure.declare_situation(
            house[1], house[0], "emergency", begins=NOW + 4 * day, ends=NOW + 5 * day, now=NOW,
            reason="An exercise that is held as if it were real.",
        )  # fmt: skip
        counts = []
        for days in (0, 1, 3, 4.5, 6):
            clock.move_to(NOW + days * day)
            counts.append(n_spoken())

    assert counts == [0, 0, 1, 0, 1]


def test_a_ruling_that_closes_it_takes_it_out() -> None:
    house = a_house()
    claim = said(house)
    assert n_spoken() == 1

    wanted = Wanted(
        "withhold", ("public",), opens=False, because="person", reason="names a person", item=f"claim:{claim.key}"
    )
    rule(house[1], house[0], wanted, Label.of("C01"), now=NOW)

    assert n_spoken() == 0


def test_it_costs_one_query_while_nothing_changes_and_few_more_when_people_act() -> None:
    house = a_house()
    said(house)
    observatory()
    with CaptureQueriesContext(connection) as still:
        observatory()
    actions.propose(house[1], house[0], a_proposal(), now=NOW)
    with CaptureQueriesContext(connection) as harmless:
        observatory()
    said(house, "requirement:report-1540")
    with CaptureQueriesContext(connection) as moved:
        observatory()

    assert (len(still), len(harmless), len(moved)) == (1, 2, 11)


def test_the_record_of_the_release_is_not_read_anew_for_a_word() -> None:
    seen = released_observatory()
    said(a_house())

    assert observatory() is not seen
    assert released_observatory() is seen
    assert observatory() is observatory()


def test_another_process_that_knows_nothing_of_it_answers_the_same(tmp_path: object) -> None:
    """What was kept in this process is as in one that read the trail when it ended earlier."""
    house = a_house()
    claim = said(house)
    assert n_spoken() == 1
    held = volunteered._kept
    actions.withdraw(house[2], claim, reason="An error.", now=NOW)
    volunteered._kept = held  # the other process: it still holds what was said then

    assert n_spoken() == 0


def test_pages_calls_and_files_follow_at_once_with_etags_of_their_own() -> None:
    browser, house = Client(), a_house()
    addresses = [
        "/", "/states/FRA/", "/compare/", "/api/v1/states/FRA", "/data/states.csv", "/data/claims.json",
    ]  # fmt: skip

    def all_of(query: str = "") -> list[tuple[str | None, bytes]]:
        found = [browser.get(a + ("&" if "?" in a else "?") + query) for a in addresses]
        assert {one.status_code for one in found} == {200}
        return [(one.headers.get("ETag"), one.getvalue()) for one in found]

    before, claim = all_of(), said(house)
    during = all_of()
    without = all_of("own_words=without")
    actions.withdraw(house[2], claim, reason="An error.", now=NOW)
    after = all_of()

    assert before == after
    assert [a for a, one, two in zip(addresses, before, during, strict=True) if one == two] == []
    files = slice(addresses.index("/api/v1/states/FRA"), None)
    assert without[files] == before[files]
    assert {one for one, _body in before if one} & {one for one, _body in during if one} == set()
