"""Whether the database still holds all of the release that pages show."""

from django.db.models import Exists, Max, OuterRef

from openregime.core.errors import OpenRegimeError
from openregime.web.record import models
from openregime.web.record.queries import ReleaseRow, newest_release


class LibraryNotWhole(OpenRegimeError, RuntimeError):
    """Rows of the newest release are missing. `held` gives kind of row -> (rows held, rows that there were)."""

    code = "library-not-whole"

    def __init__(self, held: dict[str, tuple[int, int]]) -> None:
        self.held = held
        lost = ", ".join(f"{n} of {were} {kind}" for kind, (n, were) in held.items() if n != were)
        super().__init__(
            f"The database does not hold the whole library any more: {lost}. Put back a copy of the database, or move "
            "it away and start again, which loads the library anew."
        )


def whole_release() -> ReleaseRow:
    """The release that pages show, after a count of its rows.

    Raises:
        UnknownRelease: none is loaded.
        LibraryNotWhole: claims, sources or other rows of it are missing.
    """
    release = newest_release()
    stored = models.Release(id=release.id)
    claims, sources = models.Claim.objects.filter(release=stored), models.Source.objects.filter(release=stored)
    held = {"claims": (claims.count(), release.n_claims), "sources": (sources.count(), release.n_sources)}
    for kind, rows in (
        ("States and others", models.Entity.objects),
        ("statements about absence", models.Completeness.objects),
        ("published totals", models.Total.objects),
    ):
        of_it = rows.filter(release=stored)
        last = of_it.aggregate(last=Max("position"))["last"]
        held[kind] = (of_it.count(), 1 if last is None else last + 1)  # a library without any cannot be loaded
    named = models.ClaimSource.objects.filter(claim=OuterRef("pk"))
    held["claims with a source"] = (claims.filter(Exists(named)).count(), release.n_claims)
    if any(n != were for n, were in held.values()):
        raise LibraryNotWhole(held)
    return release
