"""Reads of the stored record. Pages read it through here or through `cross_references.py`, and nowhere else."""

import datetime as dt
from dataclasses import dataclass
from threading import Lock

from openregime.core.errors import OpenRegimeError
from openregime.core.facts import Claim, Record, Window
from openregime.core.observatory import Observatory
from openregime.io.observatories import over
from openregime.web.record import models, rows


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
    """The newest release with the shipped rules and chain, kept in this process until another release comes.

    Costs one query when nothing has changed.

    Raises:
        UnknownRelease: none is loaded.
    """
    release = newest_release()
    found = _kept.get(release.digest)
    if found is not None:
        return found
    with _one_builds:
        if release.digest not in _kept:
            built = over(record_of(release))
            _kept.clear()
            _kept[release.digest] = built
        return _kept[release.digest]


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
