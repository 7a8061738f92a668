"""Release files, checkpoints and lists of trusted keys: JSON that is read strictly, and a log kept in one file."""

import datetime as dt
import fcntl
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openregime.core.sharing import merkle
from openregime.core.sharing.releases import (
    FORMAT,
    BadRelease,
    Checkpoint,
    Key,
    Release,
    Signature,
    SignedCheckpoint,
    SignedRelease,
    Signer,
    Witnessed,
    canonical,
    log_entry,
    signed,
)
from openregime.core.sharing.witnesses import BadWitness, read_cosignature
from openregime.io.sharing.fields import (
    bytes_in,
    checkpoint_in,
    hashes_in,
    keys_in,
    number_in,
    object_in,
    of_format,
    parsed,
    proofs_in,
    signature_in,
    text_in,
    time_in,
)
from openregime.io.sharing.keys import base64url

FILE_FORMAT, CHECKPOINT_FORMAT, KEYS_FORMAT = (f"openregime-{w}/1" for w in ("release-file", "checkpoint", "keys"))
SIGNED_FORMAT = "openregime-signed-checkpoint/1"
MOST_COSIGNATURES = 100


# ---- writing


class ReleaseLog:
    """An append-only log in one file of leaf hashes, one a line in hexadecimal; its head is signed by the log's key.

    Args:
        path: made when the first release is written.
        origin: name of the log, e.g. `asn.example/releases`.
    """

    def __init__(self, path: Path, origin: str) -> None:
        self.path, self.origin = path, origin

    def leaves(self) -> list[bytes]:
        """The leaf hashes.

        Raises:
            BadRelease: a line that is no hash; the log was damaged.
        """
        lines = self.path.read_text(encoding="ascii").split("\n") if self.path.exists() else [""]
        if lines[-1]:
            raise BadRelease(f"{self.path.name}: the last line is cut off. Restore the log from a copy.")
        try:
            found = [bytes.fromhex(line) for line in lines[:-1]]
        except ValueError:
            found = [b""]
        if any(len(leaf) != 32 for leaf in found):
            raise BadRelease(f"{self.path.name}: a line is no hash. Restore the log from a copy.")
        return found

    def add(
        self,
        release: Release,
        *,
        signer: Signer,
        public: bytes,
        log_signer: Signer,
        log_public: bytes,
        now: dt.datetime,
    ) -> SignedRelease:
        """Sign a release, append it, sign the new head; one writer at a time, on the disk before it is answered.

        Args:
            signer, public: key of the issuer; log_signer, log_public: key of the log.
        """
        salt = secrets.token_bytes(32)
        leaf = merkle.leaf_hash(log_entry(release, salt))
        signature = signed(release.canonical, "release", signer, public)
        with self.path.open("a+", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            leaves = [*self.leaves(), leaf]
            file.write(leaf.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        checkpoint = Checkpoint(self.origin, len(leaves), merkle.head(leaves), now)
        return SignedRelease(
            release=release,
            salt=salt,
            signature=signature,
            index=len(leaves) - 1,
            inclusion=tuple(merkle.inclusion_proof(leaves, len(leaves) - 1)),
            checkpoint=checkpoint,
            checkpoint_signature=signed(canonical(checkpoint.as_json()), "log", log_signer, log_public),
            consistency={m: tuple(merkle.consistency_proof(leaves, m)) for m in earlier_sizes(len(leaves))},
        )


def earlier_sizes(size: int) -> list[int]:
    """Sizes from which a release file proves consistency: all of the last hundred, then ever fewer.

    Those are powers of two, whole hundreds of the last 10,000, whole 10,000s of the last million, and so on: a few
    hundred of them, however large the log.
    """
    found, step = {1 << k for k in range(size.bit_length()) if 1 << k < size}, 1
    while step < size:
        first = max(step, -(-(size - 100 * step) // step) * step)
        found.update(range(first, size, step))
        step *= 100
    return sorted(found)


def release_bytes(given: SignedRelease) -> bytes:
    """A release file; with the keys that are to come with it, if any."""
    return _bytes(
        {
            **({"keys": [_key_json(k) for k in given.keys]} if given.keys else {}),
            "format": FILE_FORMAT,
            "release": given.release.as_json(),
            "salt": base64url(given.salt),
            "signature": _signature_json(given.signature),
            "log": {
                "index": given.index,
                "inclusion": [h.hex() for h in given.inclusion],
                "checkpoint": given.checkpoint.as_json(),
                "signature": _signature_json(given.checkpoint_signature),
                "consistency": _proofs_json(given.consistency),
                **({"witnessed": _witnessed_json(given.witnessed)} if given.witnessed else {}),
            },
        }
    )


def signed_checkpoint_bytes(given: SignedCheckpoint) -> bytes:
    """A head as it is put to a witness."""
    return _bytes(
        {
            "format": SIGNED_FORMAT,
            "checkpoint": given.checkpoint.as_json(),
            "signature": _signature_json(given.signature),
            "consistency": _proofs_json(given.consistency),
            "keys": [_key_json(k) for k in given.keys],
        }
    )


def checkpoint_bytes(checkpoint: Checkpoint) -> bytes:
    """A checkpoint, to be kept."""
    return _bytes({"format": CHECKPOINT_FORMAT, **checkpoint.as_json()})


def keys_bytes(keys: Sequence[Key]) -> bytes:
    """A list of trusted keys."""
    return _bytes({"format": KEYS_FORMAT, "keys": [_key_json(k) for k in keys]})


def _proofs_json(proofs: Mapping[int, Sequence[bytes]]) -> dict[str, list[str]]:
    return {str(m): [h.hex() for h in proof] for m, proof in proofs.items()}


def _witnessed_json(given: Witnessed) -> dict[str, Any]:
    return {
        "checkpoint": given.checkpoint.as_json(),
        "cosignatures": [one.line for one in given.cosignatures],
        "proof": [h.hex() for h in given.proof],
    }


def _key_json(key: Key) -> dict[str, str | None]:
    return {
        "id": key.id,
        "public": base64url(key.public),
        "use": key.use,
        "owner": key.owner,
        "begins": key.begins.isoformat(),
        "ends": key.ends.isoformat() if key.ends else None,
    }


def _signature_json(signature: Signature) -> dict[str, str]:
    return {"algorithm": "Ed25519", "key": signature.key, "value": base64url(signature.value)}


def _bytes(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8")


# ---- reading


def read_release(content: bytes) -> SignedRelease:
    """The release in a file.

    Raises:
        BadRelease: too large, no JSON, or not exactly the form of a release file; says which field.
    """
    value = parsed(content)
    optional = {"keys"} & value.keys() if isinstance(value, dict) else set()
    top = object_in(value, "the file", {"format", "release", "salt", "signature", "log"} | optional)
    of_format(top, FILE_FORMAT)
    body = object_in(
        top["release"], "release", {"format", "id", "title", "issuer", "issued_at", "policy_version", "content"}
    )
    of_format(body, FORMAT)
    with_it = {"witnessed"} & top["log"].keys() if isinstance(top["log"], dict) else set()
    log = object_in(top["log"], "log", {"index", "inclusion", "checkpoint", "signature", "consistency"} | with_it)
    texts = {name: text_in(body, name) for name in ("id", "title", "issuer", "policy_version")}
    release = Release(**texts, issued_at=time_in(body, "issued_at"), content=body["content"])
    if release.as_json() != body:
        raise BadRelease("release: the time of issue is not written as it must be, in UTC with Z.")
    return SignedRelease(
        release=release,
        salt=bytes_in(top, "salt"),
        signature=signature_in(top["signature"], "signature"),
        index=number_in(log, "index"),
        inclusion=hashes_in(log["inclusion"], "inclusion"),
        checkpoint=checkpoint_in(log["checkpoint"], {"origin", "size", "root", "at"}),
        checkpoint_signature=signature_in(log["signature"], "log signature"),
        consistency=proofs_in(log["consistency"]),
        keys=keys_in(top["keys"]) if optional else (),
        witnessed=_witnessed_in(log["witnessed"]) if with_it else None,
    )


def _witnessed_in(value: Any) -> Witnessed:
    found = object_in(value, "witnessed", {"checkpoint", "cosignatures", "proof"})
    checkpoint = checkpoint_in(found["checkpoint"], {"origin", "size", "root", "at"})
    lines = found["cosignatures"]
    if not isinstance(lines, list) or len(lines) > MOST_COSIGNATURES or not all(isinstance(one, str) for one in lines):
        raise BadRelease(f"cosignatures: a list of at most {MOST_COSIGNATURES} lines is needed.")
    try:
        cosignatures = tuple(read_cosignature(line) for line in lines)
    except BadWitness as error:
        raise BadRelease(f"cosignatures: {error}") from None
    return Witnessed(checkpoint, cosignatures, hashes_in(found["proof"], "proof"))


def read_signed_checkpoint(content: bytes) -> SignedCheckpoint:
    """A head as it is put to a witness; a release file holds one as well. Errors as in `read_release`."""
    value = parsed(content)
    if isinstance(value, dict) and value.get("format") == FILE_FORMAT:
        given = read_release(content)
        return SignedCheckpoint(given.checkpoint, given.checkpoint_signature, given.consistency, given.keys)
    top = object_in(value, "the file", {"format", "checkpoint", "signature", "consistency", "keys"})
    of_format(top, SIGNED_FORMAT)
    return SignedCheckpoint(
        checkpoint_in(top["checkpoint"], {"origin", "size", "root", "at"}),
        signature_in(top["signature"], "signature"),
        proofs_in(top["consistency"]),
        keys_in(top["keys"]),
    )


def read_checkpoint(content: bytes) -> Checkpoint:
    """A kept checkpoint. Errors as in `read_release`."""
    value = parsed(content)
    checkpoint = checkpoint_in(value, {"format", "origin", "size", "root", "at"})
    of_format(value, CHECKPOINT_FORMAT)
    return checkpoint


def read_keys(content: bytes) -> tuple[Key, ...]:
    """A list of trusted keys. Errors as in `read_release`."""
    top = object_in(parsed(content), "the file", {"format", "keys"})
    of_format(top, KEYS_FORMAT)
    return keys_in(top["keys"])
