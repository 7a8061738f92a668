"""What is stored of jobs, of the processes that do them or serve pages, and of what is done by itself at times."""

from typing import ClassVar

from django.db import models

from openregime.web.jobs.stages import Stage
from openregime.web.people.models import Organisation, Person


class Job(models.Model):
    """Something long that a person asked for on behalf of an organisation; seen by that person alone.

    `name` and `content` are what was handed in; the content goes when the job ends, the row some days later.
    `attempt` counts how often a worker took it: only the latest may write its end. `done` of `total` is how far it is
    (0 of 0: not known yet); `made` how many things came of it; `report` lines, fields and words on what was wrong.
    """

    key = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=40)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.WAITING)
    language = models.CharField(max_length=10)
    name = models.CharField(max_length=200, blank=True)
    content = models.BinaryField(default=b"")
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    wants_cancel = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    failure = models.TextField(blank=True)
    report = models.JSONField(default=list)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "-asked_at"], name="jobs_of_person"),
            models.Index(fields=["organisation", "-asked_at"], name="jobs_of_organisation"),
        ]

    def __str__(self) -> str:
        return self.key


class Worker(models.Model):
    """A process that does jobs. `seen_at` is when it last said that it lives; the row goes when it ends in order."""

    name = models.CharField(max_length=64, primary_key=True)
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.name


class WebProcess(models.Model):
    """A process that serves pages. `seen_at` is when it last said that it lives; the row goes when it ends in order.

    `program` is its version with a digest of its files, `release` the digest of the library's release that was newest
    when it began, `counts_in` the cache in which it counts attempts.
    """

    name = models.CharField(max_length=64, primary_key=True)
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)
    program = models.CharField(max_length=40)
    release = models.CharField(max_length=64, blank=True)
    counts_in = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class Chore(models.Model):
    """Something that is done by itself from time to time: when it is due next, and when it was last done."""

    name = models.CharField(max_length=40, primary_key=True)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
