"""Reads of the trail."""

from collections.abc import Iterator

from openregime.core.trail import ChainCheck, Entry, check_chain
from openregime.web.trail.models import TrailEntry

FIELDS = tuple(Entry.__dataclass_fields__)


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


def check(expected: ChainCheck | None = None) -> ChainCheck:
    """Go through the whole trail.

    Raises:
        BrokenTrail: see `core.trail.check_chain`.
    """
    return check_chain(entries(), expected=expected)


def _as_entry(row: TrailEntry) -> tuple[Entry, str]:
    return Entry(**{name: getattr(row, name) for name in FIELDS}), row.digest
