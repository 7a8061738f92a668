"""A presentation of statements and the keys of its issuer: which of them count, and what in it may be chosen."""

from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key

from openregime.core.sharing.credentials import BadCredential, Path, decoded, places, strict_json
from openregime.core.sharing.releases import Key
from openregime.io.sharing.credentials import Jwk, parts_of, public_jwk

TYPE_OF_STATEMENTS = "openregime:statements:1"
"""The `vct` of what this program issues."""


def looks_like_presentation(content: bytes) -> bool:
    """Whether a file is an SD-JWT rather than a release file: it begins with the header of a signed token."""
    return content.lstrip()[:2] == b"ey" and b"~" in content


def payload_of(text: str) -> dict[str, object]:
    """What stands in the signed part in the open. Nothing is proven by reading it.

    Raises:
        BadCredential: it cannot be read.
    """
    parts = parts_of(text).signed.split(".")
    found = strict_json(decoded(parts[1], "the credential"), "the credential") if len(parts) == 3 else None
    if not isinstance(found, dict):
        raise BadCredential("The credential has not the three parts of a signed token.")
    return found


def keys_for(text: str, keys: Sequence[Key]) -> dict[str, list[Jwk]]:
    """Issuer -> its keys that were valid when the credential was issued (`iat`, which the signature covers).

    Args:
        keys: those that the reader trusts; only ones for releases count.
    Raises:
        BadCredential: no time of issue.
    """
    issued = payload_of(text).get("iat")
    if isinstance(issued, bool) or not isinstance(issued, int | float):
        raise BadCredential("The credential does not say in the open when it was issued.")
    found: dict[str, list[Jwk]] = {}
    for key in keys:
        ends = None if key.ends is None else key.ends.timestamp()
        if key.use == "release" and int(key.begins.timestamp()) <= issued and (ends is None or issued < ends):
            public = ed25519.Ed25519PublicKey.from_public_bytes(key.public)
            found.setdefault(key.owner, []).append(public_jwk(public))
    return found


def statements_in(credential: str) -> dict[Path, object]:
    """What the holder of a credential may disclose: where it stands, and its value, the outermost first."""
    parts = parts_of(credential)
    found = places(payload_of(credential), parts.disclosures)
    return {path: disclosures[0].value for path, disclosures in sorted(found.items(), key=lambda one: str(one[0]))}


def new_binding_key() -> bytes:
    """A new key with which a holder binds what it presents to one reader: P-256, as DER, to be kept secret."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def binding_key(der: bytes) -> ec.EllipticCurvePrivateKey:
    """Such a key, to sign with.

    Raises:
        BadCredential: bytes that make none.
    """
    try:
        found = load_der_private_key(der, None)
    except ValueError:
        found = None
    if not isinstance(found, ec.EllipticCurvePrivateKey):
        raise BadCredential("The holder's key cannot be read.")
    return found


def issuing_key(private: bytes) -> ed25519.Ed25519PrivateKey:
    """The key of an organisation, to issue statements with.

    Raises:
        BadCredential: not 32 bytes.
    """
    try:
        return ed25519.Ed25519PrivateKey.from_private_bytes(private)
    except ValueError:
        raise BadCredential("The issuer's key cannot be read.") from None
