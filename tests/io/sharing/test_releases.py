"""Release files: what is signed and logged can be checked by others, and whatever is changed is found."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openregime.core.sharing.releases import BadRelease, Key, Release, SignedRelease, check, log_entry
from openregime.io.sharing.keys import BadKey, fits, from_base64url, new_private_key, public_key_of, signer_of
from openregime.io.sharing.releases import (
    ReleaseLog,
    checkpoint_bytes,
    keys_bytes,
    read_checkpoint,
    read_keys,
    read_release,
    release_bytes,
)

NOW = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
YEAR = dt.timedelta(days=365)
ISSUER, LOG = bytes(range(32)), bytes(range(32, 64))
CONTENT = {"reviewed": 2024, "recommendations": 12, "closed": 11, "note": "é\u202e ٣", "share": 0.5}


def key(private: bytes, use: str, owner: str, **changed: Any) -> Key:
    return Key(**{"public": public_key_of(private), "use": use, "owner": owner, "begins": NOW - YEAR, **changed})


KEYS = (key(ISSUER, "release", "asn"), key(LOG, "log", "asn/releases"))


def made(path: Path, n: int = 1) -> list[SignedRelease]:
    log = ReleaseLog(path, "asn/releases")
    return [
        log.add(
            Release(f"r{k}", "Reviewed", "asn", NOW, "0.1", {**CONTENT, "n": k}),
            signer=signer_of(ISSUER), public=public_key_of(ISSUER),
            log_signer=signer_of(LOG), log_public=public_key_of(LOG), now=NOW,
        )
        for k in range(n)
    ]  # fmt: skip


@pytest.fixture
def releases(tmp_path: Path) -> list[SignedRelease]:
    return made(tmp_path / "log.txt", 9)


def passed(given_: SignedRelease, **changed: Any) -> dict[str, bool | None]:
    return {c.code: c.passed for c in check(given_, changed.pop("keys", KEYS), fits, **changed)}


def test_a_release_is_written_read_and_proven(releases: list[SignedRelease]) -> None:
    for one in releases:
        assert read_release(release_bytes(one)) == one
        assert passed(one) == {"signature": True, "checkpoint": True, "inclusion": True, "consistency": None}


def test_a_kept_checkpoint_shows_that_nothing_was_rewritten(releases: list[SignedRelease]) -> None:
    for earlier in releases:
        kept = read_checkpoint(checkpoint_bytes(earlier.checkpoint))
        assert passed(releases[-1], kept=kept)["consistency"] is True
    assert passed(releases[0], kept=releases[-1].checkpoint)["consistency"] is False


def test_a_rewritten_log_is_found(releases: list[SignedRelease], tmp_path: Path) -> None:
    other = made(tmp_path / "other.txt", 9)
    assert passed(other[-1]) == {"signature": True, "checkpoint": True, "inclusion": True, "consistency": None}
    assert passed(other[-1], kept=releases[3].checkpoint)["consistency"] is False
    assert passed(other[-1], kept=releases[-1].checkpoint)["consistency"] is False
    elsewhere = replace(releases[3].checkpoint, origin="another")
    assert passed(releases[-1], kept=elsewhere)["consistency"] is False


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ((), "not among"),
        ((key(LOG, "release", "asn"),), "not among"),
        ((key(ISSUER, "log", "asn"),), "not among"),
        ((key(ISSUER, "release", "onr"),), "belongs to onr"),
        ((key(ISSUER, "release", "asn", ends=NOW),), "not valid"),
        ((key(ISSUER, "release", "asn", begins=NOW + YEAR),), "not valid"),
    ],
)
def test_keys_that_are_not_trusted_for_it_do_not_count(
    keys: tuple[Key, ...], word: str, releases: list[SignedRelease]
) -> None:
    found = check(releases[0], keys, fits)[0]
    assert (found.passed, word in found.words) == (False, True)


def test_a_signature_for_one_use_does_not_pass_for_another() -> None:
    """The same key and the same bytes, signed as a checkpoint, prove no release."""
    from openregime.core.sharing.releases import signed

    one = signed(b"x", "release", signer_of(ISSUER), public_key_of(ISSUER))
    other = signed(b"x", "log", signer_of(ISSUER), public_key_of(ISSUER))
    assert one.value != other.value


def tampered(tree: Any, path: tuple[Any, ...]) -> Any:
    """The JSON tree with the value at a path changed a little."""
    if not path:
        if isinstance(tree, bool | type(None)):
            return "x"
        if isinstance(tree, int | float):
            return tree + 1
        return ("0" if tree[:1] != "0" else "1") + tree[1:]
    copied = tree.copy()
    copied[path[0]] = tampered(tree[path[0]], path[1:])
    return copied


def paths(tree: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    found = [p for name, value in inner for p in paths(value, (*here, name))]
    return found or ([] if isinstance(tree, dict | list) else [here])


def test_whatever_is_changed_in_the_file_is_found(releases: list[SignedRelease]) -> None:
    """Every value of the file, one after the other: refused, or a check that passed fails."""
    tree = json.loads(release_bytes(releases[-1]))
    kept = releases[3].checkpoint
    undetected = []
    for path in paths(tree):
        if path[:2] == ("log", "consistency") and path[2] != "4":
            continue  # proofs from other sizes than the one kept are not looked at
        try:
            found = passed(read_release(json.dumps(tampered(tree, path)).encode()), kept=kept)
        except BadRelease:
            continue
        if all(found.values()):
            undetected.append(path)
    assert undetected == []
    assert len(paths(tree)) > 30


@settings(max_examples=150)
@given(st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_no_bytes_end_in_anything_but_a_refusal(content: bytes) -> None:
    for read in (read_release, read_checkpoint, read_keys):
        with pytest.raises(BadRelease):
            read(content)


@pytest.mark.parametrize(
    "change",
    [
        lambda t: {**t, "more": 1},
        lambda t: {k: v for k, v in t.items() if k != "salt"},
        lambda t: {**t, "format": "openregime-release-file/2"},
        lambda t: {**t, "salt": "AA=="},
        lambda t: {**t, "signature": {**t["signature"], "algorithm": "none"}},
        lambda t: {**t, "release": {**t["release"], "issued_at": "2026-12-01T13:00:00+01:00"}},
        lambda t: {**t, "release": {**t["release"], "issued_at": "2026-12-01"}},
        lambda t: {**t, "release": {**t["release"], "title": 5}},
        lambda t: {**t, "log": {**t["log"], "index": -1}},
        lambda t: {**t, "log": {**t["log"], "index": True}},
        lambda t: {**t, "log": {**t["log"], "inclusion": ["00"]}},
        lambda t: {**t, "log": {**t["log"], "consistency": {"x": []}}},
        lambda t: [t],
    ],
)
def test_a_file_of_another_form_is_refused(change: Callable[[Any], Any], releases: list[SignedRelease]) -> None:
    tree = json.loads(release_bytes(releases[0]))
    read_release(json.dumps(tree).encode())
    with pytest.raises(BadRelease):
        read_release(json.dumps(change(tree)).encode())


def test_a_name_that_stands_twice_is_refused(releases: list[SignedRelease]) -> None:
    text = release_bytes(releases[0]).decode().replace('"salt"', '"format": "x", "salt"')
    with pytest.raises(BadRelease, match="twice"):
        read_release(text.encode())


def test_trusted_keys_are_written_and_read_and_their_ids_are_their_hashes() -> None:
    assert read_keys(keys_bytes(KEYS)) == KEYS
    text = keys_bytes(KEYS).decode().replace(KEYS[0].id, KEYS[1].id)
    with pytest.raises(BadRelease, match="hash"):
        read_keys(text.encode())


def test_the_entry_in_the_log_cannot_be_guessed_without_its_salt(releases: list[SignedRelease]) -> None:
    one = releases[0]
    assert log_entry(one.release, one.salt) != log_entry(one.release, bytes(32))
    with pytest.raises(BadRelease, match="16 bytes"):
        log_entry(one.release, b"short")
    assert len({r.salt for r in releases}) == len(releases)


def test_a_damaged_log_takes_nothing_in(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    made(path, 3)
    whole = path.read_text()
    for damaged in (whole[:-5], whole.replace(whole[:2], "zz", 1), whole[3:]):
        path.write_text(damaged)
        with pytest.raises(BadRelease, match="Restore"):
            made(path)
        assert path.read_text() == damaged


def test_content_that_has_no_exact_form_is_refused() -> None:
    for content in ({"x": float("nan")}, {"x": 2**60}, {1: 2}, {"x": {1, 2}}):
        with pytest.raises(BadRelease):
            _ = Release("r", "t", "asn", NOW, "0.1", content).canonical
    with pytest.raises(BadRelease, match="zone"):
        _ = Release("r", "t", "asn", NOW.replace(tzinfo=None), "0.1", {}).digest


def test_keys_that_are_none_are_refused() -> None:
    assert len(new_private_key()) == 32
    with pytest.raises(BadKey):
        signer_of(b"short")
    for text in ("AA==", "A", "a b", "é", "AB"):
        with pytest.raises(BadKey):
            from_base64url(text)
    assert not fits(b"short", b"", b"") and not fits(public_key_of(ISSUER), b"x" * 64, b"m")
