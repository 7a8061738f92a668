"""The key of an organisation that became part of another one ends with it; what it signed stays verifiable."""

import datetime as dt
import json

import pytest
from django.test import Client

from openregime.core.sharing.releases import check
from openregime.io.sharing.keys import fits
from openregime.web.people import actions as people
from openregime.web.people import two_people
from openregime.web.people.models import Organisation, Person
from openregime.web.releases import keys, queries
from openregime.web.releases.models import PublishedRelease, SigningKey
from openregime.web.trail.models import TrailEntry
from tests.web.people.conftest import NOW, a_member

LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def merged(authority: Organisation, ada: Person, release: PublishedRelease) -> Person:
    """Who confirmed that the authority with its release and key became part of another one."""
    other = people.found_organisation("Office of Arden", "state_authority", state="ARD", now=NOW, is_invented=True)
    dan = a_member(other, "Dan", "administrator", "security_officer")
    asked = two_people.ask(
        ada, "organisation.merge", f"organisation:{authority.key}", organisation=authority,
        reason="the law has merged the two", parameters={"into": other.key}, now=NOW,
    )  # fmt: skip
    two_people.settle(dan, asked.key, confirmed=True, now=LATER)
    return dan


def test_its_key_ends_with_the_reason_and_can_sign_nothing_more(
    authority: Organisation, key: SigningKey, merged: Person
) -> None:
    key.refresh_from_db()
    assert (key.ends, key.sealed) == (LATER, "")
    assert key.ended_because == "Authority of Arden became part of Office of Arden."
    assert keys.running(authority.key) is None
    entry = TrailEntry.objects.filter(verb="releases.end-key").get()
    assert (entry.thing, entry.actor, entry.reason) == (f"key:{key.key_id}", merged.key, key.ended_because)


def test_the_key_of_the_other_organisation_goes_on(authority: Organisation, ada: Person, key: SigningKey) -> None:
    other = people.found_organisation("Office of Arden", "state_authority", state="ARD", now=NOW, is_invented=True)
    dan = a_member(other, "Dan", "administrator", "security_officer")
    its_own = keys.make_key(dan, other, now=NOW)
    asked = two_people.ask(
        ada, "organisation.merge", f"organisation:{authority.key}", organisation=authority,
        reason="the law has merged the two", parameters={"into": other.key}, now=NOW,
    )  # fmt: skip
    two_people.settle(dan, asked.key, confirmed=True, now=NOW)
    assert keys.running(other.key) == its_own


def test_pages_calls_and_the_file_of_keys_say_so(key: SigningKey, merged: Person) -> None:
    page = Client().get("/releases/keys/").content.decode()
    assert "Authority of Arden became part of Office of Arden." in page
    listed = json.loads(Client().get("/releases/keys/trusted.json").content)["keys"]
    ends = {one["use"]: one["ends"] for one in listed}
    assert ends["release"] is not None
    assert ends["log"] is None
    called = Client().get("/api/v1/release-keys")
    assert called.status_code == 200
    assert key.key_id in called.content.decode()


def test_what_it_signed_before_still_verifies(release: PublishedRelease, merged: Person) -> None:
    trusted = keys.as_keys(keys.all_keys())
    assert all(one.passed is not False for one in check(queries.proven(release), trusted, fits))


def test_it_gets_no_other_key(authority: Organisation, merged: Person) -> None:
    with pytest.raises(keys.BadKeyAct, match="signs no more"):
        keys.make_key(None, authority, now=NOW)
