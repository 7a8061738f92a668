"""Witnesses of a log: others who sign its heads, and only heads that go on from the last one that they signed.

A log that shows different readers different things has to show one of them heads without such signatures.

Source: C2SP tlog-cosignature (cosignature/v1, Ed25519) and signed-note for keys and lines; signing and checking
signatures come in as callables.
"""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from openregime.core.errors import OpenRegimeError

ALGORITHM = b"\x04"
LONGEST_NAME = 100
LATEST = 2**63 - 1


class BadWitness(OpenRegimeError, ValueError):
    """A name, a key or a cosignature that does not have the form it must have."""

    code = "bad-witness"


@dataclass(frozen=True, slots=True)
class Witness:
    """Who cosigns: a name without spaces, and 32 bytes of an Ed25519 key that signs nothing else."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes that tell keys apart."""
        return sha256(self.name.encode() + b"\n" + ALGORITHM + self.public).digest()[:4]

    @property
    def text(self) -> str:
        """The key as it is handed on, in one line: `name+id+key`."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(ALGORITHM + self.public).decode('ascii')}"


@dataclass(frozen=True, slots=True)
class Cosignature:
    """The signature of a witness on a head: its name, the id of its key, seconds since 1970, 64 bytes."""

    name: str
    key: bytes
    at: int
    value: bytes

    @property
    def line(self) -> str:
        """As a line below a checkpoint."""
        inner = self.key + self.at.to_bytes(8, "big") + self.value
        return f"— {self.name} {base64.b64encode(inner).decode('ascii')}"


def named(name: str) -> str:
    """A name that a witness can have, best a place of its own such as `ministry.example/witness`.

    Raises:
        BadWitness.
    """
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable() or "+" in name or any(c.isspace() for c in name):
        raise BadWitness(
            f"“{name[:40]}” is no name of a witness: {LONGEST_NAME} printable signs at most, no spaces and no plus."
        )
    return name


def read_witness(text: str) -> Witness:
    """A witness from its key in one line.

    Raises:
        BadWitness: not the form, another kind of key, or an id that is not that of the key.
    """
    parts = text.strip().split("+", 2)
    if len(parts) != 3:
        raise BadWitness(f"“{text.strip()[:40]}” is no key of a witness: one is written NAME+ID+KEY, in one line.")
    name, number, inner = named(parts[0]), parts[1], _decoded(parts[2])
    if inner[:1] != ALGORITHM or len(inner) != 33:
        raise BadWitness(f"The key of {name} is not an Ed25519 key for cosignatures.")
    witness = Witness(name, inner[1:])
    if witness.id.hex() != number:
        raise BadWitness(f"The key of {name} was not copied whole: its id is {witness.id.hex()}, not {number[:20]}.")
    return witness


def read_cosignature(line: str) -> Cosignature:
    """A cosignature from its line.

    Raises:
        BadWitness.
    """
    parts = line.strip().split(" ")
    if len(parts) != 3 or parts[0] != "—":
        raise BadWitness(f"“{line.strip()[:40]}” is no cosignature: one is written — NAME SIGNATURE.")
    name, inner = named(parts[1]), _decoded(parts[2])
    at = int.from_bytes(inner[4:12], "big")
    if len(inner) != 4 + 8 + 64 or at > LATEST:
        raise BadWitness(f"The signature of {name} is no Ed25519 cosignature with its time.")
    return Cosignature(name, inner[:4], at, inner[12:])


def cosigned_bytes(body: str, at: int) -> bytes:
    """What a witness signs of a checkpoint (its three lines) at a time in seconds since 1970."""
    return f"cosignature/v1\ntime {at}\n{body}".encode()


def cosign(body: str, witness: Witness, at: int, signer: Callable[[bytes], bytes]) -> Cosignature:
    """The cosignature of a witness; whether it may give one is asked before."""
    return Cosignature(witness.name, witness.id, at, signer(cosigned_bytes(body, at)))


def is_cosigned(
    body: str, given: Cosignature, witness: Witness, verifier: Callable[[bytes, bytes, bytes], bool]
) -> bool:
    """Whether a cosignature is that of a witness on a checkpoint."""
    if (given.name, given.key) != (witness.name, witness.id):
        return False
    return verifier(witness.public, given.value, cosigned_bytes(body, given.at))


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadWitness(f"“{text[:20]}” is not base64.") from None
