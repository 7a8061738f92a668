"""Whether a request reads with what States say themselves, and what was said: kept for its time, where no page hands it
on.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from openregime.core.facts import SpokenClaim

PARAMETER = "own_words"
WITH, WITHOUT = "with", "without"


@dataclass(slots=True)
class _Asked:
    are_read: bool = True
    held: Sequence[SpokenClaim] = ()


_asked: ContextVar[_Asked | None] = ContextVar("own_words", default=None)


def are_read() -> bool:
    """True unless the address of the request says `own_words=without`."""
    asked = _asked.get()
    return asked is None or asked.are_read


@contextmanager
def asked_for(word: str) -> Iterator[None]:
    """While this lasts, readings are made as the word says: WITH, or WITHOUT."""
    token = _asked.set(_Asked(word != WITHOUT))
    try:
        yield
    finally:
        _asked.reset(token)


def hold(said: Sequence[SpokenClaim]) -> None:
    """Remember, for as long as the request lasts, what its readings hold."""
    asked = _asked.get()
    if asked is not None:
        asked.held = said


def n_held(as_known: dt.date) -> int:
    """How many claims by people the readings of this request hold, of those known by a day."""
    asked = _asked.get()
    return 0 if asked is None else sum(claim.approved_on <= as_known for claim in asked.held)
