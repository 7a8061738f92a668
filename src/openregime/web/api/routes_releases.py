"""Calls for releases: what was published and signed, the log with its proofs, and the keys. All of it is public."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from ninja import Query, Router
from ninja.decorators import decorate_view

from openregime.core.sharing import merkle
from openregime.core.sharing.releases import Signature, log_entry
from openregime.io.sharing.keys import base64url
from openregime.web.api import schemas_releases as schemas
from openregime.web.api.asked_index import Nothing
from openregime.web.api.interface import NOT_FOUND, REFUSED
from openregime.web.api.schemas import Refusal
from openregime.web.releases import files, keys, log, queries, witnessing
from openregime.web.releases.models import PublishedRelease

router = Router(tags=["Releases"])


@router.get("/releases", response={200: schemas.ReleasesOut, **NOT_FOUND}, summary="Releases, page by page")
@decorate_view(never_cache)
def releases(request: HttpRequest, asked_for: Query[schemas.ReleasesWanted]):  # type: ignore[no-untyped-def]
    """What organisations published for good, the latest first."""
    found = queries.releases(words=asked_for.q, owner=asked_for.organisation)
    page = queries.page_of(found, before=asked_for.before, size=asked_for.page_size)
    return {"releases": [_short(one) for one in page.releases], "older": page.older}


@router.get("/releases/{key}", response={200: schemas.OneReleaseOut, **NOT_FOUND}, summary="One release, with proof")
@decorate_view(never_cache)
def release(request: HttpRequest, key: str, asked_for: Query[Nothing]):  # type: ignore[no-untyped-def]
    """The content, its signature, and the proof that it is in the log; the file of its page holds the same."""
    found = queries.one(key)
    given = queries.proven(found)
    head = log.SignedHead(given.checkpoint, given.checkpoint_signature)
    return {
        **_short(found),
        "content": given.release.as_json(),
        "signature": _signature(given.signature),
        "proof": {
            "salt": base64url(given.salt),
            "leaf": merkle.leaf_hash(log_entry(given.release, given.salt)).hex(),
            "inclusion": [value.hex() for value in given.inclusion],
            "head": files.head_json(head),
        },
    }


@router.get("/release-log", response={200: schemas.LogOut, **REFUSED}, summary="The log as it is now")
@decorate_view(never_cache)
def the_log(request: HttpRequest, asked_for: Query[Nothing]):  # type: ignore[no-untyped-def]
    """Its size and signed head."""
    head = log.latest()
    return {"size": head.checkpoint.size if head else 0, "head": files.head_json(head) if head else None}


@router.get(
    "/release-log/consistency",
    response={200: schemas.ConsistencyOut, **NOT_FOUND},
    summary="Is one size of the log the beginning of another",
)
@decorate_view(never_cache)
def consistency(request: HttpRequest, asked_for: Query[schemas.SizesWanted]):  # type: ignore[no-untyped-def]
    """The proof that nothing of the earlier log was changed in the later one."""
    found = log.consistency(asked_for.earlier, asked_for.later)
    return {
        "earlier": files.head_json(found.earlier),
        "later": files.head_json(found.later),
        "proof": [value.hex() for value in found.proof],
        "holds": found.holds,
    }


@router.get("/release-log/witnesses", response={200: schemas.WitnessesOut, **REFUSED}, summary="Witnesses of the log")
@decorate_view(never_cache)
def witnesses(request: HttpRequest, asked_for: Query[Nothing]):  # type: ignore[no-untyped-def]
    """Who signs heads of the log, and how far. Compare a key with what the witness says elsewhere."""
    return {
        "witnesses": [
            {"name": one.witness.name, "key": log.as_witness(one.witness).text, "listed_at": one.witness.listed_at,
             "ended_at": one.witness.ended_at, "latest": one.latest}
            for one in witnessing.all_witnesses()
        ]
    }  # fmt: skip


@router.post(
    "/release-log/cosignatures",
    response={200: schemas.CosignedOut, **NOT_FOUND, 429: Refusal},
    summary="Hand in what a witness signed",
)
def cosigned(request: HttpRequest, asked_for: Query[Nothing], given: schemas.CosignedIn):  # type: ignore[no-untyped-def]
    """Take in a cosigned checkpoint. No account is needed: only signatures of listed witnesses that fit are stored."""
    size, names = witnessing.take_in(given.note.encode(), now=timezone.now())
    return {"size": size, "witnesses": names}


@router.get("/release-keys", response={200: schemas.KeysOut, **REFUSED}, summary="Public keys")
@decorate_view(never_cache)
def public_keys(request: HttpRequest, asked_for: Query[Nothing]):  # type: ignore[no-untyped-def]
    """Every key of an organisation or of the log. Keys that come from the site that is checked prove little."""
    return {
        "keys": [
            {"id": k.id, "public": base64url(k.public), "use": k.use, "owner": k.owner, "begins": k.begins,
             "ends": k.ends}
            for k in keys.as_keys(keys.all_keys())
        ]
    }  # fmt: skip


def _short(row: PublishedRelease) -> dict[str, Any]:
    withdrawal = getattr(row, "withdrawal", None)
    return {
        "key": row.key,
        "address": reverse("release", args=[row.key]),
        "file": reverse("release-file", args=[row.key]),
        "title": row.title,
        "organisation": row.organisation.name,
        "organisation_key": row.organisation.key,
        "is_invented": row.organisation.is_invented,
        "issued_at": row.issued_at,
        "policy_version": row.policy_version,
        "digest": row.digest,
        "number": row.entry_id,
        "withdraws": row.withdraws.key if row.withdraws else None,
        "withdrawn_by": withdrawal.key if withdrawal is not None else None,
    }


def _signature(signature: Signature) -> dict[str, str]:
    return {"algorithm": "Ed25519", "key": signature.key, "value": base64url(signature.value)}
