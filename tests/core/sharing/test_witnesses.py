"""Cosignatures: the published form, whose they are, and what a witness refuses to sign."""

import base64
import datetime as dt
from dataclasses import replace

import pytest

from openregime.core.sharing import merkle
from openregime.core.sharing.releases import (
    BadRelease,
    Checkpoint,
    Key,
    Release,
    SignedCheckpoint,
    SignedRelease,
    Witnessed,
    canonical,
    check_checkpoint,
    check_witnesses,
    log_entry,
    signed,
)
from openregime.core.sharing.witnesses import (
    BadWitness,
    Cosignature,
    Witness,
    cosign,
    cosigned_bytes,
    is_cosigned,
    read_cosignature,
    read_witness,
)
from openregime.io.sharing.keys import fits, public_key_of, signer_of

NOW = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
LOG, SEALS, OTHERS = (bytes([n]) * 32 for n in (1, 2, 3))
"""Private keys of the log and of two witnesses, as tests need them."""
ONE, TWO = Witness("ministry.example/w", public_key_of(SEALS)), Witness("watch.example/w", public_key_of(OTHERS))
LEAVES = [merkle.leaf_hash(bytes([n])) for n in range(9)]


def head(leaves: list[bytes]) -> Checkpoint:
    return Checkpoint("log.example/releases/1", len(leaves), merkle.head(leaves), NOW)


def asked(leaves: list[bytes], *earlier: int) -> SignedCheckpoint:
    """A head as the log puts it to a witness."""
    checkpoint = head(leaves)
    signature = signed(canonical(checkpoint.as_json()), "log", signer_of(LOG), public_key_of(LOG))
    proofs = {n: tuple(merkle.consistency_proof(leaves, n)) for n in earlier}
    return SignedCheckpoint(checkpoint, signature, proofs, (Key(public_key_of(LOG), "log", checkpoint.origin, NOW),))


def passed(given: SignedCheckpoint, kept: Checkpoint | None) -> bool:
    return all(one.passed is not False for one in check_checkpoint(given, given.keys, fits, kept=kept))


def test_the_published_example_is_read_and_written_as_it_stands() -> None:
    """C2SP tlog-cosignature: example.com/behind-the-sofa, cosigned by witness.example.com/w1 at 1679315147."""
    line = (
        "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0"
        "xUe+mbIUBkBIfZ+qnA=="
    )
    found = read_cosignature(line)

    assert (found.name, found.key.hex(), found.at) == ("witness.example.com/w1", "8d66cf3f", 1679315147)
    assert found.line == line
    root = base64.b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
    checkpoint = Checkpoint("example.com/behind-the-sofa", 20852163, root, NOW)
    assert cosigned_bytes(checkpoint.note, 1679315147).decode() == (
        "cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\n"
        "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    )


def test_a_cosignature_is_of_one_witness_one_head_and_one_time() -> None:
    note = head(LEAVES).note
    given = cosign(note, ONE, 1_800_000_000, signer_of(SEALS))

    assert is_cosigned(note, given, ONE, fits)
    assert read_cosignature(given.line) == given
    assert not is_cosigned(head(LEAVES[:8]).note, given, ONE, fits)
    assert not is_cosigned(note, given, TWO, fits)
    assert not is_cosigned(note, replace(given, at=given.at + 1), ONE, fits)
    assert not is_cosigned(note, cosign(note, ONE, 1, signer_of(OTHERS)), ONE, fits)


def test_a_key_is_handed_on_in_one_line_and_a_slip_is_found() -> None:
    assert read_witness(ONE.text) == ONE
    for bad in (
        ONE.text[:-6], ONE.text.replace("ministry", "monastery"), "x", "a b+" + ONE.text.split("+", 1)[1], "",
        ONE.text.replace("+", "+0", 1), f"{ONE.name}+{ONE.id.hex()}+!!!",
    ):  # fmt: skip
        with pytest.raises(BadWitness):
            read_witness(bad)


@pytest.mark.parametrize("line", ["", "— w", "- w AAAA", "— w AAAA", "— w !!!", "— a+b AAAA", "— w " + "A" * 400])
def test_what_is_no_cosignature_is_refused(line: str) -> None:
    with pytest.raises(BadWitness):
        read_cosignature(line)


def test_a_name_of_a_log_cannot_bring_lines_of_its_own() -> None:
    for origin in ("", "log.example\n7", "log.example\r"):
        with pytest.raises(BadRelease):
            _ = replace(head(LEAVES), origin=origin).note


def test_a_witness_signs_what_goes_on_and_nothing_else() -> None:
    kept = head(LEAVES[:5])

    assert passed(asked(LEAVES, 5), kept)
    assert passed(asked(LEAVES), None)
    assert passed(asked(LEAVES[:5]), kept)
    other = [merkle.leaf_hash(b"other"), *LEAVES[1:]]
    assert not passed(asked(other, 5), kept), "rewritten since"
    assert not passed(asked(other[:5]), kept), "another view of the same size"
    assert not passed(asked(LEAVES[:4]), kept), "shorter"
    assert not passed(asked(LEAVES, 4), kept), "no proof from there"
    assert not passed(asked(LEAVES, 5), replace(kept, origin="log.example/releases/2")), "another log"


def test_a_witness_signs_nothing_that_the_log_did_not() -> None:
    given = asked(LEAVES, 5)
    forged = replace(given, signature=replace(given.signature, value=b"x" * 64))
    strange = replace(given, keys=(replace(given.keys[0], owner="log.example/other"),))

    assert not passed(forged, head(LEAVES[:5]))
    assert not passed(strange, head(LEAVES[:5]))
    assert [one.code for one in check_checkpoint(given, None, fits, kept=None) if one.passed is None] == [
        "consistency", "keys",
    ]  # fmt: skip


def released(index: int, cosignatures: tuple[Cosignature, ...], size: int) -> SignedRelease:
    """A release at a place of the log of nine, with a head of `size` that was cosigned."""
    release = Release("r", "Law", "arden", NOW, "1", {})
    leaves = list(LEAVES)
    leaves[index] = merkle.leaf_hash(log_entry(release, b"s" * 32))
    checkpoint = head(leaves)
    seen = Witnessed(head(leaves[:size]), cosignatures, tuple(merkle.consistency_proof(leaves, size)))
    signature = signed(b"", "release", signer_of(LOG), public_key_of(LOG))
    return SignedRelease(
        release, b"s" * 32, signature, index, tuple(merkle.inclusion_proof(leaves, index)), checkpoint, signature, {},
        witnessed=seen,
    )  # fmt: skip


def cosigned(index: int, size: int) -> SignedRelease:
    plain = released(index, (), size)
    assert plain.witnessed is not None
    note = plain.witnessed.checkpoint.note
    return released(index, (cosign(note, ONE, 1, signer_of(SEALS)), cosign(note, TWO, 2, signer_of(OTHERS))), size)


def verdict(given: SignedRelease, at_least: int, *witnesses: Witness) -> bool | None:
    (found,) = check_witnesses(given, witnesses, at_least, fits)
    return found.passed


def test_a_reader_counts_only_witnesses_of_their_own() -> None:
    given = cosigned(3, 7)
    stranger = Witness("ministry.example/w", public_key_of(LOG))

    assert verdict(given, 2, ONE, TWO) is True
    assert verdict(given, 1, ONE, stranger) is True
    assert verdict(given, 2, ONE, stranger) is False
    assert check_witnesses(given, (), 0, fits)[0].passed is None
    assert check_witnesses(replace(given, witnessed=None), (), 0, fits) == ()
    assert verdict(replace(given, witnessed=None), 1, ONE) is False


def test_a_head_from_before_the_release_or_of_another_log_is_worth_nothing() -> None:
    given = cosigned(3, 7)
    assert given.witnessed is not None

    assert verdict(cosigned(7, 7), 1, ONE) is False, "signed before the release was there"
    other = replace(given.witnessed, proof=given.witnessed.proof[:-1])
    assert verdict(replace(given, witnessed=other), 1, ONE) is False, "no way from there to the head"
    moved = replace(given.witnessed, checkpoint=replace(given.witnessed.checkpoint, origin="log.example/2"))
    assert verdict(replace(given, witnessed=moved), 1, ONE) is False
