"""What a sign-in service says of who signed in, checked before a word of it is believed.

Source: OpenID Connect Core 1.0, section 3.1.3.7 (ID Token Validation); RFC 8725 (JSON Web Token practices).
"""

import time
from collections.abc import Mapping, Sequence
from hmac import compare_digest
from typing import Any
from urllib.parse import urlsplit

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

from openregime.core.errors import OpenRegimeError

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures that are believed: asymmetric ones alone, so no public key can be taken for a shared secret."""
LEEWAY_SECONDS = 60
"""How far the clocks of the two services may differ."""
OLDEST_SECONDS = 600
"""An ID token is made when it is asked for; an older one is from elsewhere."""
SHORTEST_RSA = 2048
NEEDED = ("iss", "sub", "aud", "exp", "iat", "nonce")


class BadSignInAnswer(OpenRegimeError, OAuth2Error):  # type: ignore[misc]
    """What a sign-in service answered is not to be believed, or it does not answer. `reason` says which check failed.

    The reader is told that signing in failed; the reason is for whoever runs this service.
    """

    code = "bad-sign-in-answer"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The sign-in service of the organisation cannot be relied on: {reason}")


def is_protected(address: str) -> bool:
    """Whether an address is https, or on this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1"))


def checked_metadata(told: Any, *, issuer: str) -> dict[str, Any]:
    """The well-known page of a service, if it speaks for the issuer that was set up, and of protected addresses only.

    Raises:
        BadSignInAnswer: it names another issuer, lacks an address, or names one that is not https.
    Source: OpenID Connect Discovery 1.0, section 4.3.
    """
    if not isinstance(told, dict):
        raise BadSignInAnswer("its well-known page is no table.")
    if str(told.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
        raise BadSignInAnswer("its well-known page names another issuer than the one that was set up.")
    for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"):
        if not is_protected(str(told.get(name, ""))):
            raise BadSignInAnswer(f"its well-known page names no https address as {name}.")
    return told


def checked_id_token(token: str, keys: Any, *, issuer: str, client_id: str, nonce: str) -> dict[str, Any]:
    """What an ID token says, once signature, algorithm, issuer, audience, times and nonce are as they must be.

    Args:
        token: as it came. keys: the key set of the service (RFC 7517), parsed.
        issuer: as the well-known page names it, after `checked_metadata`.
        nonce: what this browser's request for sign-in carried.
    Raises:
        BadSignInAnswer: any of them is not so.
    """
    try:
        header = jwt.get_unverified_header(token)
        key = _key_of(header, keys)
        claims = jwt.decode(
            token,
            key=key,
            algorithms=[header["alg"]],
            audience=client_id,
            issuer=issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": list(NEEDED)},
        )
    except jwt.PyJWTError as error:
        raise BadSignInAnswer(f"its ID token does not hold ({type(error).__name__}).") from error
    _check_party(claims, client_id)
    _check_age(claims)
    if not nonce or not compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise BadSignInAnswer("its ID token answers another request (nonce).")
    return dict(claims)


def _key_of(header: Mapping[str, Any], keys: Any) -> jwt.PyJWK:
    """The one key of the service that the header means; keys in the header itself (jku, jwk, x5u) are not looked at."""
    algorithm = header.get("alg")
    if algorithm not in ALGORITHMS:
        raise BadSignInAnswer("its ID token is signed by a way that is not believed here (alg).")
    if str(header.get("typ", "JWT")).upper() != "JWT":
        raise BadSignInAnswer("what came as ID token is of another kind (typ).")
    found = _signing_keys(keys, algorithm)
    if "kid" in header:
        found = [one for one in found if one.get("kid") == header["kid"]]
    if len(found) != 1:
        raise BadSignInAnswer("its ID token is signed by none of its keys (kid).")
    key = jwt.PyJWK(found[0], algorithm=algorithm)
    if found[0]["kty"] == "RSA" and key.key.key_size < SHORTEST_RSA:
        raise BadSignInAnswer("its key is too short to be relied on.")
    return key


def _signing_keys(keys: Any, algorithm: str) -> Sequence[dict[str, Any]]:
    kind = {"R": "RSA", "P": "RSA", "E": "OKP" if algorithm == "EdDSA" else "EC"}[algorithm[0]]
    rows = keys.get("keys", []) if isinstance(keys, dict) else []
    return [
        one
        for one in rows
        if isinstance(one, dict)
        and one.get("kty") == kind
        and one.get("use", "sig") == "sig"
        and one.get("alg", algorithm) == algorithm
    ]


def _check_party(claims: Mapping[str, Any], client_id: str) -> None:
    audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if len(audiences) > 1 and "azp" not in claims:
        raise BadSignInAnswer("its ID token is for several and does not say for whom it was made (azp).")
    if claims.get("azp", client_id) != client_id:
        raise BadSignInAnswer("its ID token was made for somebody else (azp).")


def _check_age(claims: Mapping[str, Any]) -> None:
    if claims["exp"] < claims["iat"] or time.time() - claims["iat"] > OLDEST_SECONDS + LEEWAY_SECONDS:
        raise BadSignInAnswer("its ID token is too old (iat).")
