"""Sign-in of an organisation (OpenID Connect), against a service that really runs on this machine."""

import http.client
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
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


@pytest.mark.parametrize(
    "claims", [{"aud": "another-client"}, {"iss": "https://evil.example"}, {"exp": 1_000_000_000}], ids=str
)
def test_asvs_9_2_tokens_for_others_by_others_and_of_the_past_are_refused(
    service: Any, ben: Person, claims: dict[str, Any]
) -> None:
    connected(ben)
    service.claims = claims
    browser = Client()
    through_service(browser)
    assert not is_in(browser)


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


def test_asvs_6_3_2_a_second_factor_is_asked_for_after_the_service_too(service: Any, ben: Person) -> None:
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
