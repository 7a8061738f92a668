"""What was refused is noted with who, where and when, without secrets, and an attack does not fill the log."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth import hashers
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from openregime.web.people import actions, passwords
from openregime.web.people.installation import attempts_since
from openregime.web.people.models import Organisation, Person
from openregime.web.trail import attempts
from openregime.web.trail.models import Attempt, TrailEntry
from tests.web.people.conftest import NOW, PASSWORD, a_member
from tests.web.people.test_address_and_mail import LOCAL
from tests.web.people.test_signing_in import WRONG, code_at, with_totp


@pytest.fixture(autouse=True)
def clock(db: Any) -> Iterator[Any]:
    """A clock that stands still at the beginning of a minute; attempts of other tests do not count."""
    cache.clear()
    with time_machine.travel(timezone.now().replace(second=0, microsecond=0), tick=False) as travelled:
        yield travelled


def sign_in(email: str, password: str, ip: str = "192.0.2.77") -> Client:
    browser = Client(REMOTE_ADDR=ip)
    browser.post(reverse("account_login"), {"login": email, "password": password})
    return browser


def noted(**which: Any) -> list[tuple[str, str, int]]:
    return [(one.kind, one.code, one.count) for one in Attempt.objects.filter(**which).order_by("pk")]


def test_asvs_16_3_1_failed_sign_ins_are_noted_with_account_time_and_network(ben: Person) -> None:
    for _attempt in range(2):
        sign_in(ben.email, WRONG)
    row = Attempt.objects.get()
    assert (row.kind, row.person, row.network, row.count) == ("sign-in", ben.key, "192.0.2.0/24", 2)
    assert row.minute == timezone.now()


def test_asvs_16_3_1_how_somebody_signed_in_is_in_the_trail(ben: Person) -> None:
    sign_in(ben.email, PASSWORD)
    secret = with_totp(ben)
    browser = sign_in(ben.email, PASSWORD)
    browser.post(reverse("mfa_authenticate"), {"code": code_at(secret)})
    ways = TrailEntry.objects.filter(verb="people.sign-in").order_by("number").values_list("after", flat=True)
    assert list(ways) == ["password", "password+mfa"]


def test_asvs_16_3_1_lock_outs_and_wrong_codes_are_noted(ben: Person) -> None:
    for _attempt in range(6):
        sign_in(ben.email, WRONG)
    assert noted(person=ben.key) == [("sign-in", "", 5), ("lock-out", "", 1)]
    cache.clear()
    with_totp(ben)
    sign_in(ben.email, PASSWORD).post(reverse("mfa_authenticate"), {"code": "000000"})
    assert ("second-factor", "", 1) in noted(person=ben.key)


def test_asvs_16_3_2_refused_acts_and_pages_of_others_are_noted(authority: Organisation, ben: Person) -> None:
    other = actions.found_organisation("Operator of Bohemia", "operator", state="BOH", now=NOW, is_invented=True)
    browser = Client()
    browser.force_login(ben)
    invite = reverse("organisation-act", args=[authority.key, "invite"])
    assert browser.post(invite, {"email": "x@example.org", "roles": "observer"}).status_code == 403
    assert browser.get(reverse("organisation", args=[other.key])).status_code == 404
    assert noted(person=ben.key) == [("refused", "not-allowed", 1), ("refused", "unknown-organisation", 1)]


def test_asvs_16_3_3_forms_from_elsewhere_are_noted(ben: Person) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ben)
    browser.post(reverse("account_logout"))
    browser.post("/api/v1/proposals/new", data="{}", content_type="application/json")
    assert noted() == [("forged", "form-token-missing", 2)]


def test_asvs_16_2_5_no_password_no_code_and_no_address_of_a_stranger_is_kept(ben: Person) -> None:
    sign_in("stranger@example.org", "a very secret password")
    sign_in(ben.email, "a very secret password")
    told = " ".join(str(value) for row in Attempt.objects.values() for value in row.values())
    assert "stranger" not in told
    assert "secret" not in told
    assert "192.0.2.77" not in told
    assert Attempt.objects.filter(tried=attempts.digest_of("Stranger@example.org "), person="").count() == 1


def test_an_attack_fills_neither_the_chain_nor_the_log(authority: Organisation) -> None:
    before, now = TrailEntry.objects.count(), timezone.now()
    for number in range(attempts.MOST_ROWS + 40):
        attempts.note(attempts.Tried("sign-in", address=f"{number}@example.org", ip="192.0.2.1"), now=now)
    assert TrailEntry.objects.count() == before
    assert Attempt.objects.count() == attempts.MOST_ROWS + 1
    assert Attempt.objects.get(kind=attempts.MORE).count == 40


def test_rows_are_kept_for_ninety_days(clock: Any) -> None:
    attempts.note(attempts.Tried("sign-in"), now=timezone.now())
    clock.shift(attempts.KEPT_FOR + dt.timedelta(minutes=1))
    attempts.note(attempts.Tried("lock-out"), now=timezone.now())
    assert noted() == [("lock-out", "", 1)]


def test_administrators_read_what_concerns_their_people_and_nobody_else_does(
    authority: Organisation, ada: Person, ben: Person, signed_in: Any
) -> None:
    other = actions.found_organisation("Operator of Bohemia", "operator", state="BOH", now=NOW, is_invented=True)
    eve = a_member(other, "Eve", "administrator")
    sign_in(ben.email, WRONG)
    sign_in(eve.email, WRONG, ip="198.51.100.1")
    page = reverse("organisation-attempts", args=[authority.key])
    shown = signed_in(ada).get(page).content.decode()
    assert "Wrong password" in shown
    assert "192.0.2.0/24" in shown
    assert "198.51.100" not in shown
    assert (signed_in(ben).get(page).status_code, signed_in(eve).get(page).status_code) == (403, 404)


@pytest.mark.django_db(transaction=True)
def test_whoever_runs_the_service_reads_all_of_it(authority: Organisation, ben: Person) -> None:
    assert "Nothing was refused" in attempts_since(7)
    sign_in(ben.email, WRONG)
    sign_in("stranger@example.org", WRONG)
    told = attempts_since(7)
    assert "Ben, 192.0.2.0/24" in told
    assert "an address that nobody has" in told
    assert "2 in all." in told


@pytest.mark.parametrize(
    ("ip", "network"),
    [("192.0.2.77", "192.0.2.0/24"), ("2001:db8:1:2::3", "2001:db8:1::/48"), ("unknown", ""), ("", "")],
)
def test_of_a_place_the_network_is_kept(ip: str, network: str) -> None:
    assert attempts.network_of(ip) == network


# ---- too many writes


def test_asvs_2_4_1_one_person_changes_only_so_much_in_a_minute(
    authority: Organisation, ada: Person, ben: Person, signed_in: Any, settings: Any, clock: Any
) -> None:
    settings.WRITES_PER_MINUTE = 3
    hers, his = signed_in(ada), signed_in(ben)
    invite = reverse("organisation-act", args=[authority.key, "invite"])
    clock.shift(dt.timedelta(seconds=20))
    answers = [hers.post(invite, {"email": f"n{n}@example.org", "roles": "observer"}) for n in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert answers[-1]["Retry-After"] == "40"
    assert "Try again in 40 seconds" in answers[-1].content.decode()
    assert authority.invitations.filter(email="n3@example.org").count() == 0
    assert hers.get(reverse("people")).status_code == 200  # reading goes on
    assert his.post(reverse("account_logout")).status_code == 302  # and so do others
    clock.shift(dt.timedelta(seconds=40))
    assert hers.post(invite, {"email": "n3@example.org", "roles": "observer"}).status_code == 302


def test_asvs_2_4_1_calls_are_counted_as_well(ben: Person, signed_in: Any, settings: Any) -> None:
    settings.WRITES_PER_MINUTE = 1
    browser = signed_in(ben)
    answers = [browser.post("/api/v1/proposals/new", data="{}", content_type="application/json") for _n in range(2)]
    assert [answer.status_code for answer in answers] == [400, 429]
    assert answers[1].json()["code"] == "too-many-writes"
    assert answers[1]["Retry-After"] == "60"
    assert ("too-many", "too-many-writes", 1) in noted(person=ben.key)


def test_asvs_2_4_1_attempts_at_signing_in_are_slowed_down_in_words(ben: Person) -> None:
    browser = Client()
    for number in range(31):
        answer = browser.post(reverse("account_login"), {"login": f"n{number}@example.org", "password": WRONG})
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert "Wait a minute" in answer.content.decode()


# ---- passwords and addresses


@pytest.mark.parametrize(
    "password",
    ["openregime2026!", "Nuclear-Security-1", "4uthority-of-arden", "Arden.Arden.Arden", "0penRegime#Summer24"],
)
def test_asvs_6_2_11_words_of_this_place_make_no_password(authority: Organisation, ada: Person, password: str) -> None:
    _made, secret = actions.invite(ada, authority, email="eve@example.org", roles=["observer"], now=NOW)
    with pytest.raises(actions.BadPeople, match="everybody would try first"):
        actions.take_invitation(secret, name="Eve", password=password, now=NOW)


@pytest.mark.parametrize("password", [PASSWORD, "a nuclear tandem with brakes", "83-1147-2206-95x", "古い柿の木"])
def test_asvs_6_2_11_other_words_beside_them_do(ben: Person, password: str) -> None:
    passwords.NotOfThisPlace().validate(password, ben)


class Counted(hashers.PBKDF2PasswordHasher):
    """The hasher of the real site, counting how often it works."""

    iterations = 1
    times = 0

    def encode(self, *arguments: Any, **further: Any) -> str:
        Counted.times += 1
        return super().encode(*arguments, **further)


def test_asvs_6_3_8_known_unknown_and_closed_accounts_cost_the_same(ben: Person, ada: Person) -> None:
    """Hashing is nearly all of the time that signing in takes, so hashes are counted: clocks of test machines jump."""
    hasher = f"{Counted.__module__}.{Counted.__qualname__}"
    counts = {}
    with override_settings(PASSWORD_HASHERS=[hasher]):
        for person in (ben, ada):
            person.set_password(PASSWORD)
            person.save()
        Person.objects.filter(pk=ada.pk).update(is_active=False)
        for who, email in (("known", ben.email), ("unknown", "nil@example.org"), ("closed", ada.email)):
            Counted.times = 0
            sign_in(email, WRONG)
            counts[who] = Counted.times
    assert counts == {"known": 1, "unknown": 1, "closed": 1}


def test_asvs_6_3_8_a_forgotten_password_costs_one_letter_for_everybody(ben: Person) -> None:
    with override_settings(**LOCAL):
        for email in (ben.email, "nil@example.org"):
            mail.outbox.clear()
            Client().post(reverse("account_reset_password"), {"email": email})
            assert [letter.to for letter in mail.outbox] == [[email]]
