"""Reads of people and organisations; lists of people are for members of the same organisation only."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from openregime.core.errors import OpenRegimeError
from openregime.web.people.kinds import Role
from openregime.web.people.models import Invitation, Membership, Organisation, Person


class UnknownOrganisation(OpenRegimeError, LookupError):
    """No organisation has this key, or the asker has no part in it: the two answers are the same."""

    code = "unknown-organisation"

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"You have no part in an organisation “{key[:60]}”. Choose one of those on your own page.")


@dataclass(frozen=True, slots=True)
class Member:
    """One person of an organisation with the roles that run."""

    person: Person
    roles: tuple[Role, ...]
    since: dt.datetime


def roles_of(person: Person, organisation: Organisation) -> set[str]:
    """Roles that run now."""
    return set(
        Membership.objects.filter(person=person, organisation=organisation, ended_at=None).values_list(
            "role", flat=True
        )
    )


def organisations_of(person: Person) -> list[tuple[Organisation, tuple[Role, ...]]]:
    """Organisations in which a person has a role, by name, with the roles: one query."""
    found: dict[Organisation, list[Role]] = defaultdict(list)
    rows = Membership.objects.filter(person=person, ended_at=None, organisation__merged_into=None)
    for row in rows.select_related("organisation").order_by("organisation__name", "role"):
        found[row.organisation].append(Role(row.role))
    return [(organisation, tuple(roles)) for organisation, roles in found.items()]


def organisation_for(person: Person, key: str) -> Organisation:
    """An organisation in which a person has a role.

    Raises:
        UnknownOrganisation: there is none, or the person has no part in it.
    """
    found = (
        Organisation.objects.filter(key=key, memberships__person=person, memberships__ended_at=None).distinct().first()
    )
    if found is None:
        raise UnknownOrganisation(key)
    return found


def members_of(organisation: Organisation) -> list[Member]:
    """Everybody who has a role there, by name: one query."""
    found: dict[Person, list[Membership]] = defaultdict(list)
    rows = Membership.objects.filter(organisation=organisation, ended_at=None).select_related("person")
    for row in rows.order_by("person__name", "person_id", "role"):
        found[row.person].append(row)
    return [
        Member(person, tuple(Role(row.role) for row in held), min(row.begun_at for row in held))
        for person, held in found.items()
    ]


def open_invitations(organisation: Organisation, *, now: dt.datetime) -> list[Invitation]:
    """Invitations that may still be taken, those that expire first at the top."""
    open_ = Invitation.objects.filter(organisation=organisation, taken_at=None, withdrawn_at=None, expires_at__gt=now)
    return list(open_.order_by("expires_at"))


def names_of(keys: Iterable[str], organisation: Organisation) -> dict[str, str]:
    """Key -> name of people who have or had a role in an organisation; whoever never had one is left out."""
    rows = Person.objects.filter(key__in=set(keys), memberships__organisation=organisation).distinct()
    return dict(rows.values_list("key", "name"))
