"""Every write to the record: loading a library as a new release, all or nothing."""

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from django.db import transaction

from openregime.core.facts import Claim, Record
from openregime.io.shipped import LIBRARY, TableReport, library_digest, read_library
from openregime.web.record import models, queries, rows
from openregime.web.record.signals import library_loaded

BATCH = 800
"""Rows per statement; SQLite splits further by its limit on variables."""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What came of loading a library.

    Attributes:
        release: the release that holds it.
        is_new: False when it was loaded before and nothing was done.
        tables: rows read and claims made, table by table; empty when nothing was done.
    """

    release: queries.ReleaseRow
    is_new: bool
    tables: tuple[TableReport, ...] = ()

    def __str__(self) -> str:
        """One line for whoever starts the service; empty when nothing was done."""
        if not self.is_new:
            return ""
        release, n_rows = self.release, sum(t.rows for t in self.tables)
        return (
            f"Library loaded: {release.n_claims} claims from {n_rows} rows of {len(self.tables)} tables, "
            f"{release.n_sources} sources of facts; {release.n_added} claims new, {release.n_changed} changed, "
            f"{release.n_gone} gone since the release before."
        )


def load_shipped_library(*, now: dt.datetime) -> LoadReport:
    """Load the library that is shipped with the program, unless this very library was loaded last.

    Args:
        now: the present time, aware; kept as the time of loading.
    Raises:
        BadRecord, UnreadableTable: see `read_library`; nothing was changed.
    """
    return load_library(LIBRARY, now=now)


def load_library(folder: Path, *, now: dt.datetime) -> LoadReport:
    """Load a library folder as a new release; nothing of an earlier release is changed.

    A library that is held already is not stored twice. Should an older one come back, it becomes a new release under
    a digest of its own, so that the newest release is always the one loaded last.

    Raises:
        BadRecord, UnreadableTable: see `read_library`; nothing was changed.
    """
    digest = library_digest(folder)
    with transaction.atomic():
        newest = _newest_or_none()
        if newest is not None and newest.digest.split("+")[0] == digest:
            library_loaded.send(sender=None, release=newest)
            return LoadReport(newest, is_new=False)
        read = read_library(folder)
        n_before = models.Release.objects.filter(digest__startswith=digest).count()
        record = replace(read.record, digest=f"{digest}+{n_before}" if n_before else digest)
        release = _store(record, newest, now)
        library_loaded.send(sender=None, release=release)
    return LoadReport(release, is_new=True, tables=read.tables)


def _newest_or_none() -> queries.ReleaseRow | None:
    try:
        return queries.newest_release()
    except queries.UnknownRelease:
        return None


def _store(record: Record, before: queries.ReleaseRow | None, now: dt.datetime) -> queries.ReleaseRow:
    added, changed, gone = _compared(queries.record_of(before).claims if before else (), record.claims)
    release = models.Release(
        digest=record.digest,
        compiled_on=record.compiled_on,
        loaded_at=now,
        n_claims=len(record.claims),
        n_sources=len(record.sources),
        n_added=added,
        n_changed=changed,
        n_gone=gone,
    )
    release.save()
    sources = models.Source.objects.bulk_create(rows.source_rows(release, record.sources.values()), BATCH)
    models.Entity.objects.bulk_create(rows.entity_rows(release, record.entities.values()), BATCH)
    claims = models.Claim.objects.bulk_create(rows.claim_rows(release, record.claims), BATCH)
    ties = rows.claim_source_rows(claims, record.claims, {s.key: s.pk for s in sources})
    models.ClaimSource.objects.bulk_create(ties, BATCH)
    models.Completeness.objects.bulk_create(rows.completeness_rows(release, record.completeness), BATCH)
    models.Total.objects.bulk_create(rows.total_rows(release, record.totals), BATCH)
    return queries.newest_release()


def _compared(before: tuple[Claim, ...], after: tuple[Claim, ...]) -> tuple[int, int, int]:
    """How many claims are new, changed and gone, by their ids; a row that only moved in its file is the same."""
    old = {c.id: replace(c, row="") for c in before}
    new = {c.id: replace(c, row="") for c in after}
    changed = sum(old[key] != claim for key, claim in new.items() if key in old)
    return len(new.keys() - old.keys()), changed, len(old.keys() - new.keys())
