"""A report of an index as one HTML file or as PDF; the same report always gives the same bytes."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from openregime.core.errors import OpenRegimeError
from openregime.io.index.report import Bar, IndexReport, Part
from openregime.io.index.report_catalogue import catalogue

TEMPLATE = Path(__file__).with_name("report.typ")
FONTS = Path(__file__).with_name("fonts")
"""Arabic letters, which the fonts that typst carries do not have."""
FORMATS = (".html", ".pdf")
MISSING = "\u25a1"
"""Stands in a PDF for a sign that its fonts lack."""
SIGNS_MISSING = f"Some signs could not be set in this PDF and stand as {MISSING}; the report as HTML has them all."
MOST_ROUNDS = 40
FIRST_OF_OTHERS, BEYOND_THE_PLANE = 0x0900, 0x10000
"""Where the scripts of our fonts end, and where pictures and rare scripts begin."""
USUAL = frozenset(f"{MISSING}\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2212\u2068\u2069")
_NOT_DISPLAYED = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")

STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --paper: #fff; --soft: #e9ecf0; --bar: #43566e; --open: #a9b8c9;
  --line: #c8cfd8; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ecf1; --paper: #14191f; --soft: #2a323c; --bar: #a9bcd4; --open: #55677c; --line: #3b4653; } }
body { font: 16px/1.5 system-ui, "Noto Naskh Arabic", sans-serif; color: var(--ink);
  background: var(--paper); max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { line-height: 1.2; }
h2 { margin-top: 2.5rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
.scroll { overflow-x: auto; }
th, td { text-align: start; padding-block: .25rem; padding-inline: 0 .6rem; border-bottom: 1px solid var(--line);
  vertical-align: top; }
pre { background: var(--soft); padding: 1rem; overflow-x: auto; font-size: .8rem; }
svg { display: block; width: 100%; min-width: 10rem; height: 14px; }
[dir="rtl"] svg { transform: scaleX(-1); }
.t { fill: var(--soft); } .c { fill: var(--bar); } .o { fill: var(--open); }
.e { stroke: var(--bar); stroke-width: 2; }
@media print { body { max-width: none; margin: 0; } h2 { break-after: avoid; } tr { break-inside: avoid; } }
"""


class ReportNotMade(OpenRegimeError, RuntimeError):
    """A report that could not be set as PDF; nothing was written."""

    code = "report-not-made"


def report_as_html(report: IndexReport) -> bytes:
    """One HTML file that needs no other: no script, nothing loaded."""
    day = f"<p>{report.day.isoformat()}</p>" if report.day else ""
    parts = "".join(_part(n, part, report.columns) for n, part in enumerate(report.parts, start=1))
    return (
        f'<!doctype html><html lang="{report.language}" dir="{_direction(report)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(report.title)}</title><style>{STYLE}</style></head><body><main>"
        f"<h1>{escape(report.title)}</h1>{day}<p>{escape(report.lead)}</p>{parts}</main></body></html>\n"
    ).encode()


def _direction(report: IndexReport) -> str:
    return "rtl" if catalogue(report.language).is_right_to_left else "ltr"


def _part(number: int, part: Part, columns: Sequence[str]) -> str:
    head = f"part-{number}"
    said = "".join(f"<p>{escape(sentence)}</p>" for sentence in part.sentences)
    settings = f'<pre tabindex="0" dir="ltr" lang="en">{escape(part.settings)}</pre>' if part.settings else ""
    drawn = "".join(_bar(bar, part.axis) for bar in part.bars)
    bars = _grid(head, columns, drawn) if drawn else ""
    table = ""
    if shown := part.shown():
        heading, *rows = shown
        body = "".join(
            f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in row[1:])}</tr>'
            for row in rows
        )
        table = _grid(head, heading, body)
    inside = f'<h2 id="{head}">{escape(part.heading)}</h2>{said}{settings}{bars}{table}'
    return f'<section aria-labelledby="{head}">{inside}</section>'


def _grid(head: str, heading: Sequence[str], body: str) -> str:
    columns = "".join(f'<th scope="col">{escape(text)}</th>' for text in heading)
    table = f'<table aria-labelledby="{head}"><thead><tr>{columns}</tr></thead><tbody>{body}</tbody></table>'
    return f'<div class="scroll" tabindex="0" role="region" aria-labelledby="{head}">{table}</div>'


def _bar(bar: Bar, axis: tuple[float, float]) -> str:
    least, most = axis

    def at(value: float) -> float:
        return round(100 * min(max((value - least) / (most - least), 0.0), 1.0), 2) if most > least else 0.0

    low, high = at(bar.low), at(bar.high)
    ends = "".join(f'<line class="e" x1="{x}%" x2="{x}%" y1="0" y2="14"/>' for x in (low, high))
    drawing = (
        f'<svg aria-hidden="true"><rect class="t" width="100%" height="14"/>'
        f'<rect class="c" width="{low}%" height="14"/>'
        f'<rect class="o" x="{low}%" width="{round(high - low, 2)}%" height="14"/>{ends}</svg>'
    )
    return f'<tr><th scope="row">{escape(bar.label)}</th><td>{drawing}</td><td>{escape(bar.words)}</td></tr>'


def report_as_pdf(report: IndexReport) -> bytes:
    """A tagged PDF (PDF/UA-1), set by typst with the fonts that it carries: no network, no clock, no system fonts.

    Signs that those fonts lack stand as MISSING, and the report says so.

    Raises:
        ReportNotMade: typst refused.
    """
    content, said = _content(report), f" {catalogue(report.language).say(SIGNS_MISSING)}"
    for _round in range(MOST_ROUNDS):
        try:
            return _set(content)
        except _SignsMissing as lacking:
            content = _without(content, lacking.signs)
            content["lead"] = f"{content['lead'].removesuffix(said)}{said}"
    raise ReportNotMade("The PDF could not be set: its fonts lack too many of its signs. Take the HTML, which prints.")


def _content(report: IndexReport) -> dict[str, Any]:
    return {
        "language": report.language,
        "direction": _direction(report),
        "columns": list(report.columns),
        "dated": catalogue(report.language).say(f"As of the day of this report, {report.day}.") if report.day else None,
        "title": report.title,
        "lead": report.lead,
        "parts": [_for_typst(part) for part in report.parts],
    }


class _SignsMissing(Exception):
    """Signs that no font has which typst carries, nor ours."""

    def __init__(self, signs: str) -> None:
        self.signs = signs


def _set(content: Mapping[str, Any]) -> bytes:
    """The bytes of a PDF. Raises _SignsMissing, ReportNotMade."""
    import typst  # here: 80 MB that nothing else needs

    try:
        made = typst.compile(
            TEMPLATE,
            format="pdf",
            font_paths=[FONTS],
            ignore_system_fonts=True,
            sys_inputs={"report": json.dumps(content, ensure_ascii=False)},
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as error:
        if found := _NOT_DISPLAYED.search(error.message):
            raise _SignsMissing(_ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[1])) from error
        raise ReportNotMade(f"The PDF could not be set: {error.message}. Take the HTML, which prints.") from error
    assert isinstance(made, bytes)
    return made


def _without(value: Any, signs: str) -> Any:
    """The same with MISSING in place of some signs; of a script that our fonts lack, in place of all of its signs."""
    kinds = {_kind(sign) for sign in signs if not sign.isascii() or not sign.isprintable()}
    if isinstance(value, str):
        return "".join(MISSING if sign not in USUAL and _kind(sign) in kinds else sign for sign in value)
    if isinstance(value, dict):
        return {key: _without(each, signs) for key, each in value.items()}
    return [_without(each, signs) for each in value] if isinstance(value, list) else value


def _kind(sign: str) -> str:
    """A script that begins where those of our fonts end, or else the sign itself."""
    if ord(sign) >= BEYOND_THE_PLANE:
        return "beyond"
    return unicodedata.name(sign, sign).split()[0] if ord(sign) >= FIRST_OF_OTHERS else sign


def _for_typst(part: Part) -> dict[str, object]:
    table = [list(row) for row in part.shown()]
    return {
        "heading": part.heading,
        "sentences": list(part.sentences),
        "settings": part.settings,
        "bars": [{"label": b.label, "low": b.low, "high": b.high, "words": b.words} for b in part.bars],
        "axis": list(part.axis),
        "table": table,
        "widths": _widths(table),
    }


def _widths(table: Sequence[Sequence[str]]) -> list[float]:
    """Shares of the line for each column, by the length of what stands in it."""
    return [max(4.0, min(30.0, max(len(row[k]) for row in table[:60]))) for k in range(len(table[0]))] if table else []
