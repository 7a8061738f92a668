"""What is stored of the record: one snapshot per release, rows that are added and never changed again.

A release is the whole library as it was read at one time (docs/decisions/0007). Days that are not known are stored as
the first and the last day of the calendar, as `core.facts.dates` has them.
"""

from collections.abc import Iterable
from typing import Any, ClassVar, NoReturn

from django.db import models

from openregime.core.errors import OpenRegimeError


class RecordIsAppendOnly(OpenRegimeError):
    """Something tried to change or remove a row of the record."""

    code = "record-is-append-only"

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(
            f"{what} of a release cannot be changed or removed. Correct the library and load it: "
            "the new release supersedes this one."
        )


class AppendOnlyRows(models.QuerySet[Any]):
    """Rows that can be added and read."""

    def update(self, **changes: Any) -> NoReturn:
        """Refused.

        Raises:
            RecordIsAppendOnly: always.
        """
        raise RecordIsAppendOnly(self.model.__name__)

    def delete(self) -> NoReturn:
        """Refused.

        Raises:
            RecordIsAppendOnly: always.
        """
        raise RecordIsAppendOnly(self.model.__name__)

    def bulk_update(self, objs: Iterable[Any], fields: Any, batch_size: int | None = None) -> NoReturn:
        """Refused.

        Raises:
            RecordIsAppendOnly: always.
        """
        raise RecordIsAppendOnly(self.model.__name__)


class AppendOnly(models.Model):
    """A row that is written once."""

    objects = AppendOnlyRows.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new row.

        Raises:
            RecordIsAppendOnly: the row is stored already.
        """
        if not self._state.adding:
            raise RecordIsAppendOnly(type(self).__name__)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused.

        Raises:
            RecordIsAppendOnly: always.
        """
        raise RecordIsAppendOnly(type(self).__name__)


class Release(AppendOnly):
    """The library as read at one time. The newest is the one that pages show.

    `digest` is that of the library's files; `n_added`, `n_changed` and `n_gone` count claims, by their ids, against
    the release before.
    """

    digest = models.CharField(max_length=80, unique=True)
    compiled_on = models.DateField()
    loaded_at = models.DateTimeField()
    n_claims = models.PositiveIntegerField()
    n_sources = models.PositiveIntegerField()
    n_added = models.PositiveIntegerField()
    n_changed = models.PositiveIntegerField()
    n_gone = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"release {self.digest[:12]}"


class Held(AppendOnly):
    """A row of one release, in the order of the library."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, db_index=False)
    position = models.PositiveIntegerField()

    class Meta:
        abstract = True


class Source(Held):
    """Where claims come from; the fields are those of `core.facts.Source`."""

    key = models.CharField(max_length=80)
    title = models.TextField()
    publisher = models.TextField(blank=True)
    url = models.TextField(blank=True)
    as_of = models.CharField(max_length=120, blank=True)
    how_read = models.TextField(blank=True)
    licence = models.TextField(blank=True)
    collection = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["release", "key"], name="one_source_per_release")]

    def __str__(self) -> str:
        return self.key


class Entity(Held):
    """Whom claims are about; the fields are those of `core.facts.Entity`."""

    key = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    region = models.CharField(max_length=60, blank=True)
    subregion = models.CharField(max_length=60, blank=True)
    is_un_member = models.BooleanField()
    un_member_since = models.PositiveSmallIntegerField(null=True)
    note = models.TextField(blank=True)
    exists_since = models.DateField(null=True)
    iso2 = models.CharField(max_length=2, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["release", "key"], name="one_entity_per_release")]

    def __str__(self) -> str:
        return self.key


class Claim(Held):
    """One statement; the fields are those of `core.facts.Claim`. `table` is its table, `row` its table and line."""

    key = models.CharField(max_length=240)
    subject = models.CharField(max_length=12)
    object = models.CharField(max_length=160)
    value = models.TextField()
    valid_earliest = models.DateField()
    valid_latest = models.DateField()
    recorded = models.DateField()
    category = models.CharField(max_length=12)
    note = models.TextField(blank=True)
    table = models.CharField(max_length=80)
    row = models.CharField(max_length=100)
    standing = models.CharField(max_length=12)
    reason = models.TextField(blank=True)
    sources = models.ManyToManyField(Source, through="ClaimSource", related_name="claims")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["release", "key"], name="one_claim_per_release")]
        indexes: ClassVar = [
            models.Index(fields=["key"], name="claim_by_key"),
            models.Index(fields=["release", "subject"], name="claim_by_subject"),
            models.Index(fields=["release", "object"], name="claim_by_object"),
            models.Index(fields=["release", "table"], name="claim_by_table"),
        ]

    def __str__(self) -> str:
        return self.key


class ClaimSource(AppendOnly):
    """That a claim rests on a source; position 0 is the main one."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, db_index=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["claim", "position"], name="one_source_per_place")]

    def __str__(self) -> str:
        return f"{self.claim_id}.{self.position}"


class Completeness(Held):
    """A claim about absence; the fields are those of `core.facts.Completeness`. Lists are JSON."""

    key = models.CharField(max_length=160)
    object = models.CharField(max_length=120)
    up_to = models.DateField()
    closes = models.CharField(max_length=20)
    except_for = models.JSONField()
    means = models.CharField(max_length=20)
    recorded = models.DateField()
    sources = models.JSONField()
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "key"], name="one_completeness_per_release")
        ]

    def __str__(self) -> str:
        return self.key


class Total(Held):
    """A published total; the fields are those of `core.facts.Total`. `sources` is JSON."""

    key = models.CharField(max_length=160)
    object = models.CharField(max_length=120)
    day_earliest = models.DateField()
    day_latest = models.DateField()
    low = models.PositiveIntegerField()
    high = models.PositiveIntegerField()
    published = models.PositiveIntegerField()
    basis = models.CharField(max_length=40, blank=True)
    recorded = models.DateField()
    sources = models.JSONField()
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["release", "key"], name="one_total_per_release")]

    def __str__(self) -> str:
        return self.key
