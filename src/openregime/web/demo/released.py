"""What the invented authority has published: a release that it took back, and one that holds statements."""

from openregime.web.demo.world import AUTHORITY, World
from openregime.web.people import two_people
from openregime.web.people.models import PendingAct
from openregime.web.releases.drafts import Draft
from openregime.web.releases.keys import make_key
from openregime.web.releases.models import PublishedRelease
from openregime.web.releases.publishing import publish, withdraw

STATEMENTS: dict[str, str | int] = {"invented": "yes", "reviewed": 2024, "recommendations": 12, "closed": 11}


def a_release_that_was_taken_back(world: World) -> None:
    """The authority gets a key, publishes, and says a few days later that it should not have."""
    authority, approver = world.organisations[AUTHORITY], world.person("approver@authority")
    make_key(world.person("security-officer@authority"), authority, now=world.ago(94))
    draft = Draft("Nuclear security law of Exemplia, 2019 (invented)", (world.claims["law"].key,))
    made = publish(approver, authority, draft, now=world.ago(92))
    assert isinstance(made, PublishedRelease)  # without statements one approver is enough
    reason = "Invented: the title names the wrong year. The claim itself stands."
    withdraw(approver, made, reason=reason, now=world.ago(90))


def a_release_with_statements(world: World) -> None:
    """The approver asks to publish, with statements on a review that are not shown; the security officer confirms."""
    authority, approver = world.organisations[AUTHORITY], world.person("approver@authority")
    claims = tuple(world.claims[name].key for name in ("law", "met"))
    draft = Draft("Nuclear security in Exemplia (invented)", claims, dict(STATEMENTS), "C06", AUTHORITY, 365)
    waiting = publish(
        approver,
        authority,
        draft,
        now=world.ago(66),
        reason="Invented: an insurer asks how the review went on.",
    )
    assert isinstance(waiting, PendingAct)  # statements are new words
    two_people.settle(world.person("security-officer@authority"), waiting.key, confirmed=True, now=world.ago(65))
