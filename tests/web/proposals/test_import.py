"""Claims from a table: all rows or none, with a report; and what does not come through the door."""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from openregime.io.proposals.tables import NEEDED
from openregime.web.people.models import Organisation, Person
from openregime.web.proposals.models import ProposedClaim
from openregime.web.trail import queries as trail
from tests.web.proposals.test_pages import browser_of

ROW = ("topic:security-law", "A law is in force.", "2020-01-01", "Gazette 12/2019", "C01")
PAGE = "/proposals/import/"


def table(*rows: Sequence[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([NEEDED, *rows])
    return out.getvalue().encode()


def send(browser: Client, organisation: str, content: bytes, name: str = "claims.csv") -> Any:
    return browser.post(PAGE, {"organisation": organisation, "file": SimpleUploadedFile(name, content)})


def test_every_row_becomes_a_draft_of_the_organisation_with_its_row_in_the_report(
    authority: Organisation, ben: Person
) -> None:
    answer = send(browser_of(ben), authority.key, table(ROW, ("topic:no", "NO", "2021", "Letter", "C02")))
    page = answer.content.decode()
    drafts = list(ProposedClaim.objects.order_by("pk"))

    assert answer.status_code == 200
    assert [(d.value, d.stage, d.author, d.state) for d in drafts] == [
        ("A law is in force.", "draft", ben, "ARD"), ("NO", "draft", ben, "ARD")
    ]  # fmt: skip
    assert all(f'href="{reverse("proposed-claim", args=[d.key])}"' in page for d in drafts)
    assert "claims.import" in [e.verb for e in trail.entries_about(f"organisation:{authority.key}")]


def test_one_bad_row_keeps_all_rows_out_and_every_fault_is_listed(authority: Organisation, ben: Person) -> None:
    bad = [ROW, ("provision:NO-SUCH", "met", "2020", "b", "C01"), ("topic:x", "x", "soon", "", "C99")]
    answer = send(browser_of(ben), authority.key, table(*bad))
    page = answer.content.decode()

    assert answer.status_code == 400
    assert not ProposedClaim.objects.exists()
    for row, field in ((3, "object"), (4, "valid"), (4, "basis"), (4, "category")):
        assert f'<th scope="row">{row}</th><td><bdi>{field}</bdi></td>' in page


@pytest.mark.parametrize("twice", [[ROW, ROW], [ROW]])
def test_the_same_claim_is_not_taken_twice(authority: Organisation, ben: Person, twice: list[Sequence[str]]) -> None:
    if len(twice) == 1:
        send(browser_of(ben), authority.key, table(ROW))
    before = ProposedClaim.objects.count()
    answer = send(browser_of(ben), authority.key, table(*twice))

    assert (answer.status_code, ProposedClaim.objects.count()) == (400, before)
    assert f'<th scope="row">{len(twice) + 1}</th><td><bdi>object</bdi></td>' in answer.content.decode()


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_the_template_sent_back_untouched_is_refused(authority: Organisation, ben: Person, format_: str) -> None:
    browser = browser_of(ben)
    got = browser.get(reverse("claims-template", args=[format_]))
    answer = send(browser, authority.key, got.content, f"t.{format_}")

    assert (answer.status_code, ProposedClaim.objects.exists()) == (400, False)
    assert "is the example of the template" in answer.content.decode()
    assert got["Content-Disposition"] == f'attachment; filename="claims-template.{format_}"'


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"\xff\xfe", "a.csv", "not UTF-8"),
        (table(("topic:x", "=1+1", "2020", "b", "C01")), "a.csv", "formula"),
        (table(ROW), "../../etc/a.exe", "neither .csv nor .xlsx"),
        (table(*[("topic:xy", "x", "2020", "b", "C01")] * 1_001), "a.csv", "The same claim as in row 2"),
        (b"", "a.csv", "Choose a file"),
    ],
)
def test_files_that_cannot_be_taken_are_refused_in_words(
    authority: Organisation, ben: Person, content: bytes, name: str, words: str
) -> None:
    answer = send(browser_of(ben), authority.key, content, name)
    assert (answer.status_code, ProposedClaim.objects.exists()) == (400, False)
    assert words in answer.content.decode() or (not content and "file" in answer.content.decode())


def test_a_hundred_megabytes_are_refused_before_they_are_read(authority: Organisation, ben: Person) -> None:
    class Unread(io.BytesIO):
        def read(self, *_size: Any) -> bytes:
            raise AssertionError("a byte of it was read")

    for address in (PAGE, "/proposals/claim-000000000000/files/"):
        answer = browser_of(ben).generic(
            "POST", address, b"", content_type="multipart/form-data; boundary=x",
            **{"CONTENT_LENGTH": "100000000", "wsgi.input": Unread()},
        )  # fmt: skip
        assert answer.status_code == 413
        assert "100.0 MB were sent" in answer.content.decode()


def test_only_who_may_propose_there_imports_and_a_form_without_its_token_is_refused(
    authority: Organisation, ben: Person, eve: Person, ada: Person
) -> None:
    assert Client().get(PAGE).status_code == 302
    assert send(browser_of(eve), authority.key, table(ROW)).status_code == 404
    assert send(browser_of(ada), authority.key, table(ROW)).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ben)
    assert send(strict, authority.key, table(ROW)).status_code == 403
    assert not ProposedClaim.objects.exists()


def test_a_column_of_last_days_is_read_and_reported_by_row(authority: Organisation, ben: Person) -> None:
    def with_ends(*ends: str) -> bytes:
        out = io.StringIO(newline="")
        rows = [(ROW[0], f"Law {number}", *ROW[2:], end) for number, end in enumerate(ends)]
        csv.writer(out).writerows([(*NEEDED, "ends_on"), *rows])
        return out.getvalue().encode()

    refused = send(browser_of(ben), authority.key, with_ends("2030-12-31", "2019-01-01", "later"))
    page = refused.content.decode()
    assert refused.status_code == 400
    assert not ProposedClaim.objects.exists()
    for row in (3, 4):
        assert f'<th scope="row">{row}</th><td><bdi>ends_on</bdi></td>' in page
    assert '<th scope="row">2</th>' not in page

    assert send(browser_of(ben), authority.key, with_ends("2030-12-31", "")).status_code == 200
    ends = ProposedClaim.objects.order_by("pk").values_list("ends_on", flat=True)
    assert list(ends) == [dt.date(2030, 12, 31), None]


def test_the_template_has_the_column_and_tables_made_before_there_was_one_stay_valid(
    authority: Organisation, ben: Person
) -> None:
    browser = browser_of(ben)
    header = browser.get(reverse("claims-template", args=["csv"])).content.decode("utf-8-sig").splitlines()[0]
    assert "ends_on" in header.split(",")
    assert "ends_on" in browser.get(PAGE).content.decode()
    assert send(browser, authority.key, table(ROW)).status_code == 200
    assert ProposedClaim.objects.get().ends_on is None
