"""What is stored of the trail: its entries, and one row that every writer takes in turn."""

from typing import ClassVar

from django.db import models

from openregime.web.record.models import AppendOnly


class TrailEntry(AppendOnly):
    """One entry; the fields are those of `core.trail.Entry`, and `digest` is the hash of them."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=40, blank=True)
    organisation = models.CharField(max_length=40, blank=True)
    verb = models.CharField(max_length=60)
    thing = models.CharField(max_length=120)
    before = models.CharField(max_length=120, blank=True)
    after = models.CharField(max_length=120, blank=True)
    reason = models.TextField(blank=True)
    previous = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["thing"], name="trail_by_thing"),
            models.Index(fields=["organisation"], name="trail_by_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"


class Attempt(models.Model):
    """Something that was refused, counted over one minute: see `attempts`. No part of the chain."""

    minute = models.DateTimeField()
    last = models.DateTimeField()
    kind = models.CharField(max_length=20)
    person = models.CharField(max_length=40, blank=True)
    tried = models.CharField(max_length=64, blank=True)
    network = models.CharField(max_length=50, blank=True)
    code = models.CharField(max_length=40, blank=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["minute", "kind", "person", "tried", "network", "code"], name="one_row_a_minute"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["person", "minute"], name="attempts_by_person")]

    def __str__(self) -> str:
        return f"{self.minute:%Y-%m-%d %H:%M} {self.kind} {self.count}"
