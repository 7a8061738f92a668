"""The claims by people that readings hold: always those that anyone may have in full now, for every asker alike."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Lock

from openregime.core.facts import SpokenClaim
from openregime.web.trail.models import TrailEntry

Place = tuple[int, str]
"""Number and hash of an entry of the trail: everything up to it."""

HARMLESS = ("people.", "releases.")
"""Verbs of the trail that begin so move nothing that anyone may have; all others are taken to move it, save DRAFTS."""

DRAFTS = frozenset(
    f"claims.{verb}" for verb in ("propose", "rewrite", "submit", "recall", "return", "attach", "detach")
)
"""Verbs of claims that are not approved yet."""

LOOKED_THROUGH = 500
"""After so many new entries it is quicker to ask anew than to look through them."""

Answer = tuple[Sequence[SpokenClaim], frozenset[str], dt.datetime | None]
"""Claims that anyone may have in full, States of which anyone may know of one, when that may next change by itself."""
Ask = Callable[[dt.datetime], Answer]


@dataclass(frozen=True, slots=True)
class Said:
    """What was said when the trail ended with `trail`, from one time until another (None: until somebody acts)."""

    trail: Place | None
    since: dt.datetime
    until: dt.datetime | None
    claims: tuple[SpokenClaim, ...]
    states: frozenset[str]

    def holds(self, trail: Place | None, now: dt.datetime) -> bool:
        """Whether it is still what would be answered."""
        return self.trail == trail and self.is_of(now)

    def is_of(self, now: dt.datetime) -> bool:
        """Whether no time has come at which the gate answers otherwise by itself."""
        return self.since <= now and (self.until is None or now < self.until)


def _nobody(_now: dt.datetime) -> Answer:
    return (), frozenset(), None


_ask: Ask = _nobody
_kept: Said | None = None
_one_asks = Lock()


def let_answer(ask: Ask) -> None:
    """Whom to ask: the app that holds claims by people says so once, when the program starts."""
    global _ask
    _ask = ask
    forget()


def forget() -> None:
    """Ask anew at the next reading."""
    global _kept
    _kept = None


def said_by_all(trail: Place | None, now: dt.datetime) -> tuple[SpokenClaim, ...]:
    """The claims that readings hold now.

    Every write of people stands in the trail, in its own transaction: while the trail ends as before and no time has
    come at which the gate answers otherwise by itself, nothing is asked. `trail` must have been read before the call.

    Args:
        trail: its last entry; None while it is empty.
    """
    kept = _kept
    if kept is None or not kept.holds(trail, now):
        with _one_asks:
            kept = _kept
            if kept is None or not kept.holds(trail, now):
                kept = _asked_anew(kept, trail, now)
    return kept.claims


def is_spoken_of(state: str) -> bool:
    """Whether anyone may know of a claim about a State, as of the readings made last: no query.

    True where nothing has been asked yet: then it is worth asking.
    """
    kept = _kept
    return kept is None or state in kept.states


def _asked_anew(kept: Said | None, trail: Place | None, now: dt.datetime) -> Said:
    global _kept
    if kept is not None and kept.is_of(now) and kept.trail and trail and _is_harmless_since(kept.trail):
        _kept = replace(kept, trail=trail)
    else:
        claims, states, until = _ask(now)
        _kept = Said(trail, now, until, tuple(claims), states)
    return _kept


def _is_harmless_since(place: Place) -> bool:
    """Whether the trail still holds a place, and nothing after it touches what anyone may have: one short query."""
    number, digest = place
    rows = TrailEntry.objects.filter(number__gte=number).order_by("number")
    found = list(rows.values_list("digest", "verb")[: LOOKED_THROUGH + 1])
    if not found or found[0][0] != digest or len(found) > LOOKED_THROUGH:
        return False
    return all(verb.startswith(HARMLESS) or verb in DRAFTS for _digest, verb in found[1:])
