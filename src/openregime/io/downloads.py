"""Tables that leave the house: as CSV, JSON, Markdown or XLSX, each able to carry its sources and caveats along.

Pure functions from a `Table` to bytes; the same table always gives the same bytes. Workbooks are in `workbooks.py`.
"""

import csv
import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from openregime.core.errors import OpenRegimeError
from openregime.core.facts import ALWAYS, NEVER, Source, Span, Status, Window

KINDS = ("text", "number", "interval", "share", "date", "status", "list")
"""What a column holds; `interval` and `share` cells are (low, high), and become two columns where cells are flat."""

Cell = Any
"""What a cell may hold: text, number, yes or no, day, Window, Span, Status, a pair for an interval, a list.

None: not known or does not count; the column's `about` says which.
"""

_RISKY = re.compile(r"[=+\-@\t\r].", re.DOTALL)  # a lone sign is text: the index marks ties with "="
_EARLIEST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


class BadTable(OpenRegimeError, ValueError):
    """A table whose rows do not fit its columns, or that a format cannot hold."""

    code = "bad-table"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        key: stable name for programs, lower case with underscores; never translated.
        title: heading for people, in their language.
        kind: one of KINDS.
        about: what the column says, for the README; may be empty.
    """

    key: str
    title: str
    kind: str = "text"
    about: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise BadTable(f"Column {self.key}: {self.kind!r} is no kind of column. Known: {', '.join(KINDS)}.")

    @property
    def flat_keys(self) -> tuple[str, ...]:
        """Keys where cells are flat: `count` as an interval gives `count_low` and `count_high`."""
        return (f"{self.key}_low", f"{self.key}_high") if self.kind in ("interval", "share") else (self.key,)


@dataclass(frozen=True, slots=True)
class ReadmeWords:
    """Headings of the README, so that it can speak the reader's language."""

    as_of: str = "As of"
    as_known: str = "As known on"
    columns: str = "Columns"
    caveats: str = "What to keep in mind"
    sources: str = "Sources"
    licence: str = "Licence"
    low: str = "low end"
    high: str = "high end"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with everything that must travel with it.

    Attributes:
        title: what it shows.
        columns: at least one; keys differ.
        rows: each as long as `columns`.
        caveats: sentences that a reader of the figures must know.
        sources: every source behind the figures.
        as_of, as_known: the two days it was read for; None where the table knows no day.
        licence: on what terms it may be used.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caveats: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    as_of: dt.date | None = None
    as_known: dt.date | None = None
    licence: str = "Facts are free to use; cite the sources named here."
    words: ReadmeWords = field(default_factory=ReadmeWords)

    def __post_init__(self) -> None:
        keys = [key for column in self.columns for key in column.flat_keys]
        if not keys or len(set(keys)) != len(keys):
            raise BadTable(f"Table “{self.title}”: columns must be named, each differently; got {', '.join(keys)}.")
        for n, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                message = f"row {n} has {len(row)} cells for {len(self.columns)} columns."
                raise BadTable(f"Table “{self.title}”: {message}")


def plain(value: object) -> object:
    """A value as JSON writes it: days as ISO text, statuses as slugs, spans as [low, high], sets in order.

    >>> plain({"span": Span(0.5, 1), "status": Status.PARTLY_MET, "since": dt.date(2016, 5, 8)})
    {'span': [0.5, 1], 'status': 'partly-met', 'since': '2016-05-08'}
    """
    if isinstance(value, Status):
        return value.slug
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Span):
        return [value.low, value.high]
    if isinstance(value, Window):
        return value.iso
    if isinstance(value, dt.date):
        return None if value in (ALWAYS, NEVER) else value.isoformat()
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(str(v) for v in value)
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [plain(v) for v in value]
    return value


def source_entry(source: Source) -> dict[str, str]:
    """A source as JSON: id, title, publisher, url, as_of, licence."""
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url,
        "as_of": source.as_of,
        "licence": source.licence,
    }


def flat_cells(column: Column, cell: Cell) -> tuple[Any, ...]:
    """The cells that one cell becomes where nothing can be nested: two for an interval, joined text for a list.

    Raises:
        BadTable: an interval that is no pair.
    """
    if column.kind in ("interval", "share"):
        if cell is None:
            return (None, None)
        ends = (cell.low, cell.high) if isinstance(cell, Span) else cell
        if not isinstance(ends, Sequence) or isinstance(ends, str) or len(ends) != 2:
            raise BadTable(f"Column {column.key}: an interval has two ends; got {cell!r}.")
        return tuple(ends)
    if type(cell) is str:  # most cells: what follows costs a second on the table of claims
        return (cell,)
    if cell in (ALWAYS, NEVER):
        return (None,)
    if isinstance(cell, dt.date) or (isinstance(cell, int | float) and not isinstance(cell, Status)):
        return (cell,)
    value = plain(cell)
    if isinstance(value, list):
        return (";".join(str(v) for v in value),)
    return (None if value is None else str(value),)


def guarded(text: str) -> str:
    """Text that a spreadsheet will not run: what begins like a formula gets an apostrophe before it.

    >>> guarded("=1+1"), guarded("France")
    ("'=1+1", 'France')
    """
    return f"'{text}" if _RISKY.match(text) else text


def as_csv(table: Table) -> bytes:
    """CSV (RFC 4180) in UTF-8 without a byte order mark; the header gives column keys, intervals take two columns."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([key for column in table.columns for key in column.flat_keys])
    for row in table.rows:
        cells = [flat for column, cell in zip(table.columns, row, strict=True) for flat in flat_cells(column, cell)]
        writer.writerow([_csv_cell(cell) for cell in cells])
    return out.getvalue().encode("utf-8")


def as_csv_for_spreadsheets(table: Table) -> bytes:
    """The same CSV with a byte order mark, without which spreadsheets take UTF-8 for something else."""
    return b"\xef\xbb\xbf" + as_csv(table)


def _csv_cell(cell: str | int | float | bool | dt.date | None) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, float):
        return float(f"{cell:.12g}")  # what adding up floats leaves behind is no figure
    return guarded(cell) if isinstance(cell, str) else cell


def as_json(table: Table) -> bytes:
    """JSON in UTF-8: title, as_of, as_known, columns, rows (one object each, keyed by column), caveats, sources."""
    content = {
        "title": table.title,
        "as_of": plain(table.as_of),
        "as_known": plain(table.as_known),
        "columns": [{"key": c.key, "title": c.title, "kind": c.kind, "about": c.about} for c in table.columns],
        "rows": [{c.key: plain(cell) for c, cell in zip(table.columns, row, strict=True)} for row in table.rows],
        "caveats": list(table.caveats),
        "sources": [source_entry(s) for s in table.sources],
        "licence": table.licence,
    }
    return json_bytes(content)


def json_bytes(content: object) -> bytes:
    """JSON text in UTF-8, indented, with a line end; the order of keys is kept."""
    return (json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode("utf-8")


def shown(column: Column, cell: Cell) -> str:
    """A cell as people read it: `70 to 76`, `50 % to 100 %`, `2016-05-08`, `not met`; a dash for None."""
    if cell is None or cell == "" or cell in (ALWAYS, NEVER):
        return "–"
    if column.kind in ("interval", "share"):
        low, high = flat_cells(column, cell)
        words = [share_shown(end) if column.kind == "share" else f"{end:g}" for end in (low, high)]
        return words[0] if words[0] == words[1] else f"{words[0]} to {words[1]}"
    if isinstance(cell, Status):
        return cell.slug.replace("-", " ")
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, Window):
        return window_shown(cell)
    value = plain(cell)
    if isinstance(value, list):
        return ", ".join(str(v) for v in value) or "–"
    return f"{value:g}" if isinstance(value, float) else str(value)


def share_shown(share: float) -> str:
    """A share as a percentage; what is not quite nothing or not quite all never reads as 0 % or 100 %.

    >>> share_shown(0.999), share_shown(0.001), share_shown(2 / 3)
    ('99 %', '1 %', '67 %')
    """
    percent = round(100 * share)
    if 0 < share < 1:
        percent = min(max(percent, 1), 99)
    return f"{percent} %"


def window_shown(window: Window) -> str:
    """A window as people read it: a day, `from … to …`, `by …` or `not before …`."""
    if window.is_day:
        return window.latest.isoformat()
    if window.earliest == ALWAYS:
        return "at some time" if window.latest == NEVER else f"by {window.latest}"
    return f"not before {window.earliest}" if window.latest == NEVER else f"{window.earliest} to {window.latest}"


def as_markdown(table: Table) -> bytes:
    """A Markdown table under its title, with caveats and sources below."""
    return "".join(line + "\n" for line in markdown_lines(table)).encode("utf-8")


def markdown_lines(table: Table, *, level: int = 1) -> Iterator[str]:
    """The lines of `as_markdown`; `level` is that of the heading, 1 to 6."""
    yield f"{'#' * level} {escaped(table.title)}"
    yield ""
    yield from markdown_grid(table)
    if table.caveats:
        yield ""
        yield from (f"- {escaped(caveat)}" for caveat in table.caveats)
    if table.sources:
        yield ""
        yield f"{table.words.sources}:"
        yield ""
        yield from (f"- {escaped(source_line(source))}" for source in table.sources)


def markdown_grid(table: Table) -> Iterator[str]:
    """The lines of the table alone."""
    yield "| " + " | ".join(escaped(column.title) for column in table.columns) + " |"
    yield "|" + "|".join(" --- " for _ in table.columns) + "|"
    for row in table.rows:
        cells = (escaped(shown(column, cell)) for column, cell in zip(table.columns, row, strict=True))
        yield "| " + " | ".join(cells) + " |"


def escaped(text: str) -> str:
    """Text that Markdown takes as it stands: on one line, its signs disarmed."""
    return re.sub(r"([\\|`*<\[\]])", r"\\\1", " ".join(text.split()))


def source_line(source: Source) -> str:
    """A source on one line: title, publisher, its own date, address."""
    return ". ".join(part for part in (source.title, source.publisher, source.as_of, source.url) if part)


def as_readme(table: Table) -> str:
    """What must be known to use the figures: days, columns, caveats, sources, licence. Markdown."""
    words = table.words
    lines = [f"# {escaped(table.title)}", ""]
    if table.as_of is not None:
        lines += [f"{words.as_of}: {table.as_of}", ""]
    if table.as_known is not None:
        lines += [f"{words.as_known}: {table.as_known}", ""]
    lines += [f"## {words.columns}", ""]
    for column in table.columns:
        about = f". {column.about}" if column.about else ""
        if len(column.flat_keys) == 2:
            low, high = column.flat_keys
            lines.append(f"- `{low}`, `{high}`: {escaped(column.title)} ({words.low}, {words.high}){escaped(about)}")
        else:
            lines.append(f"- `{column.key}`: {escaped(column.title)}{escaped(about)}")
    if table.caveats:
        lines += ["", f"## {words.caveats}", "", *(f"- {escaped(c)}" for c in table.caveats)]
    if table.sources:
        lines += ["", f"## {words.sources}", ""]
        lines += [f"- `{s.id}`: {escaped(source_line(s))} ({escaped(s.licence)})" for s in table.sources]
    return "\n".join([*lines, "", f"## {words.licence}", "", escaped(table.licence), ""])


def as_bundle(table: Table, name: str) -> bytes:
    """A ZIP with `name.csv` and `README.md`: a CSV file alone cannot carry its sources.

    Args:
        name: file name without ending; letters, digits, `-` and `_`.
    Raises:
        BadTable: another name.
    """
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,80}", name):
        raise BadTable(f"“{name[:60]}” is no file name for a bundle: use letters, digits, - and _ only.")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for file, content in (
            (f"{name}.csv", as_csv_for_spreadsheets(table)),
            ("README.md", as_readme(table).encode()),
        ):
            bundle.writestr(zipfile.ZipInfo(file, _EARLIEST_ZIP_TIME), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
