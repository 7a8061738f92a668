"""Attacks on every address at once, each named after the item of OWASP ASVS 5.0 that speaks of it.

Addresses are found by themselves (`test_planted_secrets.addresses`), acts in the tables of their apps.
"""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from openregime.web.api.urls import WRITING
from openregime.web.disclosure import acts as disclosure_acts
from openregime.web.people import actions as people
from openregime.web.people import forms
from openregime.web.people.models import Membership, Organisation, Person
from openregime.web.proposals import acts as claim_acts
from openregime.web.proposals.models import ProposedClaim
from openregime.web.trail.models import TrailEntry
from tests.web.gate.test_planted_secrets import addresses, patterns
from tests.web.gate.world import NOW, PASSWORD, World, a_member, built
from tests.web.people.test_address_and_mail import LOCAL

PRIVATE = ("/people/", "/proposals/", "/disclosure/", "/api/v1/proposals", "/jobs/", "/releases/")
ANYBODYS = {"claims.dispute", "disclosure.appeal", "people.join"}
"""What somebody of another organisation may do about a claim that they see, or for themselves."""


@pytest.fixture
def world(db: Any, settings: Any, tmp_path: Path) -> World:
    settings.DATA_FOLDER = tmp_path
    settings.WRITES_PER_MINUTE = 1_000_000
    cache.clear()
    return built()


@pytest.fixture
def house(db: Any, settings: Any, tmp_path: Path) -> Organisation:
    """An authority with a contributor and an observer, for attacks that need no more."""
    settings.DATA_FOLDER = tmp_path
    cache.clear()
    made = people.found_organisation("The house", "state_authority", state="ARD", now=NOW, is_invented=True)
    for role in ("contributor", "observer"):
        a_member(made, role.title(), role)
    return made


def member_of(house: Organisation, role: str) -> Person:
    return Person.objects.get(memberships__organisation=house, memberships__role=role)


def inside(house: Organisation, role: str) -> Client:
    browser = Client()
    browser.force_login(member_of(house, role))
    return browser


CLAIM = {
    "object": "topic:security-law", "value": "A law is in force.", "valid": "2020-01-01", "basis": "Gazette 12/2019",
    "category": "C01", "do": "save",
}  # fmt: skip


def person_of(world: World, name: str) -> Person:
    return next(one.person for one in world.lookers if one.name == name and one.person is not None)


def browser_of(world: World, name: str, **kind: Any) -> Client:
    browser = Client(**kind)
    if name != "nobody":
        browser.force_login(person_of(world, name))
    return browser


def some_claims(world: World) -> list[str]:
    """One claim of every stage; of the approved ones also one that is closed to most."""
    rows = ProposedClaim.objects.filter(key__in=world.claims).order_by("pk").values_list("stage", "category", "key")
    found = {(stage, category if stage == "approved" else ""): key for stage, category, key in rows}
    return [key for (stage, category), key in found.items() if category in ("", "C01", "C11")]


def acts_on(world: World) -> list[str]:
    """Every address at which something of the authority is changed, for every verb and every thing of it."""
    house, claims = world.authority.key, some_claims(world)
    of_house = [reverse("organisation-act", args=[house, verb]) for verb in forms._FORMS]
    of_house += [reverse("disclosure-act", args=[house, verb]) for verb in disclosure_acts._ACTS]
    of_claims = [reverse("claim-act", args=[key, verb]) for key in claims for verb in claim_acts._ACTS]
    calls = [
        f"/api/v1/{one.replace('<key>', key).replace('<file>', file)}"
        for one in WRITING
        for key, file in [*((key, "file-000000000000") for key in claims), *world.files[:2]]
        if "<key>" in one
    ]
    others = set(world.claims) - set(claims)
    walked = [
        address
        for address in addresses(world, "normal")
        if address.startswith(PRIVATE) and not others & set(address.split("/"))
    ]
    return [*of_house, *of_claims, *calls, *walked]


def fields(world: World) -> dict[str, Any]:
    """What any of these forms may want, so that nothing is refused only because a field is empty."""
    other = person_of(world, "own observer").key
    because = "because it has to be so, as everybody says"
    return {
        "email": "evil@example.org", "roles": "observer", "role": "reviewer", "person": other, "rule": "everybody",
        "reason": because, "words": because, "benefit": because, "answer": "confirm", "sure": "yes", "into": "foreign",
        "kind": "elevated", "days": "3", "category": "C11", "outcome": "keep", "audiences": "public", "level": "full",
        "organisation": world.authority.key,
    }  # fmt: skip


def done_for(world: World) -> set[int]:
    """Numbers of the entries of the authority's trail; what anybody may do is left out."""
    rows = TrailEntry.objects.filter(organisation=world.authority.key).exclude(verb__in=ANYBODYS)
    return set(rows.values_list("number", flat=True))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("who", [pytest.param("nobody", marks=pytest.mark.slow), "foreign"])
def test_asvs_8_2_2_no_address_changes_anything_for_whoever_has_no_part_in_it(world: World, who: str) -> None:
    """IDOR: others' keys in every address, sent as a form and as JSON by people with every role in their own house."""
    before, browser, sent = done_for(world), browser_of(world, who), fields(world)
    for address in acts_on(world):
        kind = {"content_type": "application/json"} if address.startswith("/api/") else {}
        answer = browser.post(address, data=json.dumps(sent) if kind else sent, **kind)
        assert answer.status_code < 500, address
    assert done_for(world) == before
    stages = set(ProposedClaim.objects.filter(key__in=world.claims).values_list("stage", flat=True))
    assert stages == {"draft", "submitted", "approved", "withdrawn"}


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_asvs_8_2_2_the_same_addresses_do_change_something_for_its_own_people(world: World) -> None:
    """So that the test above cannot pass because nothing works at all."""
    before, sent, verbs = done_for(world), fields(world), set()
    for name in ("own approver", "own contributor", "own security_officer", "own administrator"):
        browser = browser_of(world, name)
        for address in acts_on(world):
            if not address.endswith(("/leave/", "/hand-over/", "/delete/")):
                kind = {"content_type": "application/json"} if address.startswith("/api/") else {}
                browser.post(address, data=json.dumps(sent) if kind else sent, **kind)
    new = done_for(world) - before
    verbs = set(TrailEntry.objects.filter(number__in=new).values_list("verb", flat=True))
    assert {"people.invite", "people.give-role", "claims.submit", "claims.approve"} <= verbs


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("who", ["foreign", "operator"])
def test_asvs_8_4_1_what_belongs_to_others_and_what_never_was_are_answered_alike(world: World, who: str) -> None:
    browser = browser_of(world, who)
    drafts = ProposedClaim.objects.filter(key__in=some_claims(world), stage__in=("draft", "submitted"))
    for name, pattern in patterns():
        if not f"/{pattern}".startswith(PRIVATE[:2]) or "<" not in pattern or name in ("invitation", "claims-template"):
            continue
        for key in [world.authority.key, *drafts.values_list("key", flat=True)]:
            made_up = key[:-3] + "zzz"
            there, nowhere = (
                browser.get("/" + pattern.replace("<slug:key>", one).replace("<slug:verb>", "invite")
                            .replace("<slug:file>", "file-000000000000")).status_code
                for one in (key, made_up)
            )  # fmt: skip
            assert (there, there in (403, 404, 405)) == (nowhere, True), (pattern, key)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_asvs_3_5_1_no_address_takes_a_form_without_the_token_of_this_site(world: World) -> None:
    """CSRF: the browser of an administrator is led to send forms by another site."""
    browser = browser_of(world, "own administrator", enforce_csrf_checks=True)
    before, sent = done_for(world), fields(world)
    taken = []
    for address in acts_on(world):
        kind = {"content_type": "application/json"} if address.startswith("/api/") else {}
        answer = browser.post(
            address, data=json.dumps(sent) if kind else sent, HTTP_ORIGIN="https://evil.example", **kind
        )
        if answer.status_code not in (403, 404, 405):
            taken.append((address, answer.status_code))
    assert taken == []
    assert done_for(world) == before


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_asvs_3_5_3_looking_at_a_page_changes_nothing(world: World) -> None:
    for name in ("own administrator", "own security_officer"):
        browser = browser_of(world, name)
        before = TrailEntry.objects.count()
        for address in acts_on(world):
            browser.get(address)
        assert TrailEntry.objects.count() == before


def test_asvs_15_3_3_a_form_changes_only_the_fields_that_it_has(house: Organisation) -> None:
    """Mass assignment: fields of the models sent along with forms that do not have them."""
    _made, secret = people.invite(None, house, email="eve@example.org", roles=["observer"], now=timezone.now())
    extra = {
        "roles": "administrator", "email": "other@example.org", "is_active": "", "is_invented": "", "key": "person-1",
        "pk": "1", "id": "1", "is_staff": "on", "is_superuser": "on", "organisation": "foreign",
    }  # fmt: skip
    form = {"name": "Eve", "password": PASSWORD, "password_again": PASSWORD}
    Client().post(reverse("invitation", args=[secret]), {**form, **extra})
    eve = Person.objects.get(name="Eve")
    assert (eve.email, eve.is_invented, eve.key == "person-1") == ("eve@example.org", True, False)
    assert list(Membership.objects.filter(person=eve).values_list("role", "organisation__key")) == [
        ("observer", house.key)
    ]

    more = {"stage": "approved", "key": "claim-000000000001", "author": "1", "approved_by": "1", "state": "FRA"}
    inside(house, "contributor").post(reverse("propose-claim"), {**CLAIM, "organisation": house.key, **more})
    made = ProposedClaim.objects.get()
    assert (made.stage, made.state, made.author.name) == ("draft", "ARD", "Contributor")
    assert made.key != "claim-000000000001"


BREAK = "\r\nSet-Cookie: planted=1\r\nX-Planted: 1\r\n\r\n<script>"


@pytest.mark.parametrize(
    "address",
    ["/?lang={}", "/?as_of={}", "/account/login/?next=/{}", "/search/?q={}", "/people/organisations/{}/", "/{}"],
)
def test_asvs_1_2_1_a_line_break_makes_no_header(house: Organisation, address: str) -> None:
    """Header injection: in addresses, in where to go next, in what is sent."""
    from urllib.parse import quote

    answer = Client().get(address.format(quote(BREAK)))
    assert "planted" not in answer.cookies
    assert "X-Planted" not in answer.headers
    assert answer.status_code < 500


def test_asvs_1_2_1_a_line_break_in_where_to_go_next_makes_no_header(house: Organisation) -> None:
    email = member_of(house, "observer").email
    sent = {"login": email, "password": PASSWORD, "next": "/people/" + BREAK}
    answer = Client().post(reverse("account_login"), sent)
    assert answer.status_code == 302
    assert "planted" not in answer.cookies
    assert "\n" not in answer["Location"]


def test_asvs_5_4_2_a_line_break_in_the_name_of_a_file_makes_no_header(house: Organisation) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    browser = inside(house, "contributor")
    browser.post(reverse("propose-claim"), {**CLAIM, "organisation": house.key})
    draft = ProposedClaim.objects.get()
    file = SimpleUploadedFile("x.txt", b"plain words", content_type="text/plain")
    file.name = f'a"{BREAK}.txt'
    browser.post(reverse("attach-file", args=[draft.key]), {"file": file})
    for one in draft.attachments.all():
        answer = browser.get(reverse("attachment", args=[draft.key, one.key]))
        assert "X-Planted" not in answer.headers
        assert answer["Content-Disposition"].startswith("attachment")
        assert "\n" not in answer["Content-Disposition"]


def test_asvs_1_3_11_a_line_break_in_a_name_adds_no_reader_to_a_letter(house: Organisation) -> None:
    _made, secret = people.invite(None, house, email="eve@example.org", roles=["observer"], now=timezone.now())
    eve = people.take_invitation(
        secret, name="Eve\r\nBcc: evil@example.org", password=PASSWORD, now=NOW + dt.timedelta(minutes=1)
    )
    assert "\n" not in eve.name
    with override_settings(**LOCAL):
        for email in (eve.email, "eve@example.org\r\nBcc: evil@example.org"):
            Client().post(reverse("account_reset_password"), {"email": email})
    assert all(letter.recipients() == ["eve@example.org"] for letter in mail.outbox)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.org"])
@pytest.mark.parametrize("name", ["account_logout", "account_reauthenticate", "account_login"])
def test_asvs_3_7_2_no_page_of_signing_in_leads_elsewhere(house: Organisation, name: str, there: str) -> None:
    browser = inside(house, "observer")
    answer = browser.post(reverse(name) + f"?next={there}", {"next": there, "password": PASSWORD})
    assert not answer.get("Location", "/").startswith(("https://evil", "//", "javascript", "/\\"))
