"""From a button or small form of an organisation's page of disclosure to the one action that it asks for."""

import datetime as dt
from collections.abc import Callable

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from openregime.web.disclosure import actions
from openregime.web.disclosure.asked import time_of
from openregime.web.people.models import Organisation, Person
from openregime.web.people.queries import organisation_for


def perform(person: Person, key: str, verb: str, post: QueryDict, now: dt.datetime) -> str:
    """Do what was asked for, and say what was done.

    Raises:
        Http404: no such act. UnknownOrganisation, NotAllowed, BadChoice, BadDeclaration, UnknownRuling,
        UnknownSituation, NoReason.
    """
    organisation = organisation_for(person, key)
    found = _ACTS.get(verb)
    if found is None:
        raise Http404
    return found(person, organisation, post, now)


def _end_ruling(person: Person, organisation: Organisation, post: QueryDict, now: dt.datetime) -> str:
    actions.end_ruling(person, organisation, post.get("ruling", ""), reason=post.get("reason", ""), now=now)
    return _("Ended. From now on the table decides again.")


def _declare(person: Person, organisation: Organisation, post: QueryDict, now: dt.datetime) -> str:
    begins, ends = time_of(post, "begins", is_needed=False), time_of(post, "situation_ends")
    assert ends is not None  # it is needed
    actions.declare_situation(
        person, organisation, post.get("kind", ""), begins=begins or now, ends=ends, reason=post.get("reason", ""),
        now=now,
    )  # fmt: skip
    return _("Declared. It ends by itself at the time that you gave.")


def _end_situation(person: Person, organisation: Organisation, post: QueryDict, now: dt.datetime) -> str:
    actions.end_situation(person, organisation, post.get("situation", ""), now=now, reason=post.get("reason", ""))
    return _("Ended.")


_ACTS: dict[str, Callable[[Person, Organisation, QueryDict, dt.datetime], str]] = {
    "end-ruling": _end_ruling,
    "declare": _declare,
    "end-situation": _end_situation,
}
