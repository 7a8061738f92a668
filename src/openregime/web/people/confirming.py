"""Asking once more before something that cannot be undone: on a page of its own, so that it needs no JavaScript."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from openregime.web.people import actions, queries
from openregime.web.people.models import Organisation, Person
from openregime.web.people.waiting import one_waiting

SURE = "sure"


def question(person: Person | None, key: str, verb: str, post: QueryDict) -> dict[str, Any] | None:
    """What to ask before an act of an organisation's page; None where it can be undone, or was asked already.

    Raises:
        UnknownOrganisation; BadPeople: whoever it is about is no member.
    """
    assert person is not None  # the view lets nobody else in
    if verb not in _LINES or post.get(SURE) == "yes":
        return None
    organisation = queries.organisation_for(person, key)
    title, lines, button = _LINES[verb](organisation, post)
    return {
        "title": title,
        "organisation": organisation,
        "lines": lines,
        "button": button,
        "action": reverse("organisation-act", args=[key, verb]),
        "back": reverse("organisation", args=[key]),
        "sent": [(name, value) for name in post if name != "csrfmiddlewaretoken" for value in post.getlist(name)],
    }


def question_of_act(person: Person, key: str, post: QueryDict, now: dt.datetime) -> dict[str, Any] | None:
    """What to ask before an act that needs two people is confirmed; None where it was asked already, or none waits."""
    act = one_waiting(person, key, now=now)
    if post.get(SURE) == "yes" or act is None or act.is_own:
        return None
    asked = _("%(name)s asks for it: %(reason)s") % {"name": act.asked_by, "reason": act.reason}
    return {
        "title": act.words,
        "lines": [
            act.subject,
            *act.details,
            asked,
            _("Once you confirm, it happens at once. It cannot be undone here."),
        ],
        "button": _("Confirm"),
        "action": reverse("settle-act", args=[key]),
        "back": reverse("people"),
        "sent": [("answer", "confirm")],
    }


def _leave(organisation: Organisation, _post: Mapping[str, str]) -> tuple[str, list[str], str]:
    return (
        _("Leave %(organisation)s?") % {"organisation": organisation.name},
        [_("All your roles there end at once. Only a new invitation lets you in again.")],
        _("Leave"),
    )


def _hand_over(organisation: Organisation, post: Mapping[str, str]) -> tuple[str, list[str], str]:
    to = actions.member(organisation, post.get("person", ""))
    return (
        _("Hand over and leave %(organisation)s?") % {"organisation": organisation.name},
        [
            _("%(name)s gets every role that you have there.") % {"name": to.name},
            _("All your roles there end at once. Only a new invitation lets you in again."),
        ],
        _("Hand over and leave"),
    )


def _delete(organisation: Organisation, post: Mapping[str, str]) -> tuple[str, list[str], str]:
    who = actions.member(organisation, post.get("person", ""))
    return (
        _("Close the account of %(name)s?") % {"name": who.name},
        [
            _("When a second administrator confirms it, name and address are removed and nobody can sign in with it."),
            _("It cannot be undone. What the person wrote stays, and the trail still knows the account by its key."),
        ],
        _("Ask for it"),
    )


def _merge(organisation: Organisation, post: Mapping[str, str]) -> tuple[str, list[str], str]:
    return (
        _("Merge %(organisation)s into another organisation?") % {"organisation": organisation.name},
        [
            _("Into: %(organisation)s") % {"organisation": post.get("into", "")},
            _("When an administrator there confirms it, all roles move there and this organisation ends."),
            _("It cannot be undone."),
        ],
        _("Ask for it"),
    )  # fmt: skip


_LINES = {"leave": _leave, "hand-over": _hand_over, "delete": _delete, "merge": _merge}
