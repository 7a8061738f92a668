"""A proposed claim as the gate sees it."""

import datetime as dt

from openregime.core.sharing import Item, Label
from openregime.core.sharing.labels import UNKNOWN
from openregime.web.people.models import Organisation
from openregime.web.proposals.fields import Proposal
from openregime.web.proposals.models import ProposedClaim


def item_of(claim: ProposedClaim) -> Item:
    """The item that stands for a stored claim; `organisation` has to be loaded with it."""
    return Item(
        id=f"claim:{claim.key}",
        label=_label(claim.category, claim.giver, claim.closed_until),
        entered_on=(claim.settled_at or claim.written_at).date(),
        state=claim.state,
        holder=claim.organisation.key,
    )


def item_for(proposal: Proposal, organisation: Organisation, key: str, *, now: dt.datetime) -> Item:
    """The item that a proposal would become."""
    return Item(
        id=f"claim:{key}",
        label=_label(proposal.category, proposal.giver, proposal.closed_until),
        entered_on=now.date(),
        state=organisation.state,
        holder=organisation.key,
    )


def _label(category: str, giver: str, closed_until: dt.datetime | None) -> Label:
    givers = frozenset({giver}) if giver else frozenset()
    return Label(frozenset({category or UNKNOWN}), givers, closed_until=closed_until)
