"""Reads of the trail."""

import datetime as dt
from collections.abc import Iterable, Iterator

from openregime.core.errors import OpenRegimeError
from openregime.core.trail import ChainCheck, Entry, check_chain
from openregime.web.trail.models import Attempt, TrailEntry

FIELDS = tuple(Entry.__dataclass_fields__)


class UnknownEntry(OpenRegimeError, LookupError):
    """No entry of this organisation's trail has this hash."""

    code = "unknown-entry"

    def __init__(self) -> None:
        super().__init__("There is no such place in this trail. Begin with its latest page.")


def last_entry() -> tuple[Entry, str] | None:
    """The newest entry with its hash; None while the trail is empty."""
    found = TrailEntry.objects.order_by("-number").first()
    return None if found is None else _as_entry(found)


def entries() -> Iterator[tuple[Entry, str]]:
    """The whole trail from its beginning, in constant memory."""
    return (_as_entry(row) for row in TrailEntry.objects.order_by("number").iterator(chunk_size=2_000))


def entries_about(thing: str) -> list[Entry]:
    """What was done to one thing, the latest first."""
    return [_as_entry(row)[0] for row in TrailEntry.objects.filter(thing=thing).order_by("-number")]


def entries_of(organisation: str, *, before: str, size: int) -> tuple[list[Entry], str]:
    """One page of what was done for an organisation, the latest first, without counting.

    Args:
        organisation: its key, not empty. before: the hash of the last entry of the page before; empty for the first.
    Returns:
        The entries, and the hash with which the next page is asked for; empty where there is none.
    Raises:
        UnknownEntry: no entry of this organisation has this hash.
    """
    rows = TrailEntry.objects.filter(organisation=organisation).exclude(organisation="")
    if before:
        last = rows.filter(digest=before).values_list("number", flat=True).first()
        if last is None:
            raise UnknownEntry
        rows = rows.filter(number__lt=last)
    found = [_as_entry(row) for row in rows.order_by("-number")[: size + 1]]
    return [entry for entry, _digest in found[:size]], found[size - 1][1] if len(found) > size else ""


def attempts_on(people: Iterable[str], *, since: dt.datetime, size: int) -> list[Attempt]:
    """What was refused to these people, or to somebody on their accounts, the latest first.

    Args:
        people: keys. since: earlier ones are left out. size: at most so many rows.
    """
    found = Attempt.objects.filter(person__in=set(people) - {""}, minute__gte=since)
    return list(found.order_by("-minute", "-last", "pk")[:size])


def all_attempts(*, since: dt.datetime) -> list[Attempt]:
    """Everything that was refused since a time, the latest first; for whoever runs the installation."""
    return list(Attempt.objects.filter(minute__gte=since).order_by("-minute", "-last", "pk"))


def check(expected: ChainCheck | None = None) -> ChainCheck:
    """Go through the whole trail.

    Raises:
        BrokenTrail: see `core.trail.check_chain`.
    """
    return check_chain(entries(), expected=expected)


def _as_entry(row: TrailEntry) -> tuple[Entry, str]:
    return Entry(**{name: getattr(row, name) for name in FIELDS}), row.digest
