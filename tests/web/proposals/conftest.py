"""An authority with somebody who proposes and somebody who approves, and other organisations that look on."""

from typing import Any

import pytest

from openregime.core.facts import Window
from openregime.web.people import actions
from openregime.web.people.models import Organisation, Person
from openregime.web.proposals.fields import Proposal
from tests.web.people.conftest import NOW, a_member


@pytest.fixture
def authority(db: Any) -> Organisation:
    """The authority of an invented State."""
    return actions.found_organisation("Authority of Arden", "state_authority", state="ARD", now=NOW, is_invented=True)


@pytest.fixture
def ada(authority: Organisation) -> Person:
    """Its administrator and security officer."""
    return a_member(authority, "Ada", "administrator", "security_officer")


@pytest.fixture
def ben(authority: Organisation, ada: Person) -> Person:
    """Its contributor, who may also approve what others wrote."""
    return a_member(authority, "Ben", "contributor", "approver")


@pytest.fixture
def cleo(authority: Organisation, ada: Person) -> Person:
    """Its approver."""
    return a_member(authority, "Cleo", "approver", "contributor")


@pytest.fixture
def eve(db: Any) -> Person:
    """Somebody at an operator of another State."""
    other = actions.found_organisation("Power of Bohemia", "operator", state="BOH", now=NOW, is_invented=True)
    return a_member(other, "Eve", "administrator", "contributor")


def a_proposal(category: str = "C01", **changed: Any) -> Proposal:
    """A claim in few words."""
    fields: dict[str, Any] = {
        "object": "topic:security-law", "value": "A law on nuclear security is in force.",
        "valid": Window.parse("2020-01-01"),
        "basis": "Official gazette 12/2019", "category": category, "summary": "", **changed,
    }  # fmt: skip
    return Proposal(**fields)
