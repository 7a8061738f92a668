"""Before every page: has the session ended, is a second factor missing, are there too many writes?"""

import time
from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import ngettext

from openregime.core.errors import OpenRegimeError
from openregime.web.people import factors, sessions
from openregime.web.people.models import Person
from openregime.web.people.refusals import ip_of
from openregime.web.site.errors import API, TOO_MANY, refusal
from openregime.web.trail.actions import log
from openregime.web.trail.attempts import network_of

GetResponse = Callable[[HttpRequest], HttpResponseBase]
SAFE = ("GET", "HEAD", "OPTIONS")


class SessionsEnd:
    """Ends sessions that were idle too long or are too old; keeps a form that comes with one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on: see `process_view`."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """After the check that a form is of this site, so nothing that others send is kept."""
        if not request.user.is_authenticated:
            return None
        why = sessions.end_of(request.session)
        if not why:
            sessions.note(request.session)
            if request.method == "POST":
                sessions.forget_kept(request.session, request.path)
            return None
        person, typed = request.user, sessions.typed_into(request)
        _end(request, person, why)
        if typed is not None:
            sessions.keep(request.session, typed, person)
        if request.method in SAFE or request.path.startswith(API):
            return None  # nobody is signed in any more: the view says what that means
        next_ = reverse("kept-form" if typed is not None else "people")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': next_})}")


def _end(request: HttpRequest, person: Person, why: str) -> None:
    with transaction.atomic():
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        log("people.session-ended", f"person:{person.key}", now=timezone.now(), actor=person.key, after=why)
    request.session.flush()
    request.user = AnonymousUser()
    request.session[sessions.ENDED] = why


class TooManyWrites(OpenRegimeError, PermissionError):
    """Somebody changes something more often than one person does. `seconds`: when it counts anew."""

    code = TOO_MANY

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        words = ngettext(
            "You have sent more than %(most)s forms or calls within a minute. Try again in %(seconds)s second.",
            "You have sent more than %(most)s forms or calls within a minute. Try again in %(seconds)s seconds.",
            seconds,
        )
        super().__init__(words % {"most": settings.WRITES_PER_MINUTE, "seconds": seconds})


class WritesCounted:
    """Lets one person, or where nobody is signed in one network, change something so many times a minute."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on: see `process_view`."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Count it where all processes see the count."""
        if request.method in SAFE:
            return None
        minute, second = divmod(int(time.time()), 60)
        who = request.user.key if request.user.is_authenticated else network_of(ip_of(request))
        name = f"writes:{who}:{minute}"
        cache.add(name, 0, timeout=120)
        try:
            count = cache.incr(name)
        except ValueError:  # it expired in between
            return None
        return refusal(request, TooManyWrites(60 - second)) if count > settings.WRITES_PER_MINUTE else None


class SecondFactorFirst:
    """Whoever needs a second factor and has none gets nowhere but to where one is set up."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on: see `process_view`."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Lead to the page that says which second factors there are; a form that was sent is kept."""
        person, match = request.user, request.resolver_match
        if not person.is_authenticated or match is None or _leads_to_one(match.url_name or ""):
            return None
        if factors.was_shown(request.session) or not factors.is_missing(person):
            return None
        if request.path.startswith(API):
            return refusal(request, factors.SecondFactorNeeded())
        if (typed := sessions.typed_into(request)) is not None:
            sessions.keep(request.session, typed, person)
        return redirect("second-factor")


def _leads_to_one(name: str) -> bool:
    return name.startswith("mfa_") or name in factors.OPEN_WITHOUT
