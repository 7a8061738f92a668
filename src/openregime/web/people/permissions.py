"""Who may do what for an organisation: a table, and one decision that always gives its reason."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from openregime.core.errors import OpenRegimeError
from openregime.web.people import queries
from openregime.web.people.kinds import Role
from openregime.web.people.models import Organisation, Person


class NotAllowed(OpenRegimeError, PermissionError):
    """Somebody may not do what they tried. `verb` is the act, `reason` says why and what would change it."""

    code = "not-allowed"

    def __init__(self, verb: str, reason: str) -> None:
        self.verb, self.reason = verb, reason
        super().__init__(reason)

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether an act may be done, with the reason, and the roles that would allow it."""

    allowed: bool
    verb: str
    reason: str
    roles: tuple[Role, ...]


MAY: dict[str, tuple[Role, ...]] = {
    "people.see": (*Role,),
    "people.invite": (Role.ADMINISTRATOR,),
    "people.give-role": (Role.ADMINISTRATOR,),
    "people.end-role": (Role.ADMINISTRATOR,),
    "people.delete": (Role.ADMINISTRATOR,),
    "people.end-sessions": (Role.ADMINISTRATOR,),
    "people.require-factor": (Role.ADMINISTRATOR,),
    "organisation.merge": (Role.ADMINISTRATOR,),
    "trail.read": (Role.ADMINISTRATOR, Role.SECURITY_OFFICER),
    "jobs.see": (Role.ADMINISTRATOR,),
    "claims.propose": (Role.CONTRIBUTOR,),
    "claims.approve": (Role.APPROVER,),
    "claims.withdraw": (Role.APPROVER, Role.SECURITY_OFFICER),
    "claims.dispute": (Role.CONTRIBUTOR, Role.APPROVER),
    "disclosure.rule": (Role.SECURITY_OFFICER,),
    "disclosure.second": (Role.APPROVER, Role.ADMINISTRATOR),
    "disclosure.declare": (Role.SECURITY_OFFICER,),
    "disclosure.review": (Role.SECURITY_OFFICER,),
    "disclosure.budget": (Role.SECURITY_OFFICER,),
    "disclosure.publish-figures": (Role.SECURITY_OFFICER, Role.APPROVER),
    "releases.keys": (Role.ADMINISTRATOR, Role.SECURITY_OFFICER),
    "releases.publish": (Role.APPROVER,),
    "releases.second": (Role.APPROVER, Role.SECURITY_OFFICER),
    "releases.withdraw": (Role.APPROVER, Role.SECURITY_OFFICER),
    "releases.present": (Role.APPROVER, Role.SECURITY_OFFICER),
}
"""Act -> roles in the organisation that it is done for, any of which allows it. What is not here is not allowed."""

_WORDS = {
    "people.see": gettext_noop("see the people"),
    "people.invite": gettext_noop("invite people"),
    "people.give-role": gettext_noop("give roles"),
    "people.end-role": gettext_noop("end roles"),
    "people.delete": gettext_noop("delete accounts"),
    "people.end-sessions": gettext_noop("sign people out"),
    "people.require-factor": gettext_noop("require a second factor"),
    "organisation.merge": gettext_noop("merge organisations"),
    "trail.read": gettext_noop("read the trail"),
    "jobs.see": gettext_noop("look over the jobs"),
    "claims.propose": gettext_noop("propose claims"),
    "claims.approve": gettext_noop("approve claims"),
    "claims.withdraw": gettext_noop("withdraw approved claims"),
    "claims.dispute": gettext_noop("dispute claims and reply"),
    "disclosure.rule": gettext_noop("decide what is opened or closed"),
    "disclosure.second": gettext_noop("decide as the second person what is opened"),
    "disclosure.declare": gettext_noop("declare a situation"),
    "disclosure.review": gettext_noop("review classification"),
    "disclosure.budget": gettext_noop("set budgets of noise"),
    "disclosure.publish-figures": gettext_noop("publish figures with noise"),
    "releases.keys": gettext_noop("make and end keys"),
    "releases.publish": gettext_noop("publish releases"),
    "releases.second": gettext_noop("confirm as the second person what is published"),
    "releases.withdraw": gettext_noop("take releases back"),
    "releases.present": gettext_noop("disclose statements"),
}


def decide(actor: Person | None, verb: str, organisation: Organisation | None) -> Permission:
    """Whether a person may do something for an organisation.

    Default deny: nobody signed in, no organisation, an organisation that was merged away, an act that the table does
    not know, or none of its roles is a refusal with its reason.
    """
    roles = MAY.get(verb, ())
    if actor is None or not actor.is_active:
        return Permission(False, verb, _("You are not signed in. Sign in first."), roles)
    if organisation is None or not roles:
        return Permission(False, verb, _("This act is not known here, so it is not allowed."), roles)
    if organisation.merged_into_id is not None:
        return Permission(False, verb, _("This organisation has become part of another one."), roles)
    held = queries.roles_of(actor, organisation) & set(roles)
    if held:
        role = sorted(held)[0]
        return Permission(True, verb, _("You are %(role)s there.") % {"role": Role(role).label}, roles)
    names = ", ".join(str(role.label) for role in roles)
    return Permission(
        False,
        verb,
        _("To %(act)s for %(organisation)s takes one of these roles there: %(roles)s. Ask one of its administrators.")
        % {"act": _(_WORDS[verb]), "organisation": organisation.name, "roles": names},
        roles,
    )


def require(actor: Person | None, verb: str, organisation: Organisation | None) -> Permission:
    """The permission.

    Raises:
        NotAllowed: it is a refusal.
    """
    found = decide(actor, verb, organisation)
    if not found.allowed:
        raise NotAllowed(verb, found.reason)
    return found
