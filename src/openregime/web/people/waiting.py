"""What waits for a second person, in words, for those who may settle it or asked for it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from openregime.web.people import permissions, queries
from openregime.web.people.act_words import DETAILS, said, subject_of
from openregime.web.people.models import Organisation, PendingAct, Person
from openregime.web.people.two_people import ACTS


@dataclass(frozen=True, slots=True)
class Waiting:
    """One act that waits.

    Attributes:
        words: what is asked for; `subject` whom or what it is about, and `href` its page, where it has one.
        details: what exactly would happen, one line each.
        is_own: whether the reader asked for it, and so may only take it back.
    """

    key: str
    words: str
    subject: str
    href: str
    details: tuple[str, ...]
    reason: str
    asked_by: str
    asked_at: dt.datetime
    expires_at: dt.datetime
    is_own: bool


def waiting_for(person: Person, organisation: Organisation, *, now: dt.datetime, only: str = "") -> list[Waiting]:
    """Acts that wait, the oldest first, as far as the reader may confirm them or asked for them.

    Args:
        only: the beginning of the verbs wanted; empty for all.
    """
    open_ = PendingAct.objects.filter(settled="", expires_at__gt=now, verb__startswith=only)
    rows = open_.filter(Q(organisation=organisation) | Q(verb="organisation.merge", parameters__into=organisation.key))
    found = [row for row in rows.select_related("asked_by", "organisation").order_by("asked_at") if row.verb in ACTS]
    return [_waiting(row, person, organisation) for row in found if _concerns(row, person)]


def one_waiting(person: Person, key: str, *, now: dt.datetime) -> Waiting | None:
    """One act that waits, for somebody who may settle it; None where there is none."""
    open_ = PendingAct.objects.filter(key=key, settled="", expires_at__gt=now)
    row = open_.select_related("asked_by", "organisation").first()
    if row is None or row.verb not in ACTS or row.organisation is None or not _concerns(row, person):
        return None
    return _waiting(row, person, row.organisation)


def _concerns(row: PendingAct, person: Person) -> bool:
    if row.asked_by_id == person.pk:
        return True
    kind = ACTS[row.verb]
    return permissions.decide(person, kind.confirmation or kind.permission, kind.second_from(row)).allowed


def _waiting(row: PendingAct, person: Person, organisation: Organisation) -> Waiting:
    named = queries.names_of([row.subject.removeprefix("person:")], organisation)
    subject, href = subject_of(row.subject, named)
    return Waiting(
        key=row.key,
        words=said(row.verb),
        subject=subject,
        href=href,
        details=details_of(row),
        reason=row.reason,
        asked_by=row.asked_by.name,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        is_own=row.asked_by_id == person.pk,
    )


def details_of(row: PendingAct) -> tuple[str, ...]:
    """What exactly would happen. Other apps say it of their acts in `DETAILS`."""
    found = DETAILS.get(row.verb)
    return tuple(found(row.parameters)) if found is not None else ()
