"""The pages about people: what a member can do there, and what nobody else can."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from openregime.web.people import actions, queries
from openregime.web.people.models import Organisation, Person
from tests.web.people.conftest import NOW, PASSWORD, a_member


def test_an_invitation_leads_from_its_link_to_the_new_members_own_page(
    authority: Organisation, ada: Person, signed_in: Any
) -> None:
    page = reverse("organisation", args=[authority.key])
    sent = signed_in(ada).post(f"{page}invite/", {"email": "cleo@example.org", "roles": ["approver"]}, follow=True)
    link = re.search(r"http://testserver(/people/invitations/[\w-]+/)", sent.content.decode())
    assert link is not None

    browser = Client()
    assert "cleo@example.org" in browser.get(link[1]).content.decode()
    form = {"name": "Cleo", "password": PASSWORD, "password_again": PASSWORD}
    arrived = browser.post(link[1], form, follow=True)

    assert arrived.redirect_chain == [("/people/", 302)]
    assert "Authority of Arden" in arrived.content.decode()
    assert queries.roles_of(Person.objects.get(email="cleo@example.org"), authority) == {"approver"}


def test_an_invitation_serves_once(authority: Organisation, ada: Person) -> None:
    _made, secret = actions.invite(ada, authority, email="dan@example.org", roles=["observer"], now=NOW)
    form = {"name": "Dan", "password": PASSWORD, "password_again": PASSWORD}
    address = reverse("invitation", args=[secret])

    assert Client().post(address, form).status_code == 302
    assert Client().get(address).status_code == 404
    assert Client().post(address, form).status_code == 404


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"password_again": "another"}, "The two passwords differ"),
        ({"password": "short", "password_again": "short"}, "at least 12 characters"),
        ({"name": " "}, "A name has 2 to 120 characters"),
    ],
)
def test_a_form_that_will_not_do_is_answered_with_words_and_changes_nothing(
    authority: Organisation, ada: Person, changed: dict[str, str], words: str
) -> None:
    _made, secret = actions.invite(ada, authority, email="dan@example.org", roles=["observer"], now=NOW)
    form = {"name": "Dan", "password": PASSWORD, "password_again": PASSWORD, **changed}

    answer = Client().post(reverse("invitation", args=[secret]), form)

    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Person.objects.filter(email="dan@example.org").exists()
    assert actions.invitation_of(secret, now=NOW)


def test_an_organisation_is_unknown_to_whoever_has_no_part_in_it(
    authority: Organisation, ada: Person, signed_in: Any
) -> None:
    other = actions.found_organisation("Operator of Arden", "operator", state="ARD", now=NOW, is_invented=True)
    eve = a_member(other, "Eve", "administrator")
    browser = signed_in(eve)

    there = browser.get(reverse("organisation", args=[authority.key]))
    nowhere = browser.get(reverse("organisation", args=["no-such-one"]))

    assert there.status_code == nowhere.status_code == 404
    assert there.content.decode().replace(authority.key, "no-such-one") == nowhere.content.decode()
    invited = browser.post(
        reverse("organisation-act", args=[authority.key, "invite"]), {"email": "x@example.org", "roles": ["observer"]}
    )
    assert invited.status_code == 404


def test_whoever_is_not_signed_in_is_asked_to(authority: Organisation) -> None:
    for address in ("/people/", reverse("organisation", args=[authority.key])):
        answer = Client().get(address)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/account/login/")


def test_a_contributor_may_not_invite_and_is_told_who_may(authority: Organisation, ben: Person, signed_in: Any) -> None:
    answer = signed_in(ben).post(
        reverse("organisation-act", args=[authority.key, "invite"]), {"email": "x@example.org", "roles": ["observer"]}
    )

    assert answer.status_code == 403
    assert "Administrator" in answer.content.decode()


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_signup", "account_change_password", "mfa_index", "mfa_activate_totp",
     "mfa_add_webauthn", "usersessions_list", "socialaccount_connections", "account_reset_password", "account_logout"],
)  # fmt: skip
def test_every_page_of_signing_in_is_a_page_of_this_site(ben: Person, name: str) -> None:
    browser = Client()
    signed = browser.post("/account/login/", {"login": ben.email, "password": PASSWORD})
    assert signed.status_code == 302

    if name in ("account_login", "account_signup"):
        browser = Client()
    answer = browser.get(reverse(name), follow=True)  # some ask for the password once more, on a page of theirs

    assert answer.status_code == 200
    assert '<header class="masthead">' in answer.content.decode()


def test_the_own_page_leads_to_the_claims(ben: Person, signed_in: Any) -> None:
    browser = signed_in(ben)
    assert f'href="{reverse("proposed-claims")}"' in browser.get("/people/").content.decode()
    assert reverse("propose-claim") in browser.get(reverse("proposed-claims")).content.decode()
