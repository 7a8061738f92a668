"""Writing to the trail: one function, called inside the transaction of the act that it tells of."""

import datetime as dt

from django.db import connection, transaction

from openregime.core.trail import Entry, entry_hash, new_entry
from openregime.web.trail import queries
from openregime.web.trail.models import TrailEntry

_LOCK = 0x6F70_656E_7472  # any number that nothing else in the database uses


def log(
    verb: str,
    thing: str,
    *,
    now: dt.datetime,
    actor: str = "",
    organisation: str = "",
    before: str = "",
    after: str = "",
    reason: str = "",
) -> Entry:
    """Add an entry. Without the act's own transaction there is no entry, and without the entry there is no act.

    Args:
        verb, thing, actor, organisation, before, after, reason: see `core.trail.Entry`.
        now: the present time, aware.
    Returns:
        The entry as written.
    Raises:
        TransactionManagementError: called outside of a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("The trail is written in the transaction of the act itself.")
    take_turn()
    entry = new_entry(
        queries.last_entry(),
        at=now,
        actor=actor,
        organisation=organisation,
        verb=verb,
        thing=thing,
        before=before,
        after=after,
        reason=reason,
    )
    TrailEntry(**{name: getattr(entry, name) for name in entry.__dataclass_fields__}, digest=entry_hash(entry)).save(
        force_insert=True
    )
    return entry


def take_turn() -> None:
    """Wait for other writers, as `log` does; called first where something else is read before it is added to.

    SQLite lets one write at a time as it is; PostgreSQL is asked to, until the end."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
