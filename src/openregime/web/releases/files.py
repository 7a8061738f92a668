"""Files of releases, keys and the log, as other programs read them."""

import csv
import io
import json
from typing import Any

from openregime.core.sharing.releases import Checkpoint, SignedCheckpoint
from openregime.io.sharing.keys import base64url
from openregime.io.sharing.releases import earlier_sizes, keys_bytes, signed_checkpoint_bytes
from openregime.web.releases import keys, log
from openregime.web.releases.models import ListedWitness, SigningKey
from openregime.web.releases.tree import stored_tree

HEADS_FORMAT = "openregime-heads/1"


def trusted_keys() -> bytes:
    """Every key of this installation, as `openregime verify --keys` reads them."""
    return keys_bytes(keys.as_keys(keys.all_keys()))


def keys_of(owner: str) -> bytes:
    """The keys of one organisation with those of the log, in the same form."""
    rows = [row for row in keys.all_keys() if row.owner == owner or row.organisation_id is None]
    return keys_bytes(keys.as_keys(rows))


def for_witness(earlier: str, size: str) -> bytes:
    """A head as it is put to a witness.

    Args:
        earlier: size of the last head that the witness signed; empty: none yet, and only the usual sizes are proven.
        size: of the head; empty: the latest.
    Raises:
        UnknownLogSize.
    """
    head = log.head_at(size) if size else log.latest()
    if head is None:
        raise log.UnknownLogSize("0", 0)
    now = head.checkpoint.size
    sizes = {*earlier_sizes(now)}
    if earlier:
        before = log.head_at(earlier).checkpoint.size
        if before > now:
            raise log.UnknownLogSize(earlier, now)
        sizes.add(before)
    proofs = {m: tuple(proof) for m, proof in stored_tree(now).consistency_proofs(sorted(sizes)).items()}
    rows = SigningKey.objects.filter(key_id=head.signature.key)
    return signed_checkpoint_bytes(SignedCheckpoint(head.checkpoint, head.signature, proofs, keys.as_keys(rows)))


def witness_keys() -> bytes:
    """The keys of the witnesses, one a line, as `openregime verify --witness` reads them."""
    rows = ListedWitness.objects.order_by("name")
    return "".join(f"{log.as_witness(row).text}\n" for row in rows).encode()


def jwks(rows: list[SigningKey]) -> bytes:
    """Public keys as a JWK set (RFC 7517, RFC 8037)."""
    found = [
        {"kty": "OKP", "crv": "Ed25519", "x": base64url(bytes(row.public)), "kid": row.key_id, "use": "sig",
         "alg": "EdDSA"}
        for row in rows
    ]  # fmt: skip
    return (json.dumps({"keys": found}, indent=1) + "\n").encode("ascii")


def head_json(head: log.SignedHead) -> dict[str, Any]:
    """A signed head in JSON."""
    signature = {"algorithm": "Ed25519", "key": head.signature.key, "value": base64url(head.signature.value)}
    lines = [one.line for one in head.cosignatures]
    return {**head.checkpoint.as_json(), "signature": signature, "cosignatures": lines}


def heads_json() -> bytes:
    """Every signed head, the earliest first."""
    found = [head_json(head) for head in reversed(log.heads())]
    return (json.dumps({"format": HEADS_FORMAT, "heads": found}, indent=1) + "\n").encode("utf-8")


def heads_csv() -> bytes:
    """The same as a table."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["origin", "size", "root", "at", "key", "signature", "cosigned_by"])
    for head in reversed(log.heads()):
        given: Checkpoint = head.checkpoint
        signature = head.signature
        names = " ".join(one.name for one in head.cosignatures)
        writer.writerow([*given.as_json().values(), signature.key, base64url(signature.value), names])
    return out.getvalue().encode("utf-8")
