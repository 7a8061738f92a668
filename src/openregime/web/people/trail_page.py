"""The trail of one organisation, in words, for its administrators and security officers."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from openregime.core.trail import BrokenTrail, Entry
from openregime.web.people.act_words import said, subject_of
from openregime.web.people.attempt_words import in_words
from openregime.web.people.models import Person
from openregime.web.people.permissions import require
from openregime.web.people.queries import members_of, names_of, organisation_for
from openregime.web.trail import queries as trail
from openregime.web.trail.attempts import KEPT_FOR

ON_A_PAGE = 50
ATTEMPTS_SHOWN = 200


def entries(person: Person, key: str, *, before: str) -> dict[str, Any]:
    """One page of what was done for an organisation, the latest first.

    Entries are numbered over all organisations, so numbers are not shown: the gaps would count what others do.

    Args:
        before: what the page before gave as `older`; empty for the latest.
    Raises:
        UnknownOrganisation, NotAllowed; UnknownEntry: `before` is none of this organisation.
    """
    organisation = organisation_for(person, key)
    require(person, "trail.read", organisation)
    found, older = trail.entries_of(organisation.key, before=before, size=ON_A_PAGE)
    keys = {part for entry in found for part in entry.actor.split(",")}
    people = names_of(keys | {entry.thing.removeprefix("person:") for entry in found}, organisation)
    return {
        "organisation": organisation,
        "entries": [_row(e, people) for e in found],
        "older": older,
        "is_first": not before,
    }


def attempts(person: Person, key: str, *, now: dt.datetime) -> dict[str, Any]:
    """What was refused to an organisation's people, or to others on their accounts, over the last ninety days.

    Raises:
        UnknownOrganisation, NotAllowed.
    """
    organisation = organisation_for(person, key)
    require(person, "trail.read", organisation)
    names = {one.person.key: one.person.name for one in members_of(organisation)}
    found = trail.attempts_on(names, since=now - KEPT_FOR, size=ATTEMPTS_SHOWN)
    rows = [
        {
            "at": one.minute, "words": in_words(one.kind), "who": names[one.person],
            "network": one.network, "count": one.count,
        }
        for one in found
    ]  # fmt: skip
    return {"organisation": organisation, "attempts": rows, "days": KEPT_FOR.days, "most": ATTEMPTS_SHOWN}


def _row(entry: Entry, people: dict[str, str]) -> dict[str, Any]:
    thing, href = subject_of(entry.thing, people)
    who = [people.get(key) or _("somebody who is no member") for key in entry.actor.split(",") if key]
    return {
        "at": entry.at,
        "who": who or [_("whoever runs this service")],
        "words": said(entry.verb),
        "thing": thing,
        "href": href,
        "reason": entry.reason,
    }


def checked(person: Person, key: str) -> str:
    """Go through the whole trail, that of others too, and say whether it holds; never how long it is.

    Raises:
        UnknownOrganisation, NotAllowed.
    """
    require(person, "trail.read", organisation_for(person, key))
    try:
        trail.check()
    except BrokenTrail:
        return _(
            "The trail is broken: something in it was changed or taken out. Tell whoever runs this service at once."
        )
    return _("The trail holds: nothing in it was changed or taken out.")
