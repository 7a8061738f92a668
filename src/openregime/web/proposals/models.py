"""What is stored of claims by people."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from openregime.web.disclosure.models import DisclosureProfile
from openregime.web.people.models import Organisation, Person
from openregime.web.proposals.stages import Stage


class ProposedClaim(models.Model):
    """One statement of an organisation about its State, itself or one of its facilities.

    `object`, `value` and the days are as in `core.facts.Claim`; `summary` and `redacted` are prepared words for askers
    who may have no more. `salt` goes into the digest by which the trail names the content.
    """

    key = models.CharField(max_length=40, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="proposed")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.DRAFT)
    state = models.CharField(max_length=3, blank=True)
    facility = models.CharField(max_length=120, blank=True)
    object = models.CharField(max_length=160)
    value = models.TextField()
    valid_earliest = models.DateField()
    valid_latest = models.DateField()
    ends_on = models.DateField(null=True)
    basis = models.TextField()
    note = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    redacted = models.TextField(blank=True)
    category = models.CharField(max_length=3)
    giver = models.CharField(max_length=120, blank=True)
    closed_until = models.DateTimeField(null=True)
    profile = models.ForeignKey(DisclosureProfile, on_delete=models.PROTECT, related_name="proposed_claims")
    salt = models.BinaryField(max_length=16)
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="superseded_by")
    written_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    returned_because = models.TextField(blank=True)
    review_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(stage__in=("approved", "superseded")) | ~Q(settled_by=F("author")),
                name="approved_by_somebody_else",
            ),
            models.CheckConstraint(condition=Q(valid_earliest__lte=F("valid_latest")), name="days_in_order"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "object"], name="proposed_by_state"),
            models.Index(fields=["organisation", "stage"], name="proposed_by_stage"),
            models.Index(fields=["stage", "profile"], name="proposed_by_profile"),
        ]

    def __str__(self) -> str:
        return self.key


class Dispute(models.Model):
    """Somebody's objection to a claim, or the reply of the organisation that made the claim (`answers` is set)."""

    key = models.CharField(max_length=40, unique=True)
    claim = models.ForeignKey(ProposedClaim, on_delete=models.PROTECT, related_name="disputes")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    answers = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replies")
    words = models.TextField()
    said_at = models.DateTimeField()
    profile = models.ForeignKey(DisclosureProfile, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.key


class Attachment(models.Model):
    """A file that belongs to a claim, kept in the data folder under its SHA-256, for whoever has the claim in full."""

    key = models.CharField(max_length=40, unique=True)
    claim = models.ForeignKey(ProposedClaim, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["claim", "sha256"], name="one_file_once")]

    def __str__(self) -> str:
        return self.key
