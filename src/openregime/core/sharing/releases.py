"""Releases that others can check: content with its hash, its signer, its place in a log that nobody can rewrite.

Signing and checking signatures come in as callables; keys, files and chance stay outside. What is signed begins with a
word of its own for each use, so that no signature can pass for another.
"""

import base64
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import rfc8785

from openregime.core.errors import OpenRegimeError
from openregime.core.sharing import merkle
from openregime.core.sharing.witnesses import Cosignature, Witness, is_cosigned

Signer = Callable[[bytes], bytes]
"""What is to be signed -> an Ed25519 signature of 64 bytes."""
Verifier = Callable[[bytes, bytes, bytes], bool]
"""Public key, signature, what was signed -> whether it fits."""

FORMAT = "openregime-release/1"
SHORTEST_SALT = 16
_USES = {"release": b"openregime release 1\n", "log": b"openregime checkpoint 1\n"}


class BadRelease(OpenRegimeError, ValueError):
    """A release, a checkpoint or a list of keys that does not have the form it must have."""

    code = "bad-release"


@dataclass(frozen=True, slots=True)
class Release:
    """What is published.

    Attributes:
        issuer: organisation that publishes it; its key signs.
        issued_at: UTC.
        policy_version: version of the sharing table by which it was decided.
        content: anything that JSON can hold.
    """

    id: str
    title: str
    issuer: str
    issued_at: dt.datetime
    policy_version: str
    content: Any

    @property
    def canonical(self) -> bytes:
        """The one form in bytes that is hashed and signed (RFC 8785).

        Raises:
            BadRelease: content that JSON cannot hold exactly, or a time without zone.
        """
        return canonical(self.as_json())

    def as_json(self) -> dict[str, Any]:
        """The release as an object of JSON."""
        if self.issued_at.tzinfo is None:
            raise BadRelease("A release needs the time of its issue with its zone.")
        return {
            "format": FORMAT,
            "id": self.id,
            "title": self.title,
            "issuer": self.issuer,
            "issued_at": self.issued_at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z"),
            "policy_version": self.policy_version,
            "content": self.content,
        }

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical form, in hexadecimal."""
        return sha256(self.canonical).hexdigest()


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature: id of the key (`key_id`) and 64 bytes."""

    key: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log at a time: `origin` names the log."""

    origin: str
    size: int
    root: bytes
    at: dt.datetime

    def as_json(self) -> dict[str, Any]:
        """The checkpoint as an object of JSON."""
        at = self.at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
        return {"origin": self.origin, "size": self.size, "root": self.root.hex(), "at": at}

    @property
    def note(self) -> str:
        """The three lines that witnesses sign (C2SP tlog-checkpoint): name, size, root in base64; not the time.

        Raises:
            BadRelease: a name that does not fit into one line.
        """
        if not self.origin or not self.origin.isprintable():
            raise BadRelease("checkpoint: the name of the log is not one line that can be printed.")
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode('ascii')}\n"


@dataclass(frozen=True, slots=True)
class Key:
    """A public key that a reader trusts: for one use, of one organisation or log, for a time."""

    public: bytes
    use: str
    owner: str
    begins: dt.datetime
    ends: dt.datetime | None = None

    @property
    def id(self) -> str:
        """See `key_id`."""
        return key_id(self.public)


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A head of the log that others cosigned, with the proof that it is the beginning of a later one."""

    checkpoint: Checkpoint
    cosignatures: tuple[Cosignature, ...]
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A head as it is put to a witness.

    Attributes:
        consistency: size of an earlier log -> proof that it is the beginning of this one.
        keys: public keys of the log that came in the same file; they prove nothing of whose they are.
    """

    checkpoint: Checkpoint
    signature: Signature
    consistency: Mapping[int, tuple[bytes, ...]]
    keys: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class SignedRelease:
    """A release with what proves it.

    Attributes:
        salt: chance of 16 bytes or more, so that nobody can guess a release from its entry in the log.
        index: its place in the log; `inclusion` leads from it to the root of the checkpoint.
        consistency: size of an earlier log -> proof that it is the beginning of this one.
        keys: public keys that came in the same file; they prove nothing of whose they are.
        witnessed: a head with the release that was cosigned; None: none was.
    """

    release: Release
    salt: bytes
    signature: Signature
    index: int
    inclusion: tuple[bytes, ...]
    checkpoint: Checkpoint
    checkpoint_signature: Signature
    consistency: Mapping[int, tuple[bytes, ...]]
    keys: tuple[Key, ...] = ()
    witnessed: Witnessed | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: `words` say what was found. `passed` is None where it could not be looked at."""

    code: str
    passed: bool | None
    words: str


def canonical(value: Any) -> bytes:
    """The canonical form of JSON (RFC 8785).

    Raises:
        BadRelease: something that JSON cannot hold exactly.
    """
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, RecursionError) as error:
        raise BadRelease(
            f"This has no canonical form in JSON: {error}. Use text, whole numbers, lists, objects."
        ) from None


def key_id(public: bytes) -> str:
    """The id of a key: SHA-256 of its 32 bytes, in hexadecimal."""
    return sha256(public).hexdigest()


def log_entry(release: Release, salt: bytes) -> bytes:
    """What the log holds of a release: a hash from which nothing can be guessed while its salt is not known.

    Raises:
        BadRelease: a salt that is too short.
    """
    if len(salt) < SHORTEST_SALT:
        raise BadRelease(f"A salt has {SHORTEST_SALT} bytes or more; this one has {len(salt)}.")
    return sha256(salt + release.canonical).digest()


def signed(message: bytes, use: str, signer: Signer, public: bytes) -> Signature:
    """A signature for one use, `release` or `log`."""
    return Signature(key_id(public), signer(signed_bytes(message, use)))


def signed_bytes(message: bytes, use: str) -> bytes:
    """What is signed of a message for one use, `release` or `log`."""
    return _USES[use] + message


def check(
    given: SignedRelease,
    keys: Sequence[Key] | None,
    verifier: Verifier,
    *,
    kept: Checkpoint | None = None,
) -> tuple[Check, ...]:
    """Look at everything that can be proven of a release.

    Args:
        keys: the public keys that the reader trusts; None: those that came with the release, which leaves it open
            whose they are.
        kept: a checkpoint of the same log that the reader kept from earlier.
    Returns:
        Every check, passed or not.
    """
    release, head, trusted = given.release, given.checkpoint, given.keys if keys is None else keys
    leaf = merkle.leaf_hash(log_entry(release, given.salt))
    included = merkle.is_included(leaf, given.index, head.size, given.inclusion, head.root)
    found = (
        _signature(
            "signature", given.signature, release.canonical, "release", release.issuer, release.issued_at, trusted,
            verifier,
        ),
        _of_log(head, given.checkpoint_signature, trusted, verifier),
        Check(
            "inclusion",
            included,
            f"It is entry {given.index} of the log {head.origin} of {head.size}."
            if included
            else f"The proof does not lead to the head of the log {head.origin}.",
        ),
        _since(head, given.consistency, kept),
    )  # fmt: skip
    return found if keys is not None else (*found, _whose(given))


def check_checkpoint(
    given: SignedCheckpoint, keys: Sequence[Key] | None, verifier: Verifier, *, kept: Checkpoint | None
) -> tuple[Check, ...]:
    """Look at a head that asks for the signature of a witness; it may be given only where nothing failed.

    Args:
        keys: keys of the log that the witness trusts; None: those that came with it.
        kept: the last head of this log that the witness signed; None: it never signed one.
    """
    head = given.checkpoint
    found = (
        _of_log(head, given.signature, given.keys if keys is None else keys, verifier),
        _since(head, given.consistency, kept),
    )
    if keys is not None:
        return found
    words = (
        f"The keys of the log came with the file. Compare the id {given.signature.key} with what the log {head.origin} "
        "says elsewhere, or give --keys."
    )
    return (*found, Check("keys", None, words))


def check_witnesses(
    given: SignedRelease, witnesses: Sequence[Witness], at_least: int, verifier: Verifier
) -> tuple[Check, ...]:
    """Whether so many witnesses that the reader trusts signed a head of the log that holds the release.

    Args:
        witnesses: none: nothing is demanded, and who is said to have signed stays open.
        at_least: 1 or more, at most as many as there are witnesses.
    """
    found = given.witnessed
    if not witnesses:
        if found is None:
            return ()
        told = ", ".join(sorted({one.name for one in found.cosignatures}))
        return (Check("witnesses", None, f"The file says that {told} cosigned; give --witness with their keys."),)
    names = _names_of(given, witnesses, verifier)
    words = f"{len(names)} of your {len(witnesses)} witnesses cosigned a head with it, {at_least} must: "
    return (Check("witnesses", len(names) >= at_least, words + (", ".join(names) or "none did") + "."),)


def _names_of(given: SignedRelease, witnesses: Sequence[Witness], verifier: Verifier) -> list[str]:
    """Names of the witnesses whose signature covers the release."""
    found, head = given.witnessed, given.checkpoint
    if found is None or found.checkpoint.origin != head.origin or not given.index < found.checkpoint.size:
        return []
    seen = found.checkpoint
    if not merkle.is_consistent(seen.size, head.size, found.proof, seen.root, head.root):
        return []
    note = seen.note
    return sorted(
        witness.name
        for witness in witnesses
        if any(is_cosigned(note, one, witness, verifier) for one in found.cosignatures)
    )


def _of_log(head: Checkpoint, signature: Signature, keys: Sequence[Key], verifier: Verifier) -> Check:
    message = canonical(head.as_json())
    return _signature("checkpoint", signature, message, "log", head.origin, head.at, keys, verifier)


def _whose(given: SignedRelease) -> Check:
    key = given.signature.key
    return Check(
        "keys",
        None,
        f"The keys came with the file. Compare the id of the signing key, {key[:16]}…{key[-16:]}, with what "
        f"{given.release.issuer} says elsewhere, or give --keys with keys that you trust.",
    )


def _signature(
    code: str,
    signature: Signature,
    message: bytes,
    use: str,
    owner: str,
    at: dt.datetime,
    keys: Sequence[Key],
    verifier: Verifier,
) -> Check:
    key = next((k for k in keys if k.id == signature.key and k.use == use), None)
    if key is None:
        return Check(code, False, f"The key {signature.key[:16]}… is not among those that you trust for this.")
    if key.owner != owner:
        return Check(code, False, f"The key belongs to {key.owner}, not to {owner}.")
    if not (key.begins <= at and (key.ends is None or at < key.ends)):
        return Check(code, False, f"The key of {owner} was not valid on {at.date()}.")
    if not verifier(key.public, signature.value, signed_bytes(message, use)):
        return Check(code, False, f"The signature of {owner} does not fit: something was changed.")
    return Check(code, True, f"Signed by {owner} on {at.date()}.")


def _since(head: Checkpoint, consistency: Mapping[int, tuple[bytes, ...]], kept: Checkpoint | None) -> Check:
    if kept is None:
        return Check("consistency", None, "No earlier checkpoint was given, so whether the log was rewritten is open.")
    if kept.origin != head.origin:
        return Check("consistency", False, f"The checkpoint kept is of another log: {kept.origin}.")
    if kept.size == head.size:
        same = kept.root == head.root
        words = "The log is the one kept." if same else f"The log of {head.size} entries was not always the same."
        return Check("consistency", same, words)
    if kept.size > head.size or kept.size not in consistency:
        return Check("consistency", False, f"The file holds no proof from {kept.size} entries to {head.size}.")
    proof = consistency[kept.size]
    if merkle.is_consistent(kept.size, head.size, proof, kept.root, head.root):
        return Check("consistency", True, f"Nothing of the {kept.size} entries kept was changed since.")
    return Check("consistency", False, f"The log was rewritten since the {kept.size} entries that were kept.")
