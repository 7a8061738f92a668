"""SD-JWT: the RFC's own examples, a second opinion both ways, and everything that must be refused."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from hypothesis import given, settings
from hypothesis import strategies as st
from jwcrypto.jwk import JWK
from sd_jwt.common import SDObj
from sd_jwt.holder import SDJWTHolder
from sd_jwt.issuer import SDJWTIssuer
from sd_jwt.verifier import SDJWTVerifier

from openregime.core.sharing.credentials import (
    BadCredential,
    Disclosure,
    Hidden,
    encoded,
    places,
)
from openregime.io.sharing import credentials as wire
from openregime.io.sharing.credentials import Expected, issue, parts_of, present, public_jwk, verify

EXAMPLES = Path(__file__).resolve().parents[2] / "reference" / "sd_jwt"
RFC_ISSUER = {
    "kty": "EC",
    "crv": "P-256",
    "x": "b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ",
    "y": "Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8",
}
NOW = 1_800_000_000
ISSUER = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
HOLDER = ec.derive_private_key(12345, ec.SECP256R1())
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


# ---- the RFC's examples


@pytest.mark.parametrize(
    ("name", "part", "value"),
    [
        ("structured", "address", {"region": "港区", "country": "JP"}),
        (
            "complex",
            "verified_claims",
            {
                "verification": {
                    "trust_framework": "de_aml",
                    "evidence": [{"method": "pipp"}],
                    "time": "2012-04-23T18:25Z",
                },
                "claims": {
                    "given_name": "Max",
                    "family_name": "Müller",
                    "address": {
                        "locality": "Maxstadt",
                        "postal_code": "12344",
                        "country": "DE",
                        "street_address": "Weidenstraße 22",
                    },
                },
            },
        ),
    ],
)
def test_presentations_of_the_rfc_are_verified(name: str, part: str, value: Any) -> None:
    """RFC 9901, appendices A.1 and A.2."""
    text = (EXAMPLES / f"{name}.txt").read_text().strip()
    expected = Expected({"https://issuer.example.com": [RFC_ISSUER]}, NOW, type_="example+sd-jwt")
    claims = verify(text, expected)

    assert claims == {"iss": "https://issuer.example.com", "iat": 1683000000, "exp": 1883000000, part: value}
    with pytest.raises(BadCredential, match="does not fit"):
        verify(text.replace(".JwMde4", ".JwMde5").replace(".QQlreq", ".QQlrer"), expected)


def test_key_binding_of_the_rfc_is_verified() -> None:
    text = (EXAMPLES / "key_bound.txt").read_text().strip()
    expected = Expected(
        {"https://issuer.example.com": [RFC_ISSUER]}, 1702316020, "https://verifier.example.org", "1234567890",
        type_="example+sd-jwt",
    )  # fmt: skip
    claims = verify(text, expected)

    assert (claims["given_name"], claims["family_name"], claims["nationalities"]) == ("John", "Doe", ["US"])
    assert "email" not in claims and "_sd" not in claims
    with pytest.raises(BadCredential, match="just now"):
        verify(text, replace(expected, now=1702316400))


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        ("WyIyR0xDNDJzS1F2ZUNmR2ZyeU5STjl3IiwgImdpdmVuX25hbWUiLCAiSm9obiJd",
         "jsu9yVulwQQlhFlM_3JlzMaSFzglhQG0DpfayQwLUK4"),
        ("WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIlVTIl0", "pFndjkZ_VCzmyTa6UjlZo3dh-ko8aIKQc9DlGzhaVYo"),
    ],
)  # fmt: skip
def test_digests_of_the_rfc(text: str, digest: str) -> None:
    assert Disclosure.read(text).digest == digest


# ---- issuing, presenting, verifying


def test_only_what_is_chosen_is_disclosed() -> None:
    assert verify(shown(("recommendations",)), BOUND) == {
        "iss": CLAIMS["iss"],
        "exp": CLAIMS["exp"],
        "state": "FRA",
        "reviewed": 2024,
        "cnf": {"jwk": public_jwk(HOLDER)},
        "recommendations": 12,
    }
    for hidden in ("secret", "closed", "Mission"):
        assert hidden not in "".join(str(d) for d in parts_of(shown(("recommendations",))).disclosures)


def test_an_element_of_a_hidden_list_brings_what_it_lies_in() -> None:
    claims = verify(shown(("report", "sites", 2)), BOUND)
    assert claims["report"] == {"title": "Mission", "sites": ["B", "C"]}


def test_everything_can_be_disclosed_and_nothing_can() -> None:
    whole = credential()
    parts = parts_of(whole)
    known = places(wire._opened(parts.signed, "x", wire.TYPE)[0], parts.disclosures)
    assert set(known) == {
        ("recommendations",), ("closed",), ("report",), ("report", "text"), ("report", "sites", 0),
        ("report", "sites", 2),
    }  # fmt: skip
    assert verify(present(whole, known), EXPECTED)["report"]["sites"] == ["A", "B", "C"]
    assert "report" not in verify(present(whole, []), EXPECTED)
    with pytest.raises(BadCredential, match="Nothing hidden"):
        present(whole, [("state",)])


def test_decoys_hide_how_many_claims_there_are_and_salts_differ() -> None:
    payload = wire._opened(parts_of(credential()).signed, "x", wire.TYPE)[0]
    assert len(payload["_sd"]) == 3 + 2
    assert payload["_sd"] == sorted(payload["_sd"])
    assert credential() != credential()


@pytest.mark.parametrize("key", [ISSUER, ec.derive_private_key(777, ec.SECP256R1())])
def test_both_algorithms_sign_and_fit(key: Any) -> None:
    expected = replace(EXPECTED, issuers={"https://secretariat.example": [public_jwk(ISSUER), public_jwk(key)]})
    assert verify(issue(CLAIMS, key), expected)["state"] == "FRA"


# ---- a second opinion: the sd-jwt package


def jwk_of(key: Any) -> JWK:
    numbers = key.private_numbers()
    secret = encoded(numbers.private_value.to_bytes(32, "big"))
    return JWK(**public_jwk(key), d=secret)


P256 = ec.derive_private_key(4711, ec.SECP256R1())
trees = st.recursive(
    st.integers(-5, 5) | st.text(max_size=4) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcé", max_size=2), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=15, deadline=None)
@given(st.dictionaries(st.text("abcé", min_size=1, max_size=3), trees, min_size=1, max_size=4), st.booleans())
def test_the_other_implementation_verifies_what_we_issue_and_present(claims: dict[str, Any], is_bound: bool) -> None:
    hidden = {**{name: Hidden(v) for name, v in claims.items()}, "iss": "https://i.example", "exp": NOW}
    made = issue(hidden, P256, holder=public_jwk(HOLDER), type_="example+sd-jwt", decoys=1)
    bound = {"key": HOLDER, "audience": "https://v.example", "nonce": "abc", "at": NOW} if is_bound else {}
    text = present(made, [(name,) for name in claims], type_="example+sd-jwt", **bound)
    asked = ("https://v.example", "abc") if is_bound else (None, None)
    found = SDJWTVerifier(text, lambda _issuer, _header: jwk_of(P256), *asked).get_verified_payload()

    assert {name: found[name] for name in claims} == claims


@settings(max_examples=15, deadline=None)
@given(st.dictionaries(st.text("abcé", min_size=1, max_size=3), trees, min_size=1, max_size=4))
def test_we_verify_what_the_other_implementation_issues_and_presents(claims: dict[str, Any]) -> None:
    theirs = SDJWTIssuer(
        {**{SDObj(name): v for name, v in claims.items()}, "iss": "https://i.example", "exp": NOW + 10},
        jwk_of(P256),
        JWK(**public_jwk(HOLDER)),
        add_decoy_claims=True,
    )
    holder = SDJWTHolder(theirs.sd_jwt_issuance)
    holder.create_presentation(dict.fromkeys(claims, True), "abc", "https://v.example", jwk_of(HOLDER))
    iat = json.loads(_decoded(holder.sd_jwt_presentation.rsplit("~", 1)[1].split(".")[1]))["iat"]
    expected = Expected(
        {"https://i.example": [public_jwk(P256)]}, iat, "https://v.example", "abc", type_="example+sd-jwt"
    )
    found = verify(holder.sd_jwt_presentation, replace(expected, leeway_s=iat))

    assert {name: found[name] for name in claims if not isinstance(claims[name], dict | list)} == {
        name: v for name, v in claims.items() if not isinstance(v, dict | list)
    }


def _decoded(text: str) -> bytes:
    from openregime.core.sharing.credentials import decoded

    return decoded(text, "x")
