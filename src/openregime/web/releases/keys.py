"""Keys of organisations and of the log: made, ended, listed. What an ended key signed stays verifiable."""

import datetime as dt
import secrets
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from openregime.core.errors import OpenRegimeError
from openregime.core.sharing.releases import Key, Signer, key_id
from openregime.io.sharing.keys import new_private_key, public_key_of, signer_of
from openregime.web.people.models import Organisation, Person
from openregime.web.people.permissions import require
from openregime.web.releases.models import LOG, RELEASE, SigningKey
from openregime.web.releases.sealing import opened, sealed
from openregime.web.trail.actions import log, take_turn


class NoRunningKey(OpenRegimeError):
    """An organisation that has no key to sign with."""

    code = "no-running-key"

    def __init__(self, owner: str) -> None:
        self.owner = owner
        super().__init__(
            _("%(owner)s has no key to sign with. An administrator or security officer makes one on its page of keys.")
            % {"owner": owner}
        )


class BadKeyAct(OpenRegimeError, ValueError):
    """Something that cannot be done with a key. `field` names what to change."""

    code = "bad-key-act"

    def __init__(self, field: str, words: str) -> None:
        self.field = field
        super().__init__(words)


@transaction.atomic
def make_key(actor: Person | None, organisation: Organisation, *, now: dt.datetime) -> SigningKey:
    """A new key pair of an organisation; the one so far ends at the same moment.

    Args:
        actor: None only for whoever runs this installation.
    Raises:
        NotAllowed; BadKeyAct: the organisation is part of another one by now.
    """
    if actor is not None:
        require(actor, "releases.keys", organisation)
    take_turn()
    if Organisation.objects.filter(pk=organisation.pk).exclude(merged_into=None).exists():
        raise BadKeyAct("organisation", _("%s became part of another organisation and signs no more.") % organisation)
    before = running(organisation.key)
    if before is not None:
        _end(before, now, "")
    made = _made(RELEASE, organisation.key, organisation, now)
    _logged("releases.make-key", made, actor, now, before=before.key_id if before else "", after=made.key_id)
    return made


@transaction.atomic
def end_key(actor: Person | None, organisation: Organisation, *, reason: str, now: dt.datetime) -> SigningKey:
    """End the running key of an organisation without another one: its private part is destroyed.

    Raises:
        NotAllowed; NoRunningKey; BadKeyAct: no reason.
    """
    if actor is not None:
        require(actor, "releases.keys", organisation)
    if len(reason.split()) < 2:
        raise BadKeyAct("reason", _("Say in a few words why the key ends: whoever checks old releases reads it."))
    take_turn()
    found = running(organisation.key)
    if found is None:
        raise NoRunningKey(organisation.name)
    _end(found, now, reason.strip()[:500])
    _logged("releases.end-key", found, actor, now, before=found.key_id, reason=reason.strip())
    return found


def end_with_owner(
    old: Organisation, into: Organisation, actor: Person | None, now: dt.datetime, **_sent: object
) -> None:
    """An organisation became part of another one: its key ends, inside the transaction of that act."""
    found = running(old.key)
    if found is None:
        return
    reason = _("%(old)s became part of %(into)s.") % {"old": old.name, "into": into.name}
    _end(found, now, reason)
    _logged("releases.end-key", found, actor, now, before=found.key_id, reason=reason)


@transaction.atomic
def make_log_key(*, now: dt.datetime) -> SigningKey:
    """A new key of the log, by whoever runs this installation; the log keeps its name, the key so far ends."""
    take_turn()
    before = SigningKey.objects.filter(use=LOG, ends=None).first()
    name = before.owner if before is not None else _name_of_log()
    if before is not None:
        _end(before, now, "")
    made = _made(LOG, name, None, now)
    _logged("releases.make-log-key", made, None, now, before=before.key_id if before else "", after=made.key_id)
    return made


def log_key(*, now: dt.datetime) -> SigningKey:
    """The running key of the log; made when the first release is published."""
    return SigningKey.objects.filter(use=LOG, ends=None).first() or make_log_key(now=now)


def running(owner: str) -> SigningKey | None:
    """The key with which an organisation signs now."""
    return SigningKey.objects.filter(use=RELEASE, owner=owner, ends=None).first()


def private_of(key: SigningKey) -> bytes:
    """The private part.

    Raises:
        NoRunningKey: it has ended; SealNotOpened.
    """
    if not key.sealed:
        raise NoRunningKey(key.owner)
    return opened(key.sealed)


def signer(key: SigningKey) -> Signer:
    """Signs with a key. Errors as in `private_of`."""
    return signer_of(private_of(key))


def keys_of(owner: str) -> QuerySet[SigningKey]:
    """Every key that an organisation had for releases, the newest first."""
    return SigningKey.objects.filter(use=RELEASE, owner=owner).select_related("organisation").order_by("-begins", "-pk")


def all_keys() -> QuerySet[SigningKey]:
    """Every key, of the log first, then by owner."""
    return SigningKey.objects.select_related("organisation").order_by("use", "owner", "begins", "pk")


def as_keys(rows: Sequence[SigningKey] | QuerySet[SigningKey]) -> tuple[Key, ...]:
    """Keys as a reader trusts them."""
    return tuple(Key(bytes(row.public), row.use, row.owner, row.begins, row.ends) for row in rows)


def _name_of_log() -> str:
    last = SigningKey.objects.filter(use=LOG).order_by("-pk").first()
    if last is not None:
        return last.owner
    return f"{settings.ADDRESS.host or 'openregime'}/releases/{secrets.token_hex(4)}"


def _made(use: str, owner: str, organisation: Organisation | None, now: dt.datetime) -> SigningKey:
    private = new_private_key()
    public = public_key_of(private)
    return SigningKey.objects.create(
        key_id=key_id(public), use=use, owner=owner, organisation=organisation, public=public, sealed=sealed(private),
        begins=now,
    )  # fmt: skip


def _end(key: SigningKey, now: dt.datetime, because: str) -> None:
    key.ends, key.ended_because, key.sealed = max(now, key.begins), because, ""
    key.save(update_fields=["ends", "ended_because", "sealed"])


def _logged(
    verb: str, key: SigningKey, actor: Person | None, now: dt.datetime, *, before: str = "", after: str = "",
    reason: str = "",
) -> None:  # fmt: skip
    log(
        verb, f"key:{key.key_id}", now=now, actor=actor.key if actor else "", before=before, after=after,
        organisation=key.organisation.key if key.organisation else "", reason=reason,
    )  # fmt: skip
