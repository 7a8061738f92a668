"""Reads of releases, which are public, and of credentials, which are their holder's."""

import json
import re
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from openregime.core.errors import OpenRegimeError
from openregime.core.sharing.releases import Release, Signature, SignedRelease
from openregime.io.sharing.releases import earlier_sizes, release_bytes
from openregime.web.people.models import Organisation, Person
from openregime.web.releases import log
from openregime.web.releases.keys import as_keys
from openregime.web.releases.models import HeldCredential, ListedWitness, PublishedRelease, SigningKey
from openregime.web.releases.tree import stored_tree

_KEY = re.compile(r"[-\w]{1,40}", re.ASCII)
LONGEST_SEARCH = 200


class UnknownPublished(OpenRegimeError, LookupError):
    """No release has this key."""

    code = "unknown-published-release"

    def __init__(self) -> None:
        super().__init__(_("There is no such release. /releases/ lists all that there are."))


class UnknownOwner(OpenRegimeError, LookupError):
    """No organisation of this key has or had a key to sign with, or the asker has no part in it."""

    code = "unknown-key-owner"

    def __init__(self) -> None:
        super().__init__(_("No keys are known here under this name. /releases/keys/ lists all that there are."))


class UnknownCredential(OpenRegimeError, LookupError):
    """No credential that the asker's organisations hold has this key: never made and somebody else's look alike."""

    code = "unknown-credential"

    def __init__(self) -> None:
        super().__init__(_("Your organisations hold no such statements. Choose from those on your page of statements."))


@dataclass(frozen=True, slots=True)
class Page:
    """Some releases, the latest first; `older`: with what the next page is asked for, empty where there is none."""

    releases: list[PublishedRelease]
    older: str


def releases(*, words: str = "", owner: str = "") -> QuerySet[PublishedRelease]:
    """Releases, narrowed by words of their title, content or organisation, the latest first."""
    found = PublishedRelease.objects.select_related("organisation", "withdraws", "withdrawal", "signing_key")
    for word in words[:LONGEST_SEARCH].split()[:8]:
        found = found.filter(Q(title__icontains=word) | Q(body__icontains=word) | Q(organisation__name__icontains=word))
    return (found.filter(organisation__key=owner) if owner else found).order_by("-entry_id")


def page_of(found: QuerySet[PublishedRelease], *, before: str, size: int) -> Page:
    """One page of some releases.

    Raises:
        UnknownPublished: `before` is none of them.
    """
    if before:
        last = found.filter(key=before[:40]).values_list("entry_id", flat=True).first()
        if last is None:
            raise UnknownPublished
        found = found.filter(entry_id__lt=last)
    rows = list(found[: size + 1])
    return Page(rows[:size], rows[size - 1].key if len(rows) > size else "")


def one(key: str) -> PublishedRelease:
    """One release.

    Raises:
        UnknownPublished.
    """
    found = releases().filter(key=key).first() if _KEY.fullmatch(key) else None
    if found is None:
        raise UnknownPublished
    return found


def release_of(row: PublishedRelease) -> Release:
    """A stored release as it was signed."""
    body = json.loads(row.body)
    return Release(body["id"], body["title"], body["issuer"], row.issued_at, body["policy_version"], body["content"])


def proven(release: PublishedRelease) -> SignedRelease:
    """A release with what proves it, up to the head of the log as it is now: three queries.

    Proofs of consistency are left out; `file_of` gives them as well.
    """
    head = log.latest()
    assert head is not None  # the release itself is in the log
    size, number = head.checkpoint.size, release.entry_id
    keys = SigningKey.objects.filter(key_id__in=[release.signing_key.key_id, head.signature.key]).order_by("use")
    return SignedRelease(
        release=release_of(release),
        salt=bytes(release.salt),
        signature=Signature(release.signing_key.key_id, bytes(release.signature)),
        index=number,
        inclusion=tuple(stored_tree(size).inclusion_proof(number)),
        checkpoint=head.checkpoint,
        checkpoint_signature=head.signature,
        consistency={},
        keys=as_keys(keys),
    )  # fmt: skip


def file_of(release: PublishedRelease) -> bytes:
    """The file that `openregime verify` checks offline."""
    given = proven(release)
    size = given.checkpoint.size
    head = log.SignedHead(given.checkpoint, given.checkpoint_signature)
    seen = log.witnessed(given.index, head)
    proofs = stored_tree(size).consistency_proofs(earlier_sizes(size))
    consistency = {m: tuple(proof) for m, proof in proofs.items()}
    return release_bytes(replace(given, consistency=consistency, witnessed=seen))


def releases_with(claim_key: str) -> list[tuple[str, str]]:
    """Key and title of the releases that hold a claim: one query. Whoever asks must be allowed to know of the claim."""
    rows = PublishedRelease.objects.filter(claims__claim__key=claim_key).order_by("entry_id")
    return list(rows.values_list("key", "title"))


def witnessed_by(release: PublishedRelease) -> list[str]:
    """Names of the witnesses that signed a head of the log with this release."""
    rows = ListedWitness.objects.filter(cosignatures__head__size__gt=release.entry_id).distinct().order_by("name")
    return list(rows.values_list("name", flat=True))


def credentials_of(person: Person) -> QuerySet[HeldCredential]:
    """Credentials that are held by organisations in which a person has a role."""
    mine = Q(holder__memberships__person=person, holder__memberships__ended_at=None)
    rows = HeldCredential.objects.filter(mine).select_related("holder", "release", "release__organisation")
    return rows.distinct().order_by("-pk")


def one_credential(person: Person, key: str) -> HeldCredential:
    """One of them.

    Raises:
        UnknownCredential.
    """
    found = credentials_of(person).filter(key=key).first() if _KEY.fullmatch(key) else None
    if found is None:
        raise UnknownCredential
    return found


def owner_of(key: str, person: Person | None) -> Organisation:
    """An organisation of whose keys anyone may know because it has some, or in which the asker has a part.

    Raises:
        UnknownOwner.
    """
    known = Q(signing_keys__isnull=False)
    if person is not None:
        known |= Q(memberships__person=person, memberships__ended_at=None)
    found = Organisation.objects.filter(known, key=key).distinct().first() if _KEY.fullmatch(key) else None
    if found is None:
        raise UnknownOwner
    return found
