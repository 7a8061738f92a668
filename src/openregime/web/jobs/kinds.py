"""What can be asked for as a job. Other apps add their kinds when they are ready, as `proposals` does."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from openregime.web.people.models import Organisation, Person

Progress = Callable[[int, int], None]
"""Called with how much is done and of how much; raises to end the work when it was cancelled or has to stop."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is to be done: for whom, by whose wish, with what, and where to say how far it is."""

    person: Person
    organisation: Organisation
    name: str
    content: bytes
    progress: Progress
    now: dt.datetime


@dataclass(frozen=True, slots=True)
class Refused(Exception):
    """What was handed in will not do: one sentence, and what stands in the way, place by place."""

    words: str
    report: Sequence[tuple[int, str, str]] = field(default=())


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of job.

    Attributes:
        verb: what its asker must be allowed to do for the organisation, asked again when the work begins.
        prepare: the long part, which stores nothing; returns the short part, which stores everything or nothing inside
            one transaction and returns how many things it made. Raises Refused, or an OpenRegimeError in words.
        result: address of what came of it, below the site's root.
    """

    verb: str
    prepare: Callable[[Assignment], Callable[[], int]]
    result: str


KINDS: dict[str, Kind] = {}
"""Name of a kind -> the kind."""
