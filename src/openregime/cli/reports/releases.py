"""Releases of the installation whose database is open: what was published, the log, the keys."""

import json
from pathlib import Path
from typing import Any

from openregime.cli.refusals import printable
from openregime.cli.report import Report, Section, columns
from openregime.cli.reports.verifying import INVENTED, UnreadableFile, is_invented
from openregime.io.downloads import Table

LISTED = columns(
    ("number", "Entry"), ("key", "Release"), ("title", "Title"), ("organisation", "Organisation"),
    ("issued_at", "Issued"), ("withdrawn_by", "Taken back by"), ("digest", "SHA-256"),
)  # fmt: skip
LISTED_SHOWN = ("number", "key", "title", "organisation", "issued_at", "withdrawn_by")
CLAIMS = columns(
    ("key", "Claim"), ("level", "Level"), ("category", "Category"), ("object", "About"), ("says", "Says"),
    ("valid", "True from"), ("basis", "Rests on"),
)  # fmt: skip
CLAIMS_SHOWN = ("key", "level", "says")
HEADS = columns(
    ("size", "Entries"), ("at", "Signed"), ("root", "Root"), ("key", "Key"), ("signature", "Signature"),
    ("cosigned_by", "Cosigned by"),
)  # fmt: skip
HEADS_SHOWN = ("size", "at", "root", "cosigned_by")
WITNESSES = columns(
    ("name", "Witness"), ("latest", "Signed up to"), ("signed", "Heads signed"), ("listed_at", "Listed"),
    ("ended_at", "Ended"), ("key", "Key"),
)  # fmt: skip
KEYS = columns(("use", "Use"), ("owner", "Owner"), ("begins", "From"), ("ends", "To"), ("id", "Id"))


def list_report(words: str) -> Report:
    """What was published.

    Raises:
        StartRefused: the database cannot be opened.
    """
    _open()
    from openregime.web.releases import queries

    found = list(queries.releases(words=words))
    rows = tuple(
        (
            one.entry_id,
            one.key,
            printable(one.title, 200),
            one.organisation.key,
            one.issued_at.isoformat(timespec="seconds"),
            _withdrawal(one),
            one.digest,
        )
        for one in found
    )
    table = Table("Releases", LISTED, rows)
    number = f"{len(rows)} release{'' if len(rows) == 1 else 's'}"
    return Report(
        title="Releases",
        lines=(f"{number}.",) if rows else ("Nothing has been published here, or nothing with these words.",),
        sections=(Section(table, LISTED_SHOWN),) if rows else (),
        rows=table,
        tree={"command": "releases", "releases": _entries(table)},
    )


def release_report(key: str) -> Report:
    """One release.

    Raises:
        UnknownPublished; StartRefused.
    """
    _open()
    from openregime.web.releases import pages, queries

    found = queries.one(key)
    given = queries.proven(found)
    content = given.release.content
    rows = tuple(tuple(one[c.key] for c in CLAIMS) for one in content.get("claims", []))
    table = Table("What it says", CLAIMS, rows)
    head = given.checkpoint
    issued = f"{found.issued_at:%Y-%m-%d %H:%M} UTC, signed with the key {given.signature.key}."
    lines = [
        f"Issued by {printable(found.organisation.name)} ({found.organisation.key}) on {issued}",
        f"Decided by the sharing table {found.policy_version}. SHA-256 of the canonical content: {found.digest}",
        f"Entry {given.index} of the log {head.origin}, which has {head.size}; root {head.root.hex()}.",
        *(f"{'Fits' if one['passed'] else 'DOES NOT FIT'}: {one['words']}" for one in pages.checks_of(given)),
    ]
    if found.withdraws is not None:
        lines.append(f"It takes {found.withdraws.key} back: {printable(str(content.get('reason', '')), 500)}")
    if back := _withdrawal(found):
        lines.append(f"It was taken back by {back}.")
    if is_invented(content):
        lines.append(INVENTED)
    if "statements" in content:
        lines.append("It also holds statements that its holder discloses.")
    return Report(
        title=f"{printable(found.title, 200)} ({found.key})",
        lines=tuple(lines),
        sections=(Section(table, CLAIMS_SHOWN),) if rows else (),
        rows=table,
        tree={"command": "releases", **_file_of(found)},
    )


def log_report(earlier: str, later: str) -> Report:
    """The log, or two sizes of it compared.

    Raises:
        UnknownLogSize; StartRefused.
    """
    _open()
    from openregime.io.sharing.keys import base64url
    from openregime.web.releases import log

    heads = log.heads()
    rows = tuple(
        (
            h.checkpoint.size,
            h.checkpoint.at.isoformat(timespec="seconds"),
            h.checkpoint.root.hex(),
            h.signature.key,
            base64url(h.signature.value),
            " ".join(one.name for one in h.cosignatures) or None,
        )
        for h in heads
    )
    table = Table("Signed heads", HEADS, rows)
    lines = ["The log is empty: nothing has been published yet."]
    if heads:
        now = heads[0].checkpoint
        lines = [f"The log {now.origin} has {now.size} entries; its root is {now.root.hex()}."]
    tree: dict[str, Any] = {"command": "releases", "heads": _entries(table)}
    if earlier or later:
        found = log.consistency(earlier or "1", later or str(len(heads)))
        first, second = found.earlier.checkpoint.size, found.later.checkpoint.size
        verdict = "is the beginning of" if found.holds else "is NOT the beginning of"
        lines.append(f"The log of {first} {verdict} the log of {second}; the proof has {len(found.proof)} hashes.")
        tree["compared"] = {
            "earlier": first, "later": second, "holds": found.holds, "proof": [h.hex() for h in found.proof],
        }  # fmt: skip
    return Report("The log of releases", tuple(lines), (Section(table, HEADS_SHOWN),) if rows else (), table, tree)


def keys_report() -> Report:
    """The public keys.

    Raises:
        StartRefused.
    """
    _open()
    from openregime.web.releases import keys

    rows = tuple(
        (
            k.use,
            k.owner,
            k.begins.isoformat(timespec="seconds"),
            k.ends.isoformat(timespec="seconds") if k.ends else None,
            k.id,
        )
        for k in keys.as_keys(keys.all_keys())
    )
    table = Table("Public keys", KEYS, rows)
    lines = () if rows else ("There are no keys yet. `openregime releases new-key ORGANISATION` makes one.",)
    return Report(
        "Keys of organisations and of the log", lines, (Section(table),) if rows else (), table,
        {"command": "releases", "keys": _entries(table)},
    )  # fmt: skip


def witnesses_report() -> Report:
    """The witnesses.

    Raises:
        StartRefused.
    """
    _open()
    from openregime.web.releases import log, witnessing

    rows = tuple(
        (
            one.witness.name,
            one.latest,
            one.signed,
            one.witness.listed_at.isoformat(timespec="seconds"),
            one.witness.ended_at.isoformat(timespec="seconds") if one.witness.ended_at else None,
            log.as_witness(one.witness).text,
        )
        for one in witnessing.all_witnesses()
    )
    table = Table("Witnesses", WITNESSES, rows)
    lines = () if rows else ("No witness is listed: whether the log shows everybody the same is open.",)
    tree: dict[str, Any] = {"command": "releases", "witnesses": _entries(table)}
    return Report("Witnesses of the log", lines, (Section(table),) if rows else (), table, tree)


def witnesses_written(to: str) -> str:
    """Write the keys of the witnesses; the words to print.

    Raises:
        UnreadableFile; StartRefused.
    """
    _open()
    from openregime.web.releases import files

    _write(to, files.witness_keys())
    name = printable(to, 200)
    return f"The keys of the witnesses are in {name}. Use them with: openregime verify FILE --witness {name}\n"


def written(key: str, to: str) -> str:
    """Write a release file; the words to print.

    Raises:
        UnknownPublished, UnreadableFile; StartRefused.
    """
    _open()
    from openregime.web.releases import queries

    found = queries.one(key)
    file = to or f"{found.key}.json"
    _write(file, queries.file_of(found))
    name = printable(file, 200)
    return f"{printable(found.title, 200)} is in {name}. Check it with: openregime verify {name}\n"


def keys_written(to: str) -> str:
    """Write the trusted keys; the words to print.

    Raises:
        UnreadableFile; StartRefused.
    """
    _open()
    from openregime.web.releases import files

    _write(to, files.trusted_keys())
    name = printable(to, 200)
    return f"The public keys are in {name}. Use them with: openregime verify FILE --keys {name}\n"


def _open() -> None:
    from openregime.web.site.serve import prepare

    prepare()


def _withdrawal(release: Any) -> str | None:
    found = getattr(release, "withdrawal", None)
    return found.key if found is not None else None


def _entries(table: Table) -> list[dict[str, object]]:
    return [dict(zip([c.key for c in table.columns], row, strict=True)) for row in table.rows]


def _file_of(release: Any) -> dict[str, Any]:
    from openregime.web.releases import queries

    found: dict[str, Any] = json.loads(queries.file_of(release))
    return found


def _write(file: str, content: bytes) -> None:
    try:
        Path(file).write_bytes(content)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "this is no name of a file"
        raise UnreadableFile(file, f"it cannot be written: {reason}.") from None
