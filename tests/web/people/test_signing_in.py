"""Signing in: one test for each promise, named after the item of OWASP ASVS 5.0 that asks for it.

They run with the real limits and the real cache of limits: see docs/reference/security.md.
"""

import datetime as dt
import re
from importlib import import_module
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openregime.web.people import actions, two_people
from openregime.web.people.models import Organisation, Person
from tests.web.people.conftest import PASSWORD, a_member

WRONG = "four quite wrong words"
NEW = "five other unrelated plain words"


@pytest.fixture(autouse=True)
def no_attempts_yet(db: Any) -> None:
    """Attempts of other tests do not count."""
    cache.clear()


def sign_in(browser: Client, person: Person, password: str = PASSWORD) -> Any:
    return browser.post(reverse("account_login"), {"login": person.email, "password": password})


def is_in(browser: Client) -> bool:
    return browser.get(reverse("people")).status_code == 200


def code_at(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def with_totp(person: Person) -> str:
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret


# ---- limits on attempts


def test_asvs_6_3_1_after_five_wrong_passwords_the_right_one_waits_as_well(ben: Person) -> None:
    """Counted per account, in the database that all processes share."""
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _attempt in range(5):
            assert sign_in(Client(), ben, WRONG).status_code == 200
        locked = sign_in(Client(), ben)
        assert (locked.status_code, "Too many failed" in locked.content.decode()) == (200, True)
        clock.shift(dt.timedelta(minutes=6))
        assert sign_in(Client(), ben).status_code == 302


def test_asvs_6_1_1_a_lock_out_ends_by_itself_and_does_not_touch_others(ben: Person, ada: Person) -> None:
    for _attempt in range(5):
        sign_in(Client(), ben, WRONG)
    browser = Client()
    assert sign_in(browser, ada).status_code == 302
    assert is_in(browser)


def test_asvs_6_3_1_one_address_that_tries_many_accounts_is_slowed_down(authority: Organisation, ada: Person) -> None:
    people = [a_member(authority, name, "observer") for name in ("Dora", "Emil", "Fred", "Gina", "Hugo", "Ivan")]
    with time_machine.travel(timezone.now(), tick=False):
        for person in (*people, *people)[:10]:
            sign_in(Client(), person, WRONG)
        assert sign_in(Client(), ada).status_code == 200  # ten failures in a minute from one address


def test_asvs_6_3_8_unknown_addresses_and_wrong_passwords_are_answered_alike(ben: Person) -> None:
    wrong = Client().post(reverse("account_login"), {"login": ben.email, "password": WRONG}).content.decode()
    nobody = Client().post(reverse("account_login"), {"login": "nil@example.org", "password": WRONG}).content.decode()
    token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
    assert token.sub("", wrong).replace(ben.email, "") == token.sub("", nobody).replace("nil@example.org", "")


# ---- passwords


@pytest.mark.parametrize("password", ["short", "password1234", "123456789012", "ben@example.org"])
def test_asvs_6_2_4_common_short_and_own_names_are_refused_as_passwords(
    authority: Organisation, ada: Person, password: str
) -> None:
    _made, secret = actions.invite(ada, authority, email="ben@example.org", roles=["observer"], now=timezone.now())
    with pytest.raises(actions.BadPeople):
        actions.take_invitation(secret, name="Ben", password=password, now=timezone.now())


@pytest.mark.parametrize("password", ["x" * 20 + "y" * 50, "日本語のとても長い合言葉です", "with space and Ümläut 🗝"])
def test_asvs_6_2_9_long_passwords_and_any_signs_are_taken_as_they_are(
    authority: Organisation, ada: Person, password: str
) -> None:
    _made, secret = actions.invite(ada, authority, email="eve@example.org", roles=["observer"], now=timezone.now())
    person = actions.take_invitation(secret, name="Eve", password=password, now=timezone.now())
    assert not is_in_with(person, password[:-1])
    assert is_in_with(person, password)


def is_in_with(person: Person, password: str) -> bool:
    browser = Client()
    sign_in(browser, person, password)
    return is_in(browser)


def test_asvs_6_2_3_a_new_password_asks_for_the_old_one(ben: Person) -> None:
    browser = Client()
    sign_in(browser, ben)
    form = {"oldpassword": WRONG, "password1": NEW, "password2": NEW}
    assert browser.post(reverse("account_change_password"), form).status_code == 200
    assert Person.objects.get(pk=ben.pk).check_password(PASSWORD)


# ---- sessions


def test_asvs_7_2_4_signing_in_gives_a_new_session_and_ends_the_old_one(ben: Person) -> None:
    """Session fixation: whoever planted the session of before has nothing."""
    browser, store = Client(), import_module(settings.SESSION_ENGINE).SessionStore
    planted = store()
    planted["planted"] = True
    planted.create()
    browser.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
    assert browser.get(reverse("account_login")).status_code == 200

    sign_in(browser, ben)

    assert browser.cookies[settings.SESSION_COOKIE_NAME].value != planted.session_key
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
    assert not is_in(thief)
    assert not store(session_key=planted.session_key).exists(planted.session_key)


def test_asvs_7_4_1_signing_out_ends_the_session_on_the_server(ben: Person) -> None:
    browser = Client()
    sign_in(browser, ben)
    kept = browser.cookies[settings.SESSION_COOKIE_NAME].value
    browser.post(reverse("account_logout"))
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = kept
    assert not is_in(thief)


def test_asvs_7_4_3_a_new_password_ends_every_session_everywhere(ben: Person) -> None:
    here, there = Client(), Client()
    sign_in(here, ben)
    sign_in(there, ben)
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert Person.objects.get(pk=ben.pk).check_password(NEW)
    assert (is_in(here), is_in(there)) == (False, False)


def test_asvs_7_4_2_closing_an_account_ends_its_sessions(authority: Organisation, ada: Person, ben: Person) -> None:
    cleo = a_member(authority, "Cleo", "administrator")
    browser = Client()
    sign_in(browser, ben)
    assert is_in(browser)
    now = timezone.now()
    asked = two_people.ask(
        ada, "people.delete", f"person:{ben.key}", organisation=authority, reason="has left the house", now=now
    )
    two_people.settle(cleo, asked.key, confirmed=True, now=now)
    assert not is_in(browser)
    assert not is_in_with(ben, PASSWORD)


def test_asvs_7_5_1_second_factors_are_changed_only_after_the_password_was_given_again(ben: Person) -> None:
    browser = Client()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(browser, ben)
        clock.shift(dt.timedelta(minutes=10))
        answer = browser.get(reverse("mfa_activate_totp"))
        assert (answer.status_code, "reauthenticate" in answer["Location"]) == (302, True)


def test_asvs_7_3_2_a_session_ends_after_twelve_hours_whatever_happens(ben: Person) -> None:
    browser = Client()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(browser, ben)
        assert is_in(browser)
        clock.shift(dt.timedelta(hours=12, minutes=1))
        assert not is_in(browser)


# ---- second factors


def test_asvs_6_3_3_with_a_second_factor_the_password_alone_opens_nothing(ben: Person) -> None:
    secret = with_totp(ben)
    browser = Client()
    answer = sign_in(browser, ben)
    assert answer["Location"].split("?")[0] == reverse("mfa_authenticate")
    assert not is_in(browser)
    browser.post(reverse("mfa_authenticate"), {"code": code_at(secret)})
    assert is_in(browser)


def test_asvs_6_5_1_a_code_of_the_authenticator_serves_once(ben: Person) -> None:
    """A replayed code is refused, also while it would still be good, and from another browser."""
    secret = with_totp(ben)
    with time_machine.travel(timezone.now(), tick=False):
        code, first, second = code_at(secret), Client(), Client()
        sign_in(first, ben)
        first.post(reverse("mfa_authenticate"), {"code": code})
        sign_in(second, ben)
        second.post(reverse("mfa_authenticate"), {"code": code})
        assert (is_in(first), is_in(second)) == (True, False)


def test_asvs_6_5_1_a_recovery_code_serves_once(ben: Person) -> None:
    with_totp(ben)
    code = RecoveryCodes.activate(ben).get_unused_codes()[0]
    first, second = Client(), Client()
    sign_in(first, ben)
    first.post(reverse("mfa_authenticate"), {"code": code})
    sign_in(second, ben)
    second.post(reverse("mfa_authenticate"), {"code": code})
    assert (is_in(first), is_in(second)) == (True, False)


def test_asvs_6_5_5_a_code_of_ten_minutes_ago_is_refused(ben: Person) -> None:
    secret = with_totp(ben)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        code, browser = code_at(secret), Client()
        clock.shift(dt.timedelta(minutes=10))
        sign_in(browser, ben)
        browser.post(reverse("mfa_authenticate"), {"code": code})
        assert not is_in(browser)


def test_asvs_6_4_3_a_forgotten_password_does_not_pass_the_second_factor(ben: Person) -> None:
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    with_totp(ben)
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(ben), "key": default_token_generator.make_token(ben)},
    )
    browser = Client()
    form = browser.get(path, follow=True)
    browser.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert Person.objects.get(pk=ben.pk).check_password(NEW)
    assert not is_in(browser)
    sign_in(browser, ben, NEW)
    assert not is_in(browser)
    assert Client().get(path, follow=True).context.get("token_fail")  # the link served once


def test_asvs_13_3_1_secrets_of_second_factors_rest_encrypted(ben: Person) -> None:
    secret = with_totp(ben)
    stored = str(Authenticator.objects.get(user=ben, type="totp").data)
    assert secret not in stored


# ---- what a browser is told


def test_asvs_3_3_2_the_cookie_of_a_session_is_for_this_site_and_no_script(ben: Person) -> None:
    browser = Client()
    sign_in(browser, ben)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_asvs_14_3_2_pages_behind_a_sign_in_are_not_kept_by_the_browser(ben: Person) -> None:
    browser = Client()
    sign_in(browser, ben)
    assert "no-store" in browser.get(reverse("people"))["Cache-Control"]


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.org"])
def test_asvs_3_7_2_signing_in_leads_nowhere_but_to_this_site(ben: Person, there: str) -> None:
    answer = Client().post(reverse("account_login"), {"login": ben.email, "password": PASSWORD, "next": there})
    assert answer["Location"] == reverse("people")


def test_asvs_3_5_1_a_form_without_the_token_of_this_site_changes_nothing(ben: Person) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert sign_in(browser, ben).status_code == 403
    assert not is_in(browser)
