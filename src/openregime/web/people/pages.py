"""What the pages about people show."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from openregime.web.people import actions, factors, permissions, queries
from openregime.web.people.kinds import ROLE_MEANS, OrganisationKind, Role
from openregime.web.people.models import Person
from openregime.web.people.waiting import waiting_for


def mine(person: Person | None) -> dict[str, Any]:
    """One's own page."""
    assert person is not None  # the view lets nobody else in
    return {
        "person": person,
        "organisations": [
            {
                "key": one.key,
                "name": one.name,
                "kind": OrganisationKind(one.kind).label,
                "roles": roles,
                "state": one.state,
            }
            for one, roles in queries.organisations_of(person)
        ],
    }


def second_factor(person: Person) -> dict[str, Any]:
    """Why a second factor is required of a person, if it is, and by whom."""
    houses = [
        one.name
        for one, roles in queries.organisations_of(person)
        if any(factors.demands(role, one.second_factor, is_invented=person.is_invented) for role in roles)
    ]
    return {"person": person, "houses": houses, "is_missing": factors.is_missing(person)}


def organisation(
    person: Person | None, key: str, now: dt.datetime, *, refused: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The page of one organisation.

    Raises:
        UnknownOrganisation: the asker has no part in it.
    """
    assert person is not None  # the view lets nobody else in
    found = queries.organisation_for(person, key)
    members = queries.members_of(found)
    may = {verb.split(".")[-1].replace("-", "_"): permissions.decide(person, verb, found) for verb in permissions.MAY}
    bare = factors.without_one(one.person for one in members) if may["require_factor"].allowed else set()
    return {
        "person": person,
        "organisation": found,
        "factor_rules": factors.FactorRule.choices,
        "factor_rule": factors.FactorRule(found.second_factor).label,
        "kind": OrganisationKind(found.kind).label,
        "members": [
            {
                "key": one.person.key,
                "name": one.person.name,
                "is_self": one.person == person,
                "has_no_factor": one.person.pk in bare,
                "roles": one.roles,
                "since": one.since,
                "more": [role for role in Role if role not in one.roles],
            }
            for one in members
        ],
        "others": [(one.person.key, one.person.name) for one in members if one.person != person],
        "may": may,
        "invitations": queries.open_invitations(found, now=now) if may["invite"].allowed else [],
        "waiting": waiting_for(person, found, now=now),
        "roles": [(role.value, f"{role.label}: {ROLE_MEANS[role]}") for role in Role],
        "refused": refused,
        "errors": [refused] if refused else [],
    }


def invitation(
    secret: str, now: dt.datetime, *, asker: Person | None, post: Mapping[str, str], refused: Mapping[str, str] | None
) -> dict[str, Any]:
    """What one is invited to, and the form.

    Raises:
        UnknownInvitation: the link is of no use (any more).
    """
    found = actions.invitation_of(secret, now=now)
    wrong = {refused["field"]: refused["words"]} if refused else {}
    return {
        "invitation": found,
        "kind": OrganisationKind(found.organisation.kind).label,
        "roles": [{"role": Role(role).label, "means": ROLE_MEANS[Role(role)]} for role in found.roles],
        "asker": asker,
        "errors": [refused] if refused else [],
        "fields": [
            {"name": "name", "label": _("Your name"), "value": post.get("name", ""), "error": wrong.get("name")},
            {
                "name": "password", "label": _("Password"), "kind": "password", "error": wrong.get("password"),
                "help": _("At least 12 characters. Several words that do not belong together are easy to keep."),
            },
            {"name": "password_again", "label": _("The same password again"), "kind": "password",
             "error": wrong.get("password_again")},
        ],
    }  # fmt: skip
