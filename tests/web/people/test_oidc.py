"""Sign-in of an organisation (OpenID Connect), against a service that really runs on this machine."""

import base64
import hmac
import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from openregime.web.people.models import Person
from openregime.web.people.oidc import BadSignInService, SignInService, provider_settings, sign_in_services
from openregime.web.trail import queries as trail
from tests.web.people import sign_in_service
from tests.web.people.conftest import PASSWORD

FILE = """
[[provider]]
id = "arden"
name = "Authority of Arden"
server = "{origin}"
client_id = "openregime"
secret_env = "ARDEN_SECRET"
"""


@pytest.fixture
def service(tmp_path: Path, db: Any) -> Iterator[sign_in_service.SignInService]:
    """A running service that this site knows of, set up by the file as an operator writes it."""
    with sign_in_service.running() as running:
        (tmp_path / "oidc.toml").write_text(FILE.format(origin=running.origin), encoding="utf-8")
        found = sign_in_services(tmp_path, "", {"ARDEN_SECRET": sign_in_service.SECRET})
        with override_settings(SOCIALACCOUNT_PROVIDERS=provider_settings(found)):
            cache.clear()
            yield running


def went_there(address: str) -> str:
    """What the service answers to the browser that was sent to it: the address that it is sent back to."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80)
    connection.request("GET", f"{parts.path}?{parts.query}")
    return connection.getresponse().getheader("Location") or ""


def through_service(browser: Client, **form: str) -> Any:
    """Press the button, sign in there, come back."""
    sent = browser.post(reverse("openid_connect_login", args=["arden"]), form)
    assert sent.status_code == 302, sent.content.decode()[:500]
    back = urlsplit(went_there(sent["Location"]))
    return browser.get(f"{back.path}?{back.query}", follow=True)


def is_in(browser: Client) -> bool:
    return browser.get(reverse("people")).status_code == 200


def connected(ben: Person) -> None:
    """Connect Ben's account, as he does from his page."""
    browser = Client()
    browser.post(reverse("account_login"), {"login": ben.email, "password": PASSWORD})
    through_service(browser, process="connect")
    assert SocialAccount.objects.get().user_id == ben.pk


def test_whoever_has_connected_it_signs_in_by_the_service(service: Any, ben: Person) -> None:
    connected(ben)
    assert "people.connect-service" in [entry.verb for entry in trail.entries_about(f"person:{ben.key}")]
    browser = Client()
    through_service(browser)
    assert is_in(browser)
    assert service.asked[-1]["code_challenge_method"] == "S256"


def test_the_sign_in_page_names_the_service(service: Any, ben: Person) -> None:
    assert "Authority of Arden" in Client().get(reverse("account_login")).content.decode()


def test_asvs_10_5_2_the_same_address_at_the_service_opens_no_account_that_did_not_connect_it(
    service: Any, ben: Person
) -> None:
    """What counts is the subject that was connected, never an e-mail address; and nobody gets a new account."""
    browser, before = Client(), Person.objects.count()
    answer = through_service(browser)
    assert not is_in(browser)
    assert "invitation" in answer.content.decode()
    assert (Person.objects.count(), SocialAccount.objects.count()) == (before, 0)


def test_asvs_10_5_2_another_subject_at_the_service_is_another_person(service: Any, ben: Person) -> None:
    connected(ben)
    service.subject = "person-18"
    browser = Client()
    through_service(browser)
    assert not is_in(browser)


def refused(service: Any, ben: Person) -> str:
    """What the browser is told, once nobody is signed in by what the service answered."""
    browser = Client()
    answer = through_service(browser)
    assert not is_in(browser)
    assert answer.status_code == 401
    words: str = answer.content.decode()
    return words


LONG_AGO = 1_000_000_000


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another-client"}, {"aud": ["another-client"]}, {"aud": None}, {"iss": "https://evil.example"},
        {"iss": None}, {"exp": LONG_AGO}, {"exp": None}, {"iat": LONG_AGO}, {"iat": 4_000_000_000}, {"iat": None},
        {"nbf": 4_000_000_000}, {"sub": None}, {"azp": "another-client"}, {"aud": ["openregime", "another-client"]},
        {"aud": ["openregime", "another-client"], "azp": "another-client"},
    ],
    ids=str,
)  # fmt: skip
def test_asvs_9_2_1_tokens_for_others_by_others_and_of_the_past_are_refused(
    service: Any, ben: Person, claims: dict[str, Any]
) -> None:
    connected(ben)
    service.claims = claims
    refused(service, ben)


def test_asvs_10_5_4_a_token_for_several_is_taken_when_it_was_made_for_us(service: Any, ben: Person) -> None:
    connected(ben)
    service.claims = {"aud": ["openregime", "another-client"], "azp": "openregime"}
    browser = Client()
    through_service(browser)
    assert is_in(browser)


@pytest.mark.parametrize("nonce", [None, "", "of another request"])
def test_asvs_10_5_1_a_token_that_does_not_repeat_the_nonce_is_refused(
    service: Any, ben: Person, nonce: str | None
) -> None:
    connected(ben)
    service.claims = {"nonce": nonce}
    refused(service, ben)
    assert len(service.asked[-1]["nonce"]) == 43  # 256 bits


def test_asvs_10_5_1_a_token_of_an_earlier_sign_in_is_refused(service: Any, ben: Person) -> None:
    kept: list[str] = []
    service.sign = lambda claims: kept.append(service.signed(claims)) or kept[0]
    connected(ben)
    refused(service, ben)
    assert len(kept) == 2
    assert len({asked["nonce"] for asked in service.asked}) == 2


def _by_another_key(service: Any, claims: dict[str, Any]) -> str:
    other = sign_in_service.SignInService()
    return other.signed(claims)


def _unsigned(service: Any, claims: dict[str, Any]) -> str:
    return jwt.encode(claims, None, algorithm="none", headers={"kid": "one"})


def _with_the_public_key_as_secret(service: Any, claims: dict[str, Any]) -> str:
    """PyJWT refuses to make such a token, so it is made by hand."""
    public = service.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    parts = [{"alg": "HS256", "typ": "JWT", "kid": "one"}, claims]
    body = b".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts)
    mac = base64.urlsafe_b64encode(hmac.new(public, body, "sha256").digest()).rstrip(b"=")
    return f"{body.decode()}.{mac.decode()}"


def _cut(service: Any, claims: dict[str, Any]) -> str:
    whole: str = service.signed(claims)
    return whole[: whole.rindex(".") + 1]


def _changed(service: Any, claims: dict[str, Any]) -> str:
    head, _body, signature = service.signed(claims).split(".")
    body = base64.urlsafe_b64encode(json.dumps({**claims, "sub": "person-18"}).encode()).rstrip(b"=").decode()
    return f"{head}.{body}.{signature}"


def _with_its_own_key(service: Any, claims: dict[str, Any]) -> str:
    other = sign_in_service.SignInService()
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(other.key.public_key()))
    return other.signed(claims, jwk=public, jku="https://evil.example/keys")


@pytest.mark.parametrize(
    "sign",
    [
        _by_another_key,
        _cut,
        _changed,
        _with_its_own_key,
        lambda service, claims: service.signed(claims, kid="two"),
        lambda service, claims: "no token at all",
    ],
    ids=["another key", "cut", "changed", "its own key", "unknown kid", "nonsense"],
)
def test_asvs_9_1_1_a_token_that_the_service_did_not_sign_is_refused(service: Any, ben: Person, sign: Any) -> None:
    connected(ben)
    service.sign = lambda claims: sign(service, claims)
    refused(service, ben)


@pytest.mark.parametrize("sign", [_unsigned, _with_the_public_key_as_secret])
def test_asvs_9_1_2_no_signature_and_a_shared_secret_are_not_believed(service: Any, ben: Person, sign: Any) -> None:
    connected(ben)
    service.sign = lambda claims: sign(service, claims)
    refused(service, ben)


def test_asvs_11_2_3_a_service_with_a_short_key_is_not_believed(service: Any, ben: Person) -> None:
    connected(ben)
    service.key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    refused(service, ben)


@pytest.mark.parametrize("kind", ["at+jwt", "logout+jwt"])
def test_asvs_9_2_2_a_token_of_another_kind_is_refused(service: Any, ben: Person, kind: str) -> None:
    connected(ben)
    service.sign = lambda claims: service.signed(claims, typ=kind)
    refused(service, ben)


@pytest.mark.parametrize("algorithm", ["RS512", "PS256"])
def test_asvs_9_1_2_other_signatures_by_its_key_are_refused_where_the_key_names_one(
    service: Any, ben: Person, algorithm: str
) -> None:
    """The key of this service says RS256, so nothing else is taken."""
    connected(ben)
    service.sign = lambda claims: service.signed(claims, algorithm)
    refused(service, ben)


def test_asvs_6_8_2_without_an_id_token_nobody_is_signed_in(service: Any, ben: Person) -> None:
    connected(ben)
    service.answer = {"id_token": None}
    refused(service, ben)


def test_asvs_10_5_2_userinfo_of_somebody_else_is_refused(service: Any, ben: Person) -> None:
    connected(ben)
    service.seen_by = "person-18"
    refused(service, ben)


@pytest.mark.parametrize(
    "page",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"jwks_uri": "http://evil.example/keys"},
        {"token_endpoint": "http://evil.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
    ids=str,
)
def test_asvs_10_5_3_metadata_of_another_issuer_or_in_the_open_is_refused(
    service: Any, ben: Person, page: dict[str, Any]
) -> None:
    service.page = page
    answer = Client().post(reverse("openid_connect_login", args=["arden"]))
    assert (answer.status_code, service.asked) == (401, [])


@pytest.mark.parametrize(("adds", "promised"), [({"iss": "https://evil.example"}, False), ({}, True)])
def test_asvs_10_2_2_an_answer_from_another_service_is_refused(
    service: Any, ben: Person, adds: dict[str, str], promised: bool
) -> None:
    connected(ben)
    service.adds, service.page = adds, {"authorization_response_iss_parameter_supported": promised}
    refused(service, ben)
    service.adds = {"iss": service.origin}
    browser = Client()
    through_service(browser)
    assert is_in(browser)


def test_asvs_10_2_3_an_address_cannot_ask_the_service_for_more(service: Any, ben: Person) -> None:
    address = reverse("openid_connect_login", args=["arden"]) + "?scope=admin&auth_params=prompt%3Dnone"
    went_there(Client().post(address)["Location"])
    assert set(service.asked[-1]["scope"].split()) == {"openid", "profile", "email"}
    assert "prompt" not in service.asked[-1]


def test_asvs_15_3_2_a_service_that_sends_us_elsewhere_is_not_followed(service: Any, ben: Person) -> None:
    service.redirects = "https://evil.example/"
    answer = Client().post(reverse("openid_connect_login", args=["arden"]))
    assert answer.status_code == 401


def test_asvs_16_5_2_a_service_that_does_not_answer_is_said_in_words(service: Any, ben: Person) -> None:
    service.stop()
    answer = Client().post(reverse("openid_connect_login", args=["arden"]))
    assert answer.status_code == 401
    assert "with your password" in answer.content.decode()


def test_asvs_10_1_2_an_answer_that_this_browser_did_not_ask_for_is_refused(service: Any, ben: Person) -> None:
    connected(ben)
    other = Client()
    back = urlsplit(went_there(other.post(reverse("openid_connect_login", args=["arden"]))["Location"]))
    browser = Client()
    browser.get(f"{back.path}?{back.query}", follow=True)
    assert not is_in(browser)


def test_asvs_7_6_2_a_link_alone_signs_nobody_in(service: Any, ben: Person) -> None:
    connected(ben)
    browser = Client()
    assert browser.get(reverse("openid_connect_login", args=["arden"])).status_code == 200
    assert not service.codes


def test_asvs_6_8_4_a_second_factor_is_asked_for_after_the_service_too(service: Any, ben: Person) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    connected(ben)
    TOTP.activate(ben, generate_totp_secret())
    browser = Client()
    through_service(browser)
    assert not is_in(browser)


# ---- the file


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[provider", "no TOML"),
        ('[[provider]]\nid = "x"', "name, server, client_id is missing"),
        (FILE.format(origin="http://id.example"), "not an https address"),
        (FILE.format(origin="https://id.example").replace("ARDEN_SECRET", "NOT_SET"), "give secret"),
        (FILE.format(origin="https://id.example").replace('"arden"', '"Ar den"'), "small letters"),
        (FILE.format(origin="https://id.example") + "pasword = 'x'", "pasword is not known"),
        (FILE.format(origin="https://id.example") * 2, "the same id"),
    ],
)
def test_a_file_that_will_not_do_is_refused_in_words(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "oidc.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadSignInService, match=words):
        sign_in_services(tmp_path, "", {"ARDEN_SECRET": "x"})


def test_without_a_file_there_is_no_service_and_a_chosen_one_must_be_there(tmp_path: Path) -> None:
    assert sign_in_services(tmp_path, "", {}) == ()
    with pytest.raises(BadSignInService, match="no such file"):
        sign_in_services(tmp_path, str(tmp_path / "elsewhere.toml"), {})


def test_a_browser_may_be_sent_to_where_people_sign_in() -> None:
    """Browsers hold form-action against the address that a form leads on to."""
    service = SignInService("a", "A", "https://id.example/realm/x", "c", "s", sign_in="https://login.example/start")
    assert service.origin == "https://login.example"
