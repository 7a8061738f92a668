"""The life of a claim by people: proposed, submitted, approved by somebody else, superseded or withdrawn."""

import pytest
from django.db import IntegrityError, transaction

from openregime.core.sharing import Level
from openregime.web.people.models import Organisation, Person
from openregime.web.people.permissions import NotAllowed
from openregime.web.proposals import actions, queries
from openregime.web.proposals.models import ProposedClaim
from openregime.web.proposals.stages import Stage
from openregime.web.trail import queries as trail
from tests.web.people.conftest import NOW
from tests.web.proposals.conftest import a_proposal


def approved(
    ben: Person, cleo: Person, authority: Organisation, category: str = "C01", **changed: object
) -> ProposedClaim:
    claim = actions.propose(ben, authority, a_proposal(category, **changed), now=NOW)
    actions.submit(ben, claim, now=NOW)
    return actions.approve(cleo, claim, now=NOW)


def test_a_claim_is_public_only_after_a_second_person_approved_it(
    authority: Organisation, ben: Person, cleo: Person
) -> None:
    claim = actions.propose(ben, authority, a_proposal(), now=NOW)
    anyone = queries.sight_of(None, now=NOW)
    assert not queries.visible(anyone).exists()
    actions.submit(ben, claim, now=NOW)
    assert not queries.visible(anyone).exists()
    with pytest.raises(actions.OwnWork):
        actions.approve(ben, claim, now=NOW)
    actions.approve(cleo, claim, now=NOW)

    shown = queries.one_claim(claim.key, queries.sight_of(None, now=NOW))
    assert (shown.level, shown.words) == (Level.FULL, "A law on nuclear security is in force.")


def test_the_database_itself_refuses_approval_by_the_author(authority: Organisation, ben: Person) -> None:
    claim = actions.propose(ben, authority, a_proposal(), now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProposedClaim.objects.filter(pk=claim.pk).update(stage="approved", settled_by=ben)


def test_what_is_approved_is_not_edited_but_superseded(authority: Organisation, ben: Person, cleo: Person) -> None:
    old = approved(ben, cleo, authority)
    with pytest.raises(actions.WrongStage):
        actions.rewrite(ben, old, a_proposal(value="Another law."), now=NOW)

    new = actions.propose(ben, authority, a_proposal(value="Another law."), now=NOW, supersedes=old.key)
    actions.submit(ben, new, now=NOW)
    assert ProposedClaim.objects.get(pk=old.pk).stage == Stage.APPROVED
    actions.approve(cleo, new, now=NOW)

    assert ProposedClaim.objects.get(pk=old.pk).stage == Stage.SUPERSEDED
    assert ProposedClaim.objects.get(pk=old.pk).value == "A law on nuclear security is in force."


def test_a_returned_claim_says_why_and_can_be_submitted_again(
    authority: Organisation, ben: Person, cleo: Person
) -> None:
    claim = actions.submit(ben, actions.propose(ben, authority, a_proposal(), now=NOW), now=NOW)
    back = actions.give_back(cleo, claim, reason="The day is missing.", now=NOW)
    assert (back.stage, back.returned_because) == (Stage.DRAFT, "The day is missing.")
    better = actions.rewrite(ben, back, a_proposal(note="since 2020"), now=NOW)
    assert actions.submit(ben, better, now=NOW).stage == Stage.SUBMITTED


@pytest.mark.parametrize("act", ["submit", "approve", "withdraw", "give_back"])
def test_nobody_acts_for_an_organisation_that_is_not_theirs(
    authority: Organisation, ben: Person, eve: Person, act: str
) -> None:
    claim = actions.propose(ben, authority, a_proposal(), now=NOW)
    more = {"reason": "because"} if act in ("withdraw", "give_back") else {}
    with pytest.raises(NotAllowed):
        getattr(actions, act)(eve, claim, now=NOW, **more)
    with pytest.raises(NotAllowed):
        actions.propose(eve, authority, a_proposal(), now=NOW)
    with pytest.raises(queries.UnknownClaim):
        queries.own_claim(eve, claim.key)


def test_the_trail_tells_every_step_and_holds_nothing_of_what_is_said(
    authority: Organisation, ben: Person, cleo: Person
) -> None:
    claim = approved(ben, cleo, authority, "C11", value="PLANTED-SECRET", note="PLANTED-SECRET", basis="PLANTED-SECRET")
    actions.withdraw(cleo, claim, reason="PLANTED-SECRET", now=NOW)

    told = trail.entries_about(f"claim:{claim.key}")
    assert [e.verb for e in reversed(told)] == ["claims.propose", "claims.submit", "claims.approve", "claims.withdraw"]
    assert "PLANTED-SECRET" not in repr(list(trail.entries()))
    assert trail.check().entries > 4


@pytest.mark.parametrize(
    ("category", "level", "words"),
    [
        ("C01", Level.FULL, "secret"),
        ("C11", None, ""),
        ("C06", Level.EXISTENCE, ""),
        ("C03", Level.SUMMARY, "prepared"),
    ],
)
def test_anyone_gets_no_more_of_a_claim_than_the_table_gives(
    authority: Organisation, ben: Person, cleo: Person, category: str, level: Level | None, words: str
) -> None:
    claim = approved(ben, cleo, authority, category, value="secret", summary="prepared", note="secret", basis="secret")
    sight = queries.sight_of(None, now=NOW)
    found = queries.shown_claims(queries.visible(sight).filter(key=claim.key), sight)

    assert [one.level for one in found] == ([level] if level else [])
    assert [one.words for one in found] == ([words] if level else [])
    if level is not Level.FULL:
        assert "secret" not in repr([(f.words, f.note, f.basis, f.object) for f in found])


def test_a_level_that_asks_for_prepared_words_shows_none_where_nobody_wrote_them(
    authority: Organisation, ben: Person, cleo: Person
) -> None:
    claim = approved(ben, cleo, authority, "C06", value="secret")
    shown = queries.one_claim(claim.key, queries.sight_of(None, now=NOW))
    assert (shown.level, shown.words, shown.object) == (Level.EXISTENCE, "", "")


def test_one_page_of_claims_takes_the_same_queries_however_many_there_are(
    authority: Organisation, ben: Person, cleo: Person, eve: Person, django_assert_num_queries: object
) -> None:
    for _number in range(3):
        approved(ben, cleo, authority)

    def look() -> int:
        sight = queries.sight_of(eve, now=NOW)
        return len(queries.shown_claims(queries.visible(sight)[:100], sight))

    look()
    with django_assert_num_queries(6):  # type: ignore[operator]
        assert look() == 3
    for _number in range(4):
        approved(ben, cleo, authority, "C02")
    with django_assert_num_queries(6):  # type: ignore[operator]
        assert look() == 7
