"""SD-JWT on the wire (RFC 9901): signed, presented with key binding, and verified.

Two algorithms are known, EdDSA (Ed25519) and ES256; the key decides which, never the header
alone. `none` is no algorithm.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from openregime.core.sharing.credentials import (
    BadCredential,
    Disclosure,
    Path,
    chosen,
    concealed,
    decoded,
    digest_of,
    encoded,
    json_bytes,
    revealed,
    strict_json,
)

TYPE = "openregime+sd-jwt"
BINDING_TYPE = "kb+jwt"
LARGEST = 1_000_000
_P256_BYTES = 32
PrivateKey = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey
PublicKey = ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey
Jwk = Mapping[str, str]


# ---- keys


def public_jwk(key: PrivateKey | PublicKey) -> dict[str, str]:
    """The public part of a key as JWK (RFC 7517, RFC 8037)."""
    if isinstance(key, ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey):
        return public_jwk(key.public_key())
    if isinstance(key, ed25519.Ed25519PublicKey):
        return {"kty": "OKP", "crv": "Ed25519", "x": encoded(key.public_bytes_raw())}
    numbers = key.public_numbers()
    x, y = (encoded(n.to_bytes(_P256_BYTES, "big")) for n in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def key_of(jwk: Any) -> PublicKey:
    """The public key in a JWK.

    Raises:
        BadCredential: no Ed25519 and no P-256 key, or a point that is not on the curve.
    """
    kind = (jwk.get("kty"), jwk.get("crv")) if isinstance(jwk, Mapping) else None
    try:
        if kind == ("OKP", "Ed25519"):
            return ed25519.Ed25519PublicKey.from_public_bytes(_coordinate(jwk, "x"))
        if kind == ("EC", "P-256"):
            x, y = (int.from_bytes(_coordinate(jwk, name), "big") for name in "xy")
            return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    except ValueError:
        raise BadCredential("A key is not on its curve.") from None
    raise BadCredential("A key is neither Ed25519 nor P-256.")


def _coordinate(jwk: Mapping[str, Any], name: str) -> bytes:
    value = decoded(str(jwk.get(name, "")), "a key")
    if len(value) != _P256_BYTES:
        raise BadCredential("A key has not its 32 bytes.")
    return value


def _algorithm(key: PrivateKey | PublicKey) -> str:
    return "EdDSA" if isinstance(key, ed25519.Ed25519PrivateKey | ed25519.Ed25519PublicKey) else "ES256"


def _signature(key: PrivateKey, message: bytes) -> bytes:
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(message)
    r, s = decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(_P256_BYTES, "big") + s.to_bytes(_P256_BYTES, "big")


def _fits(key: PublicKey, signature: bytes, message: bytes) -> bool:
    if len(signature) != 2 * _P256_BYTES:
        return False
    try:
        if isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, message)
        else:
            r, s = (int.from_bytes(part, "big") for part in (signature[:_P256_BYTES], signature[_P256_BYTES:]))
            key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


# ---- JWT


def _signed(header: Mapping[str, str], payload: Mapping[str, Any], key: PrivateKey) -> str:
    head = json_bytes({"alg": _algorithm(key), **header})
    message = f"{encoded(head)}.{encoded(json_bytes(payload))}"
    return f"{message}.{encoded(_signature(key, message.encode('ascii')))}"


def _opened(text: str, what: str, type_: str) -> tuple[dict[str, Any], bytes, bytes, str]:
    """Payload, signature, what was signed, algorithm; the signature is not looked at yet."""
    parts = text.split(".")
    if len(parts) != 3:
        raise BadCredential(f"{what} has not the three parts of a signed token.")
    head, payload = (strict_json(decoded(part, what), what) for part in parts[:2])
    if not isinstance(head, dict) or not isinstance(payload, dict):
        raise BadCredential(f"{what}: header and payload must be objects.")
    if head.get("alg") not in ("EdDSA", "ES256"):
        raise BadCredential(f"{what}: the algorithm {str(head.get('alg'))[:20]} is not taken; EdDSA and ES256 are.")
    if head.get("typ") != type_:
        raise BadCredential(f"{what}: the type is {str(head.get('typ'))[:40]}, not {type_}.")
    if "crit" in head:
        raise BadCredential(f"{what}: its header asks for what is not known here.")
    return payload, decoded(parts[2], what), f"{parts[0]}.{parts[1]}".encode("ascii"), str(head["alg"])


# ---- the issuer


def issue(
    claims: Mapping[str, Any],
    key: PrivateKey,
    *,
    holder: Jwk | None = None,
    decoys: int = 0,
    type_: str = TYPE,
    salts: Callable[[], bytes] = lambda: secrets.token_bytes(16),
) -> str:
    """A credential with all its disclosures, for its holder: `<JWT>~<disclosure>~...~`.

    Args:
        claims: with `iss` and `exp` (seconds since 1970); `Hidden` where the holder may choose.
        holder: public key that the holder must prove to have when presenting; None: whoever has it may present it.
    Raises:
        BadCredential: see `concealed`; also no issuer or no end.
    """
    if not isinstance(claims.get("iss"), str) or not _is_time(claims.get("exp")):
        raise BadCredential("A credential names its issuer (iss) and its end (exp), in the open.")
    if holder is not None:
        key_of(holder)
        claims = {**claims, "cnf": {"jwk": dict(holder)}}
    payload, disclosures = concealed(claims, salts, decoys=decoys)
    return "~".join([_signed({"typ": type_}, payload, key), *(d.text for d in disclosures), ""])


def _is_time(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


# ---- the holder


@dataclass(frozen=True, slots=True)
class Parts:
    """A credential or presentation taken apart; nothing is proven by that."""

    signed: str
    disclosures: tuple[Disclosure, ...]
    binding: str

    @property
    def unbound(self) -> str:
        """Everything before the key binding, with the tilde at its end."""
        return "~".join([self.signed, *(d.text for d in self.disclosures), ""])


def parts_of(text: str) -> Parts:
    """Take a credential or presentation apart.

    Raises:
        BadCredential: too large, without a tilde, or disclosures that cannot be read.
    """
    if len(text) > LARGEST or not text.isascii():
        raise BadCredential(f"A credential is ASCII of at most {LARGEST} characters.")
    first, *rest = text.split("~")
    if not rest:
        raise BadCredential("A credential has a tilde after its signed part.")
    return Parts(first, tuple(Disclosure.read(t) for t in rest[:-1]), rest[-1])


def present(
    credential: str,
    paths: Iterable[Path],
    *,
    key: PrivateKey | None = None,
    audience: str = "",
    nonce: str = "",
    at: int = 0,
    lasts_s: int | None = None,
    type_: str = TYPE,
) -> str:
    """A presentation that discloses some claims and no others.

    Args:
        paths: see `credentials.places`.
        key: of the holder, to bind the presentation to `audience`, `nonce` and the time `at` (seconds since 1970).
        lasts_s: seconds from then after which the bound presentation is worth nothing; None: as long as a reader takes.
    Raises:
        BadCredential: nothing hidden at a path, or a credential that cannot be read.
    """
    parts = parts_of(credential)
    payload = _opened(parts.signed, "the credential", type_)[0]
    shown = Parts(parts.signed, chosen(payload, parts.disclosures, paths), "")
    if key is None:
        return shown.unbound
    claims = {"iat": at, "aud": audience, "nonce": nonce, "sd_hash": digest_of(shown.unbound)}
    if lasts_s is not None:
        claims["exp"] = at + lasts_s
    return shown.unbound + _signed({"typ": BINDING_TYPE}, claims, key)


# ---- the reader


@dataclass(frozen=True, slots=True)
class Expected:
    """What a reader asks for.

    Attributes:
        issuers: issuer (`iss`) -> the keys that it may sign with.
        now: seconds since 1970; clocks may differ by `leeway_s`.
        audience, nonce: what the key binding must name; both empty: no key binding is asked for, and none is taken.
        longest_age_s: a key binding older than this is refused.
    """

    issuers: Mapping[str, Sequence[Jwk]]
    now: int
    audience: str = ""
    nonce: str = ""
    type_: str = TYPE
    leeway_s: int = 60
    longest_age_s: int = 300


def verify(presentation: str, expected: Expected) -> dict[str, Any]:
    """The claims that a presentation proves.

    Raises:
        BadCredential: anything that does not hold: issuer, key, algorithm, signature, time, disclosure, key binding.
    """
    parts = parts_of(presentation)
    payload, signature, message, algorithm = _opened(parts.signed, "the credential", expected.type_)
    keys = [key_of(jwk) for jwk in expected.issuers.get(str(payload.get("iss")), ())]
    if not keys:
        raise BadCredential(f"The issuer {str(payload.get('iss'))[:60]} is not among those trusted.")
    if not any(_algorithm(k) == algorithm and _fits(k, signature, message) for k in keys):
        raise BadCredential("The signature of the issuer does not fit: a wrong key, or something was changed.")
    claims = revealed(payload, parts.disclosures)
    _check_times(payload, expected)
    _check_binding(parts, payload, expected)
    return claims


def _check_times(payload: Mapping[str, Any], expected: Expected) -> None:
    ends, begins = payload.get("exp"), payload.get("nbf", 0)
    if not _is_time(ends) or not _is_time(begins):
        raise BadCredential("The credential does not say in the open until when it is valid.")
    if expected.now >= ends + expected.leeway_s:
        raise BadCredential("The credential has expired.")
    if expected.now < begins - expected.leeway_s:
        raise BadCredential("The credential is not valid yet.")


def _check_binding(parts: Parts, payload: Mapping[str, Any], expected: Expected) -> None:
    if not (expected.audience or expected.nonce):
        if parts.binding:
            raise BadCredential("The presentation is bound to a reader that did not ask for it.")
        return
    if not parts.binding:
        raise BadCredential("The holder did not prove to have its key.")
    holder = payload.get("cnf")
    if not isinstance(holder, dict) or "jwk" not in holder:
        raise BadCredential("The credential names no key of its holder.")
    claims, signature, message, algorithm = _opened(parts.binding, "the key binding", BINDING_TYPE)
    key = key_of(holder["jwk"])
    if _algorithm(key) != algorithm or not _fits(key, signature, message):
        raise BadCredential("The signature of the holder does not fit.")
    if claims.get("sd_hash") != digest_of(parts.unbound):
        raise BadCredential("The key binding was made for other disclosures.")
    if claims.get("aud") != expected.audience:
        raise BadCredential("The key binding was made for another reader.")
    if claims.get("nonce") != expected.nonce:
        raise BadCredential("The key binding answers another question: its nonce is old or foreign.")
    made = claims.get("iat")
    if not _is_time(made) or not -expected.leeway_s <= expected.now - made <= expected.longest_age_s:
        raise BadCredential("The key binding was not made just now.")
    if "exp" in claims and not (_is_time(claims["exp"]) and expected.now < claims["exp"] + expected.leeway_s):
        raise BadCredential("The key binding has expired.")


@dataclass(slots=True)
class Nonces:
    """Questions that a reader has asked and that were not answered yet; each is answered once."""

    lifetime_s: int = 300
    _open: dict[str, int] = field(default_factory=dict)

    def ask(self, now: int) -> str:
        """A new nonce."""
        self._open = {n: t for n, t in self._open.items() if now - t <= self.lifetime_s}
        nonce = encoded(secrets.token_bytes(16))
        self._open[nonce] = now
        return nonce

    def take(self, nonce: str, now: int) -> None:
        """Use a nonce up.

        Raises:
            BadCredential: it was never asked, was used, or is too old.
        """
        asked = self._open.pop(nonce, None)
        if asked is None or now - asked > self.lifetime_s:
            raise BadCredential("This nonce was not asked, was used already, or is too old.")
