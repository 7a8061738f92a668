"""Every write about people and organisations: one function per verb, each with its entry in the trail."""

import datetime as dt
import re
import secrets
from collections.abc import Sequence
from hashlib import sha256

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from openregime.core.errors import OpenRegimeError
from openregime.web.people import queries
from openregime.web.people.acting import one_act
from openregime.web.people.factors import FactorRule
from openregime.web.people.kinds import OrganisationKind, Role
from openregime.web.people.models import Invitation, Membership, Organisation, Person
from openregime.web.people.permissions import require
from openregime.web.trail.actions import log

INVITATION_LASTS = dt.timedelta(days=14)
LEAVING_NEEDS_ANOTHER = (Role.ADMINISTRATOR,)
"""Roles that somebody must always have in an organisation."""


class BadPeople(OpenRegimeError, ValueError):
    """Something about a person or organisation cannot be so. `field` names it; the message says what to write."""

    code = "bad-people"

    def __init__(self, field: str, words: str) -> None:
        self.field = field
        super().__init__(words)


class UnknownInvitation(OpenRegimeError, LookupError):
    """The link opens no invitation that may still be taken: never made, taken, withdrawn and expired look alike."""

    code = "unknown-invitation"

    def __init__(self) -> None:
        super().__init__(_("This invitation cannot be used (any more). Ask whoever invited you for a new one."))


def new_key(kind: str) -> str:
    """A name for something that says nothing about it, such as `person-3f9a61c2d7b0`."""
    return f"{kind}-{secrets.token_hex(6)}"


@one_act
def found_organisation(
    name: str, kind: str, *, state: str, now: dt.datetime, is_invented: bool = False, key: str = ""
) -> Organisation:
    """A new organisation, made by whoever runs this installation.

    Args:
        name: 2 to 160 characters. kind: a value of OrganisationKind. state: ISO code, or empty for international ones.
        key: its name in addresses; made from the name when empty.
    Raises:
        BadPeople: a field is wrong, or the key is taken.
    """
    name, state = " ".join(name.split()), state.strip().upper()
    if not 2 <= len(name) <= 160:
        raise BadPeople("name", _("A name has 2 to 160 characters."))
    if kind not in OrganisationKind.values:
        raise BadPeople("kind", _("Choose one of these kinds: %s.") % ", ".join(OrganisationKind.values))
    if kind in ("state_authority", "operator", "centre") and not state:
        raise BadPeople("state", _("An organisation of this kind belongs to a State. Give the State's ISO code."))
    key = key or re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or new_key("organisation")
    if Organisation.objects.filter(key=key).exists():
        raise BadPeople("name", _("There is an organisation of this name already (%s).") % key)
    made = Organisation.objects.create(
        key=key, name=name, kind=kind, state=state, is_invented=is_invented, founded_at=now
    )
    log("organisation.found", f"organisation:{key}", now=now, organisation=key, after=kind)
    return made


@one_act
def invite(
    actor: Person | None, organisation: Organisation, *, email: str, roles: Sequence[str], now: dt.datetime
) -> tuple[Invitation, str]:
    """Keep a place for somebody.

    Args:
        actor: who invites; None only for whoever runs this installation, who makes the first administrators.
    Returns:
        The invitation, and the secret of its link, which is not stored and cannot be shown again.
    Raises:
        NotAllowed, BadPeople.
    """
    if actor is not None:
        require(actor, "people.invite", organisation)
    email = _an_address(email)
    chosen = [role for role in Role.values if role in roles]
    if not chosen or set(roles) - set(chosen):
        raise BadPeople("roles", _("Choose at least one role: %s.") % ", ".join(str(role.label) for role in Role))
    secret = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        key=new_key("invitation"),
        digest=_digest(secret),
        organisation=organisation,
        email=email,
        roles=chosen,
        invited_by=actor,
        invited_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    _logged("people.invite", f"invitation:{made.key}", actor, organisation, now, after=",".join(chosen))
    return made, secret


@one_act
def withdraw_invitation(actor: Person, organisation: Organisation, key: str, *, now: dt.datetime) -> None:
    """Make an invitation's link useless.

    Raises:
        NotAllowed; UnknownInvitation: it is none of this organisation, or no longer open.
    """
    require(actor, "people.invite", organisation)
    found = [one for one in queries.open_invitations(organisation, now=now) if one.key == key]
    if not found:
        raise UnknownInvitation
    Invitation.objects.filter(pk=found[0].pk).update(withdrawn_at=now)
    _logged("people.withdraw-invitation", f"invitation:{key}", actor, organisation, now)


def invitation_of(secret: str, *, now: dt.datetime) -> Invitation:
    """The invitation that a link opens.

    Raises:
        UnknownInvitation: none that may still be taken.
    """
    found = (
        Invitation.objects.filter(digest=_digest(secret), taken_at=None, withdrawn_at=None, expires_at__gt=now)
        .select_related("organisation", "invited_by")
        .first()
    )
    if found is None or found.organisation.merged_into_id is not None:
        raise UnknownInvitation
    return found


def take_invitation(secret: str, *, name: str, password: str, now: dt.datetime) -> Person:
    """Become a member: a new account under the invited address.

    Raises:
        UnknownInvitation; BadPeople: name or password will not do, or the address has an account already, whose owner
        signs in first and then takes the invitation with `join_with`.
    """
    invitation = invitation_of(secret, now=now)
    name = " ".join(name.split())
    if not 2 <= len(name) <= 120:
        raise BadPeople("name", _("A name has 2 to 120 characters."))
    if Person.objects.filter(email=invitation.email).exists():
        raise BadPeople("name", _("You have an account already. Sign in, then open the invitation again."))
    newcomer = Person(email=invitation.email, name=name)
    newcomer.of_organisations = [invitation.organisation.name]
    try:
        validate_password(password, newcomer)
    except ValidationError as error:
        raise BadPeople("password", " ".join(error.messages)) from error
    return _newcomer(secret, name, make_password(password), now)  # hashed before anybody has to wait for it


@one_act
def _newcomer(secret: str, name: str, hashed: str, now: dt.datetime) -> Person:
    invitation = invitation_of(secret, now=now)
    if Person.objects.filter(email=invitation.email).exists():
        raise BadPeople("name", _("You have an account already. Sign in, then open the invitation again."))
    person = Person.objects.create_user(
        invitation.email,
        None,
        name=name,
        key=new_key("person"),
        joined_at=now,
        is_invented=invitation.organisation.is_invented,
    )
    Person.objects.filter(pk=person.pk).update(password=hashed)
    person.password = hashed
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    _join(person, invitation, now)
    return person


@one_act
def change_address(person: Person, email: str, *, now: dt.datetime) -> None:
    """Another address, by whoever runs this installation and has made sure that it is the person's own.

    Raises:
        BadPeople: it is no address, or somebody has it.
    """
    email = _an_address(email)
    if Person.objects.filter(email=email).exists() or EmailAddress.objects.filter(email=email).exists():
        raise BadPeople("email", _("Somebody has this address already."))
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    person.email = email
    person.save(update_fields=["email"])
    log("people.change-address", f"person:{person.key}", now=now)


@one_act
def forget_factors(person: Person, *, now: dt.datetime) -> None:
    """Remove every second factor of somebody who has lost them, and end their sessions; the password stays."""
    Authenticator.objects.filter(user=person).delete()
    end_sessions(person)
    log("people.forget-factors", f"person:{person.key}", now=now)


def end_sessions(person: Person, *, but: str = "") -> int:
    """Sign a person out everywhere, or everywhere but in one session; how many ended."""
    rows = UserSession.objects.filter(user=person).exclude(session_key=but)
    Session.objects.filter(session_key__in=list(rows.values_list("session_key", flat=True))).delete()
    ended: int = rows.delete()[0]
    return ended


@one_act
def end_one_session(person: Person, number: str) -> None:
    """End one of a person's own sessions; one of others, and one that has ended, look alike and nothing happens."""
    row = UserSession.objects.filter(user=person, pk=int(number) if number.isdecimal() else 0).first()
    if row is not None:
        Session.objects.filter(session_key=row.session_key).delete()
        row.delete()


@one_act
def sign_out(
    actor: Person | None, organisation: Organisation | None, person: Person, *, but: str = "", now: dt.datetime
) -> int:
    """End the sessions of a member, as an administrator; how many ended.

    Args:
        actor: None only for whoever runs this installation; then there is no organisation. but: a session that stays.
    Raises:
        NotAllowed; BadPeople: no such member.
    """
    if actor is not None and organisation is not None:
        require(actor, "people.end-sessions", organisation)
        person = member(organisation, person.key)
    ended = end_sessions(person, but=but)
    by, house = actor.key if actor else "", organisation.key if organisation else ""
    log("people.end-sessions", f"person:{person.key}", now=now, actor=by, organisation=house, after=str(ended))
    return ended


@one_act
def require_factor(actor: Person, organisation: Organisation, rule: str, *, now: dt.datetime) -> None:
    """Say of whom an organisation requires a second factor.

    Args:
        rule: a value of `factors.FactorRule`; empty leaves it to whoever runs the installation.
    Raises:
        NotAllowed; BadPeople: no such rule.
    """
    require(actor, "people.require-factor", organisation)
    if rule not in FactorRule.values:
        raise BadPeople("rule", _("Choose of whom a second factor is required."))
    before = organisation.second_factor
    Organisation.objects.filter(pk=organisation.pk).update(second_factor=rule)
    organisation.second_factor = rule
    thing = f"organisation:{organisation.key}"
    _logged("people.require-factor", thing, actor, organisation, now, before=before, after=rule)


@one_act
def join_with(person: Person, secret: str, *, now: dt.datetime) -> None:
    """Take an invitation with an account that exists.

    Raises:
        UnknownInvitation: also when it was meant for another address.
    """
    invitation = invitation_of(secret, now=now)
    if invitation.email != person.email:
        raise UnknownInvitation
    _join(person, invitation, now)


def _join(person: Person, invitation: Invitation, now: dt.datetime) -> None:
    if not Invitation.objects.filter(pk=invitation.pk, taken_at=None).update(taken_at=now):
        raise UnknownInvitation  # somebody took it in the meantime
    _logged("people.join", f"invitation:{invitation.key}", person, invitation.organisation, now)
    for role in invitation.roles:
        _begin(person, invitation.organisation, role, now)


@one_act
def give_role(actor: Person, organisation: Organisation, person_key: str, role: str, *, now: dt.datetime) -> None:
    """Give a member one more role.

    Raises:
        NotAllowed; BadPeople: no such role, no such member, or a role that is held already.
    """
    require(actor, "people.give-role", organisation)
    person = member(organisation, person_key)
    if role not in Role.values:
        raise BadPeople("role", _("Choose one of these roles: %s.") % ", ".join(Role.values))
    if role in queries.roles_of(person, organisation):
        raise BadPeople("role", _("%(name)s has this role already.") % {"name": person.name})
    _begin(person, organisation, role, now)
    _logged("people.give-role", f"person:{person.key}", actor, organisation, now, after=role)


@one_act
def end_role(actor: Person, organisation: Organisation, person_key: str, role: str, *, now: dt.datetime) -> None:
    """End one role of a member.

    Raises:
        NotAllowed; BadPeople: the member does not have it, or nobody would be left to administer.
    """
    require(actor, "people.end-role", organisation)
    person = member(organisation, person_key)
    end_roles(person, organisation, [role], now)
    _logged("people.end-role", f"person:{person.key}", actor, organisation, now, before=role)


@one_act
def leave(person: Person, organisation: Organisation, *, now: dt.datetime) -> None:
    """Give up every role that one has in an organisation.

    Raises:
        BadPeople: one has none, or nobody would be left to administer: hand over first.
    """
    end_roles(person, organisation, sorted(queries.roles_of(person, organisation)), now)
    _logged("people.leave", f"person:{person.key}", person, organisation, now)


@one_act
def hand_over(person: Person, organisation: Organisation, person_key: str, *, now: dt.datetime) -> None:
    """Give all one's roles in an organisation to another member, and leave.

    Raises:
        BadPeople: one has no role there, or the other is no member, or oneself.
    """
    successor = member(organisation, person_key)
    if successor == person:
        raise BadPeople("person", _("Choose another member to hand over to."))
    held = queries.roles_of(person, organisation)
    for role in sorted(held - queries.roles_of(successor, organisation)):
        _begin(successor, organisation, role, now)
    end_roles(person, organisation, sorted(held), now)
    _logged("people.hand-over", f"person:{person.key}", person, organisation, now, after=f"person:{successor.key}")


def _begin(person: Person, organisation: Organisation, role: str, now: dt.datetime) -> None:
    if role not in queries.roles_of(person, organisation):
        Membership.objects.create(person=person, organisation=organisation, role=role, begun_at=now)


def end_roles(person: Person, organisation: Organisation, roles: Sequence[str], now: dt.datetime) -> None:
    """End roles of a person in an organisation, inside the transaction of the act that needs it.

    Raises:
        BadPeople: the person does not have one of them, or nobody would be left to administer.
    """
    running = Membership.objects.filter(person=person, organisation=organisation, ended_at=None, role__in=roles)
    if not roles or running.count() != len(roles):
        raise BadPeople("role", _("%(name)s does not have this role.") % {"name": person.name})
    running.update(ended_at=now)
    others = Membership.objects.filter(organisation=organisation, ended_at=None)
    for role in set(LEAVING_NEEDS_ANOTHER) & set(roles):
        if not others.filter(role=role).exists():
            raise BadPeople(
                "role",
                _("%(organisation)s would have no administrator. Hand over to another member first.")
                % {"organisation": organisation.name},
            )


def member(organisation: Organisation, person_key: str) -> Person:
    """Somebody who has a role in an organisation.

    Raises:
        BadPeople: nobody there has this key.
    """
    found = Person.objects.filter(
        key=person_key, memberships__organisation=organisation, memberships__ended_at=None
    ).first()
    if found is None:
        raise BadPeople("person", _("There is no such member. Choose one from the list."))
    return found


def _an_address(given: str) -> str:
    email = given.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadPeople("email", _("This is no e-mail address. Write one such as name@example.org.")) from error
    return email


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _logged(
    verb: str, thing: str, actor: Person | None, organisation: Organisation, now: dt.datetime, **states: str
) -> None:
    log(verb, thing, now=now, actor=actor.key if actor else "", organisation=organisation.key, **states)
