"""The pages of disclosure: what an organisation's people decide there, and what others see of it."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openregime.core.sharing import Level
from openregime.web.disclosure.models import Appeal, RulingEnd, SituationDeclaration, StoredRuling
from openregime.web.people.models import Organisation, PendingAct, Person
from openregime.web.proposals import queries
from openregime.web.proposals.models import ProposedClaim
from tests.web.proposals.test_classification import approved

RULING = {
    "way": "close", "on": "category", "category": "C01", "audiences": ["public", "media"], "level": "existence",
    "harm": "theft", "reason": "a review of the law runs",
}  # fmt: skip


def seen_by(person: Person | None, claim: ProposedClaim) -> Level | None:
    sight = queries.sight_of(person, now=timezone.now())
    found = queries.shown_claims(queries.visible(sight).filter(key=claim.key), sight)
    return found[0].level if found else None


def words_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def ruling_page(authority: Organisation) -> str:
    return reverse("disclosure-ruling", args=[authority.key])


def test_a_ruling_is_shown_before_it_is_made_and_changes_nothing_until_then(
    authority: Organisation, ada: Person, ben: Person, cleo: Person, browser_of: Any
) -> None:
    claim = approved(ben, cleo, authority, "C01")
    browser = browser_of(ada)

    shown = browser.post(ruling_page(authority), {**RULING, "do": "preview"})
    assert shown.status_code == 200
    assert "It reaches 1 approved claim" in words_of(shown)
    changed = [row["audience"] for row in shown.context["preview"]["changed"]]
    assert len(changed) == 2
    assert not StoredRuling.objects.exists()
    assert seen_by(None, claim) is Level.FULL

    made = browser.post(ruling_page(authority), {**RULING, "do": "decide"})
    assert made["Location"] == reverse("disclosure-organisation", args=[authority.key])
    assert seen_by(None, claim) is Level.EXISTENCE
    page = words_of(browser.get(made["Location"]))
    assert "a review of the law runs" in page
    assert "helps to steal material" in page


def test_a_preview_says_so_where_nothing_would_change(authority: Organisation, ada: Person, browser_of: Any) -> None:
    opening = {**RULING, "way": "open", "level": "existence", "benefit": "accountability", "do": "preview"}
    assert "Nothing would change for anybody" in words_of(browser_of(ada).post(ruling_page(authority), opening))


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"harm": "embarrassment"}, "because", "Embarrassment is none"),
        ({"audiences": []}, "audiences", "at least one audience"),
        ({"audiences": ["nobody"]}, "audiences", "at least one audience"),
        ({"level": "everything"}, "level", "how much"),
        ({"category": "C99"}, "category", "information categories"),
        ({"on": "claim", "claim": "claim-of-others"}, "claim", "no approved claim of this key"),
        ({"reason": " "}, "reason", "Say why"),
        ({"ends": "soon"}, "ends", "YYYY-MM-DD HH:MM"),
        ({"ends": "2020-01-01 00:00"}, "level", "it ends before it begins"),
    ],
)
@pytest.mark.parametrize("do", ["preview", "decide"])
def test_what_will_not_do_is_said_beside_its_field_and_nothing_is_stored(
    authority: Organisation, ada: Person, browser_of: Any, changed: dict[str, Any], field: str, words: str, do: str
) -> None:
    answer = browser_of(ada).post(ruling_page(authority), {**RULING, **changed, "do": do})
    assert answer.status_code == 400
    assert field in answer.context["wrong"]
    assert words in answer.context["wrong"][field]
    assert not StoredRuling.objects.exists()


def test_opening_what_is_truly_sensitive_waits_until_another_has_confirmed_it_twice_asked(
    authority: Organisation, ada: Person, ben: Person, cleo: Person, browser_of: Any
) -> None:
    claim = approved(ben, cleo, authority, "C09", summary="An event was looked into.")
    opening = {
        "way": "open", "on": "claim", "claim": claim.key, "audiences": ["public"], "level": "summary",
        "benefit": "accountability", "reason": "the report is out",
    }  # fmt: skip
    shown = browser_of(ada).post(ruling_page(authority), {**opening, "do": "preview"})
    assert "This takes two people" in words_of(shown)
    browser_of(ada).post(ruling_page(authority), {**opening, "do": "decide"})
    assert seen_by(None, claim) is None

    second = browser_of(cleo)
    page = words_of(second.get(reverse("disclosure-organisation", args=[authority.key])))
    assert "Opening further than the table" in page
    assert "disclosure.open" not in page
    settle = reverse("settle-act", args=[PendingAct.objects.get().key])
    asked = second.post(settle, {"answer": "confirm"})
    assert asked.status_code == 200
    assert seen_by(None, claim) is None
    second.post(settle, {"answer": "confirm", "sure": "yes"})
    assert seen_by(None, claim) is Level.SUMMARY


def test_a_ruling_is_ended_with_a_reason_by_whoever_rules(
    authority: Organisation, ada: Person, ben: Person, browser_of: Any
) -> None:
    browser_of(ada).post(ruling_page(authority), {**RULING, "do": "decide"})
    act = reverse("disclosure-act", args=[authority.key, "end-ruling"])
    key = StoredRuling.objects.get().key

    assert browser_of(ben).post(act, {"ruling": key, "reason": "it is over now"}).status_code == 403
    assert browser_of(ada).post(act, {"ruling": key, "reason": "over"}).status_code == 400
    assert not RulingEnd.objects.exists()
    browser_of(ada).post(act, {"ruling": key, "reason": "it is over now"})
    page = browser_of(ben).get(reverse("disclosure-organisation", args=[authority.key]))
    assert (len(page.context["in_force"]), len(page.context["ended"])) == (0, 1)
    assert browser_of(ada).post(act, {"ruling": key, "reason": "once more, please"}).status_code == 404


def test_an_authority_ends_what_it_closed_for_its_whole_state(
    authority: Organisation, ada: Person, browser_of: Any
) -> None:
    browser_of(ada).post(ruling_page(authority), {**RULING, "whole_state": "yes", "do": "decide"})
    key = StoredRuling.objects.get().key
    act = reverse("disclosure-act", args=[authority.key, "end-ruling"])
    assert browser_of(ada).post(act, {"ruling": key, "reason": "it is over now"}).status_code == 302
    assert RulingEnd.objects.count() == 1


def test_a_situation_is_declared_shown_and_ended(
    authority: Organisation, ada: Person, ben: Person, browser_of: Any
) -> None:
    page = reverse("disclosure-organisation", args=[authority.key])
    ends = (timezone.now() + dt.timedelta(days=2)).strftime("%Y-%m-%d %H:%M")
    form = {"kind": "emergency", "situation_ends": ends, "reason": "an event of level 4"}
    declare = reverse("disclosure-act", args=[authority.key, "declare"])

    assert browser_of(ben).post(declare, form).status_code == 403
    assert browser_of(ada).post(declare, {**form, "situation_ends": ""}).status_code == 400
    assert browser_of(ada).post(declare, {**form, "kind": "normal"}).status_code == 400
    browser_of(ada).post(declare, form)
    assert not browser_of(ben).get(page).context["situation"]["is_normal"]

    end = reverse("disclosure-act", args=[authority.key, "end-situation"])
    key = SituationDeclaration.objects.get().key
    browser_of(ada).post(end, {"situation": key, "reason": "the event is over"})
    shown = browser_of(ben).get(page).context["situation"]
    assert (shown["is_normal"], shown["history"][0]["is_early"]) == (True, True)


def test_only_an_authority_declares_for_a_state(eve: Person, browser_of: Any) -> None:
    from openregime.web.people.actions import give_role

    operator = Organisation.objects.get(key="power-of-bohemia")
    give_role(eve, operator, eve.key, "security_officer", now=timezone.now())
    ends = (timezone.now() + dt.timedelta(days=2)).strftime("%Y-%m-%d %H:%M")
    answer = browser_of(eve).post(
        reverse("disclosure-act", args=[operator.key, "declare"]),
        {"kind": "emergency", "situation_ends": ends, "reason": "an event of level 4"},
    )
    assert answer.status_code == 403
    assert not SituationDeclaration.objects.exists()


def test_a_review_that_is_due_is_listed_and_decided_with_a_reason(
    authority: Organisation, ada: Person, ben: Person, cleo: Person, browser_of: Any
) -> None:
    claim = approved(ben, cleo, authority, "C06", value="Twelve recommendations.")
    ProposedClaim.objects.filter(pk=claim.pk).update(review_on=timezone.now().date() - dt.timedelta(days=3))
    page = reverse("disclosure-organisation", args=[authority.key])
    assert "3 days ago" in words_of(browser_of(ben).get(page))

    form = reverse("disclosure-review", args=[authority.key, claim.key])
    assert browser_of(ben).get(form).status_code == 403
    assert browser_of(ada).post(form, {"category": "C06", "reason": "yes"}).status_code == 400
    browser_of(ada).post(form, {"category": "C01", "reason": "the mission report is public"})
    assert ProposedClaim.objects.get(pk=claim.pk).category == "C01"
    assert browser_of(ben).get(page).context["due"] == []


def test_an_appeal_goes_from_the_claims_page_to_an_answer_that_the_asker_sees(
    authority: Organisation, ada: Person, ben: Person, cleo: Person, eve: Person, browser_of: Any
) -> None:
    claim = approved(ben, cleo, authority, "C06", summary="A review was held.", value="Twelve recommendations.")
    asker = browser_of(eve)
    address = reverse("appeal", args=[claim.key])
    assert address in asker.get(reverse("proposed-claim", args=[claim.key])).content.decode()

    assert asker.post(address, {"benefit": "curious"}).status_code == 400
    assert asker.post(address, {"benefit": "others would learn from it"})["Location"] == reverse("appeals")
    appeal = Appeal.objects.get()
    answer = reverse("disclosure-answer", args=[authority.key, appeal.key])
    assert asker.get(answer).status_code == 404
    assert browser_of(cleo).get(answer).status_code == 403
    given = {"answered": "opened", "level": "full", "audiences": ["peer_operator"], "reason": "they may learn from it"}
    assert browser_of(ada).post(answer, {**given, "audiences": []}).status_code == 400
    browser_of(ada).post(answer, given)

    seen = words_of(asker.get(reverse("appeals")))
    assert "they may learn from it" in seen
    assert "opened" in seen
    assert "Ada" not in seen
    assert seen_by(eve, claim) is Level.FULL


def test_an_appeal_is_answered_only_once_the_second_person_has_confirmed(
    authority: Organisation, ada: Person, ben: Person, cleo: Person, eve: Person, browser_of: Any
) -> None:
    claim = approved(ben, cleo, authority, "C09", summary="An event was looked into.")
    appeal = Appeal.objects.create(
        key="appeal-1", item=f"claim:{claim.key}", holder=authority, asked_by=eve, benefit="we want to learn",
        asked_at=timezone.now(),
    )  # fmt: skip
    answer = reverse("disclosure-answer", args=[authority.key, appeal.key])
    given = {
        "answered": "opened",
        "level": "summary",
        "audiences": ["peer_operator"],
        "reason": "they may learn from it",
    }
    browser_of(ada).post(answer, given)
    assert Appeal.objects.get().answer == ""
    assert "waits for a second person" in words_of(browser_of(ada).get(answer))

    settle = reverse("settle-act", args=[PendingAct.objects.get().key])
    browser_of(cleo).post(settle, {"answer": "confirm", "sure": "yes"})
    answered = Appeal.objects.get()
    assert (answered.answer, answered.decided_by) == ("opened", ada)
    assert seen_by(eve, claim) is Level.SUMMARY


def test_an_organisations_page_is_unknown_to_everybody_else(
    authority: Organisation, ada: Person, eve: Person, browser_of: Any
) -> None:
    page = reverse("disclosure-organisation", args=[authority.key])
    assert browser_of(eve).get(page).status_code == 404
    assert browser_of(eve).post(reverse("disclosure-act", args=[authority.key, "declare"]), {}).status_code == 404
    assert browser_of(eve).post(ruling_page(authority), {**RULING, "do": "decide"}).status_code == 404
    assert Client().get(page).status_code == 302


@pytest.mark.parametrize("claims", [1, 6])
def test_a_page_takes_as_many_statements_however_much_there_is(
    authority: Organisation, ada: Person, ben: Person, cleo: Person, browser_of: Any, claims: int,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    for _number in range(claims):
        claim = approved(ben, cleo, authority, "C06")
        ProposedClaim.objects.filter(pk=claim.pk).update(review_on=dt.date(2020, 1, 1))
    browser = browser_of(ada)
    browser.get(reverse("disclosure-organisation", args=[authority.key]))
    with django_assert_max_num_queries(34):
        browser.get(reverse("disclosure-organisation", args=[authority.key]))
