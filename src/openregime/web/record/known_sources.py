"""Which sources were behind what was known on a day, and how much rested on each by then."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from openregime.core.facts import Record
from openregime.core.observatory import Observatory
from openregime.web.record.cross_references import SourceRow, cross_references_of


def sources_known_by(seen: Observatory, day: dt.date) -> list[SourceRow]:
    """Sources in the order of the library, with the number of claims that rested on each by a day.

    A source on which nothing rested yet is left out; one on which no fact rests at all, such as the text that a
    provision is paraphrased from, has no day and is always there.
    """
    if day >= seen.record.compiled_on:
        return cross_references_of(seen).source_rows()
    known, ever = seen.record.as_known(day), set(_named(seen.record))
    by_then, counts = set(_named(known)), Counter(s for c in known.claims for s in c.sources)
    return [
        replace(row, n_claims=counts[row.source.id])
        for row in cross_references_of(seen).source_rows()
        if row.source.id in by_then or row.source.id not in ever
    ]


def _named(record: Record) -> Iterator[str]:
    for statements in (record.claims, record.completeness, record.totals):
        yield from (source for statement in statements for source in statement.sources)
