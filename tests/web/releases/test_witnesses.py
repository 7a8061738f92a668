"""From a head to the signature of a witness and back: what is taken in, what is shown, and two views that are found."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from typer.testing import CliRunner

from openregime.cli.application import application
from openregime.core.sharing import merkle
from openregime.core.sharing.releases import SignedCheckpoint, canonical, signed
from openregime.core.sharing.witnesses import BadWitness, Witness, cosign, read_witness
from openregime.io.sharing.keys import new_private_key, public_key_of, signer_of
from openregime.io.sharing.releases import release_bytes, signed_checkpoint_bytes
from openregime.io.sharing.witnesses import note_bytes, read_witness_key
from openregime.web.people.models import Organisation, Person
from openregime.web.proposals.models import ProposedClaim
from openregime.web.record.models import RecordIsAppendOnly
from openregime.web.releases import keys, log, publishing, queries, witnessing
from openregime.web.releases.drafts import Draft
from openregime.web.releases.models import HeadCosignature, LogEntry, PublishedRelease, SigningKey
from openregime.web.releases.tree import BrokenLog, check_log
from openregime.web.trail import queries as trail
from openregime.web.trail.models import Attempt
from tests.web.people.conftest import NOW
from tests.web.releases.test_tree import raw

CALL = "/api/v1/release-log/cosignatures"
NAME = "ministry.example/witness"


class Outside:
    """A witness with a folder of its own, and commands that open no database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        made = self.run("new-witness", NAME, "--to", str(folder / "key"))
        assert made.exit_code == 0, made.stderr
        self.text = made.stdout.strip().split("\n")[-1]

    def run(self, *words: str) -> Any:
        return CliRunner().invoke(application(), ["releases", *words], catch_exceptions=False)

    def sign(self, content: bytes, *words: str) -> Any:
        (self.folder / "head.json").write_bytes(content)
        files = ("--key", str(self.folder / "key"), "--previous", str(self.folder / "kept.json"))
        return self.run("witness", str(self.folder / "head.json"), *files, *words)

    @property
    def signed(self) -> bytes:
        return (self.folder / "head.json.cosigned").read_bytes()


@pytest.fixture
def outside(tmp_path: Path) -> Outside:
    return Outside(tmp_path)


@pytest.fixture
def listed(outside: Outside, release: PublishedRelease) -> Outside:
    """A witness that is listed and has signed the head with the first release."""
    witnessing.list_witness(read_witness(outside.text), now=NOW)
    assert outside.sign(Client().get("/releases/log/for-witness.json").content, "--first").exit_code == 0
    return outside


def handed_in(note: bytes) -> Any:
    return Client().post(CALL, data=json.dumps({"note": note.decode()}), content_type="application/json")


def verified(file: Path, *words: str) -> Any:
    return CliRunner().invoke(application(), ["verify", str(file), *words], catch_exceptions=False)


def another(authority: Organisation, cleo: Person, law: ProposedClaim) -> PublishedRelease:
    made = publishing.publish(cleo, authority, Draft("Law, once more", (law.key,)), now=NOW)
    assert isinstance(made, PublishedRelease)
    return made


def test_what_a_witness_signs_is_taken_in_shown_and_demanded(
    listed: Outside, release: PublishedRelease, authority: Organisation, cleo: Person, law: ProposedClaim,
    tmp_path: Path,
) -> None:  # fmt: skip
    taken = handed_in(listed.signed)
    assert (taken.status_code, taken.json()) == (200, {"size": 1, "witnesses": [NAME]}), taken.content
    assert handed_in(listed.signed).status_code == 200, "a second time changes nothing"
    assert HeadCosignature.objects.count() == 1

    second = another(authority, cleo, law)
    asked = Client().get("/releases/log/for-witness.json?earlier=1").content
    assert listed.sign(asked).exit_code == 0
    assert handed_in(listed.signed).status_code == 200
    later = another(authority, cleo, law)

    page = Client().get("/releases/log/").content.decode()
    assert listed.text.replace("+", "&#x2B;") in page or listed.text in page
    assert page.count(f"<td><bdi>{NAME}</bdi></td>") == 2
    assert NAME in Client().get(f"/releases/{release.key}/").content.decode()
    assert NAME not in Client().get(f"/releases/{later.key}/").content.decode()
    assert Client().get("/api/v1/release-log/witnesses").json()["witnesses"][0]["latest"] == 2
    assert b"cosigned_by" in Client().get("/releases/log/heads.csv").content
    (tmp_path / "keys.txt").write_bytes(Client().get("/releases/log/witnesses.txt").content)
    for one, expected in ((release, 0), (second, 0), (later, 1)):
        (tmp_path / "release.json").write_bytes(queries.file_of(one))
        for witness in (listed.text, str(tmp_path / "keys.txt")):
            assert verified(tmp_path / "release.json", "--witness", witness).exit_code == expected
    assert check_log() == 3
    assert [e.verb for e in trail.entries_about("head:2")] == ["releases.cosign"]


def test_two_views_of_one_log_are_never_both_signed(
    listed: Outside, release: PublishedRelease, authority: Organisation, cleo: Person, law: ProposedClaim,
    tmp_path: Path,
) -> None:  # fmt: skip
    """The log itself, with its own key, shows one reader a head with another first entry."""
    handed_in(listed.signed)
    kept = (tmp_path / "kept.json").read_bytes()
    (tmp_path / "head.json.cosigned").unlink()
    second = another(authority, cleo, law)
    honest = queries.proven(second)
    leaves = [merkle.leaf_hash(b"another"), *(bytes(e.leaf) for e in LogEntry.objects.order_by("number")[1:])]
    signing = SigningKey.objects.get(use="log")

    def signed_by_log(size: int) -> SignedCheckpoint:
        head = replace(honest.checkpoint, size=size, root=merkle.head(leaves[:size]))
        signature = signed(canonical(head.as_json()), "log", keys.signer(signing), bytes(signing.public))
        proofs = {1: tuple(merkle.consistency_proof(leaves[:size], 1))}
        return SignedCheckpoint(head, signature, proofs, keys.as_keys([signing]))

    for size in (1, 2):
        refused = listed.sign(signed_by_log_bytes := signed_checkpoint_bytes(signed_by_log(size)))
        assert refused.exit_code == 1
        assert "NOT cosigned" in refused.stdout and "shows different readers different things" in refused.stdout
        assert b'"size"' in signed_by_log_bytes
    assert (tmp_path / "kept.json").read_bytes() == kept
    assert not (tmp_path / "head.json.cosigned").exists()

    shown = signed_by_log(2)
    other_view = replace(
        honest, checkpoint=shown.checkpoint, checkpoint_signature=shown.signature,
        inclusion=tuple(merkle.inclusion_proof(leaves, 1)), consistency=dict(shown.consistency),
        witnessed=log.witnessed(0, log.latest() or pytest.fail()),
    )  # fmt: skip
    (tmp_path / "other.json").write_bytes(release_bytes(other_view))
    assert verified(tmp_path / "other.json").exit_code == 0, "without a witness nothing gives the other view away"
    demanded = verified(tmp_path / "other.json", "--witness", listed.text)
    assert demanded.exit_code == 1
    assert "0 of your 1 witnesses cosigned" in demanded.stdout


def test_a_witness_begins_once_and_knows_whose_log_it_is(listed: Outside, tmp_path: Path) -> None:
    again = listed.sign(Client().get("/releases/log/for-witness.json").content, "--first")
    assert (again.exit_code, "--first" in again.stderr) == (2, True)
    (tmp_path / "trusted.json").write_bytes(Client().get("/releases/keys/trusted.json").content)
    asked = Client().get("/releases/log/for-witness.json").content
    assert listed.sign(asked, "--keys", str(tmp_path / "trusted.json")).exit_code == 0
    (tmp_path / "kept.json").unlink()
    lost = listed.sign(asked)
    assert (lost.exit_code, "cannot be read" in lost.stderr) == (3, True)


def test_a_key_is_for_its_owner_alone_and_never_written_over(outside: Outside, tmp_path: Path) -> None:
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    again = outside.run("new-witness", NAME, "--to", str(tmp_path / "key"))
    assert (again.exit_code, "Give another name" in again.stderr) == (3, True)
    assert outside.run("new-witness", "two words", "--to", str(tmp_path / "k")).exit_code == 2
    private, witness = read_witness_key((tmp_path / "key").read_bytes())
    assert (witness.text, public_key_of(private)) == (outside.text, witness.public)
    for bad in (b"", b"x", (tmp_path / "key").read_bytes()[:-9], outside.text.encode(), b"\xff"):
        with pytest.raises(BadWitness):
            read_witness_key(bad)


def a_note(release: PublishedRelease, private: bytes, **changed: Any) -> bytes:
    head = log.head_at(1).checkpoint
    witness = Witness(NAME, public_key_of(private))
    return note_bytes(head, (replace(cosign(head.note, witness, 1, signer_of(private)), **changed),))


STRANGER = b"s" * 32
REFUSED: dict[str, tuple[int, str, Callable[[bytes, bytes], bytes]]] = {
    "a key that is not listed": (400, "does not fit", lambda note, other: other),
    "a name that is not listed": (404, "not among the witn", lambda note, other: other.replace(b"minist", b"mint")),
    "another root": (400, "another log", lambda note, other: note.replace(note.split(b"\n")[2], b"A" * 44)),
    "another log": (400, "another log", lambda note, other: b"x" + note),
    "a size that never was": (404, "never had", lambda note, other: note.replace(b"\n1\n", b"\n7\n", 1)),
    "no cosignature": (400, "no cosignature", lambda note, other: note.split(b"\n\n")[0] + b"\n\n"),
    "no note": (400, "three lines", lambda note, other: b"hello"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_does_not_fit_is_not_taken_in(what: str, listed: Outside, release: PublishedRelease) -> None:
    status, words, changed = REFUSED[what]
    answer = handed_in(changed(listed.signed, a_note(release, STRANGER)))

    assert answer.status_code == status, answer.content
    assert words in answer.content.decode()
    assert not HeadCosignature.objects.exists()


def test_a_signature_of_a_time_to_come_is_refused(release: PublishedRelease) -> None:
    private = new_private_key()
    witnessing.list_witness(Witness(NAME, public_key_of(private)), now=NOW)
    head = log.head_at(1).checkpoint
    ahead = cosign(head.note, Witness(NAME, public_key_of(private)), 2**40, signer_of(private))

    assert handed_in(note_bytes(head, (ahead,))).status_code == 400
    assert not HeadCosignature.objects.exists()


def test_an_ended_witness_is_not_heard_but_what_it_signed_stays(listed: Outside, release: PublishedRelease) -> None:
    assert handed_in(listed.signed).status_code == 200
    witnessing.end_witness(NAME, reason="its key was lost", now=NOW)

    assert handed_in(listed.signed).status_code == 404
    assert "its key was lost" in Client().get("/releases/log/").content.decode()
    assert log.head_at(1).cosignatures[0].name == NAME
    with pytest.raises(witnessing.UnknownWitness):
        witnessing.end_witness(NAME, reason="again", now=NOW)
    with pytest.raises(witnessing.WitnessListedAlready):
        witnessing.list_witness(read_witness(listed.text), now=NOW)
    with pytest.raises(RecordIsAppendOnly):
        HeadCosignature.objects.all().delete()


def test_a_cosignature_that_was_changed_in_the_database_is_found(listed: Outside) -> None:
    handed_in(listed.signed)
    assert check_log() == 1
    raw(HeadCosignature).update(seconds=5)

    with pytest.raises(BrokenLog, match=NAME):
        check_log()


def test_one_key_counts_once_and_more_witnesses_than_given_cannot_be_demanded(
    listed: Outside, release: PublishedRelease, tmp_path: Path
) -> None:
    handed_in(listed.signed)
    (tmp_path / "release.json").write_bytes(queries.file_of(release))
    public = read_witness(listed.text).public

    twice = verified(tmp_path / "release.json", "--witness", listed.text, "--witness", Witness("b", public).text)
    assert (twice.exit_code, "given twice" in twice.stderr) == (2, True)
    many = verified(tmp_path / "release.json", "--witness", listed.text, "--at-least", "2")
    assert (many.exit_code, "--at-least" in many.stderr) == (2, True)
    stranger = Witness("b", public_key_of(STRANGER)).text
    one_of = ("--witness", listed.text, "--witness", stranger)
    assert verified(tmp_path / "release.json", *one_of, "--at-least", "1").exit_code == 0
    assert verified(tmp_path / "release.json", *one_of).exit_code == 1
    assert f"The file says that {NAME} cosigned" in verified(tmp_path / "release.json").stdout


def test_asvs_16_3_3_a_cosignature_that_does_not_fit_is_noted(listed: Outside, release: PublishedRelease) -> None:
    assert handed_in(listed.signed).status_code == 200
    assert not Attempt.objects.exists()
    handed_in(a_note(release, STRANGER))
    handed_in(a_note(release, STRANGER).replace(b"minist", b"mint"))

    assert set(Attempt.objects.values_list("kind", "code")) == {
        ("refused", "cosignature-not-taken"), ("refused", "unknown-witness"),
    }  # fmt: skip
