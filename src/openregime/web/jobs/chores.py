"""What falls due by itself, and is done once however many workers there are."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from openregime.web.disclosure.actions import ask_those_whose_time_has_come
from openregime.web.disclosure.models import SituationDeclaration
from openregime.web.jobs.models import Chore, Job, Worker
from openregime.web.jobs.served import clear_gone
from openregime.web.jobs.stages import OPEN
from openregime.web.people.acting import one_act
from openregime.web.people.kinds import Role
from openregime.web.people.models import Invitation, Membership, Organisation
from openregime.web.proposals.classification import due
from openregime.web.trail.actions import log
from openregime.web.trail.models import TrailEntry

DAYS_KEPT = 14
"""So long after its end one still sees what became of a job."""
DAYS_OF_INVITATIONS = 30
"""So long after it expired, the address in an invitation that nobody took is kept."""
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """Something that comes due: how often, and what to do then."""

    every: dt.timedelta
    do: Callable[[dt.datetime], object]


def enqueue_what_is_due(*, now: dt.datetime) -> list[str]:
    """Put every chore whose time has come into the queue; of several workers at once, one does.

    Returns:
        Names of those that this call put there.
    """
    from openregime.web.jobs.tasks import do_chore

    found = []
    for name in CHORES:
        with transaction.atomic():
            if _take_turn(name, now):
                do_chore.enqueue(name)
                found.append(name)
    return found


def _take_turn(name: str, now: dt.datetime) -> bool:
    Chore.objects.get_or_create(name=name, defaults={"due_at": now})
    return Chore.objects.filter(name=name, due_at__lte=now).update(due_at=now + CHORES[name].every) == 1


def do(name: str) -> None:
    """Do one of them now. One that this program does not know any more is left."""
    if name in CHORES:
        now = timezone.now()
        CHORES[name].do(now)
        Chore.objects.filter(name=name).update(done_at=now)


def _open_what_was_closed_until_now(now: dt.datetime) -> None:
    ask_those_whose_time_has_come(now=now)


@one_act
def _note_ends_of_situations(now: dt.datetime) -> None:
    """That a situation is over is in the trail like its beginning, also where nobody ended it."""
    over = SituationDeclaration.objects.filter(ends__lte=now, ended_at=None).select_related("organisation")
    over = over.select_for_update(of=("self",)).order_by("pk")
    things = {f"situation:{one.key}": one for one in over}
    told = TrailEntry.objects.filter(thing__in=things, verb="disclosure.situation-over").values_list("thing", flat=True)
    for thing in sorted(things.keys() - set(told)):
        one = things[thing]
        log("disclosure.situation-over", thing, now=now, organisation=one.organisation.key,
            before=one.kind, after="normal")  # fmt: skip


def _remind_of_reviews(now: dt.datetime) -> None:
    """Where other reviews of classification are due than a day ago, the trail says how many, and so does a letter."""
    for organisation in Organisation.objects.filter(merged_into=None, is_invented=False).order_by("pk"):
        number, thing = len(due(organisation, now=now)), f"organisation:{organisation.key}"
        entries = TrailEntry.objects.filter(thing=thing, verb="disclosure.reviews-due").order_by("-number")
        if f"due:{number}" == (entries.values_list("after", flat=True).first() or "due:0"):
            continue
        with transaction.atomic():
            log("disclosure.reviews-due", thing, now=now, organisation=organisation.key, after=f"due:{number}")
        if number and settings.SENDS_MAIL:
            _write_to_officers(organisation, number)


def _write_to_officers(organisation: Organisation, number: int) -> None:
    """A letter with a number and an address, and nothing of what is to be reviewed."""
    officers = Membership.objects.filter(
        organisation=organisation, role=Role.SECURITY_OFFICER, ended_at=None, person__is_active=True
    )
    for email, language in officers.values_list("person__email", "person__language").distinct():
        with translation.override(language or "en"):
            words = _("%(organisation)s: reviews of classification that are due: %(number)d. %(address)s") % {
                "number": number,
                "organisation": organisation.name,
                "address": f"{settings.ADDRESS.address}disclosure/{organisation.key}/",
            }
            send_mail(_("Reviews of classification are due"), words, None, [email], fail_silently=True)


def _clear_sessions(now: dt.datetime) -> None:
    Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


@transaction.atomic
def _clear_invitations(now: dt.datetime) -> None:
    """The address of somebody who did not come is nobody's business any more."""
    before = now - dt.timedelta(days=DAYS_OF_INVITATIONS)
    for one in Invitation.objects.filter(taken_at=None, expires_at__lt=before).select_related("organisation"):
        log("people.clear-invitation", f"invitation:{one.key}", now=now, organisation=one.organisation.key)
        one.delete()


def _clear_jobs(now: dt.datetime) -> None:
    Job.objects.exclude(stage__in=OPEN).filter(ended_at__lt=now - dt.timedelta(days=DAYS_KEPT)).delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=now - DAY).delete()
    Worker.objects.filter(seen_at__lt=now - DAY).delete()
    clear_gone(now=now)


CHORES: dict[str, Due] = {
    "openings": Due(MINUTE, _open_what_was_closed_until_now),
    "situations": Due(MINUTE, _note_ends_of_situations),
    "reviews": Due(DAY, _remind_of_reviews),
    "sessions": Due(DAY, _clear_sessions),
    "invitations": Due(DAY, _clear_invitations),
    "jobs": Due(DAY, _clear_jobs),
}
"""Name -> how often and what."""
