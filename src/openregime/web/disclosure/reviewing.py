"""The page on which a withheld claim is looked at anew."""

import datetime as dt
from typing import Any

from django.http import QueryDict

from openregime.io.sharing.table import load_sharing_table
from openregime.web.disclosure import words
from openregime.web.disclosure.models import ClassificationReview
from openregime.web.disclosure.ruling_form import Refused
from openregime.web.people.models import PendingAct, Person
from openregime.web.people.permissions import require
from openregime.web.people.queries import organisation_for
from openregime.web.people.two_people import waits
from openregime.web.proposals import classification
from openregime.web.proposals.actions import UnknownClaim
from openregime.web.proposals.models import ProposedClaim
from openregime.web.proposals.stages import GATED


def claim_of(person: Person, organisation: str, key: str) -> ProposedClaim:
    """An approved claim of an organisation for which the person reviews.

    Raises:
        UnknownOrganisation, NotAllowed, UnknownClaim.
    """
    found = organisation_for(person, organisation)
    require(person, "disclosure.review", found)
    own = ProposedClaim.objects.filter(key=key, organisation=found, stage__in=GATED)
    claim = own.select_related("organisation").first()
    if claim is None:
        raise UnknownClaim
    return claim


def context(
    person: Person, organisation: str, key: str, post: QueryDict, now: dt.datetime, *, refused: Refused | None = None
) -> dict[str, Any]:
    """The claim, how it was decided so far, and the form."""
    claim = claim_of(person, organisation, key)
    table, names = load_sharing_table(), words.names()
    kind = table.category_by_id[claim.category]
    earlier = ClassificationReview.objects.filter(item=f"claim:{key}").select_related("person").order_by("-pk")
    return {
        "organisation": claim.organisation,
        "claim": claim,
        "category": f"{kind.id} {names[kind.id]}",
        "kind": kind,
        "waits": waits("disclosure.reclassify", f"claim:{key}", now=now),
        "earlier": [
            {"by": r.person.name, "at": r.reviewed_at, "reason": r.reason, "outcome": words.outcomes()[r.outcome]}
            for r in earlier
        ],
        "categories": [(c.id, f"{c.id} {names[c.id]}") for c in table.categories],
        "chosen": post.get("category", claim.category),
        "reason": post.get("reason", ""),
        "errors": [refused] if refused else [],
        "wrong": {refused.field: refused.words} if refused else {},
    }


def decided(person: Person, organisation: str, key: str, post: QueryDict, now: dt.datetime) -> bool:
    """Decide as the form asks; whether that now waits for a second person.

    Raises:
        UnknownOrganisation, NotAllowed, UnknownClaim, BadChoice, BadPeople.
    """
    claim = claim_of(person, organisation, key)
    made = classification.review(
        person, claim, category=post.get("category", ""), reason=post.get("reason", ""), now=now
    )
    return isinstance(made, PendingAct)
