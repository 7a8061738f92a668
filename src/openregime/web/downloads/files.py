"""From a name and a format in an address to a file with its name, its type and its bytes."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

from django.utils.translation import get_language, get_language_bidi

from openregime import __version__
from openregime.core.errors import OpenRegimeError
from openregime.core.observatory import Observatory
from openregime.core.rules.instruments import UnknownInstrument
from openregime.io.downloads import Table, as_bundle, as_csv_for_spreadsheets, as_json
from openregime.io.workbooks import as_xlsx
from openregime.web.downloads import changed, library, readings, wholes
from openregime.web.downloads.keeping import KeptFiles
from openregime.web.sharing.table import sharing_table
from openregime.web.site.parameters import BadParameter, Moment
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

BOTH, KNOWN, NEITHER = ("as_of", "as_known"), ("as_known",), ()
"""The days of an address that a table depends on."""

TABLES: dict[str, tuple[tuple[str, ...], Made]] = {
    "weak-links": (BOTH, readings.weak_links),
    "states": (BOTH, readings.states),
    "regions": (BOTH, readings.regions),
    "instruments": (BOTH, library.instruments),
    "provisions": (NEITHER, lambda seen, _moment: library.provisions(seen)),
    "measures": (NEITHER, lambda seen, _moment: library.measures(seen)),
    "crosswalk": (NEITHER, lambda seen, _moment: library.crosswalk(seen)),
    "sharing": (NEITHER, lambda _seen, _moment: sharing_table()),
    "sources": (KNOWN, library.sources),
    "claims": (KNOWN, library.claims),
    "totals": (KNOWN, wholes.totals),
    "completeness": (KNOWN, wholes.completeness),
}
"""Name in the address -> the days it depends on, and what makes the table; `changes`, one State and one instrument have
addresses of their own and depend on both days."""

KEPT = KeptFiles(most=8, waiting=3)
"""Files of claims: the only table whose JSON takes half a second and whose workbook takes seconds."""


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

    @property
    def days(self) -> dict[str, dt.date]:
        """The days that the file depends on, by their names in an address."""
        names = TABLES.get(self.what, (BOTH, None))[0]
        found = {name: getattr(self.moment, name) for name in names}
        return {"since": self.first, **found} if self.first else found

    def key(self, seen: Observatory) -> tuple[str, ...]:
        """Everything that the bytes depend on: the release, the program, the table, the days, the language."""
        days = (f"{name} {day}" for name, day in self.days.items())
        return (seen.record.digest, __version__, self.what, self.format, str(get_language()), *days)

    def etag(self, seen: Observatory) -> str:
        """Changes when the bytes may change."""
        return f'"{sha256("|".join(self.key(seen)).encode()).hexdigest()[:32]}"'

    @property
    def file_name(self) -> str:
        """Name of the file, with the days that it was read for."""
        days = "".join(f"_{name.replace('_', '-')}-{day}" for name, day in self.days.items())
        return f"openregime_{self.what.replace('/', '-')}{days}"


def wanted(seen: Observatory, what: str, format_: str, moment: Moment, *, first: dt.date | None = None) -> Wanted:
    """What is asked for, by its own ids, if it is offered.

    Raises:
        UnknownTable: no such table or format.
        UnknownSubject, UnknownInstrument: no such State or instrument.
        BadParameter: guidance, which nobody joins.
    """
    kind, slash, of = what.partition("/")
    if format_ not in FORMATS:
        raise UnknownTable(format_, tuple(FORMATS))
    if slash and kind == "states":
        return Wanted(f"states/{state_meant(seen.record, of).id}", format_, moment)
    if slash and kind == "instruments":
        if of not in seen.instruments:
            raise UnknownInstrument(of[:80], tuple(seen.instruments))
        if not seen.instruments[of].counts_as:
            reason = "guidance binds nobody and cannot be joined, so there is no table of its States."
            raise BadParameter(parameter="instrument", value=of, reason=reason)
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
        return changed.changes(seen, asked.moment, asked.first or asked.moment.as_of)
    return TABLES[kind][1](seen, asked.moment)


def content_of(seen: Observatory, asked: Wanted) -> bytes:
    """The bytes of the file.

    Raises:
        BadTable: a table that the format cannot hold.
        TooBusy: too many readers wait for large files already.
    """
    if asked.what == "claims":
        return KEPT.get(asked.key(seen), lambda: _written(table_of(seen, asked), asked))
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
