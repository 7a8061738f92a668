"""The chain of the trail: whatever is changed, removed, added or moved in it shows."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openregime.core.trail import (
    GENESIS,
    BrokenTrail,
    ChainCheck,
    Entry,
    check_chain,
    content_digest,
    entry_hash,
    new_entry,
)

START = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


def a_trail(length: int = 5) -> list[tuple[Entry, str]]:
    trail: list[tuple[Entry, str]] = []
    for number in range(length):
        entry = new_entry(
            trail[-1] if trail else None,
            at=START + dt.timedelta(minutes=number),
            actor="person-1",
            verb="claim.submit",
            thing=f"claim:{number}",
            reason="said so",
        )
        trail.append((entry, entry_hash(entry)))
    return trail


def test_a_trail_that_nobody_touched_holds() -> None:
    trail = a_trail()
    assert check_chain(trail) == ChainCheck(5, trail[-1][1])
    assert check_chain([]) == ChainCheck(0, GENESIS)


CHANGES = {
    "number": 99, "at": START - dt.timedelta(days=1), "actor": "person-2", "organisation": "other",
    "verb": "claim.approve",
    "thing": "claim:other", "before": "x", "after": "x", "reason": "never", "previous": "f" * 64,
}  # fmt: skip


@pytest.mark.parametrize("field", CHANGES)
@pytest.mark.parametrize("at", [0, 2, 4])
def test_a_changed_field_shows(field: str, at: int) -> None:
    trail = a_trail()
    trail[at] = (replace(trail[at][0], **{field: CHANGES[field]}), trail[at][1])
    with pytest.raises(BrokenTrail):
        check_chain(trail)


@pytest.mark.parametrize("at", [0, 2])
def test_a_field_changed_together_with_its_own_hash_shows_at_the_next_entry(at: int) -> None:
    trail = a_trail()
    forged = replace(trail[at][0], reason="never")
    trail[at] = (forged, entry_hash(forged))
    with pytest.raises(BrokenTrail, match=f"Entry {at + 2}"):
        check_chain(trail)


@given(st.integers(0, 5), st.integers(0, 5))
def test_no_entry_can_be_taken_out_or_moved(first: int, second: int) -> None:
    trail = a_trail(6)
    moved = [*trail]
    moved.insert(second, moved.pop(first))
    if moved != trail:
        with pytest.raises(BrokenTrail):
            check_chain(moved)
    if first < 5:
        with pytest.raises(BrokenTrail):
            check_chain([*trail[:first], *trail[first + 1 :]])


def test_a_cut_end_shows_against_what_was_noted_elsewhere() -> None:
    trail = a_trail()
    noted = check_chain(trail)
    assert check_chain(trail[:3]) == ChainCheck(3, trail[2][1])  # by itself a cut end cannot show
    with pytest.raises(BrokenTrail, match="5 entries were noted"):
        check_chain(trail[:3], expected=noted)


def test_a_trail_written_anew_shows_against_what_was_noted_elsewhere() -> None:
    noted = check_chain(a_trail())
    anew = [(entry, entry_hash(entry)) for entry, _ in a_trail()]
    forged: list[tuple[Entry, str]] = []
    for entry, _hash in anew:
        other = new_entry(
            forged[-1] if forged else None, at=entry.at, actor="person-9", verb=entry.verb, thing=entry.thing
        )
        forged.append((other, entry_hash(other)))
    assert check_chain(forged).entries == 5
    with pytest.raises(BrokenTrail):
        check_chain(forged, expected=noted)


def test_a_clock_that_ran_backwards_is_held() -> None:
    trail = a_trail(1)
    later = new_entry(trail[0], at=START - dt.timedelta(hours=1), actor="", verb="x.y", thing="x:1")
    assert later.at == START


def test_the_hash_is_that_of_the_documented_form() -> None:
    """Worked with `printf | sha256sum` over the JSON list that the docstring describes."""
    entry = Entry(1, START, "a", "b", "c.d", "e:1", "", "", "é", GENESIS)
    text = f'[1,"2026-11-24T12:00:00.000000Z","a","b","c.d","e:1","","","é","{GENESIS}"]'
    import hashlib

    assert entry_hash(entry) == hashlib.sha256(text.encode()).hexdigest()


def test_a_digest_depends_on_content_and_salt_but_not_on_the_order_of_fields() -> None:
    salt = b"0123456789abcdef"
    one = content_digest({"a": 1, "b": "x"}, salt=salt)
    assert one == content_digest({"b": "x", "a": 1}, salt=salt)
    assert one != content_digest({"a": 2, "b": "x"}, salt=salt)
    assert one != content_digest({"a": 1, "b": "x"}, salt=salt[::-1])
    with pytest.raises(ValueError, match="16 bytes"):
        content_digest({}, salt=b"short")
