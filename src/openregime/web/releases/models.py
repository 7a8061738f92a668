"""What is stored of releases: keys, releases with what they hold, the log's leaves and signed heads, credentials."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from openregime.web.people.models import Organisation, Person
from openregime.web.proposals.models import ProposedClaim
from openregime.web.record.models import AppendOnly

RELEASE, LOG = "release", "log"


class SigningKey(models.Model):
    """An Ed25519 key pair of an organisation, or of the log (`organisation` is then None).

    `key_id` is the hash of the public key; `owner` the key of the organisation, or the name of the log. `sealed` is the
    private key as it rests, encrypted; empty once the key has ended: it can then sign nothing more. `ended_because` is
    empty where another key took its place.
    """

    key_id = models.CharField(max_length=64, unique=True)
    use = models.CharField(max_length=10, choices=[(RELEASE, RELEASE), (LOG, LOG)])
    owner = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="signing_keys")
    public = models.BinaryField(max_length=32)
    sealed = models.TextField(blank=True)
    begins = models.DateTimeField()
    ends = models.DateTimeField(null=True)
    ended_because = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["use"], condition=Q(use=LOG, ends=None), name="one_running_log_key"),
            models.UniqueConstraint(fields=["owner"], condition=Q(use=RELEASE, ends=None), name="one_running_key"),
            models.CheckConstraint(condition=Q(ends=None) | Q(sealed=""), name="an_ended_key_is_destroyed"),
        ]

    def __str__(self) -> str:
        return f"{self.owner} {self.key_id[:12]}"


class LogEntry(AppendOnly):
    """One leaf of the log: `number` from 0 without gaps. It says nothing to whoever has not the release."""

    number = models.PositiveBigIntegerField(primary_key=True)
    leaf = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return str(self.number)


class TreeNode(AppendOnly):
    """A complete subtree of the log: of 2**`level` leaves, the `number`-th of its level from 0. It never changes.

    Written with the leaf that completes it; leaves themselves (level 0) are entries.
    """

    level = models.PositiveSmallIntegerField()
    number = models.PositiveBigIntegerField()
    value = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["level", "number"], name="a_subtree_once")]

    def __str__(self) -> str:
        return f"subtree {self.number} of level {self.level}"


class TreeHead(AppendOnly):
    """The signed head of the log at one size."""

    size = models.PositiveBigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    signing_key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    signature = models.BinaryField(max_length=64)

    def __str__(self) -> str:
        return f"head of {self.size}"


class ListedWitness(models.Model):
    """A witness whose signatures on heads are taken in, as whoever runs the installation listed it.

    `ended_at`: from then on none are taken in; those from before stay.
    """

    name = models.CharField(max_length=200, unique=True)
    public = models.BinaryField(max_length=32, unique=True)
    listed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class HeadCosignature(AppendOnly):
    """The signature of a witness on a head: `seconds` is its own clock, since 1970."""

    head = models.ForeignKey(TreeHead, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.ForeignKey(ListedWitness, on_delete=models.PROTECT, related_name="cosignatures")
    seconds = models.PositiveBigIntegerField()
    signature = models.BinaryField(max_length=64)
    taken_in_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["head", "witness"], name="a_witness_once_on_a_head")]

    def __str__(self) -> str:
        return f"{self.witness_id} on {self.head_id}"


class PublishedRelease(AppendOnly):
    """One release: `body` is exactly what was hashed and signed (RFC 8785).

    `withdraws` is set on an entry by which an organisation takes an earlier release back; that one stays as it is.
    """

    key = models.CharField(max_length=40, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="releases")
    title = models.CharField(max_length=200)
    body = models.TextField()
    digest = models.CharField(max_length=64, unique=True)
    salt = models.BinaryField(max_length=32)
    signing_key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="releases")
    signature = models.BinaryField(max_length=64)
    entry = models.OneToOneField(LogEntry, on_delete=models.PROTECT, related_name="release")
    issued_at = models.DateTimeField()
    policy_version = models.CharField(max_length=40)
    withdraws = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="withdrawal")
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation"], name="releases_by_organisation")]

    def __str__(self) -> str:
        return self.key


class ReleasedClaim(AppendOnly):
    """That a release holds a claim, as it was shown to anyone at that time."""

    release = models.ForeignKey(PublishedRelease, on_delete=models.PROTECT, related_name="claims")
    claim = models.ForeignKey(ProposedClaim, on_delete=models.PROTECT, related_name="releases")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["release", "claim"], name="a_claim_once_in_a_release")]

    def __str__(self) -> str:
        return f"{self.claim_id} in {self.release_id}"


class HeldCredential(AppendOnly):
    """The statements of a release with what discloses them, for the organisation that holds them.

    `sealed` is the whole SD-JWT and `sealed_key` the key that binds a presentation to a reader, both encrypted.
    """

    key = models.CharField(max_length=40, unique=True)
    release = models.OneToOneField(PublishedRelease, on_delete=models.PROTECT, related_name="credential")
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="credentials")
    sealed = models.TextField()
    sealed_key = models.TextField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
