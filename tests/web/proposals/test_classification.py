"""Rulings, reviews of classification, appeals and situations, as they reach claims."""

import datetime as dt

import pytest

from openregime.core.sharing import BadRuling, Label, Level
from openregime.web.disclosure import actions as disclosure_actions
from openregime.web.disclosure.deciding import BadChoice, Wanted, rule
from openregime.web.people import two_people
from openregime.web.people.models import Organisation, PendingAct, Person
from openregime.web.people.permissions import NotAllowed
from openregime.web.proposals import actions, classification, queries
from openregime.web.proposals.models import ProposedClaim
from tests.web.people.conftest import NOW, a_member
from tests.web.proposals.conftest import a_proposal

DAY = dt.timedelta(days=1)


def approved(ben: Person, cleo: Person, authority: Organisation, category: str, **changed: object) -> ProposedClaim:
    claim = actions.propose(ben, authority, a_proposal(category, **changed), now=NOW)
    actions.submit(ben, claim, now=NOW)
    return actions.approve(cleo, claim, now=NOW)


def level_for(person: Person | None, claim: ProposedClaim, now: dt.datetime = NOW) -> Level | None:
    sight = queries.sight_of(person, now=now)
    found = queries.shown_claims(queries.visible(sight).filter(key=claim.key), sight)
    return found[0].level if found else None


def test_one_security_officer_closes_a_category_and_every_claim_of_it_follows(
    authority: Organisation, ada: Person, ben: Person, cleo: Person, eve: Person
) -> None:
    claim = approved(ben, cleo, authority, "C01")
    assert (level_for(None, claim), level_for(eve, claim)) == (Level.FULL, Level.FULL)

    wanted = Wanted(
        "withhold", ("public", "peer_operator"), opens=False, because="theft", reason="for a week", category="C01"
    )
    ruling = rule(ada, authority, wanted, Label.of("C01"), now=NOW)

    assert (level_for(None, claim), level_for(eve, claim), level_for(ben, claim)) == (None, None, Level.FULL)
    disclosure_actions.end_ruling(ada, authority, ruling.key, reason="the week is over", now=NOW + DAY)
    assert level_for(None, claim, NOW + DAY) is Level.FULL


def test_closing_one_claim_leaves_others_of_its_kind_open(
    authority: Organisation, ada: Person, ben: Person, cleo: Person
) -> None:
    one, other = approved(ben, cleo, authority, "C01"), approved(ben, cleo, authority, "C01")
    assert one.profile_id == other.profile_id
    wanted = Wanted(
        "withhold", ("public",), opens=False, because="person", reason="names a person", item=f"claim:{one.key}"
    )
    rule(ada, authority, wanted, Label.of("C01"), now=NOW)
    assert (level_for(None, one), level_for(None, other)) == (None, Level.FULL)


def test_an_organisation_rules_on_its_own_claims_only(
    authority: Organisation, ada: Person, ben: Person, cleo: Person, eve: Person
) -> None:
    claim = approved(ben, cleo, authority, "C01")
    other = Organisation.objects.get(key="power-of-bohemia")
    officer = a_member(other, "Olga", "security_officer")
    wanted = Wanted("withhold", ("public",), opens=False, because="theft", reason="why not", item=f"claim:{claim.key}")
    rule(officer, other, wanted, Label.of("C01"), now=NOW)
    assert level_for(None, claim) is Level.FULL
    with pytest.raises(NotAllowed):
        rule(eve, other, wanted, Label.of("C01"), now=NOW)
    with pytest.raises(NotAllowed):
        rule(
            officer,
            other,
            Wanted("withhold", ("public",), False, "theft", "why not", "C01", whole_state=True),
            Label.of("C01"),
            now=NOW,
        )


def test_opening_what_is_truly_sensitive_takes_a_second_person_in_another_role(
    authority: Organisation, ada: Person, ben: Person, cleo: Person
) -> None:
    claim = approved(ben, cleo, authority, "C09", summary="An event was looked into.")
    assert level_for(None, claim) is None
    wanted = Wanted(
        "summary",
        ("public",),
        opens=True,
        because="accountability",
        reason="the report is out",
        item=f"claim:{claim.key}",
    )
    waiting = rule(ada, authority, wanted, Label.of("C09"), now=NOW)

    assert isinstance(waiting, PendingAct)
    assert level_for(None, claim) is None
    with pytest.raises(two_people.SecondPersonNeeded):
        two_people.settle(ada, waiting.key, confirmed=True, now=NOW)
    two_people.settle(cleo, waiting.key, confirmed=True, now=NOW)
    assert level_for(None, claim) is Level.SUMMARY


def test_a_hard_floor_cannot_be_ruled_away_even_by_two(
    authority: Organisation, ada: Person, ben: Person, cleo: Person
) -> None:
    claim = approved(ben, cleo, authority, "C11")
    wanted = Wanted("full", ("public",), opens=True, because="openness", reason="we want to", item=f"claim:{claim.key}")
    waiting = rule(ada, authority, wanted, Label.of("C11"), now=NOW)
    two_people.settle(cleo, waiting.key, confirmed=True, now=NOW)
    assert level_for(None, claim) is None


def test_embarrassment_is_no_reason_to_close(authority: Organisation, ada: Person) -> None:
    for because in ("", "embarrassment"):
        with pytest.raises((BadChoice, BadRuling)):
            rule(
                ada,
                authority,
                Wanted("withhold", ("public",), False, because, "it looks bad", "C01"),
                Label.of("C01"),
                now=NOW,
            )


def test_a_declared_emergency_changes_what_is_seen_in_that_state_alone_and_lapses(
    authority: Organisation, ada: Person, ben: Person, cleo: Person
) -> None:
    claim = approved(ben, cleo, authority, "C02", summary="How security is governed.")
    assert level_for(None, claim) is Level.FULL
    disclosure_actions.declare_situation(
        ada, authority, "emergency", begins=NOW, ends=NOW + 2 * DAY, reason="an event of level 4", now=NOW
    )
    assert level_for(None, claim) is Level.SUMMARY
    assert level_for(None, claim, NOW + 2 * DAY) is Level.FULL


def test_withheld_claims_come_up_at_their_review_and_a_reason_sets_the_next(
    authority: Organisation, ada: Person, ben: Person, cleo: Person
) -> None:
    approved(ben, cleo, authority, "C01")
    claim = approved(ben, cleo, authority, "C06")
    later = NOW + dt.timedelta(days=800)

    assert classification.due(authority, now=NOW) == []
    assert classification.due(authority, now=later) == [claim]
    with pytest.raises(BadChoice):
        classification.review(ada, claim, category="C06", reason="yes", now=later)
    classification.review(ada, claim, category="C06", reason="the mission is still running", now=later)
    assert classification.due(authority, now=later) == []
    figures = classification.counts(authority, now=later)
    assert (figures.withheld, figures.open_in_full, figures.reviews, figures.by_category) == (1, 1, 1, {"C06": 1})


def test_leaving_a_truly_sensitive_category_takes_two_people(
    authority: Organisation, ada: Person, ben: Person, cleo: Person
) -> None:
    claim = approved(ben, cleo, authority, "C11")
    waiting = classification.review(ada, claim, category="C01", reason="it was never a site", now=NOW)
    assert isinstance(waiting, PendingAct)
    assert level_for(None, claim) is None
    two_people.settle(cleo, waiting.key, confirmed=True, now=NOW)
    assert level_for(None, ProposedClaim.objects.get(pk=claim.pk)) is Level.FULL


def test_an_appeal_is_answered_by_somebody_else_than_who_decided(
    authority: Organisation, ada: Person, ben: Person, cleo: Person, eve: Person
) -> None:
    claim = approved(ben, cleo, authority, "C06", summary="A review was held.", value="Twelve recommendations.")
    sight = queries.sight_of(eve, now=NOW)
    asked = classification.appeal(sight, claim.key, benefit="others would learn from it", now=NOW)
    a_role = {
        "answered": "opened",
        "level": "full",
        "audiences": ("peer_operator",),
        "reason": "they may learn",
        "now": NOW,
    }

    from openregime.web.people.actions import give_role

    give_role(ada, authority, cleo.key, "security_officer", now=NOW)
    with pytest.raises(NotAllowed, match="somebody else"):
        classification.answer(cleo, asked.key, **a_role)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        classification.answer(eve, asked.key, **a_role)  # type: ignore[arg-type]
    classification.answer(ada, asked.key, **a_role)  # type: ignore[arg-type]

    assert (level_for(eve, claim), level_for(None, claim)) == (Level.FULL, Level.EXISTENCE)
    with pytest.raises(queries.UnknownClaim):
        classification.answer(ada, asked.key, **a_role)  # type: ignore[arg-type]


def test_nobody_appeals_about_what_they_may_not_know_of(
    authority: Organisation, ben: Person, cleo: Person, eve: Person
) -> None:
    claim = approved(ben, cleo, authority, "C11")
    with pytest.raises(queries.UnknownClaim):
        classification.appeal(queries.sight_of(eve, now=NOW), claim.key, benefit="I would like to know", now=NOW)
