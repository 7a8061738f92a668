"""Letters, forgotten passwords, and another e-mail address: with a server for letters, and without one."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from openregime.web.people import actions
from openregime.web.people.models import Organisation, Person
from openregime.web.site.mail import BadMailAddress, mail_settings
from openregime.web.trail import queries as trail
from tests.web.people.conftest import PASSWORD

LOCAL = {"SENDS_MAIL": True, "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend"}


@pytest.fixture(autouse=True)
def no_attempts_yet(db: Any) -> None:
    """Attempts of other tests do not count."""
    cache.clear()


def browser_of(person: Person) -> Client:
    browser = Client()
    browser.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return browser


def test_without_letters_a_forgotten_password_leads_to_whoever_can_help(ben: Person) -> None:
    assert not settings.SENDS_MAIL
    for answer in (
        Client().get(reverse("account_reset_password")),
        Client().post(reverse("account_reset_password"), {"email": ben.email}),
    ):
        assert "This service sends no letters" in answer.content.decode()
        assert answer.status_code == 200


def test_with_letters_a_link_chooses_a_new_password_and_strangers_get_none(ben: Person) -> None:
    with override_settings(**LOCAL):
        known = Client().post(reverse("account_reset_password"), {"email": ben.email})
        strange = Client().post(reverse("account_reset_password"), {"email": "nil@example.org"})
    assert (known.status_code, known["Location"]) == (strange.status_code, strange["Location"])
    assert [letter.to for letter in mail.outbox if "password/reset/key" in letter.body] == [[ben.email]]


def test_an_address_that_nobody_confirmed_neither_signs_in_nor_takes_an_invitation(
    authority: Organisation, ada: Person, ben: Person
) -> None:
    """Whoever writes another's address into their account gets nothing that was meant for that other."""
    _made, secret = actions.invite(ada, authority, email="zoe@example.org", roles=["administrator"], now=timezone.now())
    browser = browser_of(ben)
    with override_settings(**LOCAL):
        browser.post(reverse("account_email"), {"email": "zoe@example.org", "action_add": ""})
        browser.post(reverse("account_email"), {"email": "zoe@example.org", "action_primary": ""})
    assert Person.objects.get(pk=ben.pk).email == "ben@example.org"

    answer = browser.post(reverse("invitation", args=[secret]), {})
    assert answer.status_code == 404
    assert actions.invitation_of(secret, now=timezone.now())
    zoe = actions.take_invitation(secret, name="Zoe", password=PASSWORD, now=timezone.now())
    assert zoe.email == "zoe@example.org"


def test_another_address_counts_once_its_reader_has_answered_and_the_trail_knows(ben: Person) -> None:
    browser = browser_of(ben)
    with override_settings(**LOCAL):
        browser.post(reverse("account_email"), {"email": "benjamin@example.org", "action_add": ""})
        letter = next(one for one in mail.outbox if one.to == ["benjamin@example.org"])
        link = re.search(r"http://\S+(/account/confirm-email/\S+)", letter.body)
        assert link is not None
        browser.post(link[1])
    assert Person.objects.get(pk=ben.pk).email == "benjamin@example.org"
    assert "people.change-address" in [entry.verb for entry in trail.entries_about(f"person:{ben.key}")]


def test_without_letters_no_address_is_changed_from_the_web(ben: Person) -> None:
    answer = browser_of(ben).post(reverse("account_email"), {"email": "other@example.org", "action_add": ""})
    assert "openregime people address" in answer.content.decode()
    assert Person.objects.get(pk=ben.pk).email == "ben@example.org"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("smtp://u%40x:p%2Fq@mail.example:2525?from=openregime@example.org",
         {"EMAIL_HOST": "mail.example", "EMAIL_PORT": 2525, "EMAIL_USE_TLS": True, "EMAIL_HOST_USER": "u@x",
          "EMAIL_HOST_PASSWORD": "p/q", "DEFAULT_FROM_EMAIL": "openregime@example.org"}),
        ("smtps://a%40example.org:p@mail.example",
         {"EMAIL_PORT": 465, "EMAIL_USE_SSL": True, "DEFAULT_FROM_EMAIL": "a@example.org"}),
        ("smtp+plain://localhost?from=a@example.org", {"EMAIL_PORT": 25}),
    ],
)  # fmt: skip
def test_the_server_for_letters_is_one_address(address: str, expected: dict[str, Any]) -> None:
    made = mail_settings(address)
    assert made["SENDS_MAIL"] is True
    assert {name: made[name] for name in expected} == expected
    assert ("EMAIL_USE_TLS" in made) == address.startswith("smtp://")


@pytest.mark.parametrize("address", ["mail.example", "http://mail.x", "smtp://", "smtp://h:port", "smtp://u:geheim@h"])
def test_an_address_that_cannot_be_read_is_refused_without_repeating_its_password(address: str) -> None:
    with pytest.raises(BadMailAddress) as caught:
        mail_settings(address)
    assert "geheim" not in str(caught.value)
