"""SD-JWT: everything that must be refused: keys, times, readers, forged payloads, changed signs."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from hypothesis import given, settings
from hypothesis import strategies as st

from openregime.core.sharing.credentials import (
    ALWAYS_OPEN,
    BadCredential,
    Hidden,
    concealed,
    digest_of,
    encoded,
    json_bytes,
    revealed,
)
from openregime.io.sharing import credentials as wire
from openregime.io.sharing.credentials import Expected, Nonces, issue, key_of, parts_of, present, public_jwk, verify

NOW = 1_800_000_000
ISSUER = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
HOLDER = ec.derive_private_key(12345, ec.SECP256R1())
P256 = ec.derive_private_key(4711, ec.SECP256R1())
CLAIMS = {
    "iss": "https://secretariat.example",
    "exp": NOW + 1000,
    "state": "FRA",
    "reviewed": 2024,
    "recommendations": Hidden(12),
    "closed": Hidden(11),
    "report": Hidden({"title": "Mission", "text": Hidden("secret"), "sites": [Hidden("A"), "B", Hidden("C")]}),
}
EXPECTED = Expected({"https://secretariat.example": [public_jwk(ISSUER)]}, NOW)
BOUND = replace(EXPECTED, audience="https://insurer.example", nonce="n-1")


def credential(**changed: Any) -> str:
    return issue({**CLAIMS, **changed}, ISSUER, holder=public_jwk(HOLDER), decoys=2)


def shown(*paths: tuple[Any, ...], **changed: Any) -> str:
    bound = {"key": HOLDER, "audience": BOUND.audience, "nonce": BOUND.nonce, "at": NOW}
    return present(credential(), paths, **{**bound, **changed})


# ---- what must be refused


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"issuers": {}}, "not among those trusted"),
        ({"issuers": {"https://secretariat.example": [public_jwk(P256)]}}, "wrong key"),
        ({"issuers": {"https://secretariat.example": [{**public_jwk(ISSUER), "x": encoded(b"\1" * 32)}]}}, "wrong key"),
        ({"now": NOW + 1100}, "expired"),
        ({"now": NOW + 400}, "just now"),
        ({"now": NOW - 100}, "just now"),
        ({"audience": "https://other.example"}, "another reader"),
        ({"nonce": "n-2"}, "nonce"),
        ({"type_": "vc+sd-jwt"}, "type"),
        ({"audience": "", "nonce": ""}, "did not ask"),
    ],
)
def test_what_does_not_fit_the_reader_is_refused(changed: dict[str, Any], words: str) -> None:
    assert verify(shown(("closed",)), BOUND)["closed"] == 11
    with pytest.raises(BadCredential, match=words):
        verify(shown(("closed",)), replace(BOUND, **changed))


def test_a_nonce_answers_once() -> None:
    nonces = Nonces()
    nonce = nonces.ask(NOW)
    nonces.take(nonce, NOW + 10)
    for again in (nonce, "foreign", ""):
        with pytest.raises(BadCredential, match="nonce"):
            nonces.take(again, NOW + 11)
    late = nonces.ask(NOW)
    with pytest.raises(BadCredential):
        nonces.take(late, NOW + 301)


def test_without_the_holders_key_there_is_no_presentation() -> None:
    whole = credential()
    with pytest.raises(BadCredential, match="did not prove"):
        verify(present(whole, [("closed",)]), BOUND)
    stolen = present(whole, [("closed",)], key=P256, audience=BOUND.audience, nonce=BOUND.nonce, at=NOW)
    with pytest.raises(BadCredential, match="holder does not fit"):
        verify(stolen, BOUND)
    unnamed = issue(CLAIMS, ISSUER)
    with pytest.raises(BadCredential, match="names no key"):
        verify(present(unnamed, [], key=P256, audience=BOUND.audience, nonce=BOUND.nonce, at=NOW), BOUND)


def test_a_key_binding_does_not_move_to_other_disclosures() -> None:
    """More disclosed, or less, than the holder signed for."""
    whole = credential()
    bound = {"key": HOLDER, "audience": BOUND.audience, "nonce": BOUND.nonce, "at": NOW}
    one, two = present(whole, [("closed",)], **bound), present(whole, [("closed",), ("recommendations",)])
    with pytest.raises(BadCredential, match="other disclosures"):
        verify(two + one.rsplit("~", 1)[1], BOUND)
    with pytest.raises(BadCredential, match="other disclosures"):
        verify(one.split("~")[0] + "~" + one.rsplit("~", 1)[1], BOUND)


def forged(head: dict[str, Any], payload: dict[str, Any], *texts: str, key: Any = ISSUER) -> str:
    """A token with any header and payload, truly signed."""
    message = f"{encoded(json_bytes(head))}.{encoded(json_bytes(payload))}"
    return "~".join([f"{message}.{encoded(wire._signature(key, message.encode()))}", *texts, ""])


HEAD = {"alg": "EdDSA", "typ": wire.TYPE}
BASE = {"iss": CLAIMS["iss"], "exp": CLAIMS["exp"]}


def text_of(*content: Any) -> str:
    return encoded(json_bytes(list(content)))


A, AGAIN = text_of("s", "a", 1), text_of("t", "a", 2)
ELEMENT = text_of("s", "x")


@pytest.mark.parametrize(
    ("head", "payload", "texts", "words"),
    [
        ({**HEAD, "alg": "none"}, BASE, (), "algorithm none"),
        ({**HEAD, "alg": "HS256"}, BASE, (), "algorithm HS256"),
        ({**HEAD, "alg": "ES256"}, BASE, (), "does not fit"),
        ({"alg": "EdDSA"}, BASE, (), "type"),
        ({**HEAD, "crit": ["x"]}, BASE, (), "not known here"),
        (HEAD, {"iss": CLAIMS["iss"]}, (), "until when"),
        (HEAD, {**BASE, "exp": "never"}, (), "until when"),
        (HEAD, {**BASE, "exp": True}, (), "until when"),
        (HEAD, {**BASE, "nbf": NOW + 100}, (), "not valid yet"),
        (HEAD, {**BASE, "_sd_alg": "md5"}, (), "md5 is not known"),
        (HEAD, BASE, (A,), "nothing that was signed"),
        (HEAD, {**BASE, "_sd": [digest_of(A), digest_of(A)]}, (A,), "stands twice"),
        (HEAD, {**BASE, "_sd": [digest_of(A)]}, (A, A), "given twice"),
        (HEAD, {**BASE, "_sd": [digest_of(A)], "x": {"_sd": [digest_of(A)]}}, (A,), "stands twice"),
        (HEAD, {**BASE, "_sd": ["decoy", "decoy"]}, (), "stands twice"),
        (HEAD, {**BASE, "_sd": [digest_of(A), digest_of(AGAIN)]}, (A, AGAIN), "stands there already"),
        (HEAD, {**BASE, "a": 0, "_sd": [digest_of(A)]}, (A,), "stands there already"),
        (HEAD, {**BASE, "_sd": digest_of(A)}, (A,), "list of digests"),
        (HEAD, {**BASE, "_sd": [5]}, (), "digest is a text"),
        (HEAD, {**BASE, "_sd": [digest_of(ELEMENT)]}, (ELEMENT,), "kind does not belong"),
        (HEAD, {**BASE, "l": [{"...": digest_of(A)}]}, (A,), "kind does not belong"),
        (HEAD, {**BASE, "l": [{"...": digest_of(ELEMENT), "y": 1}]}, (ELEMENT,), "holds nothing else"),
        (HEAD, {**BASE, "...": "x"}, (), "reserved name"),
        (HEAD, {**BASE, "x": {"_sd_alg": "sha-256"}}, (), "reserved name"),
        (HEAD, {**BASE, "_sd": [digest_of(text_of("s", "_sd", 1))]}, (text_of("s", "_sd", 1),), "may not be named _sd"),
        (HEAD, {**BASE, "_sd": [digest_of(text_of("s", "...", 1))]}, (text_of("s", "...", 1),), "may not be named"),
        (HEAD, {**BASE, "_sd": [digest_of(text_of("s", "nbf", 1))]}, (text_of("s", "nbf", 1),), "nbf was hidden"),
        (HEAD, {**BASE, "_sd": [digest_of(text_of("s", "cnf", 1))]}, (text_of("s", "cnf", 1),), "cnf was hidden"),
        (HEAD, BASE, (text_of("s"),), "holds a salt"),
        (HEAD, BASE, (text_of(1, "a", 2),), "holds a salt"),
        (HEAD, BASE, (encoded(b'["s","a",NaN]'),), "no number"),
        (HEAD, BASE, (encoded(b'["s","a",{"b":1,"b":2}]'),), "twice"),
        (HEAD, BASE, ("a=b",), "base64url"),
    ],
)  # fmt: skip
def test_what_a_malicious_issuer_or_holder_may_send_is_refused(
    head: dict[str, Any], payload: dict[str, Any], texts: tuple[str, ...], words: str
) -> None:
    assert verify(forged(HEAD, BASE), EXPECTED) == BASE
    with pytest.raises(BadCredential, match=words):
        verify(forged(head, payload, *texts), EXPECTED)


@pytest.mark.parametrize("name", sorted(ALWAYS_OPEN))
def test_what_validity_depends_on_is_never_hidden(name: str) -> None:
    with pytest.raises(BadCredential, match=r"may not be hidden|in the open"):
        issue({**CLAIMS, name: Hidden("x")}, ISSUER)


@pytest.mark.parametrize(
    "make",
    [
        lambda: issue({"exp": NOW}, ISSUER),
        lambda: issue({"iss": "x"}, ISSUER),
        lambda: issue({**CLAIMS, "_sd": []}, ISSUER),
        lambda: issue({**CLAIMS, "x": {"...": 1}}, ISSUER),
        lambda: issue(CLAIMS, ISSUER, salts=lambda: b"short"),
        lambda: issue(CLAIMS, ISSUER, salts=lambda: bytes(16)),
        lambda: issue({**CLAIMS, "x": {1, 2}}, ISSUER),
        lambda: issue({**CLAIMS, "x": float("nan")}, ISSUER),
        lambda: concealed({"x": Hidden(Hidden(1))}, lambda: bytes(16)),
        lambda: issue(CLAIMS, ISSUER, holder={"kty": "RSA"}),
        lambda: key_of({"kty": "EC", "crv": "P-256", "x": encoded(bytes(32)), "y": encoded(bytes(32))}),
        lambda: key_of({"kty": "OKP", "crv": "Ed25519", "x": "AA"}),
        lambda: key_of(None),
        lambda: parts_of("no tilde"),
        lambda: parts_of("é~"),
        lambda: parts_of("a" * 1_000_001 + "~"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises(BadCredential):
        make()


def test_claims_too_deep_are_refused() -> None:
    deep: Any = 1
    for _ in range(40):
        deep = {"x": deep}
    with pytest.raises(BadCredential, match="deep"):
        revealed({"x": deep}, [])


@settings(max_examples=200)
@given(st.text(max_size=60) | st.from_regex(r"[\w.-]{0,30}~[\w~.-]{0,30}", fullmatch=True))
def test_no_text_ends_in_anything_but_a_refusal(text: str) -> None:
    with pytest.raises(BadCredential):
        verify(text, EXPECTED)


def test_every_sign_of_a_presentation_counts() -> None:
    """Whatever sign is changed, it is refused."""
    text = shown(("closed",))
    for n in range(0, len(text), 3):
        changed = text[:n] + ("A" if text[n] != "A" else "B") + text[n + 1 :]
        with pytest.raises(BadCredential):
            verify(changed, BOUND)
