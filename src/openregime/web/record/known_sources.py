"""Which sources were behind what was known on a day, and how much rested on each by then."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from openregime.core.facts import Record, SourceTally, tally_of_sources, when_said
from openregime.core.observatory import Observatory
from openregime.web.record.cross_references import RULES, CrossReferences, SourceRow, cross_references_of


def sources_known_by(seen: Observatory, day: dt.date) -> list[SourceRow]:
    """Sources in the order of the library, with the number of claims that rested on each by a day.

    A source is there as soon as one fact that rests on it is known: a row has a day of its own (docs/decisions/0005),
    which may lie before the day on which the source, as it stands in the list, was last read. One on which no fact
    rests is there unless its own day lies later; a text that a provision is paraphrased from is always there, because
    the provisions have no day of knowledge.
    """
    if day >= seen.record.compiled_on:
        return cross_references_of(seen).source_rows()
    known, ever = seen.record.as_known(day), set(_named(seen.record))
    by_then, counts = set(_named(known)), Counter(s for c in known.claims for s in c.sources)
    return [
        replace(row, n_claims=counts[row.source.id])
        for row in cross_references_of(seen).source_rows()
        if row.source.id in by_then or (row.source.id not in ever and _may_have_spoken(row, day, seen.record))
    ]


@lru_cache(maxsize=8)
def known_tally(held: CrossReferences, day: dt.date) -> SourceTally:
    """How many sources the list shows for a day of knowledge, and what rested on them by then."""
    listed = [row.source.id for row in sources_known_by(held.seen, day)]
    return tally_of_sources(listed, held.record.as_known(day), [s for s in held.sources if held.paraphrased_from(s)])


def _may_have_spoken(row: SourceRow, day: dt.date, record: Record) -> bool:
    if row.source.collection == RULES:
        return True
    return when_said(row.source.as_of, record.compiled_on).earliest <= day


def _named(record: Record) -> Iterator[str]:
    for statements in (record.claims, record.completeness, record.totals):
        yield from (source for statement in statements for source in statement.sources)
