"""The index as stored: one row per thing that can be found. Made anew with every release."""

from django.db import models


class Entry(models.Model):
    """One thing that can be found.

    Attributes:
        kind: see `entries.KINDS`.
        ref: id of the thing; `part`: place within its page, may be empty.
        title, body: as shown, in English; names: other names it is found by, one a line.
        title_words, body_words: the same as words to compare (`words.py`), names among those of the title.
    """

    kind = models.CharField(max_length=20)
    ref = models.CharField(max_length=240)
    part = models.CharField(max_length=80, blank=True)
    title = models.TextField()
    body = models.TextField(blank=True)
    names = models.TextField(blank=True)
    title_words = models.TextField()
    body_words = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class Stamp(models.Model):
    """What the index was made from; one row at most."""

    made_from = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.made_from
