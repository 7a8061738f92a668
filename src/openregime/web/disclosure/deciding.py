"""Deciding otherwise than the table: one security officer closes; opening takes as many as the table asks for."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from openregime.core.errors import OpenRegimeError
from openregime.core.sharing import HARMS, Decider, Gate, Label, Level, Ruling
from openregime.core.sharing.explaining import months_after
from openregime.core.sharing.rulings import people_needed
from openregime.io.sharing.table import load_sharing_table
from openregime.web.disclosure import queries
from openregime.web.disclosure.actions import answer_appeal, store_ruling
from openregime.web.disclosure.models import Appeal, StoredRuling
from openregime.web.people import queries as people
from openregime.web.people.actions import new_key
from openregime.web.people.kinds import OrganisationKind, Role
from openregime.web.people.models import Organisation, PendingAct, Person
from openregime.web.people.permissions import MAY, NotAllowed, require
from openregime.web.people.two_people import ask


class BadChoice(OpenRegimeError, ValueError):
    """Something chosen for a ruling, a review or an appeal will not do. `field` names it."""

    code = "bad-choice"

    def __init__(self, field: str, words: str) -> None:
        self.field = field
        super().__init__(words)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A ruling as its form asks for it.

    Attributes:
        category, item: one of the two.
        level: slug of a level. `opens`: whether it is the least that is opened, or the most that is left.
        because: a key of HARMS when it closes; the assurance, warning, learning or accountability served when it opens.
        whole_state: whether it speaks of all items about the State, not only of the organisation's own.
        appeal: key of the appeal that it answers; empty for none.
    """

    level: str
    audiences: tuple[str, ...]
    opens: bool
    because: str
    reason: str
    category: str = ""
    item: str = ""
    ends: dt.datetime | None = None
    whole_state: bool = False
    appeal: str = ""


def rule(
    actor: Person, organisation: Organisation, wanted: Wanted, label: Label, *, now: dt.datetime
) -> StoredRuling | PendingAct:
    """Decide, or ask for a second person where the table wants one.

    Args:
        label: of the item, or of the category, that is ruled on: it says how many people are needed.
    Returns:
        The ruling as stored; or the act that now waits for a second person.
    Raises:
        NotAllowed, BadChoice; BadRuling: it cannot stand.
    """
    made = as_asked(actor, organisation, wanted, label, now=now)
    if len(made.by) > 1:
        Gate(load_sharing_table(), (*queries.rulings(), made))  # what could not stand is not put to a second person
        return ask(
            actor,
            "disclosure.open",
            wanted.item or f"category:{wanted.category}",
            organisation=organisation,
            reason=wanted.reason,
            now=now,
            parameters={
                "level": wanted.level,
                "audiences": ",".join(wanted.audiences),
                "benefit": wanted.because,
                "category": wanted.category,
                "item": wanted.item,
                "ends": wanted.ends.isoformat() if wanted.ends else "",
                "appeal": wanted.appeal,
            },
        )
    return store_ruling(made, now=now, organisation=organisation)


def as_asked(actor: Person, organisation: Organisation, wanted: Wanted, label: Label, *, now: dt.datetime) -> Ruling:
    """The ruling as it would be, with somebody to come where it takes a second person; nothing is stored.

    Raises:
        NotAllowed, BadChoice.
    """
    require(actor, "disclosure.rule", organisation)
    if wanted.whole_state and (wanted.opens or organisation.kind != OrganisationKind.STATE_AUTHORITY):
        raise NotAllowed("disclosure.rule", _("Only a State authority rules for its whole State, and only to close."))
    by = [Decider(actor.key, Role.SECURITY_OFFICER)]
    if wanted.opens and people_needed(load_sharing_table(), label) > 1:
        by.append(Decider("a second person", "second"))
    return _ruling(wanted, organisation, by, now)


def open_with_two(act: PendingAct, now: dt.datetime) -> None:
    """Store a ruling that one person asked for and another one, in another role, confirmed.

    Raises:
        NotAllowed: the second person has no role of their own for it; BadRuling: it cannot stand (any more).
    """
    given, organisation = act.parameters, act.organisation
    assert organisation is not None and act.settled_by is not None  # an act of an organisation, just confirmed
    roles = people.roles_of(act.settled_by, organisation) & set(MAY["disclosure.second"])
    if not roles:
        raise NotAllowed(
            "disclosure.second", _("The second person needs a role of their own: approver or administrator.")
        )
    wanted = Wanted(
        level=given["level"],
        audiences=tuple(given["audiences"].split(",")),
        opens=True,
        because=given["benefit"],
        reason=act.reason,
        category=given["category"],
        item=given["item"],
        ends=dt.datetime.fromisoformat(given["ends"]) if given["ends"] else None,
    )
    by = (Decider(act.asked_by.key, Role.SECURITY_OFFICER), Decider(act.settled_by.key, sorted(roles)[0]))
    store_ruling(_ruling(wanted, organisation, by, now), now=now, organisation=organisation)
    appeal = Appeal.objects.select_related("holder").filter(key=given.get("appeal", ""), answer="").first()
    if appeal is not None:
        answer_appeal(appeal, "opened", reason=act.reason, by=act.asked_by, now=now)


def _ruling(wanted: Wanted, organisation: Organisation, by: Iterable[Decider], now: dt.datetime) -> Ruling:
    table = load_sharing_table()
    months = [c.review_months for c in table.categories if not wanted.category or c.id == wanted.category]
    if not months:
        raise BadChoice("category", _("Choose one of the information categories."))
    if not wanted.audiences:
        raise BadChoice("audiences", _("Choose at least one audience."))
    if not wanted.opens and wanted.because not in HARMS:
        raise BadChoice("because", _("Name the harm that closing prevents. Embarrassment is none."))
    if not wanted.reason.strip():
        raise BadChoice("reason", _("Say why, in a sentence that others may read."))
    return Ruling(
        id=new_key("ruling"),
        level=Level.of(wanted.level),
        audiences=frozenset(wanted.audiences),
        by=tuple(by),
        reason=wanted.reason.strip(),
        decided_at=now,
        review_on=months_after(now.date(), min(months)),
        category=wanted.category,
        item=wanted.item,
        state=organisation.state,
        holder="" if wanted.whole_state else organisation.key,
        harm="" if wanted.opens else wanted.because,
        benefit=wanted.because if wanted.opens else "",
        ends=wanted.ends,
    )
