"""Release files, checkpoints and lists of trusted keys: JSON that is read strictly, and a log kept in one file."""

import datetime as dt
import fcntl
import json
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from openregime.core.sharing import merkle
from openregime.core.sharing.releases import (
    FORMAT,
    BadRelease,
    Checkpoint,
    Key,
    Release,
    Signature,
    SignedRelease,
    Signer,
    canonical,
    log_entry,
    signed,
)
from openregime.io.sharing.keys import BadKey, base64url, from_base64url

LARGEST_FILE_BYTES = 20_000_000
FILE_FORMAT, CHECKPOINT_FORMAT, KEYS_FORMAT = (f"openregime-{w}/1" for w in ("release-file", "checkpoint", "keys"))
Read = TypeVar("Read")


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
                "consistency": {str(m): [h.hex() for h in proof] for m, proof in given.consistency.items()},
            },
        }
    )


def checkpoint_bytes(checkpoint: Checkpoint) -> bytes:
    """A checkpoint, to be kept."""
    return _bytes({"format": CHECKPOINT_FORMAT, **checkpoint.as_json()})


def keys_bytes(keys: Sequence[Key]) -> bytes:
    """A list of trusted keys."""
    return _bytes({"format": KEYS_FORMAT, "keys": [_key_json(k) for k in keys]})


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
    parsed = _parsed(content)
    optional = {"keys"} & parsed.keys() if isinstance(parsed, dict) else set()
    top = _object(parsed, "the file", {"format", "release", "salt", "signature", "log"} | optional)
    _of_format(top, FILE_FORMAT)
    body = _object(
        top["release"], "release", {"format", "id", "title", "issuer", "issued_at", "policy_version", "content"}
    )
    _of_format(body, FORMAT)
    log = _object(top["log"], "log", {"index", "inclusion", "checkpoint", "signature", "consistency"})
    texts = {name: _text(body, name) for name in ("id", "title", "issuer", "policy_version")}
    release = Release(**texts, issued_at=_time(body, "issued_at"), content=body["content"])
    if release.as_json() != body:
        raise BadRelease("release: the time of issue is not written as it must be, in UTC with Z.")
    return SignedRelease(
        release=release,
        salt=_decoded(top, "salt"),
        signature=_signature(top["signature"], "signature"),
        index=_number(log, "index"),
        inclusion=_hashes(log["inclusion"], "inclusion"),
        checkpoint=_checkpoint(log["checkpoint"], {"origin", "size", "root", "at"}),
        checkpoint_signature=_signature(log["signature"], "log signature"),
        consistency=_proofs(log["consistency"]),
        keys=_keys(top["keys"]) if optional else (),
    )


def read_checkpoint(content: bytes) -> Checkpoint:
    """A kept checkpoint. Errors as in `read_release`."""
    parsed = _parsed(content)
    checkpoint = _checkpoint(parsed, {"format", "origin", "size", "root", "at"})
    _of_format(parsed, CHECKPOINT_FORMAT)
    return checkpoint


def read_keys(content: bytes) -> tuple[Key, ...]:
    """A list of trusted keys. Errors as in `read_release`."""
    top = _object(_parsed(content), "the file", {"format", "keys"})
    _of_format(top, KEYS_FORMAT)
    return _keys(top["keys"])


def _keys(value: Any) -> tuple[Key, ...]:
    if not isinstance(value, list):
        raise BadRelease("keys: a list is needed.")
    return tuple(_key(entry) for entry in value)


def _key(entry: Any) -> Key:
    found = _object(entry, "key", {"id", "public", "use", "owner", "begins", "ends"})
    ends = None if found["ends"] is None else _time(found, "ends")
    key = Key(_decoded(found, "public"), _text(found, "use"), _text(found, "owner"), _time(found, "begins"), ends)
    if key.use not in ("release", "log"):
        raise BadRelease(f"key of {key.owner}: its use is `release` or `log`, not “{key.use[:20]}”.")
    if found["id"] != key.id:
        raise BadRelease(f"key of {key.owner}: its id is not the hash of its bytes.")
    return key


def _parsed(content: bytes) -> Any:
    if len(content) > LARGEST_FILE_BYTES:
        raise BadRelease(f"The file is larger than {LARGEST_FILE_BYTES // 1_000_000} MB.")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        if len(set(names)) < len(names):
            raise BadRelease("A name stands twice in one object.")
        return dict(pairs)

    def refused(word: str) -> Any:
        raise BadRelease(f"{word} is no number of JSON.")

    try:
        return json.loads(content.decode("utf-8"), object_pairs_hook=once, parse_constant=refused)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise BadRelease(f"This is no JSON: {str(error)[:80]}.") from None


def _object(value: Any, where: str, names: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadRelease(f"{where}: an object is needed.")
    if value.keys() != names:
        wrong = sorted(value.keys() ^ names)
        raise BadRelease(f"{where}: missing or not expected: {', '.join(wrong)[:120]}.")
    return value


def _of_format(value: Mapping[str, Any], expected: str) -> None:
    if value["format"] != expected:
        raise BadRelease(f"The format is “{str(value['format'])[:40]}”; {expected} is needed.")


def _text(value: Mapping[str, Any], name: str) -> str:
    if not isinstance(value[name], str):
        raise BadRelease(f"{name}: a text is needed.")
    return str(value[name])


def _number(value: Mapping[str, Any], name: str) -> int:
    if not isinstance(value[name], int) or isinstance(value[name], bool) or not 0 <= value[name] < 2**53:
        raise BadRelease(f"{name}: a whole number from 0 is needed.")
    return int(value[name])


def _time(value: Mapping[str, Any], name: str) -> dt.datetime:
    try:
        found = dt.datetime.fromisoformat(_text(value, name))
    except ValueError:
        raise BadRelease(f"{name}: a time is needed, as 2026-12-01T12:00:00Z.") from None
    if found.tzinfo is None:
        raise BadRelease(f"{name}: the time needs its zone, as 2026-12-01T12:00:00Z.")
    return found


def _decoded(value: Mapping[str, Any], name: str) -> bytes:
    return _read(lambda: from_base64url(_text(value, name)), name)


def _read(work: Callable[[], Read], name: str) -> Read:
    try:
        return work()
    except BadKey as error:
        raise BadRelease(f"{name}: {error}") from None


def _hashes(value: Any, name: str) -> tuple[bytes, ...]:
    if not isinstance(value, list) or len(value) > 128:
        raise BadRelease(f"{name}: a list of hashes is needed.")
    try:
        found = tuple(bytes.fromhex(v) if isinstance(v, str) else b"" for v in value)
    except ValueError:
        found = (b"",)
    if any(len(h) != 32 for h in found):
        raise BadRelease(f"{name}: each hash has 64 hexadecimal digits.")
    return found


def _signature(value: Any, where: str) -> Signature:
    found = _object(value, where, {"algorithm", "key", "value"})
    if found["algorithm"] != "Ed25519":
        raise BadRelease(f"{where}: the algorithm is “{str(found['algorithm'])[:20]}”; only Ed25519 is taken.")
    return Signature(_text(found, "key"), _decoded(found, "value"))


def _checkpoint(value: Any, names: set[str]) -> Checkpoint:
    found = _object(value, "checkpoint", names)
    (root,) = _hashes([found["root"]], "root")
    checkpoint = Checkpoint(_text(found, "origin"), _number(found, "size"), root, _time(found, "at"))
    if any(found[name] != value for name, value in checkpoint.as_json().items()):
        raise BadRelease(
            "checkpoint: its time or root is not written as it must be, in UTC with Z and in small letters."
        )
    return checkpoint


def _proofs(value: Any) -> dict[int, tuple[bytes, ...]]:
    if not isinstance(value, dict) or not all(k.isdecimal() and k.isascii() and len(k) < 16 for k in value):
        raise BadRelease("consistency: sizes with their proofs are needed.")
    return {int(k): _hashes(v, "consistency") for k, v in value.items()}
