"""What can be proven of a release file, or of statements that somebody presents."""

from dataclasses import dataclass
from pathlib import Path

from openregime.cli.options import now
from openregime.cli.refusals import BadArgument, printable
from openregime.cli.report import Report, Section, columns
from openregime.core.errors import OpenRegimeError
from openregime.core.sharing.credentials import ALWAYS_OPEN, BadCredential
from openregime.core.sharing.releases import Check, Checkpoint, Key, SignedRelease, check, check_witnesses
from openregime.core.sharing.witnesses import Witness
from openregime.io.downloads import Table, plain
from openregime.io.sharing.credentials import Expected, parts_of, verify
from openregime.io.sharing.fields import LARGEST_FILE_BYTES
from openregime.io.sharing.keys import fits
from openregime.io.sharing.presentations import keys_for, looks_like_presentation
from openregime.io.sharing.releases import (
    checkpoint_bytes,
    read_checkpoint,
    read_keys,
    read_release,
)

CHECKS = columns(("check", "Check"), ("passed", "Passed"), ("words", "What was found"))
STATEMENTS = columns(("name", "Name"), ("value", "Value"))
INVENTED = "Invented, to try the program. It says nothing about any real State or organisation."
OPEN_NAMES = ALWAYS_OPEN | {"iat", "release"}


class UnreadableFile(OpenRegimeError, OSError):
    """A file that cannot be read or written; `file` is its name as it was given."""

    code = "unreadable-file"

    def __init__(self, file: str, reason: str) -> None:
        self.file = file
        super().__init__(f"{printable(file)}: {reason}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look at and how, as the options of `verify` say it; an empty text: not given.

    Attributes:
        keys: file of keys that the reader trusts. kept, keep: checkpoint from earlier, and where to write the new one.
        audience, nonce: what a presentation must be bound to. release: file of the release that it is part of.
        longest_age_hours: a presentation that was bound longer ago is refused.
        witnesses, at_least: so many of these must have cosigned a head of the log with the release; 0: all of them.
    """

    keys: str = ""
    kept: str = ""
    keep: str = ""
    audience: str = ""
    nonce: str = ""
    release: str = ""
    longest_age_hours: int = 720
    witnesses: tuple[Witness, ...] = ()
    at_least: int = 0


def verify_report(file: str, wanted: Wanted) -> tuple[Report, bool]:
    """What can be proven of a file, and whether nothing was disproven.

    Raises:
        UnreadableFile: a file that cannot be read or written.
        BadRelease: one that has not the form it must have.
        BadArgument: keys are needed, or an option that is for another kind of file.
    """
    content = file_content(file)
    trusted = read_keys(file_content(wanted.keys)) if wanted.keys else None
    if looks_like_presentation(content):
        if wanted.witnesses:
            raise BadArgument("--witness", wanted.witnesses[0].name, "it is for a release file; these are statements.")
        return _presentation_report(content, trusted, wanted)
    for option, given in (("--audience", wanted.audience), ("--nonce", wanted.nonce), ("--release", wanted.release)):
        if given:
            raise BadArgument(option, given, "it is for statements that somebody presents; this is a release file.")
    return _release_report(content, trusted, wanted)


# ---- a release file


def _release_report(content: bytes, trusted: tuple[Key, ...] | None, wanted: Wanted) -> tuple[Report, bool]:
    given = read_release(content)
    if trusted is None and not given.keys:
        raise BadArgument("--keys", "", "this file brings no keys; give those that you trust.")
    earlier = read_checkpoint(file_content(wanted.kept)) if wanted.kept else None
    at_least = wanted.at_least or len(wanted.witnesses)
    if at_least > len(wanted.witnesses):
        raise BadArgument("--at-least", str(at_least), "give the keys of so many witnesses with --witness.")
    found = (
        *check(given, trusted, fits, kept=earlier),
        *check_witnesses(given, wanted.witnesses, at_least, fits),
    )
    is_proven = all(c.passed is not False for c in found)
    if is_proven and wanted.keep:
        _write(wanted.keep, given.checkpoint)
    rows = checks_table(found)
    release = given.release
    issued = f"{release.issued_at:%Y-%m-%d %H:%M} {release.issued_at.tzname()}"
    report = Report(
        title=f"{_verdict_words(is_proven)}: {printable(release.title, 200)} ({printable(release.id)})",
        lines=(
            f"Issued by {printable(release.issuer)} on {issued}.",
            f"Decided by the sharing table {printable(release.policy_version)}.",
            f"SHA-256 of the canonical content: {release.digest}",
            *((INVENTED,) if is_invented(release.content) else ()),
        ),
        sections=(Section(rows),),
        rows=rows,
        tree=_verdict(given, is_proven, rows),
    )
    return report, is_proven


def is_invented(content: object) -> bool:
    """Whether a release says of itself that its organisation was made up to try the program."""
    about = content.get("organisation") if isinstance(content, dict) else None
    return isinstance(about, dict) and about.get("is_invented") is True


def _verdict_words(is_proven: bool) -> str:
    return "Proven" if is_proven else "NOT proven"


def checks_table(found: tuple[Check, ...]) -> Table:
    """What was found, a row for each check."""
    return Table("Checks", CHECKS, tuple((c.code, c.passed, c.words) for c in found))


def _verdict(given: SignedRelease, is_proven: bool, rows: Table) -> dict[str, object]:
    release = given.release
    checks = [dict(zip([c.key for c in CHECKS], row, strict=True)) for row in rows.rows]
    return {
        "command": "verify",
        "is_proven": is_proven,
        "release": {"id": release.id, "title": release.title, "issuer": release.issuer, "digest": release.digest},
        "issued_at": release.issued_at.isoformat(),
        "checkpoint": given.checkpoint.as_json(),
        "checks": plain(checks),
    }


# ---- statements that somebody presents


def _presentation_report(content: bytes, trusted: tuple[Key, ...] | None, wanted: Wanted) -> tuple[Report, bool]:
    if trusted is None:
        raise BadArgument("--keys", "", "what somebody presents brings no keys; give those of its issuer.")
    text = content.decode("ascii", "replace").strip()
    claims, found = _presented(text, trusted, wanted)
    if wanted.release:
        found = (*found, _in_release(text, trusted, wanted.release))
    is_proven = all(c.passed is not False for c in found)
    said = {name: value for name, value in claims.items() if name not in OPEN_NAMES} if is_proven else {}
    rows = checks_table(found)
    disclosed = Table("Disclosed", STATEMENTS, tuple((printable(n), _text(v)) for n, v in said.items()))
    issuer = printable(str(claims.get("iss", "")))
    number = f"{len(said)} statement{'' if len(said) == 1 else 's'}"
    report = Report(
        title=f"Proven: {number} by {issuer}" if is_proven else "NOT proven: nothing of this should be believed",
        lines=(f"Part of the release {printable(str(claims.get('release', 'that it does not name')))}.",)
        if is_proven
        else (),
        sections=(*((Section(disclosed),) if said else ()), Section(rows)),
        rows=rows,
        tree={
            "command": "verify",
            "is_proven": is_proven,
            "issuer": claims.get("iss"),
            "disclosed": said,
            "checks": plain([dict(zip([c.key for c in CHECKS], row, strict=True)) for row in rows.rows]),
        },
    )
    return report, is_proven


def _presented(text: str, trusted: tuple[Key, ...], wanted: Wanted) -> tuple[dict[str, object], tuple[Check, ...]]:
    """The claims of a presentation, none where it is not proven, with what was found."""
    is_bound = bool(wanted.audience or wanted.nonce)
    try:
        expected = Expected(
            keys_for(text, trusted),
            int(now().timestamp()),
            wanted.audience,
            wanted.nonce,
            longest_age_s=wanted.longest_age_hours * 3600,
        )
        claims = verify(text, expected)
    except BadCredential as error:
        return {}, (Check("presentation", False, printable(str(error), 300)),)
    owner = printable(str(claims["iss"]))
    binding = (
        Check("binding", True, f"Made for {printable(wanted.audience)} alone, in answer to its nonce.")
        if is_bound
        else Check("binding", None, "It is bound to no reader: whoever has it may show it.")
    )
    return claims, (Check("presentation", True, f"Signed by {owner}; what was disclosed is what was signed."), binding)


def _in_release(text: str, trusted: tuple[Key, ...], file: str) -> Check:
    given = read_release(file_content(file))
    if any(c.passed is False for c in check(given, trusted, fits)):
        return Check("release", False, f"{printable(file)} is not proven by the same keys.")
    content = given.release.content
    statements = content.get("statements") if isinstance(content, dict) else None
    held = statements.get("signed") if isinstance(statements, dict) else None
    if held != parts_of(text).signed:
        return Check("release", False, f"The release {printable(given.release.id)} does not hold these statements.")
    return Check("release", True, f"They stand in the release {printable(given.release.id)}, which is proven.")


def _text(value: object) -> str | int:
    return value if isinstance(value, int) else printable(str(value), 300)


# ---- files


def file_content(file: str) -> bytes:
    """What is in a file.

    Raises:
        UnreadableFile.
    """
    path = Path(file)
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise UnreadableFile(file, f"the file is larger than {LARGEST_FILE_BYTES // 1_000_000} MB.")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, UnreadableFile):
            raise
        reason = getattr(error, "strerror", None) or "this is no name of a file"
        raise UnreadableFile(file, f"it cannot be read: {reason}. Check the name.") from None


def _write(file: str, checkpoint: Checkpoint) -> None:
    try:
        Path(file).write_bytes(checkpoint_bytes(checkpoint))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "this is no name of a file"
        raise UnreadableFile(file, f"it cannot be written: {reason}.") from None
