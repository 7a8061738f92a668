"""Every write about disclosure: rulings and their ends, situations, and profiles asked again."""

import datetime as dt

from django.utils.translation import gettext as _

from openregime.core.errors import OpenRegimeError
from openregime.core.sharing import Gate, Ruling, declared
from openregime.io.sharing.table import load_sharing_table
from openregime.web.disclosure import queries
from openregime.web.disclosure.models import Appeal, DisclosureProfile, RulingEnd, SituationDeclaration, StoredRuling
from openregime.web.disclosure.profiles import ask_again
from openregime.web.disclosure.signals import item_ruled
from openregime.web.people.acting import one_act
from openregime.web.people.actions import new_key
from openregime.web.people.kinds import OrganisationKind
from openregime.web.people.models import Organisation, Person
from openregime.web.people.permissions import NotAllowed, require
from openregime.web.trail.actions import log


class UnknownRuling(OpenRegimeError, LookupError):
    """No ruling of the asker's organisation that still holds has this key."""

    code = "unknown-ruling"

    def __init__(self) -> None:
        super().__init__(_("There is no such ruling that still holds. Choose one from the list."))


class UnknownSituation(OpenRegimeError, LookupError):
    """No situation of the asker's State that still holds has this key."""

    code = "unknown-situation"

    def __init__(self) -> None:
        super().__init__(_("There is no such situation that still holds. Choose one from the list."))


class NoReason(OpenRegimeError, ValueError):
    """Something was ended without a sentence that says why."""

    code = "no-reason"

    def __init__(self) -> None:
        super().__init__(_("Say why, in a sentence that others may read."))


@one_act
def store_ruling(ruling: Ruling, *, now: dt.datetime, organisation: Organisation) -> StoredRuling:
    """Write a ruling down and ask the gate again about every profile that it may touch.

    Who may make it, and with whom, is decided before: see `rule` and the acts that need two people.

    Raises:
        BadRuling: it cannot stand, alone or beside the others; nothing is written.
    """
    Gate(load_sharing_table(), (*queries.rulings(), ruling))
    stored = StoredRuling(
        key=ruling.id,
        level=int(ruling.level),
        audiences=sorted(ruling.audiences),
        by=[[decider.person, decider.role] for decider in ruling.by],
        reason=ruling.reason,
        decided_at=ruling.decided_at,
        review_on=ruling.review_on,
        category=ruling.category,
        item=ruling.item,
        situations=sorted(ruling.situations),
        state=ruling.state,
        holder=ruling.holder,
        harm=ruling.harm,
        benefit=ruling.benefit,
        ends=ruling.ends,
        threat_to_life=ruling.threat_to_life,
    )
    stored.save()
    log(
        "disclosure.rule",
        f"ruling:{ruling.id}",
        now=now,
        actor=",".join(decider.person for decider in ruling.by)[:40],
        organisation=organisation.key,
        after=f"{ruling.category or ruling.item}:{ruling.level.slug}",
        reason=ruling.reason,
    )
    _ask_touched(ruling.category, ruling.item, now)
    return stored


@one_act
def end_ruling(actor: Person, organisation: Organisation, key: str, *, reason: str, now: dt.datetime) -> None:
    """End a ruling of one's own organisation before its time; from then on the table, or another ruling, decides.

    Raises:
        NotAllowed; UnknownRuling; NoReason.
    """
    require(actor, "disclosure.rule", organisation)
    found = queries.rulings_of(organisation).filter(key=key).exclude(ends__lte=now).filter(ending=None).first()
    if found is None:
        raise UnknownRuling
    if len(reason.split()) < 3:
        raise NoReason
    RulingEnd(ruling=found, ended_at=now, by=actor, reason=reason).save()
    log(
        "disclosure.end-ruling", f"ruling:{key}", now=now, actor=actor.key, organisation=organisation.key, reason=reason
    )
    _ask_touched(found.category, found.item, now)


@one_act
def declare_situation(
    actor: Person,
    organisation: Organisation,
    kind: str,
    *,
    begins: dt.datetime,
    ends: dt.datetime,
    reason: str,
    now: dt.datetime,
) -> SituationDeclaration:
    """Declare a situation for the State of one's own authority.

    Raises:
        NotAllowed: not by a security officer, or not for an authority. BadDeclaration: see `core.sharing.declared`.
    """
    require(actor, "disclosure.declare", organisation)
    _for_a_state(organisation)
    table = load_sharing_table()
    known = table.situation_by_id.get(kind)
    role = known.declared_by if known is not None else ""
    made = declared(table, kind, by=role, begins=begins, ends=ends, reason=reason, state=organisation.state)
    stored = SituationDeclaration.objects.create(
        key=new_key("situation"),
        kind=made.kind,
        state=made.state,
        begins=made.begins,
        ends=ends,
        role=role,
        reason=made.reason,
        person=actor,
        organisation=organisation,
    )
    log(
        "disclosure.declare", f"situation:{stored.key}", now=now, actor=actor.key, organisation=organisation.key,
        after=kind, reason=made.reason,
    )  # fmt: skip
    return stored


@one_act
def end_situation(actor: Person, organisation: Organisation, key: str, *, now: dt.datetime, reason: str) -> None:
    """End a situation of one's own State before its time.

    Raises:
        NotAllowed: also for an operator, say: whoever may declare may end. UnknownSituation; NoReason.
    """
    require(actor, "disclosure.declare", organisation)
    _for_a_state(organisation)
    if len(reason.split()) < 3:
        raise NoReason
    open_ = SituationDeclaration.objects.filter(key=key, state=organisation.state, ends__gt=now, ended_at=None)
    if not open_.update(ended_at=now, ended_by=actor):
        raise UnknownSituation
    log(
        "disclosure.end-situation", f"situation:{key}", now=now, actor=actor.key, organisation=organisation.key,
        after="normal", reason=reason,
    )  # fmt: skip


def _for_a_state(organisation: Organisation) -> None:
    if organisation.kind != OrganisationKind.STATE_AUTHORITY:
        raise NotAllowed("disclosure.declare", _("Only a State authority declares a situation, and ends it."))


@one_act
def answer_appeal(appeal: Appeal, answered: str, *, reason: str, by: Person, now: dt.datetime) -> Appeal:
    """Write down the answer to an appeal. Whether it may be given, and by whom, is decided before."""
    appeal.answer, appeal.reason, appeal.decided_by, appeal.decided_at = answered, reason.strip(), by, now
    appeal.save()
    log("disclosure.answer", appeal.item, now=now, actor=by.key, organisation=appeal.holder.key, after=answered)
    return appeal


def ask_those_whose_time_has_come(*, now: dt.datetime) -> int:
    """Ask the gate again about profiles whose answer may have changed by itself; returns how many there were."""
    if not DisclosureProfile.objects.filter(turns_at__lte=now).exists():
        return 0
    due = list(DisclosureProfile.objects.filter(turns_at__lte=now))
    ask_again(due, queries.gate(), now=now)
    return len(due)


def _ask_touched(category: str, item: str, now: dt.datetime) -> None:
    """Ask again about the profiles that carry a category; one item gets a profile of its own."""
    if item:
        item_ruled.send(sender=None, item=item, now=now)
        return
    touched = [profile for profile in DisclosureProfile.objects.all() if category in profile.categories]
    ask_again(touched, queries.gate(), now=now)
