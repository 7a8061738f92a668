"""The invented State: every stage can be seen, it is marked, it counts in nothing, and it goes away whole."""

import datetime as dt
import stat
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client

from openregime.core.sharing.releases import check as check_release
from openregime.io.sharing.keys import fits
from openregime.io.sharing.releases import read_release
from openregime.web.demo.accounts import SIGN_IN_FILE
from openregime.web.demo.actions import Added, RealOrganisations, add_demo, refuse_beside_invented, remove_demo
from openregime.web.demo.cast import ORGANISATIONS, STATES
from openregime.web.demo.removal import Entangled
from openregime.web.disclosure.models import Appeal, SituationDeclaration, StoredRuling
from openregime.web.people import actions as people
from openregime.web.people import two_people
from openregime.web.people.kinds import Role
from openregime.web.people.models import Membership, Organisation, PendingAct, Person
from openregime.web.proposals import attaching, classification
from openregime.web.proposals.models import Dispute, ProposedClaim
from openregime.web.proposals.stages import Stage
from openregime.web.record.queries import observatory
from openregime.web.releases import queries
from openregime.web.releases.models import PublishedRelease
from openregime.web.releases.presenting import statements_of
from openregime.web.releases.queries import credentials_of
from openregime.web.releases.tree import check_log
from openregime.web.trail.models import TrailEntry
from openregime.web.trail.queries import check

NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def added(db: Any, tmp_path: Path) -> Added:
    return add_demo(folder=tmp_path, now=NOW)


def test_codes_of_invented_states_can_never_be_real() -> None:
    """ISO 3166-1 leaves XAA to XZZ to its users; the record knows no such State."""
    assert all("XAA" <= code <= "XZZ" for code in STATES)
    assert not set(STATES) & set(observatory_states())


def observatory_states() -> set[str]:
    from openregime.io.observatories import load

    return set(load().record.entities)


def test_there_is_one_account_for_every_role_and_every_kind_of_organisation(added: Added) -> None:
    roles = set(Membership.objects.values_list("role", flat=True))

    assert roles == set(Role.values)
    assert {"state_authority", "operator", "centre", "secretariat", "civil_society"} == set(
        Organisation.objects.values_list("kind", flat=True)
    )
    assert all(Organisation.objects.values_list("is_invented", flat=True))
    assert all(Person.objects.values_list("is_invented", flat=True))
    assert Organisation.objects.filter(kind="state_authority").values("state").distinct().count() == 2


def test_every_stage_of_a_claim_can_be_seen(added: Added) -> None:
    assert set(ProposedClaim.objects.values_list("stage", flat=True)) == set(Stage.values)
    assert ProposedClaim.objects.filter(stage=Stage.DRAFT).exclude(returned_because="").exists()
    assert ProposedClaim.objects.filter(stage=Stage.SUPERSEDED, superseded_by__stage=Stage.APPROVED).exists()
    assert Dispute.objects.filter(answers=None, replies__isnull=False).exists()


def test_there_is_a_ruling_that_closes_one_that_opens_and_one_that_two_people_made(added: Added) -> None:
    made = list(StoredRuling.objects.all())
    assert any(ruling.harm for ruling in made)
    assert any(ruling.benefit and len(ruling.by) == 1 for ruling in made)
    assert any(ruling.benefit and len(ruling.by) == 2 for ruling in made)


def test_there_is_a_past_situation_a_review_due_and_an_open_appeal(added: Added) -> None:
    assert SituationDeclaration.objects.get().ends < NOW
    authority = Organisation.objects.get(key="authority-of-exemplia")
    assert classification.due(authority, now=NOW)
    assert Appeal.objects.get().answer == ""


def test_the_act_that_waits_can_be_confirmed_by_the_approver(added: Added) -> None:
    waiting = PendingAct.objects.get(settled="")
    rulings = StoredRuling.objects.count()

    two_people.settle(Person.objects.get(email="approver@authority.example"), waiting.key, confirmed=True, now=NOW)

    assert StoredRuling.objects.count() == rulings + 1
    assert add_demo(folder=added.file.parent, now=NOW).accounts == ()
    assert not PendingAct.objects.filter(settled="").exists()


def test_an_act_that_expired_is_asked_for_anew(added: Added) -> None:
    add_demo(folder=added.file.parent, now=NOW + dt.timedelta(days=8))
    assert PendingAct.objects.get(settled="").expires_at > NOW + dt.timedelta(days=8)


def test_passwords_are_of_this_installation_and_only_its_owner_reads_them(added: Added, tmp_path: Path) -> None:
    text = (tmp_path / SIGN_IN_FILE).read_text(encoding="utf-8")

    assert stat.S_IMODE((tmp_path / SIGN_IN_FILE).stat().st_mode) == 0o600
    assert len({account.password for account in added.accounts}) == len(added.accounts)
    for account in added.accounts:
        assert account.password in text
        person = Person.objects.get(email=account.email)
        assert person.check_password(account.password)


def test_everybody_can_sign_in_and_every_page_of_theirs_is_marked(added: Added) -> None:
    for account in added.accounts[:3]:
        browser = Client()
        answer = browser.post("/account/login/", {"login": account.email, "password": account.password})
        assert answer.status_code == 302, answer.content.decode()
        for address in ("/", "/people/", "/proposals/", "/states/", "/account/2fa/"):
            assert "demo-banner" in browser.get(address).content.decode(), address


def test_every_claim_is_marked_for_those_who_are_not_signed_in(added: Added) -> None:
    shown = 0
    for claim in ProposedClaim.objects.all():
        for address in (f"/proposals/{claim.key}/", f"/proposals/{claim.key}/why/"):
            answer = Client().get(address)
            if answer.status_code == 200:
                shown += 1
                assert "Invented, to try the program" in answer.content.decode(), address
    assert shown >= 10
    page = Client().get("/proposals/").content.decode()
    assert page.count("Invented</span>") == page.count('<li class="panel">') > 0


def test_one_release_stands_with_statements_and_one_was_taken_back_both_marked(added: Added) -> None:
    rows = list(PublishedRelease.objects.order_by("entry_id"))
    taken_back, withdrawal, standing = rows
    assert (withdrawal.withdraws, hasattr(standing, "withdrawal")) == (taken_back, False)
    officer = Person.objects.get(email="security-officer@authority.example")
    credential = credentials_of(officer).get()
    assert (credential.release, credential.expires_at > NOW) == (standing, True)
    assert statements_of(credential)["closed"] == 11

    for row in rows:
        page = Client().get(f"/releases/{row.key}/").content.decode()
        assert "Invented, to try the program" in page
        given = read_release(queries.file_of(row))
        assert given.release.content["organisation"]["is_invented"] is True
        assert all(one.passed is not False for one in check_release(given, given.keys, fits))
    listed = Client().get("/releases/").content.decode()
    assert listed.count("Invented</span>") >= 3
    assert "Invented</span>" in Client().get("/releases/keys/").content.decode()
    assert check_log() == 3


def test_adding_twice_adds_nothing_twice(added: Added) -> None:
    before = rows()
    assert add_demo(folder=added.file.parent, now=NOW + dt.timedelta(hours=1)).accounts == ()
    assert rows() == before


def rows() -> dict[str, int]:
    """How many rows each table has."""
    return {model._meta.label: models.QuerySet(model).count() for model in apps.get_models()}


def test_readings_of_the_record_do_not_change(db: Any, tmp_path: Path) -> None:
    addresses = ("/", "/states/", "/api/v1/states", "/api/v1/weak-links", "/search/?q=exemplia", "/states/XAA/")
    before = {address: (a := Client().get(address)).content + str(a.status_code).encode() for address in addresses}
    digest = observatory().record.digest if hasattr(observatory().record, "digest") else None

    add_demo(folder=tmp_path, now=NOW)

    for address in addresses:
        answer = Client().get(address)
        assert answer.content + str(answer.status_code).encode() == before[address], address
    assert digest == (observatory().record.digest if digest else None)


def test_it_is_gone_with_everything_and_the_trail_holds(db: Any, tmp_path: Path) -> None:
    before = rows()
    accounts = add_demo(folder=tmp_path, now=NOW).accounts
    browser = Client()
    browser.post("/account/login/", {"login": accounts[0].email, "password": accounts[0].password})
    written = TrailEntry.objects.count()

    removed = remove_demo(folder=tmp_path, now=NOW)

    after = rows()
    trail = TrailEntry._meta.label
    assert {name: count for name, count in after.items() if name != trail} == {
        name: count for name, count in before.items() if name != trail
    }
    assert removed["organisations"] == len(ORGANISATIONS)
    assert removed["persons"] == len(accounts)
    assert sum(removed.values()) > 100
    assert check().entries == after[trail] == written + 1
    assert not (tmp_path / SIGN_IN_FILE).exists()
    assert "demo-banner" not in browser.get("/").content.decode()


def test_no_table_names_anything_invented_afterwards(db: Any, tmp_path: Path) -> None:
    """Whatever a new app stores in words about the invented State has to be removed too."""
    add_demo(folder=tmp_path, now=NOW)
    names = [one.key for one in ORGANISATIONS] + list(Person.objects.values_list("key", flat=True))
    names += [*ProposedClaim.objects.values_list("key", flat=True), ".example", *STATES]

    remove_demo(folder=tmp_path, now=NOW)

    left = []
    for model in apps.get_models():
        if model is TrailEntry or model._meta.app_label in ("record", "search"):
            continue
        for row in models.QuerySet(model).values():
            text = " ".join(str(value) for value in row.values())
            left += [(model._meta.label, name) for name in names if name in text]
    assert left == []


def test_files_that_were_attached_go_with_it(
    added: Added, tmp_path: Path, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.DATA_FOLDER = tmp_path
    draft = ProposedClaim.objects.get(stage=Stage.DRAFT, returned_because="")
    attaching.attach(draft.author, draft, name="plan.txt", content=b"An invented plan.", now=NOW)
    assert len(list((tmp_path / "attachments").iterdir())) == 1

    with django_capture_on_commit_callbacks(execute=True):
        removed = remove_demo(folder=tmp_path, now=NOW)

    assert removed["attachments"] == 1
    assert list((tmp_path / "attachments").iterdir()) == []


def test_removing_where_there_is_nothing_removes_nothing(db: Any, tmp_path: Path) -> None:
    before = rows()
    assert remove_demo(folder=tmp_path, now=NOW) == {}
    assert rows() == before


def test_it_is_not_put_beside_real_organisations_nor_they_beside_it(db: Any, tmp_path: Path) -> None:
    real = people.found_organisation("Authority of Arden", "state_authority", state="ARD", now=NOW)
    with pytest.raises(RealOrganisations, match=r"Authority of Arden.*OPENREGIME_HOME"):
        add_demo(folder=tmp_path, now=NOW)
    refuse_beside_invented()
    assert Organisation.objects.get() == real


def test_real_organisations_wait_until_it_is_removed(added: Added) -> None:
    with pytest.raises(RealOrganisations, match="openregime demo remove"):
        refuse_beside_invented()


def test_what_is_real_is_never_removed_with_it(added: Added, tmp_path: Path) -> None:
    real = people.found_organisation("Authority of Arden", "state_authority", state="ARD", now=NOW)
    invented = Person.objects.get(email="contributor@authority.example")
    Membership.objects.create(person=invented, organisation=real, role="contributor", begun_at=NOW)

    with pytest.raises(Entangled, match="Authority of Arden"):
        remove_demo(folder=tmp_path, now=NOW)

    assert Person.objects.filter(pk=invented.pk).exists()


def test_foreign_keys_hold_after_removal(added: Added, tmp_path: Path) -> None:
    remove_demo(folder=tmp_path, now=NOW)
    connection.check_constraints()
