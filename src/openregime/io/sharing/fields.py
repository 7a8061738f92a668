"""The fields of release files, checkpoints and keys, read strictly: what is not as it must be is refused by name.

Every function raises BadRelease, which says which field.
"""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from openregime.core.sharing.releases import BadRelease, Checkpoint, Key, Signature
from openregime.io.sharing.keys import BadKey, from_base64url

LARGEST_FILE_BYTES = 20_000_000
Read = TypeVar("Read")


def keys_in(value: Any) -> tuple[Key, ...]:
    """A list of public keys."""
    if not isinstance(value, list):
        raise BadRelease("keys: a list is needed.")
    return tuple(key_in(entry) for entry in value)


def key_in(entry: Any) -> Key:
    """One public key."""
    found = object_in(entry, "key", {"id", "public", "use", "owner", "begins", "ends"})
    ends = None if found["ends"] is None else time_in(found, "ends")
    key = Key(bytes_in(found, "public"), text_in(found, "use"), text_in(found, "owner"), time_in(found, "begins"), ends)
    if key.use not in ("release", "log"):
        raise BadRelease(f"key of {key.owner}: its use is `release` or `log`, not “{key.use[:20]}”.")
    if found["id"] != key.id:
        raise BadRelease(f"key of {key.owner}: its id is not the hash of its bytes.")
    return key


def parsed(content: bytes) -> Any:
    """JSON, in which no name stands twice and no number is none.

    Raises:
        BadRelease: too large, or no JSON.
    """
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


def object_in(value: Any, where: str, names: set[str]) -> dict[str, Any]:
    """An object with exactly these names."""
    if not isinstance(value, dict):
        raise BadRelease(f"{where}: an object is needed.")
    if value.keys() != names:
        wrong = sorted(value.keys() ^ names)
        raise BadRelease(f"{where}: missing or not expected: {', '.join(wrong)[:120]}.")
    return value


def of_format(value: Mapping[str, Any], expected: str) -> None:
    """That something has the format expected."""
    if value["format"] != expected:
        raise BadRelease(f"The format is “{str(value['format'])[:40]}”; {expected} is needed.")


def text_in(value: Mapping[str, Any], name: str) -> str:
    """A text by its name."""
    if not isinstance(value[name], str):
        raise BadRelease(f"{name}: a text is needed.")
    return str(value[name])


def number_in(value: Mapping[str, Any], name: str) -> int:
    """A whole number from 0 by its name."""
    if not isinstance(value[name], int) or isinstance(value[name], bool) or not 0 <= value[name] < 2**53:
        raise BadRelease(f"{name}: a whole number from 0 is needed.")
    return int(value[name])


def time_in(value: Mapping[str, Any], name: str) -> dt.datetime:
    """A time with its zone by its name."""
    try:
        found = dt.datetime.fromisoformat(text_in(value, name))
    except ValueError:
        raise BadRelease(f"{name}: a time is needed, as 2026-12-01T12:00:00Z.") from None
    if found.tzinfo is None:
        raise BadRelease(f"{name}: the time needs its zone, as 2026-12-01T12:00:00Z.")
    return found


def bytes_in(value: Mapping[str, Any], name: str) -> bytes:
    """Bytes in base64url by their name."""
    return _read(lambda: from_base64url(text_in(value, name)), name)


def _read(work: Callable[[], Read], name: str) -> Read:
    try:
        return work()
    except BadKey as error:
        raise BadRelease(f"{name}: {error}") from None


def hashes_in(value: Any, name: str) -> tuple[bytes, ...]:
    """A list of hashes."""
    if not isinstance(value, list) or len(value) > 128:
        raise BadRelease(f"{name}: a list of hashes is needed.")
    try:
        found = tuple(bytes.fromhex(v) if isinstance(v, str) else b"" for v in value)
    except ValueError:
        found = (b"",)
    if any(len(h) != 32 for h in found):
        raise BadRelease(f"{name}: each hash has 64 hexadecimal digits.")
    return found


def signature_in(value: Any, where: str) -> Signature:
    """A signature."""
    found = object_in(value, where, {"algorithm", "key", "value"})
    if found["algorithm"] != "Ed25519":
        raise BadRelease(f"{where}: the algorithm is “{str(found['algorithm'])[:20]}”; only Ed25519 is taken.")
    return Signature(text_in(found, "key"), bytes_in(found, "value"))


def checkpoint_in(value: Any, names: set[str]) -> Checkpoint:
    """A checkpoint with exactly these names."""
    found = object_in(value, "checkpoint", names)
    (root,) = hashes_in([found["root"]], "root")
    checkpoint = Checkpoint(text_in(found, "origin"), number_in(found, "size"), root, time_in(found, "at"))
    if any(found[name] != value for name, value in checkpoint.as_json().items()):
        raise BadRelease(
            "checkpoint: its time or root is not written as it must be, in UTC with Z and in small letters."
        )
    return checkpoint


def proofs_in(value: Any) -> dict[int, tuple[bytes, ...]]:
    """Sizes with their proofs."""
    if not isinstance(value, dict) or not all(k.isdecimal() and k.isascii() and len(k) < 16 for k in value):
        raise BadRelease("consistency: sizes with their proofs are needed.")
    return {int(k): hashes_in(v, "consistency") for k, v in value.items()}
