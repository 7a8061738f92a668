"""Private keys and statements as they rest: a copy of the database alone is of no use."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

from openregime.core.errors import OpenRegimeError


class SealNotOpened(OpenRegimeError):
    """Something rests under another secret key than this installation has now."""

    code = "seal-not-opened"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This was stored under another secret key than this installation has now. Put that key back (see "
                "“Backup” in the documentation), or make a new key for the organisation."
            )
        )


def sealed(secret: bytes) -> str:
    """A secret as it is stored."""
    return _box().encrypt(secret).decode("ascii")


def opened(stored: str) -> bytes:
    """The secret back.

    Raises:
        SealNotOpened: it was sealed under another secret key.
    """
    try:
        return _box().decrypt(stored.encode("ascii"))
    except InvalidToken:
        raise SealNotOpened from None


def _box() -> Fernet:
    """Encryption under a key that is derived from the site's own and used for nothing else."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"openregime signing keys")
    return Fernet(urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode())))
