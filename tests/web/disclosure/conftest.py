"""The authority of an invented State and the operator that looks on: the people of the proposals' tests."""

from typing import Any

import pytest
from django.test import Client

from openregime.web.people.models import Person
from tests.web.proposals.conftest import ada, authority, ben, cleo, eve

__all__ = ["ada", "authority", "ben", "browser_of", "cleo", "eve"]


@pytest.fixture
def browser_of() -> Any:
    """A browser in which a person is signed in."""

    def made(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return made
