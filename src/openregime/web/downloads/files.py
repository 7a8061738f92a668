"""From a name and a format in an address to a file with its name, its type and its bytes."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256

from django.utils.translation import get_language, get_language_bidi

from openregime import __version__
from openregime.core.errors import OpenRegimeError
from openregime.core.observatory import Observatory
from openregime.core.rules.instruments import UnknownInstrument
from openregime.io.downloads import Table, as_bundle, as_csv_for_spreadsheets, as_json
from openregime.io.workbooks import as_xlsx
from openregime.web.downloads import library, readings
from openregime.web.site.parameters import Moment
from openregime.web.states.meant import state_meant

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
"""Ending -> media type; `zip` holds the CSV and a README."""

STREAMED = ("claims", "changes")
"""Tables whose CSV is sent in pieces."""
STREAMED_ROWS = 500
"""Rows of one piece."""

Made = Callable[[Observatory, Moment], Table]

TABLES: dict[str, Made] = {
    "weak-links": readings.weak_links,
    "states": readings.states,
    "regions": readings.regions,
    "instruments": library.instruments,
    "provisions": lambda seen, _moment: library.provisions(seen),
    "measures": lambda seen, _moment: library.measures(seen),
    "crosswalk": lambda seen, _moment: library.crosswalk(seen),
    "sources": lambda seen, _moment: library.sources(seen),
    "claims": library.claims,
    "totals": lambda seen, _moment: readings.totals_and_completeness(seen)[0],
    "completeness": lambda seen, _moment: readings.totals_and_completeness(seen)[1],
}
"""Name in the address -> what makes the table; `changes`, one State and one instrument have addresses of their own."""


class UnknownTable(OpenRegimeError, LookupError):
    """A table or format that is not offered."""

    code = "unknown-table"

    def __init__(self, given: str, known: tuple[str, ...]) -> None:
        self.given, self.known = given[:80], known
        super().__init__(f"Nothing can be had as “{self.given}”. Known: {', '.join(known)}.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks for.

    `what` names the table, with the State or instrument after a slash; `first` is the earlier day of `changes`.
    """

    what: str
    format: str
    moment: Moment
    first: dt.date | None = None

    def etag(self, seen: Observatory) -> str:
        """Changes when the bytes may change: with the release, the program, the days, the language."""
        days = (self.moment.as_of, self.moment.as_known, self.first)
        parts = (seen.record.digest, __version__, self.what, self.format, *map(str, days), get_language())
        return f'"{sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]}"'

    @property
    def file_name(self) -> str:
        """Name of the file, with the days that it was read for."""
        days = f"as-of-{self.moment.as_of}_as-known-{self.moment.as_known}"
        since = f"_since-{self.first}" if self.first else ""
        return f"openregime_{self.what.replace('/', '-')}{since}_{days}"


def wanted(seen: Observatory, what: str, format_: str, moment: Moment, *, first: dt.date | None = None) -> Wanted:
    """What is asked for, by its own ids, if it is offered.

    Raises:
        UnknownTable: no such table or format.
        UnknownSubject, UnknownInstrument: no such State or instrument.
    """
    kind, slash, of = what.partition("/")
    if format_ not in FORMATS:
        raise UnknownTable(format_, tuple(FORMATS))
    if slash and kind == "states":
        return Wanted(f"states/{state_meant(seen.record, of).id}", format_, moment)
    if slash and kind == "instruments":
        if of not in seen.instruments:
            raise UnknownInstrument(of[:80], tuple(seen.instruments))
        return Wanted(what, format_, moment)
    if what != "changes" and what not in TABLES:
        raise UnknownTable(what, (*TABLES, "changes"))
    return Wanted(what, format_, moment, first)


def table_of(seen: Observatory, asked: Wanted) -> Table:
    """The table that is asked for.

    Raises:
        DaysOutOfOrder: the earlier day of `changes` lies after the later.
    """
    kind, _slash, of = asked.what.partition("/")
    if kind == "states" and of:
        return readings.state(seen, asked.moment, of)
    if kind == "instruments" and of:
        return readings.instrument(seen, asked.moment, of)
    if kind == "changes":
        return readings.changes(seen, asked.moment, asked.first or asked.moment.as_of)
    return TABLES[kind](seen, asked.moment)


def content_of(seen: Observatory, asked: Wanted) -> bytes:
    """The bytes of the file; the claims, whose workbook takes seconds to write, are kept for the next reader.

    Raises:
        BadTable: a table that the format cannot hold.
    """
    if asked.what == "claims":
        return _kept(seen, asked, get_language())
    return _written(table_of(seen, asked), asked)


@lru_cache(maxsize=4)
def _kept(seen: Observatory, asked: Wanted, _language: str | None) -> bytes:
    return _written(table_of(seen, asked), asked)


def _written(table: Table, asked: Wanted) -> bytes:
    if asked.format == "csv":
        return as_csv_for_spreadsheets(table)
    if asked.format == "json":
        return as_json(table)
    if asked.format == "xlsx":
        return as_xlsx([table], right_to_left=get_language_bidi())
    return as_bundle(table, asked.file_name[:80])


def csv_in_pieces(table: Table) -> Iterator[bytes]:
    """The same bytes as the CSV in one, some hundred rows at a time."""
    for first in range(0, max(1, len(table.rows)), STREAMED_ROWS):
        piece = as_csv_for_spreadsheets(replace(table, rows=table.rows[first : first + STREAMED_ROWS]))
        yield piece if first == 0 else piece.split(b"\r\n", 1)[1]
