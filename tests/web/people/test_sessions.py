"""How sessions end, and what happens to what was typed: named after the items of OWASP ASVS 5.0."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openregime.web.people import actions
from openregime.web.people.models import Organisation, Person
from openregime.web.trail import queries as trail
from tests.web.people.conftest import NOW, PASSWORD, a_member

IDLE = dt.timedelta(minutes=settings.IDLE_MINUTES)


@pytest.fixture(autouse=True)
def no_attempts_yet(db: Any) -> None:
    """Attempts of other tests do not count."""
    cache.clear()


@pytest.fixture
def clock() -> Iterator[Any]:
    """A clock that stands still until it is moved."""
    with time_machine.travel(timezone.now(), tick=False) as travelled:
        yield travelled


def sign_in(browser: Client, person: Person, **further: str) -> Any:
    return browser.post(reverse("account_login"), {"login": person.email, "password": PASSWORD, **further})


def is_in(browser: Client) -> bool:
    return browser.get(reverse("people")).status_code == 200


def give_password(browser: Client, answer: Any) -> Any:
    """Answer the question for the password that came instead of what was asked."""
    assert "reauthenticate" in answer["Location"]
    return browser.post(answer["Location"], {"password": PASSWORD})


def test_asvs_7_3_1_a_session_ends_after_half_an_hour_without_a_page(ben: Person, clock: Any) -> None:
    browser = Client()
    sign_in(browser, ben)
    clock.shift(IDLE - dt.timedelta(minutes=2))
    assert is_in(browser)
    clock.shift(IDLE - dt.timedelta(minutes=2))
    assert is_in(browser)
    clock.shift(IDLE)
    asked = browser.get(reverse("people"), follow=True).content.decode()
    assert f"no page was opened for {settings.IDLE_MINUTES} minutes" in asked
    assert not is_in(browser)
    ended = [entry for entry in trail.entries_about(f"person:{ben.key}") if entry.verb == "people.session-ended"]
    assert [entry.after for entry in ended] == ["idle"]
    assert not UserSession.objects.filter(user=ben).exists()


def test_asvs_7_3_1_how_long_it_lasts_is_said_before_it_ends(ben: Person) -> None:
    browser = Client()
    sign_in(browser, ben)
    words = f"after {settings.IDLE_MINUTES} minutes without opening a page"
    assert words in browser.get(reverse("people")).content.decode()
    assert words in Client().get(reverse("account_login")).content.decode()


def test_asvs_7_3_2_a_session_that_is_used_all_day_ends_as_well(ben: Person, clock: Any) -> None:
    """Each write would otherwise prolong it: Django counts from the last one."""
    browser = Client()
    sign_in(browser, ben)
    for _visit in range(settings.SESSION_HOURS * 3 - 1):
        clock.shift(dt.timedelta(minutes=20))
        assert is_in(browser)
    clock.shift(dt.timedelta(minutes=20))
    assert "hours at most" in browser.get(reverse("people"), follow=True).content.decode()


def test_what_was_typed_is_kept_for_its_writer_and_sent_when_they_say_so(
    authority: Organisation, ada: Person, clock: Any
) -> None:
    browser = Client()
    sign_in(browser, ada)
    clock.shift(IDLE)
    form = {"email": "zoe@example.org", "roles": ["observer", "reviewer"]}
    address = reverse("organisation-act", args=[authority.key, "invite"])
    answer = browser.post(address, form)
    assert "What you had typed is kept" in browser.get(answer["Location"]).content.decode()
    assert not authority.invitations.filter(email="zoe@example.org").exists()

    back = sign_in(browser, ada, next=reverse("kept-form"))
    shown = browser.get(back["Location"])
    assert "zoe@example.org" in shown.content.decode()
    kept = shown.context["kept"]
    assert (kept.path, [value for name, value in kept.fields if name == "roles"]) == (address, form["roles"])
    browser.post(kept.path, form)
    assert set(authority.invitations.get(email="zoe@example.org").roles) == set(form["roles"])
    assert browser.get(reverse("kept-form")).status_code == 302  # sent is no longer kept


def test_what_was_typed_is_shown_to_nobody_else_and_not_for_long(
    authority: Organisation, ada: Person, ben: Person, clock: Any
) -> None:
    browser = Client()
    sign_in(browser, ada)
    clock.shift(IDLE)
    browser.post(reverse("organisation-act", args=[authority.key, "invite"]), {"email": "zoe@example.org"})
    assert browser.get(reverse("kept-form")).status_code == 302  # nobody
    sign_in(browser, ben)
    assert "zoe@example.org" not in browser.get(reverse("kept-form"), follow=True).content.decode()

    later = Client()
    sign_in(later, ada)
    clock.shift(IDLE)
    later.post(reverse("organisation-act", args=[authority.key, "invite"]), {"email": "zoe@example.org"})
    clock.shift(dt.timedelta(minutes=61))
    sign_in(later, ada)
    assert "zoe@example.org" not in later.get(reverse("kept-form"), follow=True).content.decode()


def test_passwords_are_never_kept(ben: Person, clock: Any) -> None:
    browser = Client()
    sign_in(browser, ben)
    clock.shift(IDLE)
    browser.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "x", "password2": "x"})
    assert "people_kept" not in browser.session


def test_what_another_site_sends_is_not_kept(authority: Organisation, ada: Person, clock: Any) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada)
    clock.shift(IDLE)
    answer = browser.post(reverse("organisation-act", args=[authority.key, "invite"]), {"email": "evil@example.org"})
    assert answer.status_code == 403
    assert "people_kept" not in browser.session


def test_a_call_with_an_ended_session_is_told_so_as_json(ben: Person, clock: Any) -> None:
    browser = Client()
    sign_in(browser, ben)
    clock.shift(IDLE)
    answer = browser.post("/api/v1/proposals/new", data="{}", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")


def test_asvs_7_2_4_giving_the_password_again_gives_a_new_token(ben: Person) -> None:
    browser, thief = Client(), Client()
    sign_in(browser, ben)
    assert is_in(browser)
    before = browser.cookies[settings.SESSION_COOKIE_NAME].value
    give_password(browser, browser.get(reverse("mfa_activate_totp")))
    assert browser.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert is_in(browser)
    thief.cookies[settings.SESSION_COOKIE_NAME] = before
    assert not is_in(thief)
    assert UserSession.objects.filter(user=ben).count() == 1


# ---- ended by its owner, by an administrator


def test_asvs_7_5_2_sessions_are_listed_and_ended_after_the_password(ben: Person) -> None:
    here, there = Client(), Client()
    sign_in(here, ben)
    sign_in(there, ben)
    assert (is_in(here), is_in(there)) == (True, True)
    page = here.get(reverse("usersessions_list")).content.decode()
    assert "This browser" in page
    assert "Another browser" in page
    answer = here.post(reverse("usersessions_list"))
    assert is_in(there)
    give_password(here, answer)
    assert (is_in(here), is_in(there)) == (True, False)


def test_asvs_7_5_2_one_session_is_ended_and_never_one_of_somebody_else(ada: Person, ben: Person) -> None:
    here, there, third, hers = Client(), Client(), Client(), Client()
    for browser in (here, there, third):
        sign_in(browser, ben)
        assert is_in(browser)
    sign_in(hers, ada)
    assert is_in(hers)
    of_there, of_her = (
        UserSession.objects.get(session_key=browser.session.session_key).pk for browser in (there, hers)
    )
    give_password(here, here.post(reverse("usersessions_list"), {"session": of_there}))
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, True)
    here.post(reverse("usersessions_list"), {"session": of_her})
    assert is_in(hers)


def test_asvs_7_4_5_an_administrator_signs_a_member_out_after_their_own_password(
    authority: Organisation, ada: Person, ben: Person
) -> None:
    hers, his = Client(), Client()
    sign_in(hers, ada)
    sign_in(his, ben)
    assert is_in(his)
    address = reverse("organisation-act", args=[authority.key, "end-sessions"])
    answer = hers.post(address, {"person": ben.key})
    assert is_in(his)
    done = give_password(hers, answer)
    assert done.status_code == 302
    assert not is_in(his)
    assert "Ben was signed out of one session." in hers.get(done["Location"]).content.decode()
    assert trail.entries_about(f"person:{ben.key}")[0].verb == "people.end-sessions"


def test_asvs_7_4_5_nobody_else_signs_a_member_out(authority: Organisation, ada: Person, ben: Person) -> None:
    other = actions.found_organisation("Operator of Bohemia", "operator", state="BOH", now=NOW, is_invented=True)
    eve = a_member(other, "Eve", "administrator")
    with pytest.raises(actions.OpenRegimeError):
        actions.sign_out(ben, authority, ada, now=NOW)
    with pytest.raises(actions.OpenRegimeError):
        actions.sign_out(eve, authority, ada, now=NOW)
    with pytest.raises(actions.BadPeople):
        actions.sign_out(eve, other, ada, now=NOW)


# ---- cookies


def test_asvs_3_3_3_cookies_are_of_this_host_alone_where_people_come_by_https(tmp_path: Any) -> None:
    told = cookies_of(tmp_path, "https://regime.example.org/")
    assert told == ["__Host-sessionid", "__Host-csrftoken", "__Host-openregime_language", "True", "True", "True"]
    assert cookies_of(tmp_path, "")[:3] == ["sessionid", "csrftoken", "openregime_language"]


def cookies_of(home: Any, address: str) -> list[str]:
    """Names and protection of the three cookies in a service at this address."""
    import os
    import subprocess
    import sys

    code = (
        "from openregime.web.site import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, "
        "s.LANGUAGE_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.LANGUAGE_COOKIE_SECURE)"
    )
    environment = {**os.environ, "OPENREGIME_HOME": str(home), "OPENREGIME_ADDRESS": address}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True
    ).stdout.split()
