"""Acts that take two people."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from openregime.web.people import actions, queries, two_people
from openregime.web.people.models import Organisation, PendingAct, Person
from openregime.web.people.permissions import NotAllowed
from openregime.web.trail import queries as trail
from tests.web.people.conftest import NOW, a_member

WHY = "she has left the authority"


def test_one_person_cannot_close_an_account_alone(authority: Organisation, ada: Person, ben: Person) -> None:
    asked = two_people.ask(ada, "people.delete", f"person:{ben.key}", organisation=authority, reason=WHY, now=NOW)

    with pytest.raises(two_people.SecondPersonNeeded):
        two_people.settle(ada, asked.key, confirmed=True, now=NOW)
    with pytest.raises(NotAllowed):
        two_people.settle(ben, asked.key, confirmed=True, now=NOW)

    assert Person.objects.get(pk=ben.pk).is_active


def test_the_database_itself_refuses_the_same_person_twice(authority: Organisation, ada: Person, ben: Person) -> None:
    asked = two_people.ask(ada, "people.delete", f"person:{ben.key}", organisation=authority, reason=WHY, now=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        PendingAct.objects.filter(pk=asked.pk).update(settled="confirmed", settled_by=ada)


def test_two_administrators_close_an_account_and_the_trail_still_knows_who_it_was(
    authority: Organisation, ada: Person, ben: Person
) -> None:
    cleo = a_member(authority, "Cleo", "administrator")
    asked = two_people.ask(ada, "people.delete", f"person:{ben.key}", organisation=authority, reason=WHY, now=NOW)
    two_people.settle(cleo, asked.key, confirmed=True, now=NOW)

    closed = Person.objects.get(pk=ben.pk)
    assert (closed.is_active, closed.has_usable_password()) == (False, False)
    assert "ben@example.org" not in (closed.email, closed.name)
    assert queries.roles_of(closed, authority) == set()
    assert [entry.verb for entry in trail.entries_about(f"person:{ben.key}")][:2] == [
        "people.delete", "people.delete.confirmed",
    ]  # fmt: skip


def test_what_nobody_confirms_in_a_week_lapses(authority: Organisation, ada: Person, ben: Person) -> None:
    cleo = a_member(authority, "Cleo", "administrator")
    asked = two_people.ask(ada, "people.delete", f"person:{ben.key}", organisation=authority, reason=WHY, now=NOW)

    with pytest.raises(two_people.UnknownPendingAct):
        two_people.settle(cleo, asked.key, confirmed=True, now=NOW + dt.timedelta(days=8))


def test_merging_takes_an_administrator_of_each_side(authority: Organisation, ada: Person, ben: Person) -> None:
    other = actions.found_organisation("Office of Arden", "state_authority", state="ARD", now=NOW, is_invented=True)
    eve = a_member(other, "Eve", "administrator")
    cleo = a_member(authority, "Cleo", "administrator")
    asked = two_people.ask(
        ada, "organisation.merge", f"organisation:{authority.key}", organisation=authority,
        reason="the law has merged the two", parameters={"into": other.key}, now=NOW,
    )  # fmt: skip

    with pytest.raises(NotAllowed):
        two_people.settle(cleo, asked.key, confirmed=True, now=NOW)
    two_people.settle(eve, asked.key, confirmed=True, now=NOW)

    assert queries.roles_of(ben, other) == {"contributor"}
    assert queries.roles_of(ben, authority) == set()
    with pytest.raises(NotAllowed):
        actions.invite(
            ada, Organisation.objects.get(pk=authority.pk), email="x@example.org", roles=["observer"], now=NOW
        )


def test_an_organisation_never_loses_its_last_administrator(authority: Organisation, ada: Person, ben: Person) -> None:
    with pytest.raises(actions.BadPeople, match="no administrator"):
        actions.leave(ada, authority, now=NOW)
    assert queries.roles_of(ada, authority) == {"administrator"}

    actions.hand_over(ada, authority, ben.key, now=NOW)
    assert (queries.roles_of(ada, authority), queries.roles_of(ben, authority)) == (
        set(), {"administrator", "contributor"},
    )  # fmt: skip
