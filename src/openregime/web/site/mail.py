"""How this service sends letters: by the server that OPENREGIME_MAIL names, or not at all."""

from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from openregime.core.errors import OpenRegimeError

SECONDS_TO_WAIT = 15
_KINDS = {"smtp": (587, "EMAIL_USE_TLS"), "smtps": (465, "EMAIL_USE_SSL"), "smtp+plain": (25, "")}
"""Beginning of the address -> usual port, and how the connection is protected."""


class BadMailAddress(OpenRegimeError, ValueError):
    """OPENREGIME_MAIL names no server for letters. Its text may hold a password and is not repeated."""

    code = "bad-mail-address"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"OPENREGIME_MAIL {reason} Write it as smtp://user:password@host:587?from=name@host, with "
            "%40 for @ and %2F for / in user and password, or unset it: no letters are sent then."
        )


def mail_settings(address: str) -> dict[str, Any]:
    """Settings of mail, as Django takes them, with SENDS_MAIL beside them.

    Args:
        address: the value of OPENREGIME_MAIL; empty or blank: no letters. smtp:// begins in the open and then must turn
            to TLS, smtps:// is TLS from the beginning, smtp+plain:// is open: for a server on the same machine.
    Raises:
        BadMailAddress: it cannot be read.
    """
    if not address.strip():
        return {"SENDS_MAIL": False, "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts, port = _read(address.strip())
    usual, protection = _KINDS[parts.scheme]
    user = unquote(parts.username or "")
    sender = parse_qs(parts.query).get("from", [user if "@" in user else ""])[0]
    if "@" not in sender or any(sign in sender for sign in "\r\n"):
        raise BadMailAddress("does not say from whom letters come.")
    found: dict[str, Any] = {
        "SENDS_MAIL": True,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or usual,
        "EMAIL_HOST_USER": user,
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_TIMEOUT": SECONDS_TO_WAIT,
        "DEFAULT_FROM_EMAIL": sender,
        "SERVER_EMAIL": sender,
    }
    return found | ({protection: True} if protection else {})


def _read(address: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise BadMailAddress("cannot be read as the address of a server.") from error
    if parts.scheme not in _KINDS or not parts.hostname:
        raise BadMailAddress("does not begin with smtp://, smtps:// or smtp+plain:// and a host.")
    return parts, port
