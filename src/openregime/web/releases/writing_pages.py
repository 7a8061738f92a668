"""What the pages show on which a release is written and statements are disclosed."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from openregime.web.people import permissions
from openregime.web.people.models import Organisation, Person
from openregime.web.people.queries import organisation_for
from openregime.web.proposals import telling
from openregime.web.proposals.own import organisations_that_may
from openregime.web.proposals.queries import WITH_WORDS, ShownClaim, shown_claims
from openregime.web.releases import queries
from openregime.web.releases.drafts import LASTING_DAYS, MOST_CLAIMS, Draft, releasable, stateable_categories
from openregime.web.releases.keys import running
from openregime.web.releases.presenting import LASTING_HOURS, statements_of
from openregime.web.releases.words import hours_words, lasting_words

FIELDS = ("title", "statements", "category", "holder", "lasting_days", "reason")


def organisation_that_publishes(person: Person, key: str) -> Organisation:
    """The organisation named, or the first for which a person may publish.

    Raises:
        UnknownOrganisation; NotAllowed: there is none.
    """
    may = organisations_that_may(person, "releases.publish")
    if key:
        return organisation_for(person, key)
    if not may:
        raise permissions.NotAllowed(
            "releases.publish",
            _("To publish a release takes the role of approver. Ask an administrator of your organisation."),
        )
    return organisation_for(person, may[0][0])


def form(
    person: Person, given: QueryDict, now: dt.datetime, *, refused: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Context of releases/new.html.

    Raises:
        UnknownOrganisation, NotAllowed.
    """
    organisation = organisation_that_publishes(person, given.get("organisation", ""))
    permissions.require(person, "releases.publish", organisation)
    ticked = [*given.getlist("claims"), *given.getlist("claim")]
    values = {name: given.get(name, "") for name in FIELDS}
    return {
        "organisation": organisation,
        "organisations": organisations_that_may(person, "releases.publish"),
        "claims": [_choice(one, ticked) for one in _offered(organisation, ticked, now)],
        "most": MOST_CLAIMS,
        "values": values,
        "has_key": running(organisation.key) is not None,
        "categories": [(one, telling.category_words(one)) for one in stateable_categories()],
        "lasting": [(str(days), lasting_words(days)) for days in LASTING_DAYS],
        "lasting_chosen": values["lasting_days"] or "365",
        "refused": refused or {},
        "wrong": refused["field"] if refused else "",
        "errors": [refused] if refused else [],
    }


def _offered(organisation: Organisation, ticked: Sequence[str], now: dt.datetime) -> list[ShownClaim]:
    """The newest claims that may be published, and those ticked already: two queries beside the gate's."""
    claims, anyone = releasable(organisation, now=now)
    newest = shown_claims(claims.order_by("-pk")[:MOST_CLAIMS], anyone)
    known = {one.key for one in newest}
    more = [key[:40] for key in ticked if key not in known]
    asked = shown_claims(claims.filter(key__in=more), anyone) if more else []
    return [one for one in (*asked, *newest) if one.level in WITH_WORDS and one.words]


def _choice(one: ShownClaim, ticked: Sequence[str]) -> dict[str, Any]:
    return {
        "key": one.key,
        "title": telling.object_words(one.object),
        "words": telling.value_words(one.object, one.words),
        "level": telling.level_words(one.level),
        "is_ticked": one.key in ticked,
    }


def question(organisation: Organisation, draft: Draft, shown: Sequence[ShownClaim], reason: str) -> dict[str, Any]:
    """Context of releases/sure.html: exactly what would be published, before it is."""
    sent = [("organisation", organisation.key), ("title", draft.title), ("reason", reason)]
    sent += [("claims", key) for key in draft.claims]
    if draft.statements:
        parameters = draft.as_parameters()
        sent += [(name, parameters[name]) for name in ("statements", "category", "holder", "lasting_days")]
    return {
        "organisation": organisation,
        "draft": draft,
        "claims": [_choice(one, ()) for one in shown],
        "statements": list(draft.statements.items()),
        "category": telling.category_words(draft.category) if draft.category else "",
        "lasting": lasting_words(draft.lasting_days),
        "sent": sent,
    }


def credentials(person: Person, now: dt.datetime) -> dict[str, Any]:
    """Context of releases/statements.html."""
    return {
        "credentials": [
            {
                "key": one.key,
                "title": one.release.title,
                "release": one.release.key,
                "issuer": one.release.organisation.name,
                "holder": one.holder.name,
                "expires_at": one.expires_at,
                "has_expired": now >= one.expires_at,
            }
            for one in queries.credentials_of(person)
        ]
    }


def credential(
    person: Person, key: str, given: QueryDict, *, text: str = "", refused: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Context of releases/statement.html.

    Raises:
        UnknownCredential, SealNotOpened; NotAllowed: a member without a role that may know the statements.
    """
    found = queries.one_credential(person, key)
    permissions.require(person, "releases.present", found.holder)
    ticked = given.getlist("statements")
    return {
        "key": found.key,
        "release": found.release,
        "issuer": found.release.organisation,
        "holder": found.holder,
        "expires_at": found.expires_at,
        "statements": [(name, value, name in ticked) for name, value in statements_of(found).items()],
        "values": {name: given.get(name, "") for name in ("audience", "nonce")},
        "hours": [(str(one), hours_words(one)) for one in LASTING_HOURS],
        "hours_chosen": given.get("hours", "24"),
        "text": text,
        "sent": [*(("statements", name) for name in ticked),
                 *((name, given.get(name, "")) for name in ("audience", "nonce", "hours"))],
        "refused": refused or {},
        "wrong": refused["field"] if refused else "",
        "errors": [refused] if refused else [],
    }  # fmt: skip
