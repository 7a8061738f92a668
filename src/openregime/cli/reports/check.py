"""What is wrong with a library folder, or worth saying, row by row."""

from pathlib import Path
from typing import Any

from openregime.cli.options import today
from openregime.cli.refusals import BadArgument
from openregime.cli.report import Report, Section, columns
from openregime.core.rules import Severity
from openregime.io.downloads import Table, plain
from openregime.io.library_checks import Survey, check_library
from openregime.io.shipped import LIBRARY

COLUMNS = columns(
    ("severity", "Severity"), ("file", "File"), ("line", "Line"), ("field", "Field"), ("code", "Kind"),
    ("message", "What, and what to do"),
)  # fmt: skip
MANY = 20
"""From how many notes of one kind and file on, people get a number and an example; CSV and JSON get all."""


def check_report(given: str) -> tuple[Report, int]:
    """Check the shipped library, or a folder like it.

    Args:
        given: path of a folder; empty for the shipped library.
    Returns:
        The report, and how many errors were found.
    Raises:
        BadArgument: the text is no path.
        NoLibrary: there is no such folder, or it is no library.
    """
    if "\x00" in given:
        raise BadArgument("FOLDER", given, "this is no name of a folder.")
    folder = Path(given) if given else LIBRARY
    survey = check_library(folder)
    name = given or "the shipped library"
    counts = {s: sum(f.severity is s for f in survey.faults) for s in Severity}
    rows = tuple((f.severity.value, f.file, f.line or None, f.field, f.code, f.message) for f in survey.faults)
    table = Table("Findings", COLUMNS, rows)
    numbers = ", ".join(f"{n} {what.replace('_', ' ')}" for what, n in survey.looked_at.items())
    report = Report(
        title=f"Check of {name}",
        lines=(
            f"Read: {numbers or 'nothing'}.",
            f"Errors: {counts[Severity.ERROR]}. Warnings: {counts[Severity.WARNING]}. Notes: {counts[Severity.NOTE]}.",
        ),
        sections=(Section(Table("Findings", COLUMNS, _summed(survey))),) if rows else (),
        rows=table,
        tree={
            "command": "check",
            "checked_on": plain(today()),
            "folder": given or None,
            "read": survey.looked_at,
            "errors": counts[Severity.ERROR],
            "warnings": counts[Severity.WARNING],
            "notes": counts[Severity.NOTE],
            "findings": [dict(zip([c.key for c in COLUMNS], row, strict=True)) for row in rows],
        },
    )
    return report, counts[Severity.ERROR]


def _summed(survey: Survey) -> tuple[tuple[Any, ...], ...]:
    """The findings for people: errors and warnings one by one, notes of one kind together when there are many."""
    groups: dict[tuple[str, str, Severity], list[tuple[Any, ...]]] = {}
    for f in survey.faults:
        row = (f.severity.value, f.file, f.line or None, f.field, f.code, f.message)
        groups.setdefault((f.file, f.code, f.severity), []).append(row)
    found: list[tuple[Any, ...]] = []
    for (file, code, severity), rows in groups.items():
        if severity is Severity.NOTE and len(rows) > MANY:
            words = f"{len(rows)} of this kind, the first in line {rows[0][2]}: {rows[0][5]} --format csv lists all."
            found.append((severity.value, file, None, "", code, words))
        else:
            found += rows
    return tuple(found)
