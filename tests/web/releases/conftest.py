"""An authority with a key, claims that everybody may see, and people who may publish."""

from typing import Any

import pytest
from django.utils import timezone

from openregime.web.people.models import Organisation, Person
from openregime.web.proposals import actions
from openregime.web.proposals.models import ProposedClaim
from openregime.web.releases import keys, publishing
from openregime.web.releases.drafts import Draft
from openregime.web.releases.models import HeldCredential, PublishedRelease, SigningKey
from tests.web.people.conftest import NOW
from tests.web.proposals.conftest import a_proposal, ada, authority, ben, cleo, eve

__all__ = ["ada", "authority", "ben", "cleo", "eve"]

STATEMENTS: dict[str, str | int] = {"reviewed": 2024, "recommendations": 12, "closed": 11}


def approved(author: Person, approver: Person, organisation: Organisation, **changed: Any) -> ProposedClaim:
    """A claim that two people have passed."""
    claim = actions.propose(author, organisation, a_proposal(**changed), now=NOW)
    actions.submit(author, claim, now=NOW)
    actions.approve(approver, claim, now=NOW)
    return ProposedClaim.objects.get(pk=claim.pk)


@pytest.fixture
def law(authority: Organisation, ben: Person, cleo: Person) -> ProposedClaim:
    """A claim on a law, which everybody may see in full."""
    return approved(ben, cleo, authority)


@pytest.fixture
def key(authority: Organisation, ada: Person) -> SigningKey:
    """The authority's key."""
    return keys.make_key(ada, authority, now=NOW)


@pytest.fixture
def release(authority: Organisation, key: SigningKey, cleo: Person, law: ProposedClaim) -> PublishedRelease:
    """One release with that claim."""
    made = publishing.publish(cleo, authority, Draft("Law in force", (law.key,)), now=NOW)
    assert isinstance(made, PublishedRelease)
    return made


@pytest.fixture
def credential(authority: Organisation, key: SigningKey, ben: Person, cleo: Person) -> HeldCredential:
    """Statements on a review, held by the authority itself."""
    return issued(authority, ben, cleo)


def issued(organisation: Organisation, one: Person, other: Person, *, holder: str = "") -> HeldCredential:
    """Statements that one person asked for and another confirmed."""
    from openregime.web.people.models import PendingAct
    from openregime.web.people.two_people import settle

    now = timezone.now()  # the page that discloses them reads the clock
    draft = Draft("Review of 2024", (), dict(STATEMENTS), "C06", holder or organisation.key)
    act = publishing.publish(one, organisation, draft, now=now, reason="the insurer asks for it")
    assert isinstance(act, PendingAct)
    settle(other, act.key, confirmed=True, now=now)
    return HeldCredential.objects.select_related("holder", "release", "release__organisation").latest("pk")
