"""Writing many entries to the trail at once: the same chain as one by one, in a few statements."""

import datetime as dt
from collections.abc import Iterable

from django.db import connection, transaction

from openregime.core.trail import entry_hash, new_entry
from openregime.web.trail import queries
from openregime.web.trail.actions import take_turn
from openregime.web.trail.models import TrailEntry

_AT_ONCE = 500


def log_many(verb: str, done: Iterable[tuple[str, str]], *, now: dt.datetime, actor: str, organisation: str) -> None:
    """Add an entry for each of many things to which the same was done, in their order.

    Args:
        done: pairs of thing and `after`; see `core.trail.Entry`.
    Raises:
        TransactionManagementError: called outside of a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("The trail is written in the transaction of the act itself.")
    take_turn()
    last, rows = queries.last_entry(), []
    for thing, after in done:
        entry = new_entry(last, at=now, actor=actor, organisation=organisation, verb=verb, thing=thing, after=after)
        last = (entry, entry_hash(entry))
        rows.append(TrailEntry(**{name: getattr(entry, name) for name in queries.FIELDS}, digest=last[1]))
    TrailEntry.objects.bulk_create(rows, _AT_ONCE)
