"""Of whom a second factor is required: by whoever runs the service, and by an organisation of its own people."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from openregime.web.people import actions, factors
from openregime.web.people.kinds import Role
from openregime.web.people.models import Organisation, Person
from openregime.web.people.permissions import NotAllowed
from openregime.web.trail import queries as trail
from tests.web.people.conftest import NOW, PASSWORD, a_member
from tests.web.people.test_sessions import give_password
from tests.web.people.test_signing_in import code_at

FACTOR = "/people/second-factor/"


@pytest.fixture(autouse=True)
def no_attempts_yet(db: Any) -> None:
    """Attempts of other tests do not count."""
    cache.clear()


@pytest.fixture
def real(db: Any) -> Organisation:
    """An organisation in earnest."""
    return actions.found_organisation("Authority of Bohemia", "state_authority", state="BOH", now=NOW)


def sign_in(person: Person) -> Client:
    browser = Client()
    browser.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return browser


def where(browser: Client, address: str = "/people/") -> str:
    answer = browser.get(address)
    return str(answer["Location"]) if answer.status_code == 302 else f"{answer.status_code}"


@pytest.mark.parametrize("role", [role for role in Role if role in factors.SENSITIVE])
def test_asvs_6_3_3_who_decides_what_is_truly_sensitive_signs_in_only_to_set_one_up(
    real: Organisation, role: str
) -> None:
    """The default: nothing but the pages of second factors is open to them before."""
    browser = sign_in(a_member(real, "Eve", role))
    for address in ("/people/", f"/people/organisations/{real.key}/", "/", "/states/", "/proposals/"):
        assert where(browser, address) == FACTOR, address
    page = browser.get(FACTOR).content.decode()
    assert "Authority of Bohemia" in page
    assert "It is required of you" in page
    answer = browser.post(f"/people/organisations/{real.key}/leave/", {"sure": "yes"})
    assert (answer.status_code, answer["Location"]) == (302, FACTOR)
    assert real.memberships.get(role=role).ended_at is None
    told = browser.get("/api/v1/proposals")
    assert (told.status_code, told.json()["code"]) == (403, "second-factor-needed")


def test_asvs_6_3_3_once_it_is_set_up_everything_is_open(real: Organisation) -> None:
    browser = sign_in(a_member(real, "Eve", "administrator"))
    page = browser.get(give_password(browser, browser.get(reverse("mfa_activate_totp")))["Location"])
    secret = page.context["form"].secret
    browser.post(reverse("mfa_activate_totp"), {"code": code_at(secret)})
    assert where(browser) == "200"


@pytest.mark.parametrize("rule", ["nobody", "sensitive", "everybody"])
def test_what_the_installation_requires_is_its_operators_choice(real: Organisation, settings: Any, rule: str) -> None:
    settings.SECOND_FACTOR = rule
    people = {role: a_member(real, role.title().replace("_", ""), role) for role in Role.values}
    required = {role for role, person in people.items() if factors.is_required_of(person)}
    expected: dict[str, set[str]] = {
        "nobody": set(), "sensitive": set(factors.SENSITIVE), "everybody": set(Role.values)
    }  # fmt: skip
    assert required == {str(role) for role in expected[rule]}


def test_an_organisation_may_require_more_and_never_less(real: Organisation, settings: Any) -> None:
    ada, ben = a_member(real, "Ada", "administrator"), a_member(real, "Ben", "observer")
    assert not factors.is_required_of(ben)
    actions.require_factor(ada, real, "everybody", now=NOW)
    assert factors.is_required_of(ben)
    settings.SECOND_FACTOR = "everybody"
    actions.require_factor(ada, real, "", now=NOW)
    assert factors.is_required_of(ben)


def test_invented_people_need_one_only_where_their_organisation_says_so(authority: Organisation, ada: Person) -> None:
    """Their passwords lie in a file: a second factor would protect nothing."""
    assert where(sign_in(ada)) == "200"
    actions.require_factor(ada, authority, "sensitive", now=NOW)
    assert where(sign_in(ada)) == FACTOR


def test_an_administrator_requires_it_on_the_page_after_their_password(
    authority: Organisation, ada: Person, ben: Person
) -> None:
    browser, his = sign_in(ada), sign_in(ben)
    assert "no second factor" in browser.get(reverse("organisation", args=[authority.key])).content.decode()
    assert "no second factor" not in his.get(reverse("organisation", args=[authority.key])).content.decode()
    answer = browser.post(reverse("organisation-act", args=[authority.key, "require-factor"]), {"rule": "everybody"})
    assert Organisation.objects.get(pk=authority.pk).second_factor == ""
    give_password(browser, answer)
    assert Organisation.objects.get(pk=authority.pk).second_factor == "everybody"
    assert where(his) == FACTOR  # at once, also in sessions that run
    entry = trail.entries_about(f"organisation:{authority.key}")[0]
    assert (entry.verb, entry.actor, entry.after) == ("people.require-factor", ada.key, "everybody")


def test_nobody_else_requires_or_loosens_it(authority: Organisation, ada: Person, ben: Person) -> None:
    with pytest.raises(NotAllowed):
        actions.require_factor(ben, authority, "everybody", now=NOW)
    with pytest.raises(actions.BadPeople):
        actions.require_factor(ada, authority, "sometimes", now=NOW)


def test_asvs_7_4_3_removing_a_second_factor_ends_the_other_sessions_and_the_last_one_stays(
    authority: Organisation, ada: Person, ben: Person
) -> None:
    TOTP.activate(ben, generate_totp_secret())
    here, there = Client(), Client()
    for browser in (here, there):
        browser.force_login(ben)
        assert where(browser) == "200"
    actions.require_factor(ada, authority, "everybody", now=NOW)
    give_password(here, here.get(reverse("mfa_deactivate_totp")))
    here.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=ben, type="totp").exists()

    actions.require_factor(ada, authority, "", now=NOW)
    here.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=ben).exists()
    assert where(here) == "200"
    assert where(there) != "200"


def test_whoever_signed_in_with_one_and_removed_it_is_asked_for_another(authority: Organisation, ada: Person) -> None:
    """A passkey can be taken away whatever is required; from then on nothing else is open."""
    actions.require_factor(ada, authority, "everybody", now=NOW)
    secret = generate_totp_secret()
    TOTP.activate(ada, secret)
    browser = sign_in(ada)
    browser.post(reverse("mfa_authenticate"), {"code": code_at(secret)})
    assert where(browser) == "200"
    Authenticator.objects.filter(user=ada).delete()
    session = browser.session
    factors.removed(session)
    session.save()
    assert where(browser) == FACTOR
