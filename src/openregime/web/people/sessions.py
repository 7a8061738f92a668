"""How long a session lasts, and what happens to what was typed into one that has ended.

A session ends when no page was opened for `settings.IDLE_MINUTES`, and `settings.SESSION_HOURS` after sign-in whatever
happens. A form that arrives too late is kept for whoever sent it: after signing in again they look at it and send it.
"""

import time
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from openregime.web.people.models import Person

BEGAN, SEEN, ENDED, KEPT = "people_began", "people_seen", "people_ended", "people_kept"
"""What is noted in a session: when it began, when a page was last opened, why the one before ended, what is kept."""
IDLE, OVER = "idle", "over"
NOTED_EVERY = 60
"""Seconds: more often than this the last page is not noted, for each note is a write."""
KEPT_FOR = 3600
LONGEST = 100_000
"""Signs that are kept of a form."""


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form that came too late. `had_files` when files came with it, which are not kept."""

    path: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool


def begin(session: MutableMapping[str, Any]) -> None:
    """Note that somebody signed in now."""
    session[BEGAN] = session[SEEN] = int(time.time())
    session.pop(ENDED, None)


def ways_of(session: Mapping[str, Any]) -> list[str]:
    """How somebody signed in, step by step: password, mfa (a second factor or passkey), socialaccount (a service)."""
    return [str(record.get("method", "")) for record in session.get("account_authentication_methods") or []]


def end_of(session: Mapping[str, Any]) -> str:
    """Why a session has ended: IDLE or OVER; empty while it runs."""
    now = time.time()
    if now - session.get(BEGAN, now) >= settings.SESSION_HOURS * 3600:
        return OVER
    return IDLE if now - session.get(SEEN, now) >= settings.IDLE_MINUTES * 60 else ""


def note(session: MutableMapping[str, Any]) -> None:
    """Note that a page was opened, and when a session began that does not know it."""
    now = int(time.time())
    session.setdefault(BEGAN, now)
    if now - session.get(SEEN, 0) >= NOTED_EVERY:
        session[SEEN] = now


def typed_into(request: HttpRequest) -> dict[str, Any] | None:
    """What was typed into a form, to be put into a session; None where nothing can be kept.

    Passwords, files, tokens of forms and everything about signing in are never kept.
    """
    if request.method != "POST" or request.path.startswith(("/account/", "/api/")):
        return None
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and "password" not in name
        for value in values
    ]
    if not any(value.strip() for _name, value in fields) or sum(len(v) for _n, v in fields) > LONGEST:
        return None
    return {"path": request.path, "fields": fields, "had_files": bool(request.FILES)}


def keep(session: MutableMapping[str, Any], typed: dict[str, Any], person: Person) -> None:
    """Keep a form for one person, for an hour."""
    session[KEPT] = {**typed, "of": person.key, "until": int(time.time()) + KEPT_FOR}


def kept_for(session: Mapping[str, Any], person: Person) -> KeptForm | None:
    """What is kept for a person; None where it is somebody else's, or too old."""
    found = session.get(KEPT)
    if not found or found["of"] != person.key or found["until"] < time.time():
        return None
    return KeptForm(found["path"], tuple((name, value) for name, value in found["fields"]), found["had_files"])


def forget_kept(session: MutableMapping[str, Any], path: str = "") -> None:
    """Forget what is kept; with a path, only if it was sent there."""
    if KEPT in session and (not path or session[KEPT]["path"] == path):
        del session[KEPT]
