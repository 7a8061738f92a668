"""Reads of the stored record. Pages read it through here or through `cross_references.py`, and nowhere else."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from django.db.models import Subquery
from django.utils import timezone

from openregime.core.errors import OpenRegimeError
from openregime.core.facts import Claim, Record, SpokenClaim, Window, with_spoken
from openregime.core.facts.spoken import spoken_digest
from openregime.core.observatory import Observatory
from openregime.io.observatories import over
from openregime.web.record import models, rows
from openregime.web.record.volunteered import said_by_all
from openregime.web.site import own_words
from openregime.web.trail.models import TrailEntry


class UnknownRelease(OpenRegimeError, LookupError):
    """The database holds no release of the library."""

    code = "unknown-release"

    def __init__(self) -> None:
        super().__init__("No release of the library is loaded yet. Start the service once: it loads the library.")


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One release: see `models.Release` for its fields."""

    id: int
    digest: str
    compiled_on: dt.date
    loaded_at: dt.datetime
    n_claims: int
    n_sources: int
    n_added: int
    n_changed: int
    n_gone: int


@dataclass(frozen=True, slots=True)
class PastClaim:
    """A claim as an earlier release had it, and the day on which that release was loaded."""

    release_digest: str
    loaded_on: dt.date
    value: str
    valid: Window
    standing: str
    reason: str


_FIELDS = (
    "id", "digest", "compiled_on", "loaded_at", "n_claims", "n_sources", "n_added", "n_changed", "n_gone",
)  # fmt: skip


def newest_release() -> ReleaseRow:
    """The release that pages show: one query.

    Raises:
        UnknownRelease: none is loaded.
    """
    found = models.Release.objects.order_by("-id").values_list(*_FIELDS).first()
    if found is None:
        raise UnknownRelease
    return ReleaseRow(*found)


def releases() -> list[ReleaseRow]:
    """All releases, the newest first."""
    return [ReleaseRow(*row) for row in models.Release.objects.order_by("-id").values_list(*_FIELDS)]


def record_of(release: ReleaseRow) -> Record:
    """The record of one release, rebuilt from the database in six queries."""
    stored = models.Release(id=release.id)
    return Record(
        entities=rows.entities_of(stored),
        sources=rows.sources_of(stored),
        claims=rows.claims_of(stored),
        completeness=rows.completeness_of(stored),
        totals=rows.totals_of(stored),
        compiled_on=release.compiled_on,
        digest=release.digest,
    )


def current_record() -> Record:
    """The record of the newest release.

    Raises:
        UnknownRelease: none is loaded.
    """
    return observatory().record


_kept: dict[str, Observatory] = {}
_one_builds = Lock()


def observatory() -> Observatory:
    """The newest release with the shipped rules and chain, and with what States say themselves, as it is open to anyone
    now; without that where the address of the request says so. Kept in this process while neither changes.

    Costs one query when nothing has changed: the trail, which holds every act of people, is read with the release; so
    every process knows of an act at the next page.

    Raises:
        UnknownRelease: none is loaded.
    """
    last = TrailEntry.objects.order_by("-number")
    newest = models.Release.objects.order_by("-id").annotate(
        trail_number=Subquery(last.values("number")[:1]), trail_digest=Subquery(last.values("digest")[:1])
    )
    found = newest.values_list(*_FIELDS, "trail_number", "trail_digest").first()
    if found is None:
        raise UnknownRelease
    *fields, number, digest = found
    release = ReleaseRow(*fields)
    said = said_by_all(None if digest is None else (number, digest), timezone.now())
    if not said or not own_words.are_read():
        return _of(release)
    known = {entity.id for entity in _of(release).record.states}
    claims = tuple(one for one in said if one.state in known)
    own_words.hold(claims)
    return _with(release, claims)


def released_observatory() -> Observatory:
    """The newest release alone, without a word of anybody: one query when nothing has changed.

    Raises:
        UnknownRelease: none is loaded.
    """
    return _of(newest_release())


def _of(release: ReleaseRow) -> Observatory:
    return _built(release.digest, lambda: over(record_of(release)), lambda key: key.startswith(release.digest))


def _with(release: ReleaseRow, said: tuple[SpokenClaim, ...]) -> Observatory:
    """A release with claims by people; the last set is kept beside the release alone."""
    of_release = _of(release)
    if not said:
        return of_release
    key = f"{release.digest}+{spoken_digest(said)}"
    return _built(key, lambda: over(with_spoken(of_release.record, said)), lambda other: other == release.digest)


def _built(key: str, build: Callable[[], Observatory], goes_with: Callable[[str], bool]) -> Observatory:
    """What is kept under a key; built by one thread, others go unless they go with it."""
    found = _kept.get(key)
    if found is not None:
        return found
    with _one_builds:
        if key not in _kept:
            built = build()
            for other in [k for k in _kept if not goes_with(k)]:
                del _kept[other]
            _kept[key] = built
        return _kept[key]


def earlier_words(claim: Claim) -> list[PastClaim]:
    """What earlier releases said under the same claim id, where it differs from now, the latest first."""
    fields = ("release__digest", "release__loaded_at", "value", "valid_earliest", "valid_latest", "standing", "reason")
    found: list[PastClaim] = []
    now = (claim.value, claim.valid, claim.standing.value, claim.reason)
    stored = models.Claim.objects.filter(key=claim.id).order_by("-release_id").values_list(*fields)
    for digest, loaded_at, value, earliest, latest, standing, reason in stored:
        past = PastClaim(digest, loaded_at.date(), value, Window(earliest, latest), standing, reason)
        before = (past.value, past.valid, past.standing, past.reason)
        if before != now:
            found.append(past)
            now = before
    return found
