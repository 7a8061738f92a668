"""Files beside a claim: who may add, have and take away; how they are sent; what the trail says of them."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from openregime.io.proposals.files import BadAttachment
from openregime.web.people.models import Organisation, Person
from openregime.web.people.permissions import NotAllowed
from openregime.web.proposals import actions, attaching, queries
from openregime.web.proposals.models import Attachment, ProposedClaim
from openregime.web.trail import queries as trail
from openregime.web.trail.models import Attempt
from tests.web.people.conftest import NOW
from tests.web.proposals.conftest import a_proposal
from tests.web.proposals.test_pages import browser_of

TEXT = b"Eleven of twelve are closed.\n"


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_FOLDER = tmp_path
    return tmp_path / "attachments"


def a_draft(authority: Organisation, ben: Person, category: str = "C01", **changed: Any) -> ProposedClaim:
    return actions.propose(ben, authority, a_proposal(category, **changed), now=NOW)


def approved(ben: Person, cleo: Person, claim: ProposedClaim) -> ProposedClaim:
    return actions.approve(cleo, actions.submit(ben, claim, now=NOW), now=NOW)


def send(browser: Client, claim: ProposedClaim, name: str = "note.txt", content: bytes = TEXT) -> Any:
    return browser.post(reverse("attach-file", args=[claim.key]), {"file": SimpleUploadedFile(name, content)})


def test_a_file_comes_back_byte_for_byte_to_be_saved_and_not_shown(
    authority: Organisation, ben: Person, cleo: Person, own_folder: Path
) -> None:
    claim = a_draft(authority, ben)
    assert send(browser_of(ben), claim, "Überblick.txt").status_code == 302
    approved(ben, cleo, claim)
    file = Attachment.objects.get()
    answer = Client().get(reverse("attachment", args=[claim.key, file.key]))

    assert answer.content == TEXT
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%C3%9Cberblick.txt"
    assert "no-store" in answer["Cache-Control"]
    assert [one.name for one in own_folder.iterdir()] == [file.sha256]
    assert "Überblick.txt" in Client().get(reverse("proposed-claim", args=[claim.key])).content.decode()


@pytest.mark.parametrize("category", ["C03", "C06", "C11"])
def test_who_has_less_than_the_whole_claim_has_no_file_and_no_word_of_it(
    authority: Organisation, ben: Person, cleo: Person, category: str
) -> None:
    claim = a_draft(authority, ben, category, summary="prepared")
    attaching.attach(ben, claim, name="secret-name.txt", content=TEXT, now=NOW)
    approved(ben, cleo, claim)
    address = reverse("attachment", args=[claim.key, Attachment.objects.get().key])

    assert Client().get(address).status_code == 404
    assert "secret-name" not in Client().get(reverse("proposed-claim", args=[claim.key])).content.decode()
    assert browser_of(cleo).get(address).content == TEXT


def test_a_file_is_asked_for_by_its_own_claim_only(authority: Organisation, ben: Person, cleo: Person) -> None:
    hidden, open_ = a_draft(authority, ben, "C11"), a_draft(authority, ben, "C01")
    attaching.attach(ben, hidden, name="a.txt", content=TEXT, now=NOW)
    for claim in (hidden, open_):
        approved(ben, cleo, claim)
    assert Client().get(reverse("attachment", args=[open_.key, Attachment.objects.get().key])).status_code == 404


def test_only_its_author_adds_to_a_draft_or_takes_away_and_nobody_later(
    authority: Organisation, ben: Person, cleo: Person, eve: Person
) -> None:
    claim = a_draft(authority, ben)
    made = attaching.attach(ben, claim, name="a.txt", content=TEXT, now=NOW)
    remove = reverse("detach-file", args=[claim.key, made.key])

    assert send(browser_of(cleo), claim, content=b"other").status_code == 403
    assert send(browser_of(eve), claim, content=b"other").status_code == 404
    assert browser_of(cleo).post(remove).status_code == 403
    assert browser_of(eve).post(remove).status_code == 404
    assert Client().post(remove).status_code == 302
    actions.submit(ben, claim, now=NOW)
    assert send(browser_of(ben), claim, content=b"other").status_code == 400
    assert browser_of(ben).post(remove).status_code == 400
    assert [one.key for one in Attachment.objects.all()] == [made.key]


def test_bytes_go_when_no_claim_has_them_any_more(
    authority: Organisation, ben: Person, own_folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    first, second = a_draft(authority, ben), a_draft(authority, ben, value="Another.")
    files = [attaching.attach(ben, claim, name="a.txt", content=TEXT, now=NOW) for claim in (first, second)]
    kept = own_folder / files[0].sha256
    for claim, file, stays in ((first, files[0], True), (second, files[1], False)):
        with django_capture_on_commit_callbacks(execute=True):
            attaching.detach(ben, claim, file.key, now=NOW)
        assert kept.exists() is stays


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"MZ", "no PDF"),
        ("a.exe", b"MZ", ".exe"),
        ("a.txt", b"a\x00", "control"),
        ("a.csv", b"a\n=1+1\n", "formula"),
    ],
)
def test_a_file_that_is_refused_is_named_beside_its_field(
    authority: Organisation, ben: Person, own_folder: Path, name: str, content: bytes, words: str
) -> None:
    answer = send(browser_of(ben), a_draft(authority, ben), name, content)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert 'href="#field-file"' in answer.content.decode()
    assert not Attachment.objects.exists()
    assert not own_folder.exists()


def test_a_path_in_the_name_leads_nowhere(authority: Organisation, ben: Person, own_folder: Path) -> None:
    send(browser_of(ben), a_draft(authority, ben), "../../etc/passwd.txt")
    assert Attachment.objects.get().name == "passwd.txt"
    with pytest.raises(BadAttachment, match="path"):
        attaching.attach(ben, ProposedClaim.objects.get(), name="../a.txt", content=b"other", now=NOW)
    assert len(list(own_folder.iterdir())) == 1


def test_the_same_file_twice_and_an_eleventh_are_refused(authority: Organisation, ben: Person) -> None:
    claim = a_draft(authority, ben)
    for number in range(attaching.MOST_FILES):
        attaching.attach(ben, claim, name="a.txt", content=b"%d" % number, now=NOW)
    with pytest.raises(BadAttachment, match="same file"):
        attaching.attach(ben, claim, name="b.txt", content=b"0", now=NOW)
    with pytest.raises(BadAttachment, match="at most 10"):
        attaching.attach(ben, claim, name="b.txt", content=b"more", now=NOW)


def test_what_is_damaged_or_gone_is_said_and_not_sent(authority: Organisation, ben: Person, own_folder: Path) -> None:
    claim = a_draft(authority, ben)
    made = attaching.attach(ben, claim, name="a.txt", content=TEXT, now=NOW)
    address = reverse("attachment", args=[claim.key, made.key])
    (own_folder / made.sha256).write_bytes(b"something else")
    assert browser_of(ben).get(address).status_code == 503
    (own_folder / made.sha256).unlink()
    assert browser_of(ben).get(address).status_code == 503


def test_the_trail_tells_of_files_without_their_names_and_approval_stands_for_them(
    authority: Organisation, ben: Person, cleo: Person
) -> None:
    claim = a_draft(authority, ben)
    bare = actions.digest_of(claim)
    made = attaching.attach(ben, claim, name="PLANTED.txt", content=TEXT, now=NOW)
    assert actions.digest_of(claim) != bare
    other = attaching.attach(ben, claim, name="b.txt", content=b"other", now=NOW)
    attaching.detach(ben, claim, other.key, now=NOW)
    told = list(trail.entries_about(f"claim:{claim.key}"))

    assert [e.verb for e in reversed(told)] == ["claims.propose", "claims.attach", "claims.attach", "claims.detach"]
    assert not [e for e in told if "PLANTED" in repr(e) or made.sha256 in repr(e)]


def test_only_members_may_attach_at_all(authority: Organisation, ben: Person, eve: Person) -> None:
    with pytest.raises(NotAllowed):
        attaching.attach(eve, a_draft(authority, ben), name="a.txt", content=TEXT, now=NOW)
    with pytest.raises(attaching.UnknownAttachment):
        attaching.file_for(queries.sight_of(None, now=NOW), "claim-000000000000", "file-000000000000")


def test_a_download_that_is_refused_is_noted_without_a_word_of_the_file(
    authority: Organisation, ben: Person, eve: Person
) -> None:
    claim = a_draft(authority, ben)
    made = attaching.attach(ben, claim, name="PLANTED.txt", content=TEXT, now=NOW)
    browser = Client()
    browser.force_login(eve)
    for key in (made.key, "file-000000000000"):  # one that is hidden and one that never was are noted alike
        assert browser.get(reverse("attachment", args=[claim.key, key])).status_code == 404
    noted = list(Attempt.objects.all())  # two rows where a minute ended in between
    assert {(one.kind, one.code, one.person) for one in noted} == {("refused", "unknown-attachment", eve.key)}
    assert sum(one.count for one in noted) == 2
    assert not {made.key, claim.key, "PLANTED.txt"} & {str(v) for one in noted for v in vars(one).values()}
