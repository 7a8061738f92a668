"""Witnesses of the log: listed by whoever runs the installation; what they sign is taken in only where it fits."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from openregime.core.errors import OpenRegimeError
from openregime.core.sharing.witnesses import Cosignature, Witness, is_cosigned
from openregime.io.sharing.keys import fits
from openregime.io.sharing.witnesses import CosignedNote, read_note
from openregime.web.releases.log import as_witness, head_at
from openregime.web.releases.models import HeadCosignature, ListedWitness, TreeHead
from openregime.web.trail.actions import log, take_turn

CLOCKS_APART_S = 3600
"""How far the clock of a witness may be before this one."""


class UnknownWitness(OpenRegimeError, LookupError):
    """A witness that is not, or no longer, listed here; `name` is its own."""

    code = "unknown-witness"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            _("%(name)s is not among the witnesses that are listed here. Whoever runs the installation lists them.")
            % {"name": name}
        )


class WitnessListedAlready(OpenRegimeError):
    """A name or a key that another witness has, or had."""

    code = "witness-listed-already"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"A witness {name}, or one with its key, was listed here already. A new key needs a new name, and a new "
            "name a new key: what was signed before has to stay clear."
        )


class CosignatureNotTaken(OpenRegimeError, ValueError):
    """A cosigned checkpoint that is not of this log, or a signature that does not fit it."""

    code = "cosignature-not-taken"


@transaction.atomic
def list_witness(witness: Witness, *, now: dt.datetime) -> ListedWitness:
    """Take in what a witness signs from now on; by whoever runs the installation.

    Raises:
        WitnessListedAlready.
    """
    take_turn()
    if (ListedWitness.objects.filter(name=witness.name) | ListedWitness.objects.filter(public=witness.public)).exists():
        raise WitnessListedAlready(witness.name)
    made = ListedWitness.objects.create(name=witness.name, public=witness.public, listed_at=now)
    log("releases.list-witness", f"witness:{witness.name}", now=now, after=_digest(witness.text))
    return made


@transaction.atomic
def end_witness(name: str, *, reason: str, now: dt.datetime) -> ListedWitness:
    """Take in nothing more of a witness; what it signed stays.

    Raises:
        UnknownWitness.
    """
    take_turn()
    found = ListedWitness.objects.filter(name=name, ended_at=None).first()
    if found is None:
        raise UnknownWitness(name)
    found.ended_at, found.ended_because = now, reason.strip()[:500]
    found.save(update_fields=["ended_at", "ended_because"])
    log(
        "releases.end-witness",
        f"witness:{name}",
        now=now,
        before=_digest(as_witness(found).text),
        reason=reason.strip(),
    )
    return found


@transaction.atomic
def take_in(content: bytes, *, now: dt.datetime) -> tuple[int, Sequence[str]]:
    """Store what listed witnesses signed on a head of this log. Who brings it does not matter: the signature does.

    Args:
        content: a cosigned checkpoint, as `openregime releases witness` writes it.
    Returns:
        The size of the head, and the names of all who have signed it by now.
    Raises:
        BadWitness: not its form; UnknownLogSize; CosignatureNotTaken; UnknownWitness. Nothing is stored then.
    """
    note = read_note(content)
    head = head_at(note.size)
    if note.body != head.checkpoint.note:
        raise CosignatureNotTaken(
            _("This was signed on another head of %d entries than the one here: another log, or another view of it.")
            % note.size
        )
    listed = {row.name: row for row in ListedWitness.objects.filter(ended_at=None)}
    fitting = [(_fitting(given, listed, note, now), given) for given in note.cosignatures]
    row = TreeHead.objects.get(size=note.size)
    known = set(HeadCosignature.objects.filter(head=row).values_list("witness_id", flat=True))
    for witness, given in fitting:
        if witness.pk not in known:
            _stored(row, witness, given, now)
    names = HeadCosignature.objects.filter(head=row).order_by("witness__name").values_list("witness__name", flat=True)
    return note.size, list(names)


def _fitting(
    given: Cosignature, listed: Mapping[str, ListedWitness], note: CosignedNote, now: dt.datetime
) -> ListedWitness:
    """The witness whose signature this is; looked at before anybody else has to wait."""
    witness = listed.get(given.name)
    if witness is None:
        raise UnknownWitness(given.name)
    if not is_cosigned(note.body, given, as_witness(witness), fits):
        raise CosignatureNotTaken(_("The signature of %s does not fit this head.") % given.name)
    if given.at > now.timestamp() + CLOCKS_APART_S:
        raise CosignatureNotTaken(_("The signature of %s is of a time to come.") % given.name)
    return witness


def _stored(head: TreeHead, witness: ListedWitness, given: Cosignature, now: dt.datetime) -> None:
    take_turn()
    values = {"seconds": given.at, "signature": given.value, "taken_in_at": now}
    _one, is_new = HeadCosignature.objects.get_or_create(head=head, witness=witness, defaults=values)
    if is_new:
        log("releases.cosign", f"head:{head.size}", now=now, after=_digest(given.line))


def _digest(text: str) -> str:
    """The trail holds digests: what was listed or signed stands in its own table."""
    return sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Signing:
    """A listed witness, the number of heads it signed, and the size of the last; None: none yet."""

    witness: ListedWitness
    signed: int
    latest: int | None


def all_witnesses() -> list[Signing]:
    """Every witness with how far it signed, by name: one query."""
    rows = ListedWitness.objects.annotate(signed=Count("cosignatures"), latest=Max("cosignatures__head_id"))
    return [Signing(row, row.signed, row.latest) for row in rows.order_by("name")]
