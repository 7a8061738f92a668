"""Sign-ins, refusals and changes of second factors go into the trail."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.socialaccount import signals as social
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from openregime.web.people import factors
from openregime.web.people.actions import end_sessions
from openregime.web.people.models import Person
from openregime.web.people.sessions import begin
from openregime.web.trail.actions import log


def _log(verb: str, person: Person, after: str = "") -> None:
    with transaction.atomic():
        log(verb, f"person:{person.key}", now=timezone.now(), actor=person.key, after=after)


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: Person, **_: Any) -> None:
    """A person signed in."""
    begin(request.session)
    _log("people.sign-in", user)


@receiver(user_logged_out)
def signed_out(user: Person | None, **_: Any) -> None:
    """A person signed out; None when a session had already ended."""
    if user is not None:
        _log("people.sign-out", user)


@receiver(account.password_changed)
def password_changed(user: Person, **_: Any) -> None:
    """A person chose a new password."""
    _log("people.change-password", user)


@receiver(account.password_reset)
def password_reset(user: Person, **_: Any) -> None:
    """A person chose a new password without knowing the old one."""
    _log("people.reset-password", user)


@receiver(mfa.authenticator_added)
def factor_added(user: Person, authenticator: Any, **_: Any) -> None:
    """A second factor was added."""
    _log("people.add-factor", user, str(authenticator.type))


@receiver(mfa.authenticator_removed)
def factor_removed(request: HttpRequest, user: Person, authenticator: Any, **_: Any) -> None:
    """A second factor was removed: whoever is signed in elsewhere signs in anew."""
    _log("people.remove-factor", user, str(authenticator.type))
    if authenticator.type in factors.REAL:
        factors.removed(request.session)
        end_sessions(user, but=request.session.session_key or "")


@receiver(account.email_changed)
def address_changed(user: Person, **_: Any) -> None:
    """A person has another address, which they have shown to be theirs."""
    _log("people.change-address", user)


@receiver(social.social_account_added)
def service_connected(request: Any, sociallogin: Any, **_: Any) -> None:
    """A person connected the sign-in of their organisation."""
    _log("people.connect-service", sociallogin.user, str(sociallogin.account.provider)[:100])


@receiver(social.social_account_removed)
def service_disconnected(request: Any, socialaccount: Any, **_: Any) -> None:
    """A person disconnected the sign-in of their organisation."""
    _log("people.disconnect-service", socialaccount.user, str(socialaccount.provider)[:100])
