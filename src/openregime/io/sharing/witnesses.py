"""What witnesses keep and hand on: their key in a file, and a checkpoint with cosignatures as a signed note."""

import base64
import binascii
from dataclasses import dataclass

from openregime.core.sharing.releases import Checkpoint
from openregime.core.sharing.witnesses import (
    ALGORITHM,
    BadWitness,
    Cosignature,
    Witness,
    named,
    read_cosignature,
    read_witness,
)
from openregime.io.sharing.keys import BadKey, new_private_key, public_key_of

LONGEST_NOTE = 20_000
_PRIVATE = "PRIVATE+KEY+"


@dataclass(frozen=True, slots=True)
class CosignedNote:
    """A checkpoint as its three lines, and the cosignatures below them."""

    body: str
    size: int
    cosignatures: tuple[Cosignature, ...]


def new_witness_key(name: str) -> tuple[str, Witness]:
    """The line of a new private key, to be kept secret, and the witness to whom it belongs.

    Raises:
        BadWitness: no such name.
    """
    private = new_private_key()
    witness = Witness(named(name), public_key_of(private))
    inner = base64.b64encode(ALGORITHM + private).decode("ascii")
    return f"{_PRIVATE}{witness.name}+{witness.id.hex()}+{inner}\n", witness


def read_witness_key(content: bytes) -> tuple[bytes, Witness]:
    """The private key of 32 bytes in such a file, and the witness.

    Raises:
        BadWitness: another file, or a key that was not copied whole.
    """
    try:
        text = content.decode("ascii").strip()
        if not text.startswith(_PRIVATE):
            raise ValueError
        name, number, inner = text.removeprefix(_PRIVATE).split("+", 2)
        private = base64.b64decode(inner, validate=True)
        if private[:1] != ALGORITHM:
            raise ValueError
        witness = Witness(named(name), public_key_of(private[1:]))
    except (UnicodeDecodeError, ValueError, binascii.Error, BadKey):
        raise BadWitness(
            "This is no private key of a witness. `openregime releases new-witness NAME --to FILE` makes one."
        ) from None
    if witness.id.hex() != number:
        raise BadWitness(f"The private key of {witness.name} was not copied whole.")
    return private[1:], witness


def note_bytes(checkpoint: Checkpoint, cosignatures: tuple[Cosignature, ...]) -> bytes:
    """A checkpoint with cosignatures, as witnesses hand it back (C2SP signed-note)."""
    return "\n".join([checkpoint.note, *(one.line for one in cosignatures), ""]).encode()


def read_note(content: bytes) -> CosignedNote:
    """A checkpoint with cosignatures.

    Raises:
        BadWitness: not its form.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    body, gap, lines = text.partition("\n\n")
    parts = body.split("\n")
    if len(content) > LONGEST_NOTE or not gap or len(parts) != 3 or not _is_size(parts[1]):
        raise BadWitness(
            "This is no cosigned checkpoint: it has three lines (log, size, root), an empty one, and the cosignatures."
        )
    found = tuple(read_cosignature(line) for line in lines.split("\n") if line)
    if not found:
        raise BadWitness("This checkpoint bears no cosignature.")
    return CosignedNote(body + "\n", int(parts[1]), found)


def read_witnesses(content: bytes) -> tuple[Witness, ...]:
    """Keys of witnesses, one a line; empty lines and those that begin with # are passed over.

    Raises:
        BadWitness.
    """
    try:
        lines = content.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        raise BadWitness("This is no file of keys of witnesses: one a line, NAME+ID+KEY.") from None
    found = tuple(read_witness(line) for line in lines if line.strip() and not line.lstrip().startswith("#"))
    if not found:
        raise BadWitness("This file holds no key of a witness: one a line, NAME+ID+KEY.")
    return found


def _is_size(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 16 and text == str(int(text))
