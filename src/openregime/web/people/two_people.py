"""Acts that need two people: one asks and says why, another one confirms or refuses, and only then it happens."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.dispatch import Signal
from django.utils.translation import gettext as _

from openregime.core.errors import OpenRegimeError
from openregime.web.people import queries
from openregime.web.people.act_words import DETAILS
from openregime.web.people.acting import one_act
from openregime.web.people.actions import BadPeople, end_roles, end_sessions, new_key
from openregime.web.people.models import Membership, Organisation, PendingAct, Person
from openregime.web.people.permissions import require
from openregime.web.trail.actions import log

WAITS_FOR = dt.timedelta(days=7)
organisation_merged = Signal()
"""Sent with `old`, `into`, `actor` and `now`, in the transaction: what belongs to the old one ends or moves."""


class UnknownPendingAct(OpenRegimeError, LookupError):
    """Nothing waits under this key: settled, expired, and never asked for look alike."""

    code = "unknown-pending-act"

    def __init__(self) -> None:
        super().__init__(_("Nothing waits for a second person here (any more). Ask for it anew if it is still wanted."))


class SecondPersonNeeded(OpenRegimeError, PermissionError):
    """The one who asked tried to confirm as well."""

    code = "second-person-needed"

    def __init__(self) -> None:
        super().__init__(_("You asked for this yourself. It takes another person to confirm it."))


@dataclass(frozen=True, slots=True)
class Act:
    """One kind of act.

    Attributes:
        permission: the verb that whoever asks needs; and whoever confirms, unless `confirmation` names another.
        perform: does it, inside the transaction.
        second_from: the organisation whose member confirms; that of the act itself unless said otherwise.
    """

    permission: str
    perform: Callable[[PendingAct, dt.datetime], None]
    second_from: Callable[[PendingAct], Organisation | None] = lambda act: act.organisation
    confirmation: str = ""


ACTS: dict[str, Act] = {}
"""Verb -> Act. Other apps add theirs in their `apps.ready`."""


@one_act
def ask(
    actor: Person,
    verb: str,
    subject: str,
    *,
    organisation: Organisation,
    reason: str,
    now: dt.datetime,
    parameters: dict[str, str] | None = None,
) -> PendingAct:
    """Ask for an act that needs two people.

    Raises:
        NotAllowed; BadPeople: no reason, or it has been asked for already.
    """
    require(actor, ACTS[verb].permission, organisation)
    if len(reason.split()) < 3:
        raise BadPeople("reason", _("Say in a sentence why this is needed: the second person decides on it."))
    if PendingAct.objects.filter(verb=verb, subject=subject, settled="", expires_at__gt=now).exists():
        raise BadPeople("subject", _("This has been asked for already and waits for a second person."))
    PendingAct.objects.filter(verb=verb, subject=subject, settled="").update(settled="expired", settled_at=now)
    made = PendingAct.objects.create(
        key=new_key("act"),
        verb=verb,
        subject=subject,
        parameters=parameters or {},
        organisation=organisation,
        reason=reason.strip(),
        asked_by=actor,
        asked_at=now,
        expires_at=now + WAITS_FOR,
    )
    log(f"{verb}.ask", subject, now=now, actor=actor.key, organisation=organisation.key, reason=made.reason)
    return made


def waits(verb: str, subject: str, *, now: dt.datetime) -> bool:
    """Whether an act on a subject waits for a second person."""
    return PendingAct.objects.filter(verb=verb, subject=subject, settled="", expires_at__gt=now).exists()


@one_act
def settle(actor: Person, key: str, *, confirmed: bool, now: dt.datetime, reason: str = "") -> PendingAct:
    """Confirm or refuse an act as the second person; confirmed, it is done at once.

    Raises:
        UnknownPendingAct, SecondPersonNeeded, NotAllowed, and whatever the act itself raises: then nothing is changed.
    """
    waiting = PendingAct.objects.select_for_update(of=("self",)).filter(key=key, settled="", expires_at__gt=now)
    act = waiting.select_related("organisation").first()
    if act is None:
        raise UnknownPendingAct
    kind = ACTS[act.verb]
    if act.asked_by_id == actor.pk:
        require(actor, kind.permission, act.organisation)
    else:
        require(actor, kind.confirmation or kind.permission, kind.second_from(act))
    if confirmed and act.asked_by_id == actor.pk:
        raise SecondPersonNeeded
    if act.asked_by_id == actor.pk:
        act.settled, act.settled_at = "expired", now  # taken back
    else:
        act.settled, act.settled_by, act.settled_at = ("confirmed" if confirmed else "refused"), actor, now
    act.save()
    organisation = act.organisation.key if act.organisation else ""
    log(f"{act.verb}.{act.settled}", act.subject, now=now, actor=actor.key, organisation=organisation, reason=reason)
    if act.settled == "confirmed":
        kind.perform(act, now)
    return act


def _merged_into(act: PendingAct) -> Organisation | None:
    return Organisation.objects.filter(key=act.parameters.get("into", ""), merged_into=None).first()


def merge_organisations(act: PendingAct, now: dt.datetime) -> None:
    """Make one organisation part of another: its people keep their roles, there.

    Raises:
        BadPeople: one of the two is gone, or they are the same.
    """
    old = Organisation.objects.get(key=act.subject.removeprefix("organisation:"))
    into = _merged_into(act)
    if into is None or into == old or old.merged_into_id is not None or into.is_invented != old.is_invented:
        raise BadPeople("into", _("These two organisations cannot be merged. Choose another one."))
    running = Membership.objects.filter(organisation=old, ended_at=None)
    held = set(Membership.objects.filter(organisation=into, ended_at=None).values_list("person_id", "role"))
    moved = [
        Membership(person_id=row.person_id, organisation=into, role=row.role, begun_at=now)
        for row in running
        if (row.person_id, row.role) not in held
    ]
    Membership.objects.bulk_create(moved)
    running.update(ended_at=now)
    Organisation.objects.filter(pk=old.pk).update(merged_into=into)
    log("organisation.merge", act.subject, now=now, organisation=into.key, after=f"organisation:{into.key}")
    organisation_merged.send(Organisation, old=old, into=into, actor=act.settled_by, now=now)


def delete_account(act: PendingAct, now: dt.datetime) -> None:
    """Close an account for good: no sign-in, no address, no name; the row stays for the trail, which knows its key."""
    person = Person.objects.get(key=act.subject.removeprefix("person:"))
    for organisation, roles in queries.organisations_of(person):
        end_roles(person, organisation, roles, now)
    person.name, person.email, person.is_active = _("Somebody who left"), f"{person.key}@left.invalid", False
    person.set_unusable_password()
    person.save()
    forget_sign_in(person)
    log("people.delete", act.subject, now=now, organisation=act.organisation.key if act.organisation else "")


def forget_sign_in(person: Person) -> None:
    """End every session of a person and remove keys, codes and linked accounts."""
    end_sessions(person)
    for model in (Authenticator, SocialAccount, EmailAddress):
        model.objects.filter(user=person).delete()


def _merging(parameters: Mapping[str, str]) -> Iterable[str]:
    """Into which organisation."""
    yield _("Into: %(organisation)s") % {"organisation": parameters.get("into", "")}


DETAILS["organisation.merge"] = _merging
ACTS["organisation.merge"] = Act("organisation.merge", merge_organisations, second_from=_merged_into)
ACTS["people.delete"] = Act("people.delete", delete_account)
