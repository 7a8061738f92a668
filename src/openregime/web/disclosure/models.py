"""What is stored of disclosure.

A profile is everything about an item that decides who may see it (label, State, holder, mission, consents, rulings),
without the item: items of one profile are seen by the same people. Its cells hold what the gate says of it, for every
audience and situation, so that visibility is a subquery and never a list of ids (docs/decisions/0014).
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from openregime.web.people.models import Organisation, Person
from openregime.web.record.models import AppendOnly


class DisclosureProfile(models.Model):
    """What decides who may see an item. `digest` is that of all of it; `turns_at` is the first time at which the gate
    may answer otherwise by itself, after which the profile is closed to all but its holder until it is asked again.
    """

    digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=3, blank=True)
    holder = models.CharField(max_length=40, blank=True)
    mission = models.CharField(max_length=40, blank=True)
    categories = models.JSONField()
    source = models.JSONField()
    turns_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["holder"], name="profile_by_holder"),
            models.Index(fields=["turns_at"], name="profile_by_turn"),
        ]

    def __str__(self) -> str:
        return self.digest[:12]


class ProfileCell(models.Model):
    """How much of the items of one profile one audience may have in one situation.

    `bound` is whether the asker belongs to the State (or mission) of the item.
    """

    profile = models.ForeignKey(DisclosureProfile, on_delete=models.CASCADE, related_name="cells", db_index=False)
    audience = models.CharField(max_length=20)
    bound = models.BooleanField()
    situation = models.CharField(max_length=12)
    level = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["audience", "bound", "situation", "profile"], name="one_cell_per_place")
        ]
        indexes: ClassVar = [models.Index(fields=["profile"], name="cells_of_profile")]

    def __str__(self) -> str:
        return f"{self.profile_id} {self.audience} {self.level}"


class StoredRuling(AppendOnly):
    """One ruling; the fields are those of `core.sharing.Ruling`. Lists as JSON; `by` holds pairs [person key, role]."""

    key = models.CharField(max_length=40, unique=True)
    level = models.PositiveSmallIntegerField()
    audiences = models.JSONField()
    by = models.JSONField()
    reason = models.TextField()
    decided_at = models.DateTimeField()
    review_on = models.DateField()
    category = models.CharField(max_length=3, blank=True)
    item = models.CharField(max_length=80, blank=True)
    situations = models.JSONField(default=list)
    state = models.CharField(max_length=3, blank=True)
    holder = models.CharField(max_length=40, blank=True)
    harm = models.CharField(max_length=20, blank=True)
    benefit = models.TextField(blank=True)
    ends = models.DateTimeField(null=True)
    threat_to_life = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.key


class RulingEnd(AppendOnly):
    """That a ruling was ended before its time; the ruling itself stays as it was."""

    ruling = models.OneToOneField(StoredRuling, on_delete=models.PROTECT, related_name="ending")
    ended_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()

    def __str__(self) -> str:
        return f"end of {self.ruling_id}"


class SituationDeclaration(models.Model):
    """A situation as it was declared; the fields are those of `core.sharing.Situation`. `ended_at` ends it early."""

    key = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=3)
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    role = models.CharField(max_length=60)
    reason = models.TextField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(begins__lt=models.F("ends")), name="situation_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class ClassificationReview(models.Model):
    """That a withheld item was looked at anew: what was decided, by whom, why, and when it comes up again."""

    key = models.CharField(max_length=40, unique=True)
    item = models.CharField(max_length=80, db_index=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12)
    category_before = models.CharField(max_length=3)
    category_after = models.CharField(max_length=3)
    reason = models.TextField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()
    next_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.item} {self.outcome}"


class Appeal(models.Model):
    """Somebody asks that more of an item be opened. It is decided by somebody else than whoever decided before.

    `answer` is empty, opened, partly, or kept.
    """

    key = models.CharField(max_length=40, unique=True)
    item = models.CharField(max_length=80, db_index=True)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    benefit = models.TextField()
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, blank=True)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(decided_by=models.F("asked_by")), name="appeals_go_to_somebody_else")
        ]

    def __str__(self) -> str:
        return f"appeal {self.key}"


class PublishedFigures(AppendOnly):
    """The public figures of a month as they were counted: `content` with who stands behind each, which is not public;
    `hidden`, the cells that are not given. Kept because the next figures must not give anybody away beside these.
    """

    published_on = models.DateField()
    is_invented = models.BooleanField()
    content = models.JSONField()
    hidden = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["published_on", "is_invented"], name="figures_once_a_day")
        ]

    def __str__(self) -> str:
        return f"figures of {self.published_on}"


class PrivacyBudget(AppendOnly):
    """How much epsilon may be spent on the public figures of one purpose in one period; the fields are those of
    `core.sharing.budgets.Budget`. `asked_by` and `confirmed_by` are keys of two people of the secretariat.
    """

    key = models.CharField(max_length=40, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    is_invented = models.BooleanField()
    purpose = models.CharField(max_length=20)
    epsilon = models.DecimalField(max_digits=6, decimal_places=3)
    each = models.DecimalField(max_digits=6, decimal_places=3)
    most = models.PositiveIntegerField()
    begins = models.DateField()
    ends = models.DateField()
    reason = models.TextField()
    asked_by = models.CharField(max_length=40)
    confirmed_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.purpose} {self.epsilon}"


class NoisyFigures(AppendOnly):
    """Figures of one purpose and month as they were published with noise, and at once the line of the ledger that says
    what they cost: neither can be without the other, and a month has one.

    `values`: cell -> number with noise; `by`: key of whoever asked for it, or `installation`.
    """

    budget = models.ForeignKey(PrivacyBudget, on_delete=models.PROTECT, related_name="spendings")
    number = models.PositiveIntegerField()
    purpose = models.CharField(max_length=20)
    is_invented = models.BooleanField()
    month = models.CharField(max_length=7)
    published_at = models.DateTimeField()
    epsilon = models.DecimalField(max_digits=6, decimal_places=3)
    most = models.PositiveIntegerField()
    scale = models.FloatField()
    method = models.CharField(max_length=60)
    values = models.JSONField()
    by = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["budget", "number"], name="spendings_in_turn"),
            models.UniqueConstraint(fields=["purpose", "is_invented", "month"], name="noisy_figures_once_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.month}"
