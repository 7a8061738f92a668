"""Releases in the reader's language: what a waiting act would publish, and what a check found."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from openregime.core.sharing import Level
from openregime.web.proposals import telling


def details_of_publishing(parameters: Mapping[str, str]) -> Iterable[str]:
    """What exactly a second person would publish, one line each."""
    yield _("Title: %s") % parameters.get("title", "")
    if claims := parameters.get("claims", "").split():
        yield _("Claims: %s") % ", ".join(claims)
    for line in parameters.get("statements", "").splitlines():
        yield _("Statement, hidden until it is disclosed: %s") % line
    yield _("Category of the statements: %s") % telling.category_words(parameters.get("category", ""))
    yield _("They are held by: %s") % parameters.get("holder", "")
    yield _("Valid for %s days") % parameters.get("lasting_days", "")


def claim_words(claim: Mapping[str, Any]) -> dict[str, Any]:
    """One claim of a release, for a page."""
    about, level = str(claim.get("object", "")), str(claim.get("level", ""))
    return {
        **claim,
        "title": telling.object_words(about) if about else "",
        "words": telling.value_words(about, str(claim.get("says", ""))),
        "level_title": telling.level_words(Level.of(level)),
        "category_title": telling.category_words(str(claim.get("category", ""))),
        "state_name": telling.state_words(str(claim.get("state", ""))),
    }


def lasting_words(days: int) -> str:
    """For how long statements are valid."""
    return {90: _("90 days"), 365: _("one year"), 730: _("two years"), 1825: _("five years")}[days]


def hours_words(hours: int) -> str:
    """For how long a presentation is of use."""
    return {1: _("one hour"), 24: _("one day"), 168: _("seven days"), 720: _("thirty days")}[hours]
