"""The invented world as its story is told: who is there, what was claimed, and how long ago."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from openregime.web.people.models import Organisation, Person
from openregime.web.proposals import actions
from openregime.web.proposals.fields import Proposal
from openregime.web.proposals.models import ProposedClaim

AUTHORITY, OPERATOR, CENTRE = "authority-of-exemplia", "reactors-of-exemplia", "centre-of-exemplia"
SAMPLONIA, WATCH = "authority-of-samplonia", "invented-watch"


@dataclass(slots=True)
class World:
    """The organisations by key, the people by address, and what has been claimed so far by a short name."""

    now: dt.datetime
    organisations: Mapping[str, Organisation]
    people: Mapping[str, Person]
    claims: dict[str, ProposedClaim] = field(default_factory=dict)

    def ago(self, days: float) -> dt.datetime:
        """The time so many days before now."""
        return self.now - dt.timedelta(days=days)

    def person(self, name: str) -> Person:
        """Somebody, by the part of the address before `.example`."""
        return self.people[f"{name}.example"]

    def draft(self, name: str, organisation: str, proposal: Proposal, days: float, supersedes: str = "") -> None:
        """A draft by the contributor of an organisation."""
        old = self.claims[supersedes].key if supersedes else ""
        author = self.person(f"contributor@{_PLACE[organisation]}")
        owner = self.organisations[organisation]
        self.claims[name] = actions.propose(author, owner, proposal, now=self.ago(days), supersedes=old)

    def submit(self, name: str, days: float) -> None:
        """Its author hands a draft in."""
        claim = self.claims[name]
        self.claims[name] = actions.submit(claim.author, claim, now=self.ago(days))

    def approve(self, name: str, days: float) -> None:
        """The approver of its organisation approves what was handed in."""
        claim = self.claims[name]
        approver = self.person(_APPROVER[claim.organisation.key])
        self.claims[name] = actions.approve(approver, claim, now=self.ago(days))

    def claim(self, name: str, organisation: str, proposal: Proposal, days: float, supersedes: str = "") -> None:
        """A claim that was written, handed in and approved within two days."""
        self.draft(name, organisation, proposal, days + 2, supersedes)
        self.submit(name, days + 1)
        self.approve(name, days)


_PLACE = {AUTHORITY: "authority", OPERATOR: "operator", CENTRE: "centre", SAMPLONIA: "samplonia", WATCH: "watch"}
_APPROVER = {
    AUTHORITY: "approver@authority", OPERATOR: "approver@operator", CENTRE: "administrator@centre",
    SAMPLONIA: "administrator@samplonia", WATCH: "administrator@watch",
}  # fmt: skip
