"""What django-allauth asks this site: nobody signs up without an invitation, and signing in leaves a trail."""

import logging
from base64 import urlsafe_b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from openregime.web.people import refusals

logger = logging.getLogger(__name__)


class ByInvitation(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from invitations only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: see `actions.take_invitation`."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse while too many attempts have failed, and note it."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            refusals.of_sign_in(request, "lock-out", str(credentials.get("email", "")))
            raise


class KnownPeopleOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """An organisation's own sign-in service vouches for people who have an account here, and makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: the account comes from an invitation; the service is then connected to it."""
        return False

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """Note that signing in by a service failed, and why, for whoever runs this service."""
        reason = getattr(exception, "reason", "") or type(exception).__name__
        logger.warning("sign-in by %s failed: %s", provider.app.provider_id, reason)
        refusals.of_request(request, "service", getattr(exception, "code", "") or "no-answer")

    def get_requests_session(self) -> Any:
        """How services are asked: with a time-out, and following no redirect to elsewhere."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """How this site names itself to an authenticator, and how secrets of second factors rest in the database."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name beside the key; the id is the host of the request."""
        return {**super().get_public_key_credential_rp_entity(), "name": "OpenRegime"}

    def get_totp_issuer(self) -> str:
        """The name beside the code."""
        return "OpenRegime"

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Not the last one of somebody of whom one is required."""
        from openregime.web.people.factors import may_remove

        return may_remove(authenticator)

    def encrypt(self, text: str) -> str:
        """A secret as it is stored: a copy of the database alone is of no use."""
        return _box().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """The secret back; a database under another secret key raises InvalidToken."""
        return _box().decrypt(encrypted_text.encode("ascii")).decode()


def _box() -> Fernet:
    """Encryption under a key that is derived from the site's own and used for nothing else."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"openregime second factors")
    return Fernet(urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode())))
