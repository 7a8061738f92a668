"""An organisation's trail: in words, for those who may read it, and nothing of others."""

from typing import Any

import pytest
from django.urls import reverse

from openregime.web.people import actions, trail_page
from openregime.web.people.act_words import VERBS, said
from openregime.web.people.models import Organisation, Person
from openregime.web.trail.models import TrailEntry
from tests.web.people.conftest import NOW, a_member


def page_of(organisation: Organisation) -> str:
    return reverse("organisation-trail", args=[organisation.key])


def test_it_says_who_did_what_in_words(authority: Organisation, ada: Person, ben: Person, signed_in: Any) -> None:
    actions.give_role(ada, authority, ben.key, "approver", now=NOW)
    shown = " ".join(signed_in(ada).get(page_of(authority)).content.decode().split())
    assert "Role given" in shown
    assert "Ada" in shown
    assert "people.give-role" not in shown
    assert ada.key not in shown


def test_it_is_for_administrators_and_security_officers(
    authority: Organisation, ada: Person, ben: Person, signed_in: Any
) -> None:
    olga = a_member(authority, "Olga", "security_officer")
    assert signed_in(olga).get(page_of(authority)).status_code == 200
    assert signed_in(ben).get(page_of(authority)).status_code == 403
    assert signed_in(ben).post(reverse("check-trail", args=[authority.key])).status_code == 403


def test_what_others_do_leaves_no_mark_on_it_not_even_a_gap(
    authority: Organisation, ada: Person, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = actions.found_organisation("Operator of Bohemia", "operator", state="BOH", now=NOW, is_invented=True)
    eve = a_member(other, "Eve", "administrator")
    monkeypatch.setattr(trail_page, "ON_A_PAGE", 2)
    actions.invite(ada, authority, email="x@example.org", roles=["observer"], now=NOW)

    browser, address, pages = signed_in(ada), page_of(authority), []
    while address:
        answer = browser.get(address)
        pages.append(answer.context["entries"])
        shown = answer.content.decode()
        assert eve.key not in shown
        assert ">Eve<" not in shown
        assert "bohemia" not in shown
        older = answer.context["older"]
        address = f"{page_of(authority)}?before={older}" if older else ""
    own = TrailEntry.objects.filter(organisation=authority.key).count()
    assert [len(page) for page in pages] == [2] * (own // 2) + [1] * (own % 2)
    foreign = TrailEntry.objects.filter(organisation=other.key).first()
    assert foreign is not None
    assert browser.get(f"{page_of(authority)}?before={foreign.digest}").status_code == 404
    assert signed_in(eve).get(page_of(authority)).status_code == 404


def test_a_check_says_that_it_holds_and_that_it_is_broken(authority: Organisation, ada: Person, signed_in: Any) -> None:
    check = reverse("check-trail", args=[authority.key])
    assert "The trail holds" in signed_in(ada).post(check, follow=True).content.decode()
    _tamper()
    assert "The trail is broken" in signed_in(ada).post(check, follow=True).content.decode()


def _tamper() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE trail_trailentry SET verb = 'people.leave' WHERE number = 2")


def test_every_act_has_its_words() -> None:
    import re
    from pathlib import Path

    import openregime.web

    found = set()
    for file in Path(openregime.web.__path__[0]).rglob("*.py"):
        text = file.read_text("utf-8")
        found |= set(re.findall(r'_?log(?:ged)?\(\s*"([a-z]+\.[a-z-]+)"', text))
        found |= set(re.findall(r'ACTS\["([a-z]+\.[a-z-]+)"\]', text))
        found |= set(re.findall(r'verb = "([a-z]+\.[a-z-]+)"', text))
    assert found
    assert found - VERBS.keys() == set()


def test_acts_of_two_people_are_said_with_their_step() -> None:
    assert said("people.delete.ask") == "Account closed: asked for"
    assert said("people.delete.confirmed") == "Account closed: confirmed by a second person"
    assert said("something.new") == "something.new"
