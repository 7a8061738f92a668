"""Sign-ins, refusals and changes of second factors go into the trail."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.socialaccount import signals as social
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from openregime.web.people import factors, refusals
from openregime.web.people.actions import end_sessions
from openregime.web.people.models import Person
from openregime.web.people.sessions import begin, ways_of
from openregime.web.site.errors import HIDDEN, TOO_MANY, refused
from openregime.web.trail.actions import log


def _log(verb: str, person: Person, after: str = "") -> None:
    with transaction.atomic():
        log(verb, f"person:{person.key}", now=timezone.now(), actor=person.key, after=after)


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: Person, **_: Any) -> None:
    """A person signed in."""
    begin(request.session)
    _log("people.sign-in", user, "+".join(ways_of(request.session)))


@receiver(account.authentication_step_completed)
def given_again(request: HttpRequest, user: Person, reauthenticated: bool = False, **_: Any) -> None:
    """A password or factor was given again: the session goes on under a new token, and the old one is worth nothing."""
    before = request.session.session_key
    if reauthenticated and before:
        request.session.cycle_key()
        UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


@receiver(user_login_failed)
def sign_in_failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """Somebody gave a wrong password, or an address that nobody has."""
    refusals.of_sign_in(request, "sign-in", str(credentials.get("email") or ""))


@receiver(mfa.authentication_failed)
def factor_failed(request: HttpRequest, user: Person, **_: Any) -> None:
    """Somebody gave a wrong code after the right password."""
    refusals.of_request(request, "second-factor", person=user)


@receiver(refused)
def was_refused(request: HttpRequest, code: str, **_: Any) -> None:
    """A page or an act was refused. What was asked for by nobody and is unknown is a wrong address, nothing more."""
    user = getattr(request, "user", None)
    if code in HIDDEN and (user is None or not user.is_authenticated):
        return
    kind = {"form-token-missing": "forged", TOO_MANY: "too-many", "too-many-requests": "too-many"}.get(code, "refused")
    refusals.of_request(request, kind, code)


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
