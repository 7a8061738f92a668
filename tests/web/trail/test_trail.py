"""The stored trail."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection, transaction

from openregime.core.trail import BrokenTrail
from openregime.web.record.models import RecordIsAppendOnly
from openregime.web.trail import queries
from openregime.web.trail.actions import log
from openregime.web.trail.models import TrailEntry

NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


def some_entries() -> None:
    with transaction.atomic():
        for number in range(4):
            log("claim.submit", f"claim:{number}", now=NOW, actor="person-1", reason="said so")


@pytest.mark.django_db
def test_entries_follow_one_another_and_are_found_again() -> None:
    some_entries()
    assert queries.check().entries == 4
    assert [entry.verb for entry in queries.entries_about("claim:2")] == ["claim.submit"]


@pytest.mark.django_db(transaction=True)
def test_an_entry_is_written_only_with_the_act_that_it_tells_of() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        log("claim.submit", "claim:1", now=NOW)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        log("claim.submit", "claim:1", now=NOW)
        raise ZeroDivisionError
    assert queries.last_entry() is None


@pytest.mark.django_db
def test_entries_cannot_be_changed_or_removed_through_the_program() -> None:
    some_entries()
    row: Any = TrailEntry.objects.get(number=2)
    row.reason = "never"
    for attempt in (
        row.save,
        row.delete,
        TrailEntry.objects.all().delete,
        lambda: TrailEntry.objects.update(reason=""),
    ):
        with pytest.raises(RecordIsAppendOnly):
            attempt()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE trail_trailentry SET reason = 'never' WHERE number = 2",
        "UPDATE trail_trailentry SET actor = 'person-2' WHERE number = 4",
        "DELETE FROM trail_trailentry WHERE number = 3",
        "DELETE FROM trail_trailentry WHERE number = 1",
    ],
)
def test_tampering_in_the_database_is_detected(tampering: str) -> None:
    some_entries()
    with connection.cursor() as cursor:
        cursor.execute(tampering)
    with pytest.raises(BrokenTrail):
        queries.check()
