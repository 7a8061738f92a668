"""The sources of the record: who says what, and how much of the record rests on each."""

import datetime as dt
from collections import Counter

from openregime.cli.library import find_source
from openregime.cli.options import Moment, today
from openregime.cli.report import Report, Section, columns, tree
from openregime.cli.reports.state import table_of
from openregime.core.facts import Record, tally_of_sources
from openregime.core.observatory import Observatory
from openregime.io.downloads import Table, source_entry, source_line

SOURCES = columns(
    ("id", "Source"), ("title", "Title"), ("publisher", "Publisher"), ("as_of", "As of"), ("claims", "Claims"),
    ("licence", "Licence"), ("url", "Address"),
)  # fmt: skip
CLAIMS = columns(
    ("claim", "Claim"), ("subject", "Of whom"), ("object", "Of what"), ("value", "Value"),
    ("valid", "True from", "date"), ("recorded", "Known since", "date"), ("standing", "Standing"), ("row", "Row"),
)  # fmt: skip
CLAIMS_SHOWN = ("claim", "value", "valid", "recorded", "standing", "row")
CAVEATS = ("Facts were carried over, never texts; the licence of each source is its own.",)


def _now() -> Moment:
    day: dt.date = today()
    return Moment(day, day, None)


def _claims_by_source(record: Record) -> Counter[str]:
    counted: Counter[str] = Counter()
    for claim in record.claims:
        counted.update(claim.sources)
    for statement in record.completeness:
        counted.update(statement.sources)
    for total in record.totals:
        counted.update(total.sources)
    return counted


def sources_report(observatory: Observatory) -> Report:
    """All sources of facts; the texts of the instruments are counted beside them."""
    counted = _claims_by_source(observatory.record)
    entries = [{**source_entry(s), "claims": counted[s.id]} for s in observatory.record.sources.values()]
    texts = [s.id for s in observatory.rules.sources]
    tally = tally_of_sources([*observatory.record.sources, *texts], observatory.record, _cited_texts(observatory))
    table = table_of("Sources", SOURCES, entries)
    return Report(
        title=f"Sources of the record, compiled on {observatory.record.compiled_on}",
        lines=(
            f"{len(entries)} sources of facts, below; with {len(texts)} texts of instruments, {tally.listed} in all.",
            f"Of all, {tally.carrying} carry the {len(observatory.record.claims)} claims.",
            f"{tally.of_lists} carry only complete lists or totals, {tally.of_texts} only our words for provisions.",
            f"{tally.idle} are kept and carry none of these.",
        ),
        sections=(Section(table, ("id", "as_of", "claims", "title", "publisher")),),
        rows=table,
        tree=tree("sources", _now(), observatory, {"sources_of_the_record": entries}, caveats=CAVEATS),
        caveats=CAVEATS,
    )


def _cited_texts(observatory: Observatory) -> set[str]:
    return {provision.source for provision in observatory.rules.provisions}


def source_report(observatory: Observatory, given: str) -> Report:
    """One source, with all that the record takes from it.

    Raises:
        BadArgument: there is no such source.
    """
    record = observatory.record
    source = find_source(record, given)
    claims = [
        {
            "claim": c.id, "subject": c.subject, "object": c.object, "value": c.value, "valid": c.valid,
            "recorded": c.recorded, "standing": c.standing.value, "row": c.row,
        }
        for c in record.claims
        if source.id in c.sources
    ]  # fmt: skip
    table = table_of("Claims that rest on it", CLAIMS, claims)
    rows = Table(table.title, table.columns, table.rows, CAVEATS, (source,))
    content = {"source": {**source_entry(source), "how_read": source.how_read}, "claims": claims}
    return Report(
        title=f"Source {source.id}",
        lines=(
            source_line(source),
            f"How it was read: {source.how_read}",
            f"Licence: {source.licence or 'not stated'}",
        ),
        sections=(Section(table, CLAIMS_SHOWN),) if claims else (),
        rows=rows,
        tree=tree("sources", _now(), observatory, content, caveats=CAVEATS, sources=(source,)),
        caveats=CAVEATS,
    )
