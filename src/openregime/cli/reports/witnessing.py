"""What a witness does on its own machine, without installation or network: make a key, and cosign what goes on."""

import os
from dataclasses import dataclass
from pathlib import Path

from openregime.cli.options import now
from openregime.cli.refusals import BadArgument, printable
from openregime.cli.report import Report, Section
from openregime.cli.reports.verifying import UnreadableFile, checks_table, file_content
from openregime.core.sharing.releases import Checkpoint, check_checkpoint
from openregime.core.sharing.witnesses import Witness, cosign, read_witness
from openregime.io.sharing.keys import fits, signer_of
from openregime.io.sharing.releases import checkpoint_bytes, read_checkpoint, read_keys, read_signed_checkpoint
from openregime.io.sharing.witnesses import new_witness_key, note_bytes, read_witness_key, read_witnesses


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be cosigned and with what; an empty text: not given.

    Attributes:
        key: file of the private key. previous: file of the head that was signed last; it is replaced by the new one.
        is_first: the witness never signed a head of this log, so that there is no such file yet.
        keys: file of keys of the log that the witness trusts. to: file for the cosigned checkpoint.
    """

    key: str
    previous: str
    is_first: bool = False
    keys: str = ""
    to: str = ""


def witness_made(name: str, to: str) -> str:
    """Make a key; the words to print.

    Raises:
        BadWitness; UnreadableFile: it cannot be written, or is there already.
    """
    line, witness = new_witness_key(name)
    _write_new(to, line.encode("ascii"))
    return (
        f"The private key is in {printable(to)}, for its owner's eyes alone. The key for everybody who is to check "
        f"what {witness.name} cosigns, and for the log to list:\n{witness.text}\n"
    )


def witness_report(file: str, asked: Asked) -> tuple[Report, bool]:
    """Cosign a head if it goes on from the one signed last, and whether that was done.

    The new head is kept first, and handed on then: two heads that do not go on from each other are never both signed.

    Raises:
        UnreadableFile, BadRelease, BadWitness; BadArgument: first and previous do not go together.
    """
    private, witness = read_witness_key(file_content(asked.key))
    given = read_signed_checkpoint(file_content(file))
    kept = _kept(asked)
    trusted = read_keys(file_content(asked.keys)) if asked.keys else None
    if trusted is None and not given.keys:
        raise BadArgument("--keys", "", "this file brings no keys of the log; give those that you trust.")
    found = check_checkpoint(given, trusted, fits, kept=kept)
    head, is_signed = given.checkpoint, all(one.passed is not False for one in found)
    to = asked.to or f"{file}.cosigned"
    if is_signed:
        signature = cosign(head.note, witness, int(now().timestamp()), signer_of(private))
        _replace(asked.previous, checkpoint_bytes(head))
        _replace(to, note_bytes(head, (signature,)))
    rows = checks_table(found)
    origin = printable(head.origin)
    done = f"Cosigned by {witness.name}: the head of {head.size} entries of {origin}"
    refused = f"NOT cosigned: the head of {head.size} entries of {origin}"
    lines = (
        (f"The cosigned checkpoint is in {printable(to)}; hand it to the log.",
         f"{printable(asked.previous)} now holds this head, for the next time.")
        if is_signed
        else ("Keep this file: if the log signed it, it shows that the log shows different readers different things.",)
    )  # fmt: skip
    tree = {"command": "releases", "is_cosigned": is_signed, "checkpoint": head.as_json(), "witness": witness.text}
    return Report(done if is_signed else refused, lines, (Section(rows),), rows, tree), is_signed


def witnesses_wanted(given: list[str]) -> tuple[Witness, ...]:
    """The witnesses of `--witness`: each a key in one line, or a file of such lines.

    Raises:
        BadWitness, UnreadableFile; BadArgument: one key twice, which would count twice.
    """
    found: list[Witness] = []
    for one in given:
        found += [read_witness(one)] if one.count("+") >= 2 else read_witnesses(file_content(one))
    twice = next((one for one in found if sum(one.public == other.public for other in found) > 1), None)
    if twice is not None:
        raise BadArgument("--witness", twice.name, "this key is given twice; each counts once.")
    return tuple(found)


def _kept(asked: Asked) -> Checkpoint | None:
    if not asked.is_first:
        return read_checkpoint(file_content(asked.previous))
    if Path(asked.previous).exists():
        raise BadArgument("--first", asked.previous, "you have signed a head already: it is in this file.")
    return None


def _write_new(file: str, content: bytes) -> None:
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(content)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "this is no name of a file"
        raise UnreadableFile(file, f"it cannot be written: {reason}. Give another name.") from None


def _replace(file: str, content: bytes) -> None:
    """Put a file in place whole and on the disk, or not at all."""
    part = Path(f"{file}.part")
    try:
        with part.open("wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        part.replace(file)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "this is no name of a file"
        raise UnreadableFile(file, f"it cannot be written: {reason}.") from None
