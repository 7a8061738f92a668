"""Files beside a claim: added to one's own draft, kept under their SHA-256, given to whoever has the claim in full."""

import datetime as dt
import os
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from openregime.core.errors import OpenRegimeError
from openregime.core.sharing import Level
from openregime.core.trail import content_digest
from openregime.io.proposals.files import BadAttachment, CheckedFile, check_file
from openregime.web.people.acting import one_act
from openregime.web.people.actions import new_key
from openregime.web.people.models import Person
from openregime.web.proposals import queries
from openregime.web.proposals.actions import UnknownClaim, own_draft
from openregime.web.proposals.models import Attachment, ProposedClaim
from openregime.web.trail.actions import log

MOST_FILES = 10


class UnknownAttachment(OpenRegimeError, LookupError):
    """No file has this key, or the asker may not have it: the two answers are the same."""

    code = "unknown-attachment"

    def __init__(self) -> None:
        super().__init__(_("There is no file at this address that you may have. Look for it on the page of its claim."))


class AttachmentLost(OpenRegimeError, OSError):
    """The bytes of a file are gone from the data folder, or are not those that were put there."""

    code = "attachment-lost"

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            _("The file %s is missing or damaged in the data folder of this server. Restore it from a backup.") % key
        )

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file that the asker may have: key, name, media type, size in bytes, SHA-256 in hexadecimal, the day."""

    key: str
    name: str
    kind: str
    size: int
    sha256: str
    added_on: dt.date


def folder() -> Path:
    """Where attachments are kept, each under its SHA-256."""
    return Path(settings.DATA_FOLDER) / "attachments"


@one_act
def attach(actor: Person, claim: ProposedClaim, *, name: str, content: bytes, now: dt.datetime) -> Attachment:
    """Add a file to one's own draft.

    Args:
        name, content: as `io.proposals.files.check_file` takes them.
    Raises:
        NotAllowed, WrongStage; BadAttachment: also where the claim has the file already, or too many.
    """
    claim = own_draft(actor, claim)
    checked = check_file(name, content)
    held = set(claim.attachments.values_list("sha256", flat=True))
    if checked.sha256 in held:
        raise BadAttachment(name, _("this claim has the same file already."))
    if len(held) >= MOST_FILES:
        raise BadAttachment(name, _("a claim has at most %d files. Take one away first.") % MOST_FILES)
    _keep(checked)
    made = Attachment.objects.create(
        key=new_key("file"), claim=claim, name=checked.name, kind=checked.kind, sha256=checked.sha256,
        size=len(content), added_by=actor, added_at=now,
    )  # fmt: skip
    _log("claims.attach", claim, actor, now, made)
    return made


@one_act
def detach(actor: Person, claim: ProposedClaim, key: str, *, now: dt.datetime) -> None:
    """Take a file away from one's own draft; its bytes go when no claim has them any more.

    Raises:
        NotAllowed, WrongStage, UnknownAttachment.
    """
    claim = own_draft(actor, claim)
    found = claim.attachments.filter(key=key).first()
    if found is None:
        raise UnknownAttachment
    _log("claims.detach", claim, actor, now, found)
    found.delete()
    transaction.on_commit(lambda: forget_unused(found.sha256))


def files_of(shown: queries.ShownClaim) -> list[ShownFile]:
    """The files of a claim, the oldest first; none where the claim is not seen in full. At most one query."""
    if shown.level is not Level.FULL:
        return []
    rows = Attachment.objects.filter(claim__key=shown.key).order_by("pk")
    return [ShownFile(r.key, r.name, r.kind, r.size, r.sha256, r.added_at.date()) for r in rows]


def file_for(sight: queries.Sight, claim_key: str, key: str) -> tuple[ShownFile, bytes]:
    """A file and its bytes, for whoever has its claim in full.

    Raises:
        UnknownAttachment: there is none, or the asker may not have it; AttachmentLost.
    """
    try:
        shown = queries.one_claim(claim_key, sight)
    except UnknownClaim:
        raise UnknownAttachment from None
    found = next((one for one in files_of(shown) if one.key == key), None)
    if found is None:
        raise UnknownAttachment
    try:
        content = (folder() / found.sha256).read_bytes()
    except OSError:
        raise AttachmentLost(key) from None
    if sha256(content).hexdigest() != found.sha256:
        raise AttachmentLost(key)
    return found, content


def _keep(checked: CheckedFile) -> None:
    """Write the bytes where they belong, whole or not at all; the same bytes are kept once."""
    place = folder()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = place / checked.sha256
    if kept.exists() and kept.stat().st_size == len(checked.content):
        return
    handle, written = tempfile.mkstemp(dir=place, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(checked.content)
            file.flush()
            os.fsync(file.fileno())
        Path(written).replace(kept)
    except OSError:
        Path(written).unlink(missing_ok=True)
        raise


def forget_unused(digest: str) -> None:
    """Remove bytes that no claim has any more."""
    if not Attachment.objects.filter(sha256=digest).exists():
        (folder() / digest).unlink(missing_ok=True)


def _log(verb: str, claim: ProposedClaim, actor: Person, now: dt.datetime, file: Attachment) -> None:
    digest = content_digest({"name": file.name, "sha256": file.sha256}, salt=bytes(claim.salt))
    log(
        verb, f"claim:{claim.key}", now=now, actor=actor.key, organisation=claim.organisation.key,
        before=digest if verb == "claims.detach" else "", after=digest if verb == "claims.attach" else "",
    )  # fmt: skip
