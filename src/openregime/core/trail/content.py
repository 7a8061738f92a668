"""How a thing is named in the trail without saying what it says: a salted digest of its content."""

import datetime as dt
import json
from collections.abc import Mapping
from hashlib import sha256

from openregime.core.trail.chain import GENESIS, Entry

MOST_REASON = 2_000
"""Characters of a reason that are kept."""


def content_digest(content: Mapping[str, object], *, salt: bytes) -> str:
    """Digest of the fields of a thing, 64 hex digits.

    Args:
        content: field -> text, number, truth value, None, or lists of these.
        salt: at least 16 random bytes that are kept with the thing, not with the trail: without it nobody can find a
            short content by trying.
    Raises:
        ValueError: the salt is too short.
    """
    if len(salt) < 16:
        raise ValueError("A salt has at least 16 bytes.")
    canonical = json.dumps(dict(sorted(content.items())), ensure_ascii=False, separators=(",", ":"), default=str)
    return sha256(salt + canonical.encode()).hexdigest()


def new_entry(
    last: tuple[Entry, str] | None,
    *,
    at: dt.datetime,
    actor: str,
    verb: str,
    thing: str,
    organisation: str = "",
    before: str = "",
    after: str = "",
    reason: str = "",
) -> Entry:
    """The entry that follows the last one; a clock that ran backwards is held at the last entry's time."""
    number, previous = (last[0].number + 1, last[1]) if last else (1, GENESIS)
    return Entry(
        number=number,
        at=max(at, last[0].at) if last else at,
        actor=actor,
        organisation=organisation,
        verb=verb,
        thing=thing,
        before=before,
        after=after,
        reason=reason[:MOST_REASON],
        previous=previous,
    )
