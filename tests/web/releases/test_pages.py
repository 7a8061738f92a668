"""Pages of releases: what they show to whom, what they refuse in words, and how many queries they take."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from openregime.web.people.models import Organisation, Person
from openregime.web.proposals import actions
from openregime.web.proposals.models import ProposedClaim
from openregime.web.releases import keys, publishing
from openregime.web.releases.drafts import Draft
from openregime.web.releases.models import PublishedRelease, SigningKey
from openregime.web.trail import queries as trail
from tests.web.people.conftest import NOW


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.django_db
def test_where_nothing_is_there_the_pages_say_what_would_be() -> None:
    reader = Client()
    for address, said in (
        ("/releases/", "Nothing has been published yet"),
        ("/releases/log/", "The log is empty"),
        ("/releases/keys/", "There are no keys yet"),
        ("/releases/?q=law", "No release fits"),
    ):
        answer = reader.get(address)
        assert (answer.status_code, said in words(answer)) == (200, True), address
    for address in ("/releases/log/checkpoint.json", "/releases/log/?earlier=1", "/releases/log/?before=3",
                    "/releases/release-000000000000/", "/releases/x/release.json", "/releases/keys/nobody/",
                    "/releases/log/other.json", "/releases/?before=release-0"):  # fmt: skip
        assert reader.get(address).status_code == 404, address
    assert reader.get("/releases/log/heads.json").json()["heads"] == []
    assert reader.get("/api/v1/release-log").json() == {"size": 0, "head": None}
    assert reader.get("/releases/?q=" + "x" * 201).status_code == 400


def test_a_release_says_who_signed_what_and_how_to_check_it(release: PublishedRelease, law: ProposedClaim) -> None:
    page = words(Client().get(f"/releases/{release.key}/"))

    for said in (
        "A law on nuclear security is in force.", "Authority of Arden", release.digest, release.signing_key.key_id,
        "entry 0 of 1", f"openregime verify {release.key}.json", "Invented",
    ):  # fmt: skip
        assert said in page, said
    assert page.count("Fits") == 3
    assert f'href="/releases/{release.key}/"' in Client().get(f"/proposals/{law.key}/").content.decode()


def test_what_was_withdrawn_is_said_on_its_page(release: PublishedRelease, law: ProposedClaim, cleo: Person) -> None:
    actions.withdraw(cleo, law, reason="it was wrong", now=NOW)
    assert "it is no longer among the claims that you may see" in words(Client().get(f"/releases/{release.key}/"))

    browser = browser_of(cleo)
    assert browser.post(f"/releases/{release.key}/withdraw/", {"reason": ""}).status_code == 400
    answer = browser.post(f"/releases/{release.key}/withdraw/", {"reason": "The law was repealed."}, follow=True)
    assert "The law was repealed." in words(answer)
    assert "Withdrawn" in words(Client().get("/releases/"))
    again = browser.post(f"/releases/{release.key}/withdraw/", {"reason": "The law was repealed."})
    assert (again.status_code, "withdrawn already" in words(again)) == (400, True)


def test_an_officer_makes_and_ends_a_key_on_the_page(authority: Organisation, ada: Person, cleo: Person) -> None:
    officer, address = browser_of(ada), f"/releases/keys/{authority.key}/"
    assert officer.get(address).status_code == 200
    assert Client().get(address).status_code == 404  # without a key nobody is told that the organisation is here
    made = words(officer.post(f"{address}make/", follow=True))
    first = SigningKey.objects.get()
    assert first.key_id in made
    assert first.key_id in words(Client().get(address))
    officer.post(f"{address}make/")
    assert officer.post(f"{address}end/", {"reason": ""}).status_code == 400
    officer.post(f"{address}end/", {"reason": "a laptop was stolen"})

    assert keys.running(authority.key) is None
    assert "a laptop was stolen" in words(Client().get(address))
    assert [e.verb for e in trail.entries_of(authority.key, before="", size=3)[0]] == [
        "releases.end-key", "releases.make-key", "releases.make-key",
    ]  # fmt: skip
    assert officer.post(f"{address}sign/").status_code == 404
    assert not re.search(r"sealed|gAAAA", officer.get(address).content.decode())


def test_keys_are_changed_by_nobody_else(
    authority: Organisation, key: SigningKey, cleo: Person, eve: Person, ada: Person
) -> None:
    address = f"/releases/keys/{authority.key}/"
    for person in (cleo, eve):
        assert browser_of(person).post(f"{address}make/").status_code == 403
        assert browser_of(person).post(f"{address}end/", {"reason": "for no reason"}).status_code == 403
        assert "Make a new key" not in words(browser_of(person).get(address))
    assert Client().post(f"{address}make/").status_code == 302
    assert Client(enforce_csrf_checks=True).post(f"{address}make/").status_code == 403
    assert SigningKey.objects.get() == key
    assert key.ends is None


def test_a_stranger_publishes_and_withdraws_nothing(
    release: PublishedRelease, authority: Organisation, eve: Person, ada: Person, law: ProposedClaim
) -> None:
    fields = {"organisation": authority.key, "title": "The law", "claims": law.key, "sure": "yes"}
    assert browser_of(eve).post("/releases/new/", fields).status_code == 404
    assert browser_of(ada).post("/releases/new/", fields).status_code == 403
    assert browser_of(ada).get(f"/releases/new/?organisation={authority.key}").status_code == 403
    assert Client().get("/releases/new/").status_code == 302
    assert browser_of(eve).post(f"/releases/{release.key}/withdraw/", {"reason": "no"}).status_code == 403
    assert PublishedRelease.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": "x"}, "title"),
        ({"title": "A title"}, "claims"),
        ({"title": "A title", "claims": ["claim-0"]}, "claims"),
        ({"title": "A title", "claims": [f"claim-{n}" for n in range(201)]}, "claims"),
        ({"title": "A title", "statements": "no colon"}, "statements"),
        ({"title": "A title", "statements": "iss: me"}, "statements"),
        ({"title": "A title", "statements": "a: 1\na: 2"}, "statements"),
        ({"title": "A title", "statements": "a: 1", "category": "C11"}, "category"),
        ({"title": "A title", "statements": "a: 1", "category": "C06", "lasting_days": "7"}, "lasting_days"),
        ({"title": "A title", "statements": "a: 1", "category": "C06", "holder": "nobody-here"}, "holder"),
        ({"title": "A title", "statements": "a: 1", "category": "C06", "reason": "why"}, "reason"),
    ],
)
def test_a_form_that_will_not_do_is_given_back_with_a_sentence(
    fields: dict[str, Any], field: str, authority: Organisation, key: SigningKey, cleo: Person
) -> None:
    sent = {"organisation": authority.key, "lasting_days": "365", "sure": "yes", **fields}
    answer = browser_of(cleo).post("/releases/new/", sent)

    assert answer.status_code == 400
    assert f'href="#field-{field}"' in answer.content.decode()
    assert not PublishedRelease.objects.exists()


def test_the_number_of_queries_does_not_grow(
    authority: Organisation, key: SigningKey, cleo: Person, law: ProposedClaim, release: PublishedRelease
) -> None:
    def asked(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert Client().get(address).status_code == 200
        return len(seen)

    pages = ["/releases/", f"/releases/{release.key}/", "/releases/log/", "/releases/keys/", "/api/v1/releases"]
    for number in range(5):  # in a log of one or two entries a proof needs fewer rows
        publishing.publish(cleo, authority, Draft(f"Law {number}", (law.key,)), now=NOW)
    before = [asked(page) for page in pages]
    for number in range(12):
        publishing.publish(cleo, authority, Draft(f"Law {number}, again", (law.key,)), now=NOW)

    assert [asked(page) for page in pages] == before
    assert max(before) <= 12, before


def test_the_list_is_searched_and_paged(
    authority: Organisation, key: SigningKey, cleo: Person, law: ProposedClaim
) -> None:
    for number in ("first", "second", "third"):
        publishing.publish(cleo, authority, Draft(f"Law, the {number}", (law.key,)), now=NOW)

    reader = Client()
    assert words(reader.get("/releases/?q=law+SECOND")).count("Law, the") == 1
    assert "Law, the third" in words(reader.get(f"/releases/?organisation={authority.key}"))
    assert "No release fits" in words(reader.get("/releases/?organisation=somebody"))
    first = reader.get("/api/v1/releases?page_size=2").json()
    rest = reader.get(f"/api/v1/releases?page_size=2&before={first['older']}").json()
    assert [r["number"] for r in [*first["releases"], *rest["releases"]]] == [2, 1, 0]
    assert rest["older"] == ""
    compared = reader.get("/api/v1/release-log/consistency?earlier=1&later=3").json()
    assert compared["holds"] is True
    assert reader.get("/api/v1/release-log/consistency?earlier=3&later=9").status_code == 404
    assert "is the beginning of the log of 3" in words(reader.get("/releases/log/?earlier=2&later=3"))


def test_a_log_of_nothing_real_goes_with_what_is_invented(release: PublishedRelease, credential: Any) -> None:
    from openregime.web.demo.removal import remove_everything_invented
    from openregime.web.releases.models import LogEntry, TreeHead, TreeNode

    with connection.constraint_checks_disabled():
        removed = remove_everything_invented()
    assert removed["published releases"] == 2
    for model in (PublishedRelease, SigningKey, LogEntry, TreeHead, TreeNode):
        assert not model.objects.exists(), model
    assert "Nothing has been published yet" in words(Client().get("/releases/"))


def test_a_log_with_anything_real_stays_whole(
    release: PublishedRelease, credential: Any, authority: Organisation
) -> None:
    from openregime.web.demo.removal import Entangled, remove_everything_invented
    from openregime.web.people.actions import found_organisation
    from openregime.web.releases import log
    from openregime.web.releases.models import LogEntry

    real = found_organisation("Authority of Bohemia", "state_authority", state="BOH", now=NOW)
    with connection.cursor() as cursor:
        key = keys.make_key(None, real, now=NOW)
        columns = "UPDATE releases_publishedrelease SET organisation_id = %s, signing_key_id = %s WHERE id = %s"
        cursor.execute(columns, [real.pk, key.pk, credential.release_id])
        cursor.execute("UPDATE releases_heldcredential SET holder_id = %s", [real.pk])
    with pytest.raises(Entangled), connection.constraint_checks_disabled():
        remove_everything_invented()

    assert LogEntry.objects.count() == 2
    assert log.consistency(1, 2).holds


def test_what_somebody_changed_in_the_database_is_said(release: PublishedRelease) -> None:
    changed = release.body.replace("is in force", "is not in force")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE releases_publishedrelease SET body = %s WHERE id = %s", [changed, release.pk])

    page = words(Client().get(f"/releases/{release.key}/"))
    assert page.count("Does not fit") == 2
    assert page.count("Fits") == 1
