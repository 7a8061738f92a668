"""Of whom a second factor is required: by whoever runs the service, and by each organisation of its own people."""

from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openregime.core.errors import OpenRegimeError
from openregime.web.people.kinds import Role
from openregime.web.people.models import Membership, Person

SENSITIVE = (Role.SECURITY_OFFICER, Role.APPROVER, Role.ADMINISTRATOR)
"""Roles of acts on what is truly sensitive: opening it, confirming that, and giving the roles that may."""
REAL = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""Second factors; recovery codes are a way back to one."""
OPEN_WITHOUT = frozenset({
    "second-factor", "account_logout", "account_login", "account_reauthenticate", "health", "help",
})  # fmt: skip
"""Addresses besides those that set a factor up which are open to whoever still needs one."""
REMOVED = "people_factor_removed"


class FactorRule(TextChoices):
    """Of whom an organisation requires a second factor."""

    INSTALLATION = "", gettext_lazy("of those of whom this service requires it")
    SENSITIVE = "sensitive", gettext_lazy("of administrators, security officers and approvers")
    EVERYBODY = "everybody", gettext_lazy("of everybody")


INSTALLATION_RULES = ("nobody", "sensitive", "everybody")
_STRICTNESS = {"": 0, "nobody": 0, "sensitive": 1, "everybody": 2}


class SecondFactorNeeded(OpenRegimeError, PermissionError):
    """Somebody of whom a second factor is required has none yet."""

    code = "second-factor-needed"

    def __init__(self) -> None:
        super().__init__(_("A second factor is required of you. Set one up first, on your own page."))


def rule_for(role: str, organisation_rule: str, *, is_invented: bool) -> str:
    """Which rule holds for a role: the stricter of the installation's and the organisation's.

    What the installation requires is not required of invented people: their passwords lie in a file.
    """
    own = "nobody" if is_invented else settings.SECOND_FACTOR
    return max(own, organisation_rule, key=lambda rule: _STRICTNESS[rule])


def is_required_of(person: Person) -> bool:
    """Whether any of a person's roles, or the installation, requires a second factor: one query."""
    if settings.SECOND_FACTOR == "everybody" and not person.is_invented:
        return True
    rows = Membership.objects.filter(person=person, ended_at=None, organisation__merged_into=None)
    return any(
        demands(role, rule, is_invented=person.is_invented)
        for role, rule in rows.values_list("role", "organisation__second_factor")
    )


def demands(role: str, organisation_rule: str, *, is_invented: bool) -> bool:
    """Whether one role in an organisation requires a second factor."""
    rule = rule_for(role, organisation_rule, is_invented=is_invented)
    return rule == "everybody" or (rule == "sensitive" and role in SENSITIVE)


def is_missing(person: Person) -> bool:
    """Whether a second factor is required of a person who has none: at most two queries."""
    return is_required_of(person) and not Authenticator.objects.filter(user=person, type__in=REAL).exists()


def was_shown(session: Mapping[str, Any]) -> bool:
    """Whether this session began with a second factor, which its owner still has: no query."""
    records = session.get("account_authentication_methods") or []
    return REMOVED not in session and any(record.get("method") == "mfa" for record in records)


def removed(session: MutableMapping[str, Any]) -> None:
    """Note that its owner has removed a second factor, so it is looked for anew."""
    session[REMOVED] = True


def without_one(people: Iterable[Person]) -> set[int]:
    """Ids of those among these people who have no second factor: one query."""
    ids = {person.pk for person in people}
    return ids - set(Authenticator.objects.filter(user_id__in=ids, type__in=REAL).values_list("user_id", flat=True))


def may_remove(authenticator: Authenticator) -> bool:
    """Whether a second factor may go: not the last one of somebody of whom one is required."""
    others = Authenticator.objects.filter(user=authenticator.user, type__in=REAL).exclude(pk=authenticator.pk)
    return authenticator.type not in REAL or others.exists() or not is_required_of(authenticator.user)
