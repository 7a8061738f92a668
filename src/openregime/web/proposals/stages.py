"""Stages of a proposed claim, and which may follow which."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """Where a proposed claim stands."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    APPROVED = "approved", _("Approved")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


FOLLOWS: dict[Stage, tuple[Stage, ...]] = {
    Stage.DRAFT: (Stage.SUBMITTED, Stage.WITHDRAWN),
    Stage.SUBMITTED: (Stage.APPROVED, Stage.DRAFT, Stage.WITHDRAWN),
    Stage.APPROVED: (Stage.SUPERSEDED, Stage.WITHDRAWN),
    Stage.SUPERSEDED: (),
    Stage.WITHDRAWN: (),
}
"""Stage -> stages that may follow; a submitted claim that is returned becomes a draft again."""

GATED = (Stage.APPROVED, Stage.SUPERSEDED)
"""Stages in which a claim is shown to others than its own organisation, as far as the gate allows."""
