"""From a key to a release in the log: what may be published, by whom, and what stays."""

import datetime as dt
import json

import pytest
from django.db import IntegrityError, transaction

from openregime.core.sharing.releases import check
from openregime.io.sharing.keys import fits
from openregime.io.sharing.releases import read_release
from openregime.web.people import two_people
from openregime.web.people.models import Organisation, PendingAct, Person
from openregime.web.people.permissions import NotAllowed
from openregime.web.proposals import actions
from openregime.web.proposals.models import ProposedClaim
from openregime.web.record.models import RecordIsAppendOnly
from openregime.web.releases import keys, log, publishing, queries
from openregime.web.releases.drafts import BadDraft, Draft, NotReleasable
from openregime.web.releases.models import HeldCredential, LogEntry, PublishedRelease, SigningKey, TreeHead
from openregime.web.trail import queries as trail
from tests.web.people.conftest import NOW
from tests.web.releases.conftest import STATEMENTS, approved

LATER = NOW + dt.timedelta(days=30)


def test_a_release_is_signed_logged_and_proven(release: PublishedRelease, key: SigningKey, ben: Person) -> None:
    given = read_release(queries.file_of(release))

    assert {c.code: c.passed for c in check(given, keys.as_keys(keys.all_keys()), fits)} == {
        "signature": True, "checkpoint": True, "inclusion": True, "consistency": None,
    }  # fmt: skip
    assert given.release.canonical.decode() == release.body
    said = given.release.content["claims"][0]
    assert (said["says"], said["level"]) == ("A law on nuclear security is in force.", "full")
    assert [e.verb for e in trail.entries_about(f"release:{release.key}")] == ["releases.publish"]


def test_what_not_everybody_may_see_cannot_be_published(
    authority: Organisation, key: SigningKey, ben: Person, cleo: Person, law: ProposedClaim
) -> None:
    secret = approved(ben, cleo, authority, category="C11", object="topic:site-plan")
    draft = actions.propose(ben, authority, _a_draft(), now=NOW)

    for bad in (secret.key, draft.key, "claim-of-nobody"):
        with pytest.raises(NotReleasable) as refused:
            publishing.publish(cleo, authority, Draft("Everything", (law.key, bad)), now=NOW)
        assert refused.value.keys == (bad,)
    assert not PublishedRelease.objects.exists()


def test_a_claim_goes_out_at_the_level_that_everybody_has(
    authority: Organisation, key: SigningKey, ben: Person, cleo: Person
) -> None:
    claim = approved(
        ben, cleo, authority, category="C05", object="topic:peer-review", value="12 findings on gate 4",
        summary="A peer review was held in 2024.", note="the inner note",
    )  # fmt: skip
    made = publishing.publish(cleo, authority, Draft("Review", (claim.key,)), now=NOW)

    assert isinstance(made, PublishedRelease)
    assert "A peer review was held in 2024." in made.body
    for hidden in ("gate 4", "inner note", "gazette"):
        assert hidden not in made.body


def test_only_an_approver_publishes_and_only_officers_make_keys(
    authority: Organisation, key: SigningKey, ada: Person, ben: Person, eve: Person, law: ProposedClaim
) -> None:
    for somebody in (ada, eve):
        with pytest.raises(NotAllowed):
            publishing.publish(somebody, authority, Draft("Law", (law.key,)), now=NOW)
    for somebody in (ben, eve):
        with pytest.raises(NotAllowed):
            keys.make_key(somebody, authority, now=NOW)
        with pytest.raises(NotAllowed):
            keys.end_key(somebody, authority, reason="it was stolen", now=NOW)


def test_without_a_key_nothing_is_published(authority: Organisation, cleo: Person, law: ProposedClaim) -> None:
    with pytest.raises(keys.NoRunningKey):
        publishing.publish(cleo, authority, Draft("Law", (law.key,)), now=NOW)
    assert not LogEntry.objects.exists()


def test_new_words_take_a_second_person(
    authority: Organisation, key: SigningKey, ada: Person, ben: Person, cleo: Person
) -> None:
    draft = Draft("Review of 2024", (), dict(STATEMENTS), "C06", authority.key)
    act = publishing.publish(cleo, authority, draft, now=NOW, reason="the insurer asks for it")

    assert isinstance(act, PendingAct)
    assert not PublishedRelease.objects.exists()
    with pytest.raises(two_people.SecondPersonNeeded):
        two_people.settle(cleo, act.key, confirmed=True, now=NOW)
    two_people.settle(ada, act.key, confirmed=True, now=NOW)
    made = PublishedRelease.objects.get()
    assert (made.published_by, made.confirmed_by) == (cleo, ada)
    content = json.loads(made.body)["content"]
    assert set(content["statements"]) == {"signed", "category", "valid_until"}
    assert HeldCredential.objects.get().holder == authority


@pytest.mark.parametrize("category", ["C11", "C09", "C19", "C99", ""])
def test_of_what_is_truly_sensitive_there_are_no_statements(authority: Organisation, category: str) -> None:
    from openregime.web.releases.drafts import read_draft

    fields = {"title": "Plan", "statements": "guards: 40", "category": category, "lasting_days": "365"}
    with pytest.raises(BadDraft) as refused:
        read_draft(fields, [], authority)
    assert refused.value.field == "category"


def test_a_withdrawn_claim_does_not_unpublish_and_a_release_can_be_taken_back(
    release: PublishedRelease, law: ProposedClaim, cleo: Person, eve: Person
) -> None:
    before = queries.file_of(release)
    actions.withdraw(cleo, law, reason="it was wrong", now=NOW)
    assert queries.one(release.key).body == release.body

    with pytest.raises(NotAllowed):
        publishing.withdraw(eve, release, reason="we do not like it", now=NOW)
    made = publishing.withdraw(cleo, release, reason="the law was repealed", now=LATER)

    assert (made.withdraws, made.entry_id) == (release, release.entry_id + 1)
    assert read_release(queries.file_of(made)).release.content["reason"] == "the law was repealed"
    assert read_release(queries.file_of(release)).release == read_release(before).release
    for again in (release, made):
        with pytest.raises(BadDraft):
            publishing.withdraw(cleo, again, reason="once more", now=LATER)


def test_what_an_ended_key_signed_stays_verifiable(
    release: PublishedRelease, authority: Organisation, key: SigningKey, ada: Person, cleo: Person, law: ProposedClaim
) -> None:
    newer = keys.make_key(ada, authority, now=LATER)
    second = publishing.publish(cleo, authority, Draft("Law, again", (law.key,)), now=LATER)
    keys.end_key(ada, authority, reason="a laptop was stolen", now=LATER + dt.timedelta(days=1))

    assert isinstance(second, PublishedRelease)
    trusted = keys.as_keys(keys.all_keys())
    for one in (release, second):
        given = read_release(queries.file_of(queries.one(one.key)))
        assert all(c.passed is not False for c in check(given, trusted, fits))
    assert {second.signing_key, queries.one(release.key).signing_key} == {newer, key}
    assert set(SigningKey.objects.exclude(ends=None).values_list("sealed", flat=True)) == {""}
    with pytest.raises(keys.NoRunningKey):
        publishing.publish(cleo, authority, Draft("Law", (law.key,)), now=LATER + dt.timedelta(days=2))


def test_the_private_key_rests_encrypted_and_opens_under_the_same_secret_only(
    key: SigningKey, settings: object
) -> None:
    from openregime.io.sharing.keys import public_key_of
    from openregime.web.releases.sealing import SealNotOpened

    private = keys.private_of(key)
    assert public_key_of(private) == bytes(key.public)
    assert private.hex() not in key.sealed and private not in key.sealed.encode()
    settings.SECRET_KEY = "another secret key, of another installation"  # type: ignore[attr-defined]
    with pytest.raises(SealNotOpened):
        keys.private_of(key)


def test_releases_and_the_log_are_only_added_to(release: PublishedRelease) -> None:
    for row in (release, LogEntry.objects.get(), TreeHead.objects.get()):
        with pytest.raises(RecordIsAppendOnly):
            row.save()
        with pytest.raises(RecordIsAppendOnly):
            row.delete()
        with pytest.raises(RecordIsAppendOnly):
            type(row).objects.all().delete()


def test_there_is_one_running_key_for_an_owner(key: SigningKey) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SigningKey.objects.create(
            key_id="0" * 64, use=key.use, owner=key.owner, organisation=key.organisation, public=b"x", begins=NOW
        )


def test_every_size_of_the_log_is_the_beginning_of_every_later_one(
    authority: Organisation, key: SigningKey, cleo: Person, law: ProposedClaim
) -> None:
    for number in range(7):
        publishing.publish(cleo, authority, Draft(f"Law {number}", (law.key,)), now=NOW)
        if number == 3:
            keys.make_log_key(now=NOW)

    sizes = range(1, 8)
    assert all(log.consistency(a, b).holds for a in sizes for b in sizes if a <= b)
    assert {head.checkpoint.origin for head in log.heads()} == {log.head_at(1).checkpoint.origin}
    for wrong in ("0", "8", "x", "-1", "1" * 40):
        with pytest.raises(log.UnknownLogSize):
            log.head_at(wrong)
    with pytest.raises(log.UnknownLogSize):
        log.consistency(5, 2)
    trusted = keys.as_keys(keys.all_keys())
    for one in PublishedRelease.objects.select_related("signing_key"):
        given = read_release(queries.file_of(one))
        assert all(c.passed for c in check(given, trusted, fits, kept=log.head_at(1).checkpoint))


def _a_draft() -> object:
    from tests.web.proposals.conftest import a_proposal

    return a_proposal(object="topic:draft")
