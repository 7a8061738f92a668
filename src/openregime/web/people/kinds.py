"""Kinds of organisation and roles in them: closed lists, in the words of the field."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    """What an organisation is to the regime."""

    STATE_AUTHORITY = "state_authority", _("State authority")
    OPERATOR = "operator", _("Operator")
    COMPANY = "company", _("Company")
    CENTRE = "centre", _("Centre of excellence")
    SECRETARIAT = "secretariat", _("Secretariat")
    CIVIL_SOCIETY = "civil_society", _("Civil society")


class Role(TextChoices):
    """What a person may do for an organisation; one person may have several."""

    CONTRIBUTOR = "contributor", _("Contributor")
    APPROVER = "approver", _("Approver")
    SECURITY_OFFICER = "security_officer", _("Security officer")
    REVIEWER = "reviewer", _("Reviewer")
    EXERCISE_PLANNER = "exercise_planner", _("Exercise planner")
    OBSERVER = "observer", _("Observer")
    ADMINISTRATOR = "administrator", _("Administrator")


ROLE_MEANS = {
    Role.CONTRIBUTOR: _("writes claims and submits them for approval"),
    Role.APPROVER: _("approves or returns what another person has submitted"),
    Role.SECURITY_OFFICER: _("decides on classification, situations and disclosure"),
    Role.REVIEWER: _("takes part in peer reviews"),
    Role.EXERCISE_PLANNER: _("plans drills and exercises"),
    Role.OBSERVER: _("reads what the organisation may read"),
    Role.ADMINISTRATOR: _("invites people, gives roles and ends them"),
}
"""Role -> what it allows, as a sentence part."""
