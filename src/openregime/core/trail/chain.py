"""A chain of entries: each carries the hash of the one before, and its own hash covers everything in it."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from openregime.core.errors import OpenRegimeError

GENESIS = "0" * 64
"""What the first entry names as the hash before it."""


class BrokenTrail(OpenRegimeError):
    """The trail does not hold together. `number` is the first entry at fault, `fault` a sentence on what is wrong."""

    code = "broken-trail"

    def __init__(self, number: int, fault: str) -> None:
        self.number, self.fault = number, fault
        super().__init__(
            f"Entry {number} of the trail: {fault} Everything before it holds; from it on the trail proves nothing. "
            "Keep the database as it is and compare it with a backup."
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One act, as the trail keeps it. It never holds content that may be withheld, only digests of it.

    Attributes:
        number: 1 for the first entry, without gaps.
        at: when, aware, UTC.
        actor: id of the person who acted; empty when the program itself did.
        organisation: id of the organisation for which the person acted; empty when for none.
        verb: what was done, `noun.verb`.
        thing: what it was done to, `noun:id`.
        before, after: stage or digest of the thing before and after; empty where there was none.
        reason: why, in the actor's words; must not repeat what is withheld.
        previous: hash of the entry before.
    """

    number: int
    at: dt.datetime
    actor: str
    organisation: str
    verb: str
    thing: str
    before: str
    after: str
    reason: str
    previous: str


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What checking a trail found: `entries` hold, and `last` is the hash of the last of them."""

    entries: int
    last: str


def entry_hash(entry: Entry) -> str:
    """SHA-256 over the canonical JSON of all fields, 64 hex digits.

    Canonical: a list in the order of the fields, UTF-8, no spaces, the time in UTC to the microsecond.
    """
    at = entry.at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    fields = [
        entry.number, at, entry.actor, entry.organisation, entry.verb, entry.thing, entry.before, entry.after,
        entry.reason, entry.previous,
    ]  # fmt: skip
    return sha256(json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def check_chain(entries: Iterable[tuple[Entry, str]], *, expected: ChainCheck | None = None) -> ChainCheck:
    """Go through a trail from its first entry.

    Args:
        entries: each entry with the hash stored beside it, in the order of their numbers.
        expected: an earlier result, kept elsewhere: the trail must still contain it, which shows a cut end.
    Raises:
        BrokenTrail: a number is missing or doubled, an entry does not name the one before, its content does not fit
            its hash, the clock ran backwards, or the trail ends before, or differs at, what was expected.
    """
    count, last, latest = 0, GENESIS, None
    for entry, stored in entries:
        if entry.number != count + 1:
            raise BrokenTrail(count + 1, f"missing; the next one there is number {entry.number}.")
        if entry.previous != last:
            raise BrokenTrail(entry.number, "it does not follow the entry before it.")
        if entry_hash(entry) != stored:
            raise BrokenTrail(entry.number, "its content is not what was written.")
        if latest is not None and entry.at < latest:
            raise BrokenTrail(entry.number, "its time lies before that of the entry before it.")
        count, last, latest = entry.number, stored, entry.at
        if expected is not None and count == expected.entries and last != expected.last:
            raise BrokenTrail(count, "it is another entry than the one noted earlier.")
    if expected is not None and count < expected.entries:
        raise BrokenTrail(count + 1, f"missing; {expected.entries} entries were noted earlier.")
    return ChainCheck(count, last)
