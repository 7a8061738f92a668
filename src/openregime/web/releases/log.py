"""The one log of the installation: entries are added, heads are signed, proofs are given; nothing is ever changed."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet
from django.utils.translation import gettext as _

from openregime.core.errors import OpenRegimeError
from openregime.core.sharing import merkle
from openregime.core.sharing.releases import Checkpoint, Signature, Witnessed, canonical, signed, signed_bytes
from openregime.core.sharing.witnesses import Cosignature, Witness
from openregime.web.releases.keys import log_key, signer
from openregime.web.releases.models import HeadCosignature, ListedWitness, LogEntry, TreeHead
from openregime.web.releases.tree import store, stored_tree


class UnknownLogSize(OpenRegimeError, LookupError):
    """A size that the log never had."""

    code = "unknown-log-size"

    def __init__(self, given: str, size: int) -> None:
        self.given, self.size = given, size
        super().__init__(
            _("The log never had the size “%(given)s”. Give whole numbers from 1 to %(size)s.")
            % {"given": given[:20], "size": size}
            if size
            else _("The log is empty: nothing has been published yet.")
        )


@dataclass(frozen=True, slots=True)
class SignedHead:
    """The head of the log at one size, with its signature, and those of witnesses where they were asked for."""

    checkpoint: Checkpoint
    signature: Signature
    cosignatures: tuple[Cosignature, ...] = ()

    @property
    def signed_bytes(self) -> bytes:
        """What was signed."""
        return signed_bytes(canonical(self.checkpoint.as_json()), "log")


@dataclass(frozen=True, slots=True)
class Consistency:
    """That the log of an earlier size is the beginning of the log of a later one."""

    earlier: SignedHead
    later: SignedHead
    proof: tuple[bytes, ...]

    @property
    def holds(self) -> bool:
        """Whether the proof leads from the one root to the other."""
        first, second = self.earlier.checkpoint, self.later.checkpoint
        return merkle.is_consistent(first.size, second.size, self.proof, first.root, second.root)


def append(leaf: bytes, *, now: dt.datetime) -> LogEntry:
    """Add an entry and sign the new head, inside the transaction and after the turn (`take_turn`) of the act.

    Args:
        leaf: hash of 32 bytes.
    Raises:
        SealNotOpened: the key of the log cannot be opened.
    """
    last = LogEntry.objects.order_by("-number").values_list("number", flat=True).first()
    size = 0 if last is None else last + 1
    key = log_key(now=now)
    entry = LogEntry(number=size, leaf=leaf)
    entry.save(force_insert=True)
    grown, completed = stored_tree(size).append(leaf)
    store(completed)
    head = Checkpoint(key.owner, grown.size, grown.head(), now)
    signature = signed(canonical(head.as_json()), "log", signer(key), bytes(key.public))
    TreeHead(size=head.size, root=head.root, at=now, signing_key=key, signature=signature.value).save(force_insert=True)
    return entry


def heads(*, before: int | None = None, most: int | None = None) -> list[SignedHead]:
    """Signed heads, the latest first; `before` a size, `most` so many."""
    rows = _with_all().order_by("-size")
    rows = rows if before is None else rows.filter(size__lt=before)
    return [signed_head(row, cosignatures_of(row)) for row in (rows if most is None else rows[:most])]


def latest() -> SignedHead | None:
    """The head of the log as it is now; None while nothing was published."""
    found = heads(most=1)
    return found[0] if found else None


def head_at(given: str | int) -> SignedHead:
    """The head of the log at one size.

    Raises:
        UnknownLogSize.
    """
    text = str(given).strip()
    size = int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0
    row = _with_all().filter(size=size).first()
    if row is None:
        raise UnknownLogSize(text, TreeHead.objects.count())
    return signed_head(row, cosignatures_of(row))


def consistency(earlier: str | int, later: str | int) -> Consistency:
    """The proof that nothing of the earlier log was changed in the later one.

    Raises:
        UnknownLogSize: a size that the log never had, or the later one is the smaller.
    """
    first, second = head_at(earlier), head_at(later)
    if first.checkpoint.size > second.checkpoint.size:
        raise UnknownLogSize(str(earlier), second.checkpoint.size)
    proof = stored_tree(second.checkpoint.size).consistency_proof(first.checkpoint.size)
    return Consistency(first, second, tuple(proof))


def witnessed(number: int, latest: SignedHead) -> Witnessed | None:
    """The head with an entry that the most witnesses cosigned, the latest of those; None where none did."""
    counted = TreeHead.objects.filter(size__gt=number).annotate(signed=Count("cosignatures")).filter(signed__gt=0)
    best = counted.order_by("-signed", "-size").values_list("size", flat=True).first()
    if best is None:
        return None
    found = head_at(best)
    proof = stored_tree(latest.checkpoint.size).consistency_proof(best)
    return Witnessed(found.checkpoint, found.cosignatures, tuple(proof))


def _with_all() -> QuerySet[TreeHead]:
    """Heads with key and cosignatures: two queries, however many."""
    signed = HeadCosignature.objects.select_related("witness").order_by("witness__name")
    return TreeHead.objects.select_related("signing_key").prefetch_related(Prefetch("cosignatures", queryset=signed))


def cosignatures_of(row: TreeHead) -> tuple[Cosignature, ...]:
    """The signatures of witnesses on a head, by name."""
    return tuple(cosignature_of(one) for one in row.cosignatures.all())


def cosignature_of(row: HeadCosignature) -> Cosignature:
    """A stored cosignature."""
    return Cosignature(row.witness.name, as_witness(row.witness).id, row.seconds, bytes(row.signature))


def as_witness(row: ListedWitness) -> Witness:
    """A witness with its key."""
    return Witness(row.name, bytes(row.public))


def signed_head(row: TreeHead, cosignatures: tuple[Cosignature, ...] = ()) -> SignedHead:
    """A stored head; its key comes from the same query where `signing_key` was selected."""
    checkpoint = Checkpoint(row.signing_key.owner, row.size, bytes(row.root), row.at)
    return SignedHead(checkpoint, Signature(row.signing_key.key_id, bytes(row.signature)), cosignatures)
