"""Making the index anew, when what it is made from has changed."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from openregime import __version__
from openregime.core.observatory import Observatory
from openregime.web.record.queries import ReleaseRow, released_observatory
from openregime.web.search.entries import entries_of
from openregime.web.search.models import Entry, Stamp
from openregime.web.search.words import words_of

WEB = Path(__file__).resolve().parent.parent


def follow(*, release: ReleaseRow, **_signal: Any) -> None:
    """Make the index anew unless it was made from this release by this program: one query when nothing changed."""
    wanted = f"{release.digest} {__version__} {_program_digest()}"
    if Stamp.objects.values_list("made_from", flat=True).first() != wanted:
        make_index(released_observatory(), made_from=wanted)


def make_index(seen: Observatory, *, made_from: str) -> int:
    """Put everything that can be found in place of what the index held. Returns how many things that is."""
    entries = [
        Entry(
            kind=found.kind,
            ref=found.ref,
            part=found.part,
            title=found.title,
            body=found.body,
            names="\n".join(dict.fromkeys(n for n in found.names if n)),
            title_words=" ".join(words_of(" ".join((found.title, *found.names)))),
            body_words=" ".join(words_of(found.body)),
        )
        for found in entries_of(seen)
    ]
    with transaction.atomic():
        Entry.objects.all().delete()
        stored = Entry.objects.bulk_create(entries, 200)
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM search_words")
                cursor.executemany(
                    "INSERT INTO search_words (rowid, title, body) VALUES (%s, %s, %s)",
                    [(e.pk, e.title_words, e.body_words) for e in stored],
                )
        Stamp.objects.all().delete()
        Stamp.objects.create(made_from=made_from)
    return len(entries)


@cache
def _program_digest() -> str:
    """Short digest of what decides the index beside the record: this app, the help page, the catalogues, as started."""
    total = sha256()
    files = [*(WEB / "search").glob("*.py"), *(WEB / "help").rglob("*.html"), *WEB.rglob("*.mo")]
    for path in sorted(files):
        total.update(path.read_bytes())
    return total.hexdigest()[:16]
