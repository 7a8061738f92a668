"""Appeals: asking that more be opened, answering, and the answer as the asker sees it."""

import datetime as dt
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from openregime.core.sharing import Level
from openregime.io.sharing.table import load_sharing_table
from openregime.web.disclosure import words
from openregime.web.disclosure.asked import LEVELS, audiences_of, level_of
from openregime.web.disclosure.models import Appeal
from openregime.web.disclosure.ruling_form import Refused
from openregime.web.people.models import Person
from openregime.web.people.permissions import require
from openregime.web.people.queries import organisation_for
from openregime.web.people.two_people import waits
from openregime.web.proposals import classification
from openregime.web.proposals.actions import UnknownClaim
from openregime.web.proposals.models import ProposedClaim
from openregime.web.proposals.queries import one_claim, sight_of


def mine(person: Person) -> dict[str, Any]:
    """What somebody has asked for, and what was answered; who answered is named by role only."""
    rows = Appeal.objects.filter(asked_by=person).order_by("-pk")
    return {
        "appeals": [
            {
                "claim": row.item.removeprefix("claim:"),
                "benefit": row.benefit,
                "asked_at": row.asked_at,
                "is_open": not row.answer,
                "answer": words.outcomes()[row.answer],
                "reason": row.reason,
                "decided_at": row.decided_at,
            }
            for row in rows
        ]
    }


def asking(person: Person, key: str, now: dt.datetime, *, benefit: str = "", refused: Refused | None = None) -> Any:
    """The form for an appeal about a claim.

    Raises:
        UnknownClaim: the asker may not know of it.
    """
    shown = one_claim(key, sight_of(person, now=now))
    return {
        "claim": key,
        "organisation": shown.organisation,
        "level": words.names()[shown.level.slug],
        "is_full": shown.level is Level.FULL,
        "benefit": benefit,
        "errors": [refused] if refused else [],
        "wrong": {refused.field: refused.words} if refused else {},
    }


def answering(
    person: Person, organisation: str, key: str, now: dt.datetime, post: QueryDict, *, refused: Refused | None = None
) -> dict[str, Any]:
    """One appeal with the claim it is about, and the form that answers it.

    Raises:
        UnknownOrganisation, NotAllowed; UnknownClaim: no open appeal of this organisation has this key.
    """
    found = organisation_for(person, organisation)
    require(person, "disclosure.review", found)
    appeal = Appeal.objects.filter(key=key, holder=found, answer="").select_related("asked_by").first()
    if appeal is None:
        raise UnknownClaim
    claim = ProposedClaim.objects.get(key=appeal.item.removeprefix("claim:"))
    names = words.names()
    decided = person.pk in (claim.author_id, claim.settled_by_id, appeal.asked_by_id)
    return {
        "organisation": found,
        "appeal": appeal,
        "claim": claim,
        "category": f"{claim.category} {names[claim.category]}",
        "people_needed": load_sharing_table().category_by_id[claim.category].people_to_loosen,
        "waits": waits("disclosure.open", appeal.item, now=now),
        "not_you": _("You wrote or approved this claim. Somebody else answers the appeal.") if decided else "",
        "audiences": [(a.id, names[a.id]) for a in load_sharing_table().audiences],
        "levels": [(level, names[level]) for level in LEVELS[1:]],
        "values": post,
        "ticked": post.getlist("audiences"),
        "errors": [refused] if refused else [],
        "wrong": {refused.field: refused.words} if refused else {},
    }


def answered(person: Person, organisation: str, key: str, post: QueryDict, now: dt.datetime) -> str:
    """Answer as the form asks; the words to show.

    Raises:
        UnknownOrganisation, UnknownClaim, NotAllowed, BadChoice, BadRuling, BadPeople.
    """
    found = organisation_for(person, organisation)
    if not Appeal.objects.filter(key=key, holder=found).exists():
        raise UnknownClaim
    opens = post.get("answered") == "opened"
    made = classification.answer(
        person,
        key,
        answered=post.get("answered", ""),
        level=level_of(post) if opens else "",
        audiences=audiences_of(post) if opens else (),
        reason=post.get("reason", ""),
        now=now,
    )
    if made.waits:
        return _("Asked for. It opens, and the appeal is answered, when a second person has confirmed it.")
    return _("Answered. Whoever asked sees the answer on their page of appeals.")
