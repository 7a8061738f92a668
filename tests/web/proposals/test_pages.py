"""The pages of claims by people."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from openregime.web.people.models import Organisation, Person
from openregime.web.proposals import actions
from openregime.web.proposals.models import ProposedClaim
from openregime.web.proposals.stages import Stage

FIELDS = {
    "object": "topic:security-law", "value": "A law is in force.", "valid": "2020-01-01", "basis": "Gazette 12/2019",
    "category": "C01", "do": "save",
}  # fmt: skip


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_claim_goes_from_the_form_to_the_public_page_through_two_people(
    authority: Organisation, ben: Person, cleo: Person
) -> None:
    writer, approver, anyone = browser_of(ben), browser_of(cleo), Client()
    new = reverse("propose-claim")

    preview = writer.post(new, {**FIELDS, "organisation": authority.key, "do": "preview"})
    assert "Once approved, this is what they will see" in preview.content.decode()
    assert not ProposedClaim.objects.exists()

    page = writer.post(new, {**FIELDS, "organisation": authority.key})["Location"]
    assert anyone.get(page).status_code == 404
    assert writer.post(f"{page}submit/").status_code == 302
    assert writer.post(f"{page}approve/").status_code == 403
    assert anyone.get(page).status_code == 404
    assert approver.post(f"{page}approve/").status_code == 302

    seen = anyone.get(page).content.decode()
    assert "A law is in force." in seen
    assert "Invented, to try the program" in seen
    assert "A law is in force." in anyone.get(reverse("proposed-claims")).content.decode()
    assert "Step by step" in anyone.get(f"{page}why/").content.decode()


def test_every_field_that_will_not_do_is_named_and_nothing_is_stored(authority: Organisation, ben: Person) -> None:
    answer = browser_of(ben).post(
        reverse("propose-claim"),
        {
            "organisation": authority.key,
            "do": "save",
            "object": "provision:NO-SUCH",
            "valid": "yesterday",
            "category": "C99",
        },
    )
    page = answer.content.decode()

    assert answer.status_code == 400
    for field in ("object", "valid", "basis", "category"):
        assert f'href="#field-{field}"' in page
    assert not ProposedClaim.objects.exists()


def test_a_hidden_claim_and_one_that_never_was_look_alike(authority: Organisation, ben: Person, eve: Person) -> None:
    page = browser_of(ben).post(reverse("propose-claim"), {**FIELDS, "organisation": authority.key})["Location"]
    key = page.strip("/").split("/")[-1]
    for browser in (Client(), browser_of(eve)):
        for tail in ("", "why/"):
            hidden = browser.get(f"{page}{tail}")
            missing = browser.get(f"{page}{tail}".replace(key, "claim-000000000000"))
            assert (hidden.status_code, missing.status_code) == (404, 404)
            strip = lambda answer: re.sub(r"claim-\w{12}", "KEY", answer.content.decode())  # noqa: E731
            assert strip(hidden) == strip(missing)


def test_fields_that_no_form_shows_change_nothing(authority: Organisation, ben: Person) -> None:
    browser_of(ben).post(
        reverse("propose-claim"),
        {
            **FIELDS,
            "organisation": authority.key,
            "stage": "approved",
            "author": "1",
            "settled_by": "1",
            "state": "FRA",
        },
    )
    claim = ProposedClaim.objects.get()
    assert (claim.stage, claim.author, claim.settled_by, claim.state) == (Stage.DRAFT, ben, None, "ARD")


def test_an_objection_stands_beside_the_claim_and_is_answered_by_its_own_organisation(
    authority: Organisation, ben: Person, cleo: Person, eve: Person
) -> None:
    page = browser_of(ben).post(reverse("propose-claim"), {**FIELDS, "organisation": authority.key})["Location"]
    browser_of(ben).post(f"{page}submit/")
    browser_of(cleo).post(f"{page}approve/")
    reader: Any = browser_of(eve)
    reader.post(f"{page}dispute/", {"organisation": "power-of-bohemia", "words": "The gazette says otherwise."})
    objection = re.search(r'name="answers" value="(dispute-\w+)"', browser_of(cleo).get(page).content.decode())
    assert objection is not None
    browser_of(cleo).post(
        f"{page}dispute/",
        {"organisation": authority.key, "answers": objection[1], "words": "It was corrected in number 13."},
    )

    seen = Client().get(page).content.decode()
    assert seen.index("The gazette says otherwise.") < seen.index("It was corrected in number 13.")


def test_pages_of_the_list_follow_one_another_without_a_gap_or_a_double(
    authority: Organisation, ben: Person, monkeypatch: Any
) -> None:
    from openregime.web.proposals import lists

    monkeypatch.setattr(lists, "ON_A_PAGE", 3)
    browser = browser_of(ben)
    for number in range(8):
        browser.post(reverse("propose-claim"), {**FIELDS, "organisation": authority.key, "value": f"Law {number}."})
    seen: list[str] = []
    address = reverse("proposed-claims")
    for _page in range(3):
        text = browser.get(address).content.decode()
        seen += re.findall(r"<p>(Law \d\.)</p>", text)
        found = re.search(r'rel="next" href="([^"]+)"', text)
        address = reverse("proposed-claims") + found[1] if found else ""
    assert seen == [f"Law {number}." for number in reversed(range(8))]
    assert address == ""
    assert browser.get(reverse("proposed-claims") + "?before=claim-000000000000").status_code == 404


def test_reasons_name_titles_people_and_organisations_and_not_their_keys(
    authority: Organisation, ben: Person, cleo: Person, eve: Person
) -> None:
    page = browser_of(ben).post(
        reverse("propose-claim"), {**FIELDS, "organisation": authority.key, "object": "provision:CPPNM-A.2A.1.a",
        "value": "partly met", "category": "C03"},
    )["Location"]  # fmt: skip
    browser_of(ben).post(f"{page}submit/")
    browser_of(cleo).post(f"{page}approve/")
    own, other = (browser_of(who).get(f"{page}why/").content.decode() for who in (ben, eve))

    assert "Ben counts as" in own
    assert "Authority of Arden holds it." in own
    assert "General procedures" in other
    for text in (own, other):
        assert not re.findall(r"person-\w{12}|authority-of-arden holds|peer_operator|\bC03,", text)
    arabic = browser_of(ben).get(page, {"lang": "ar"}).content.decode()
    assert "مستوفى جزئياً" in arabic or "جزئي" in arabic
    assert "Window(" not in arabic


def test_the_preview_shows_what_each_audience_will_really_see(authority: Organisation, ben: Person) -> None:
    sent = {**FIELDS, "organisation": authority.key, "category": "C03", "do": "preview"}
    bare = browser_of(ben).post(reverse("propose-claim"), sent).content.decode()
    with_summary = browser_of(ben).post(reverse("propose-claim"), {**sent, "summary": "Prepared."}).content.decode()
    lacks = "They may have a summary, but there is none"
    assert bare.count(lacks) == 4
    assert lacks not in with_summary
    assert with_summary.count('<td data-label="Sees">In summary') == 4


def test_what_one_has_submitted_can_be_taken_back_until_somebody_settles_it(
    authority: Organisation, ben: Person, cleo: Person
) -> None:
    page = browser_of(ben).post(reverse("propose-claim"), {**FIELDS, "organisation": authority.key})["Location"]
    browser_of(ben).post(f"{page}submit/")
    assert browser_of(cleo).post(f"{page}recall/").status_code == 403
    assert browser_of(ben).post(f"{page}recall/").status_code == 302
    assert ProposedClaim.objects.get().stage == Stage.DRAFT
    assert browser_of(ben).post(f"{page}recall/").status_code == 400
    browser_of(ben).post(f"{page}submit/")
    browser_of(cleo).post(f"{page}approve/")
    assert browser_of(ben).post(f"{page}recall/").status_code == 400


# ---- until when


def test_a_claim_that_ends_keeps_its_last_day_from_the_form_to_the_page(
    authority: Organisation, ben: Person, cleo: Person
) -> None:
    writer = browser_of(ben)
    sent = {**FIELDS, "organisation": authority.key, "valid": "2020-01-01", "ends_on": "2031-12-31"}
    page = writer.post(reverse("propose-claim"), sent)["Location"]
    claim = ProposedClaim.objects.get()
    assert claim.ends_on == dt.date(2031, 12, 31)

    form = writer.get(f"{page}edit/").content.decode()
    assert 'name="ends_on" value="2031-12-31"' in form
    before = actions.digest_of(claim)
    writer.post(f"{page}edit/", {**sent, "ends_on": "2032-06-30"})
    claim.refresh_from_db()
    assert (claim.ends_on, actions.digest_of(claim) != before) == (dt.date(2032, 6, 30), True)

    writer.post(f"{page}submit/")
    browser_of(cleo).post(f"{page}approve/")
    seen = Client().get(page).content.decode()
    assert "Holds until" in seen
    assert "2032" in seen
    assert Client().get(f"/api/v1/proposals/{claim.key}").json()["ends_on"] == "2032-06-30"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("2019-12-31", "before it begins (2020-01-01)"), ("soon", "Write the last day"), ("2030", "Write the last day"),
        ("20300101", "Write the last day"), ("2030-02-30", "Write the last day"),
    ],
)  # fmt: skip
def test_a_last_day_that_cannot_be_is_refused_in_words(
    authority: Organisation, ben: Person, given: str, words: str
) -> None:
    sent = {**FIELDS, "organisation": authority.key, "valid": "2020-01-01", "ends_on": given}
    answer = browser_of(ben).post(reverse("propose-claim"), sent)
    page = answer.content.decode()
    assert (answer.status_code, 'href="#field-ends_on"' in page, words in page) == (400, True, True)
    assert f'value="{given}"' in page  # what was written stays to be mended
    assert not ProposedClaim.objects.exists()


def test_it_may_end_on_the_day_on_which_it_begins(authority: Organisation, ben: Person) -> None:
    sent = {**FIELDS, "organisation": authority.key, "valid": "2020-01-01", "ends_on": "2020-01-01"}
    assert browser_of(ben).post(reverse("propose-claim"), sent).status_code == 302
