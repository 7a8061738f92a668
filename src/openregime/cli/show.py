"""Prints a report: tables drawn on a terminal, aligned plain text in a pipe, or JSON, CSV, Markdown for programs."""

import shutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from openregime.cli.directory import called
from openregime.cli.report import Report
from openregime.io.downloads import Table, as_csv, escaped, json_bytes, markdown_grid, shown, source_line

if TYPE_CHECKING:
    from rich.text import Text

_NARROWEST_TERMINAL = 60
_WIDEST_WORD = 30


def show(report: Report, form: str) -> None:
    """Print a report on standard output.

    Args:
        form: `table`, `json`, `csv` or `md`.
    """
    if form == "json":
        _write(json_bytes(report.tree))
    elif form == "csv":
        _write(as_csv(report.rows))
    elif form == "md":
        _write("".join(line + "\n" for line in _markdown(report)).encode())
    elif sys.stdout.isatty():
        _draw(report)
    else:
        _write("".join(line.rstrip() + "\n" for line in _plain_text(report)).encode())


def _write(content: bytes) -> None:
    """Bytes as they are, so that the answer is UTF-8 whatever the locale."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _foot(report: Report) -> Iterator[str]:
    """What stands below the tables for people: caveats, then the sources by their ids."""
    yield from report.caveats
    if report.sources:
        ids = ", ".join(source.id for source in report.sources)
        yield f"Sources: {ids}. `{called()} sources ID` says more of one."


def _markdown(report: Report) -> Iterator[str]:
    yield f"# {escaped(report.title)}"
    for line in report.lines:
        yield ""
        yield escaped(line)
    for section in report.sections:
        table = section.for_people()
        yield ""
        yield f"## {escaped(table.title)}"
        yield ""
        yield from markdown_grid(table)
    if report.caveats:
        yield ""
        yield from (f"- {escaped(line)}" for line in report.caveats)
    if report.sources:
        yield ""
        yield "Sources:"
        yield ""
        yield from (f"- {source.id}: {escaped(source_line(source))}" for source in report.sources)


def _plain_text(report: Report) -> Iterator[str]:
    yield report.title
    yield from report.lines
    for section in report.sections:
        table = section.for_people()
        yield ""
        yield table.title
        yield from aligned(table)
    foot = list(_foot(report))
    if foot:
        yield ""
        yield from foot


def aligned(table: Table) -> Iterator[str]:
    """The lines of a table in plain text: columns padded with blanks, two between them, numbers to the right."""
    grid = [[c.title for c in table.columns]]
    grid += [[_one_line(shown(c, cell)) for c, cell in zip(table.columns, row, strict=True)] for row in table.rows]
    widths = [max(len(line[k]) for line in grid) for k in range(len(table.columns))]
    last = len(widths) - 1
    for line in grid:
        cells = (
            text.rjust(width) if _is_number(column.kind) else text if k == last else text.ljust(width)
            for k, (text, width, column) in enumerate(zip(line, widths, table.columns, strict=True))
        )
        yield "  " + "  ".join(cells)


def _is_number(kind: str) -> bool:
    return kind in ("interval", "share")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _draw(report: Report) -> None:
    """Draw the report on a terminal. Nothing in it is taken for markup."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False, width=_terminal_width())
    console.print(Text(report.title, style="bold"))
    for line in report.lines:
        console.print(Text(line))
    for section in report.sections:
        console.print()
        console.print(_drawn(section.for_people()))
    foot = list(_foot(report))
    if foot:
        console.print()
        for line in foot:
            console.print(Text(line, style="dim"))


def _drawn(table: Table) -> object:
    from rich import box
    from rich.table import Table as Drawing
    from rich.text import Text

    drawing = Drawing(title=Text(table.title), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    grid = [[shown(c, cell) for c, cell in zip(table.columns, row, strict=True)] for row in table.rows]
    for k, column in enumerate(table.columns):
        right = _is_number(column.kind)
        parts = [*column.title.split(), *(part for line in grid for part in ([line[k]] if right else line[k].split()))]
        narrowest = min(max(map(len, parts)), _WIDEST_WORD)  # below it words would be broken in the middle
        drawing.add_column(
            Text(column.title), justify="right" if right else "left", min_width=narrowest, overflow="fold"
        )
    for line in grid:
        drawing.add_row(*map(_styled, line))
    return drawing


_STYLES = {"met": "green", "partly met": "yellow", "not met": "bold red", "unknown": "magenta", "error": "bold red"}


def _styled(text: str) -> "Text":
    from rich.text import Text

    printable = "".join(c if c.isprintable() else " " for c in text)
    return Text(printable, style=_STYLES.get(text, ""))


def _terminal_width() -> int:
    return max(_NARROWEST_TERMINAL, shutil.get_terminal_size((100, 40)).columns)
