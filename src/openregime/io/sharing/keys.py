"""Ed25519 and P-256 keys by `cryptography`: what the core takes as callables."""

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from openregime.core.errors import OpenRegimeError
from openregime.core.sharing.releases import Signer


class BadKey(OpenRegimeError, ValueError):
    """Bytes or text that make no key."""

    code = "bad-key"


def new_private_key() -> bytes:
    """A new Ed25519 key: 32 bytes to be kept secret."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_key_of(private: bytes) -> bytes:
    """The 32 bytes that belong to a private key and that everybody may know.

    Raises:
        BadKey: not 32 bytes.
    """
    return _private(private).public_key().public_bytes_raw()


def public_pem(public: bytes) -> bytes:
    """A public key as PEM (RFC 8410), for other programs.

    Raises:
        BadKey: not 32 bytes that make one.
    """
    try:
        key = Ed25519PublicKey.from_public_bytes(public)
    except ValueError:
        raise BadKey(f"An Ed25519 key has 32 bytes; this one has {len(public)}.") from None
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def signer_of(private: bytes) -> Signer:
    """Signs with a private key. Errors as in `public_key_of`."""
    return _private(private).sign


def _private(private: bytes) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(private)
    except ValueError:
        raise BadKey(f"An Ed25519 key has 32 bytes; this one has {len(private)}.") from None


def fits(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether a signature of a message fits a public key; nothing that cannot be read fits."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def base64url(value: bytes) -> str:
    """Bytes as text (RFC 4648 section 5) without padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode("ascii")


def from_base64url(text: str) -> bytes:
    """The bytes of such a text.

    Raises:
        BadKey: signs that do not belong there, or padding.
    """
    try:
        value = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise BadKey(f"“{text[:20]}” is not base64url.") from None
    if base64url(value) != text:
        raise BadKey(f"“{text[:20]}” is not base64url without padding.")
    return value
