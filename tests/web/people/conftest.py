"""People and organisations to test with: an invented authority with an administrator and a contributor."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from openregime.web.people import actions
from openregime.web.people.models import Organisation, Person

NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
PASSWORD = "four unrelated plain words"


def a_member(organisation: Organisation, name: str, *roles: str) -> Person:
    """A new person with these roles, come in by invitation as everybody does."""
    _invitation, secret = actions.invite(None, organisation, email=f"{name.lower()}@example.org", roles=roles, now=NOW)
    return actions.take_invitation(secret, name=name, password=PASSWORD, now=NOW)


@pytest.fixture
def authority(db: Any) -> Organisation:
    """An authority of an invented State."""
    return actions.found_organisation("Authority of Arden", "state_authority", state="ARD", now=NOW, is_invented=True)


@pytest.fixture
def ada(authority: Organisation) -> Person:
    """Its administrator."""
    return a_member(authority, "Ada", "administrator")


@pytest.fixture
def ben(authority: Organisation, ada: Person) -> Person:
    """Its contributor."""
    return a_member(authority, "Ben", "contributor")


@pytest.fixture
def signed_in() -> Any:
    """A browser in which a person is signed in."""

    def browser_of(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return browser_of
