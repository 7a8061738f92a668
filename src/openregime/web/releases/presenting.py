"""A holder discloses some statements of a release and no others, to anybody or to one reader alone."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from openregime.io.sharing.credentials import present as presented
from openregime.io.sharing.presentations import binding_key, statements_in
from openregime.web.people.models import Person
from openregime.web.people.permissions import require
from openregime.web.releases.drafts import BadDraft
from openregime.web.releases.models import HeldCredential
from openregime.web.releases.sealing import opened
from openregime.web.trail.actions import log

LASTING_HOURS = (1, 24, 168, 720)
LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a presentation is: both texts are the reader's own; for `lasting_hours` it is of use."""

    audience: str
    nonce: str
    lasting_hours: int


def statements_of(credential: HeldCredential) -> dict[str, object]:
    """Name -> value of what a credential can disclose, for its holder.

    Raises:
        SealNotOpened.
    """
    return {str(path[0]): value for path, value in statements_in(_text(credential)).items()}


@transaction.atomic
def present(
    actor: Person, credential: HeldCredential, names: Sequence[str], reader: Reader | None, *, now: dt.datetime
) -> str:
    """A presentation of the statements that were ticked, as text to hand on; it is not stored.

    Args:
        reader: whom it is bound to; None: whoever gets it may show it on.
    Raises:
        NotAllowed, SealNotOpened; BadDraft: nothing ticked, an unknown statement, or the statements have expired.
    """
    require(actor, "releases.present", credential.holder)
    known = statements_of(credential)
    if not names or set(names) - known.keys():
        raise BadDraft("statements", _("Tick at least one of the statements."))
    if now >= credential.expires_at:
        raise BadDraft("statements", _("These statements have expired. Whoever issued them can issue them anew."))
    paths = [(name,) for name in names]
    if reader is None:
        text = presented(_text(credential), paths)
    else:
        text = presented(
            _text(credential), paths, key=binding_key(opened(credential.sealed_key)), audience=reader.audience,
            nonce=reader.nonce, at=int(now.timestamp()), lasts_s=reader.lasting_hours * 3600,
        )  # fmt: skip
    log(
        "releases.present", f"credential:{credential.key}", now=now, actor=actor.key,
        organisation=credential.holder.key, after=sha256(text.encode("ascii")).hexdigest(),
    )  # fmt: skip
    return text


def read_reader(audience: str, nonce: str, hours: str) -> Reader | None:
    """For whom, as a form says it.

    Raises:
        BadDraft: only one of the two texts, one that is too long or cannot be printed, or no such time.
    """
    audience, nonce = audience.strip(), nonce.strip()
    if not audience and not nonce:
        return None
    if not audience:
        raise BadDraft("audience", _("Write for whom it is as well: the reader's name as the reader gave it."))
    if not nonce:
        raise BadDraft("nonce", _("Write the reader's nonce as well, a word for this occasion alone. Ask for one."))
    for field, value in (("audience", audience), ("nonce", nonce)):
        if len(value) > LONGEST_TEXT or not value.isprintable():
            raise BadDraft(field, _("At most %d characters that can be printed.") % LONGEST_TEXT)
    if hours not in {str(one) for one in LASTING_HOURS}:
        raise BadDraft("hours", _("Choose for how long it is of use."))
    return Reader(audience, nonce, int(hours))


def _text(credential: HeldCredential) -> str:
    return opened(credential.sealed).decode("ascii")
