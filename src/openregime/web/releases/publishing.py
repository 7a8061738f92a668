"""Publishing: what anyone may have becomes a release, signed by its organisation and entered into the log for good."""

import datetime as dt
import json
import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from openregime.core.sharing import Level, merkle
from openregime.core.sharing.credentials import Hidden
from openregime.core.sharing.releases import Release, log_entry, signed
from openregime.core.sharing.statements import DECOYS, read_statements
from openregime.io.sharing.credentials import issue, key_of, parts_of, public_jwk
from openregime.io.sharing.presentations import TYPE_OF_STATEMENTS, binding_key, issuing_key, new_binding_key
from openregime.io.sharing.table import load_sharing_table
from openregime.web.people.actions import new_key
from openregime.web.people.models import Organisation, PendingAct, Person
from openregime.web.people.permissions import require
from openregime.web.people.two_people import ask
from openregime.web.proposals import telling
from openregime.web.proposals.models import ProposedClaim
from openregime.web.proposals.queries import ShownClaim
from openregime.web.releases import log as the_log
from openregime.web.releases.drafts import BadDraft, Draft, category_of, holder_of, shown_to_anyone
from openregime.web.releases.keys import NoRunningKey, private_of, running, signer
from openregime.web.releases.models import HeldCredential, PublishedRelease, ReleasedClaim, SigningKey
from openregime.web.releases.sealing import sealed
from openregime.web.trail.actions import log, take_turn


@transaction.atomic
def publish(
    actor: Person, organisation: Organisation, draft: Draft, *, now: dt.datetime, reason: str = ""
) -> PublishedRelease | PendingAct:
    """Publish claims that two people have passed already; or ask for a second person, where there are new words.

    Args:
        reason: why the statements are issued, for the second person.
    Returns:
        The release, or the act that now waits.
    Raises:
        NotAllowed, NotReleasable, BadDraft, NoRunningKey, SealNotOpened; BadPeople: a reason is missing.
    """
    require(actor, "releases.publish", organisation)
    shown_to_anyone(organisation, draft.claims, now=now)  # what may not be published is not put to a second person
    if running(organisation.key) is None:
        raise NoRunningKey(organisation.name)
    if draft.statements:
        return ask(
            actor, "releases.publish", f"draft-release:{new_key('release')}", organisation=organisation, reason=reason,
            now=now, parameters=draft.as_parameters(),
        )  # fmt: skip
    return _published(new_key("release"), organisation, draft, actor, None, now)


def publish_with_two(act: PendingAct, now: dt.datetime) -> None:
    """Publish what a second person confirmed; everything is decided anew. Errors as in `publish`."""
    given, organisation = act.parameters, act.organisation
    assert organisation is not None and act.settled_by is not None  # an act of an organisation, just confirmed
    draft = Draft(
        given["title"], tuple(given["claims"].split()), read_statements(given["statements"]),
        category_of(given["category"]), holder_of(given["holder"], organisation).key, int(given["lasting_days"]),
    )  # fmt: skip
    _published(act.subject.removeprefix("draft-release:"), organisation, draft, act.asked_by, act.settled_by, now)


@transaction.atomic
def withdraw(actor: Person, release: PublishedRelease, *, reason: str, now: dt.datetime) -> PublishedRelease:
    """Say in the log that an organisation takes a release back. The release stays, with this said beside it.

    Raises:
        NotAllowed; BadDraft: no reason, or it was withdrawn already; NoRunningKey, SealNotOpened.
    """
    organisation = release.organisation
    require(actor, "releases.withdraw", organisation)
    if not 3 <= len(reason.strip()) <= 500 or not reason.strip().replace("\r", "").replace("\n", "").isprintable():
        raise BadDraft("reason", _("Say why in a sentence of at most 500 characters: everybody reads it."))
    take_turn()
    if release.withdraws_id is not None or PublishedRelease.objects.filter(withdraws=release).exists():
        raise BadDraft("reason", _("This release was withdrawn already, or is itself a withdrawal."))
    content = {"organisation": _about(organisation), "withdraws": release.key, "reason": reason.strip()}
    title = f"Withdrawal of {release.key}"
    made = _entered(new_key("release"), organisation, title, content, actor, None, now, withdraws=release)
    log(
        "releases.withdraw", f"release:{release.key}", now=now, actor=actor.key, organisation=organisation.key,
        before=release.digest, after=made.digest, reason=reason.strip(),
    )  # fmt: skip
    return made


def content_of(organisation: Organisation, shown: list[ShownClaim]) -> dict[str, Any]:
    """What a release of some claims says, in JSON; titles in English, whatever the language of who publishes."""
    with translation.override("en"):
        return {"organisation": _about(organisation), "claims": [_claim(one) for one in shown]}


def _published(
    key: str, organisation: Organisation, draft: Draft, actor: Person, second: Person | None, now: dt.datetime
) -> PublishedRelease:
    take_turn()
    shown = shown_to_anyone(organisation, draft.claims, now=now)
    content, credential, binding = content_of(organisation, shown), "", b""
    ends = now + dt.timedelta(days=draft.lasting_days)
    if draft.statements:
        binding = new_binding_key()
        credential = _credential(key, organisation, draft.statements, binding, now, ends)
        content["statements"] = {
            "signed": parts_of(credential).signed, "category": draft.category, "valid_until": _iso(ends),
        }  # fmt: skip
    made = _entered(key, organisation, draft.title, content, actor, second, now)
    rows = ProposedClaim.objects.filter(key__in=draft.claims)
    ReleasedClaim.objects.bulk_create(ReleasedClaim(release=made, claim=row) for row in rows)
    if credential:
        HeldCredential(
            key=new_key("credential"), release=made, holder=holder_of(draft.holder, organisation),
            sealed=sealed(credential.encode("ascii")), sealed_key=sealed(binding), expires_at=ends,
        ).save(force_insert=True)  # fmt: skip
    log(
        "releases.publish", f"release:{key}", now=now, actor=(second or actor).key, organisation=organisation.key,
        after=made.digest,
    )  # fmt: skip
    return made


def _entered(
    key: str, organisation: Organisation, title: str, content: Mapping[str, Any], actor: Person, second: Person | None,
    now: dt.datetime, *, withdraws: PublishedRelease | None = None,
) -> PublishedRelease:  # fmt: skip
    """Sign, add to the log, store; after `take_turn`."""
    signing = _running(organisation)
    release = Release(key, title, organisation.key, now, load_sharing_table().version, dict(content))
    salt = secrets.token_bytes(32)
    signature = signed(release.canonical, "release", signer(signing), bytes(signing.public))
    entry = the_log.append(merkle.leaf_hash(log_entry(release, salt)), now=now)
    made = PublishedRelease(
        key=key, organisation=organisation, title=title, body=release.canonical.decode("utf-8"), digest=release.digest,
        salt=salt, signing_key=signing, signature=signature.value, entry=entry, issued_at=now,
        policy_version=release.policy_version, withdraws=withdraws, published_by=actor, confirmed_by=second,
    )  # fmt: skip
    made.save(force_insert=True)
    return made


def _credential(
    key: str, organisation: Organisation, statements: Mapping[str, str | int], binding: bytes, now: dt.datetime,
    ends: dt.datetime,
) -> str:  # fmt: skip
    claims: dict[str, Any] = {
        "iss": organisation.key, "iat": int(now.timestamp()), "exp": int(ends.timestamp()), "vct": TYPE_OF_STATEMENTS,
        "release": key, **{name: Hidden(value) for name, value in statements.items()},
    }  # fmt: skip
    holder = public_jwk(binding_key(binding))
    key_of(holder)
    return issue(claims, issuing_key(private_of(_running(organisation))), holder=holder, decoys=DECOYS)


def _running(organisation: Organisation) -> SigningKey:
    found = running(organisation.key)
    if found is None:
        raise NoRunningKey(organisation.name)
    return found


def _about(organisation: Organisation) -> dict[str, Any]:
    return {
        "key": organisation.key, "name": organisation.name, "kind": organisation.kind, "state": organisation.state,
        "is_invented": organisation.is_invented,
    }  # fmt: skip


def _claim(shown: ShownClaim) -> dict[str, Any]:
    """One claim as anyone may have it; what only the whole gives is null at other levels."""
    is_full = shown.level is Level.FULL
    return {
        "key": shown.key,
        "level": shown.level.slug,
        "category": shown.category,
        "state": shown.state,
        "object": shown.object,
        "title": telling.object_words(shown.object),
        "says": shown.words,
        "valid": shown.valid.iso if shown.valid is not None else None,
        "basis": shown.basis if is_full else None,
        "note": shown.note if is_full else None,
        "approved_on": shown.settled_on.isoformat() if shown.settled_on else None,
    }


def _iso(time: dt.datetime) -> str:
    return time.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def content_in(release: PublishedRelease) -> dict[str, Any]:
    """What a stored release says."""
    found: dict[str, Any] = json.loads(release.body)["content"]
    return found
