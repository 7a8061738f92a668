"""What a command has to say, before it is printed: sentences, tables for people, one table and a tree for programs."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from openregime.cli.options import Moment
from openregime.core.facts import Source
from openregime.core.observatory import Observatory
from openregime.io.downloads import Column, Table, plain, source_entry

UNKNOWNS = (
    "A range is what the record leaves open. What is unknown stays a range; it is never counted as a no or a yes."
)
NOTHING_CHANGED = (
    "“If nothing changed” supposes that nothing changed since the lists ended: who was outside on the last day of a "
    "complete list is taken to be outside still. It is a supposition, not a reading."
)
STAKES = "What is at stake (weapons-usable material, reactors) orders the list and is never scored as weakness."
PARAPHRASE = "Provisions are paraphrased; those marked recalled were not verified against the text."


@dataclass(frozen=True, slots=True)
class Section:
    """A table for people: `shown` are the keys of the columns that fit a screen; empty means all."""

    table: Table
    shown: tuple[str, ...] = ()

    def for_people(self) -> Table:
        """The table with only the columns that fit a screen."""
        if not self.shown:
            return self.table
        positions = [[c.key for c in self.table.columns].index(key) for key in self.shown]
        return replace(
            self.table,
            columns=tuple(self.table.columns[p] for p in positions),
            rows=tuple(tuple(row[p] for p in positions) for row in self.table.rows),
        )


@dataclass(frozen=True, slots=True)
class Report:
    """What a command answers.

    Attributes:
        title: one line: of what, as of which day.
        lines: sentences with the answer itself.
        sections: tables for people.
        rows: the table that CSV gives, complete.
        tree: what JSON gives; see docs/reference/command-line.md.
        caveats: what must be known to read the figures.
        sources: on whose word.
    """

    title: str
    lines: tuple[str, ...]
    sections: tuple[Section, ...]
    rows: Table
    tree: Mapping[str, object]
    caveats: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


def tree(
    command: str,
    when: Moment,
    observatory: Observatory,
    content: Mapping[str, object],
    *,
    caveats: Sequence[str] = (),
    sources: Sequence[Source] = (),
) -> dict[str, object]:
    """The JSON answer of a command: its content between what all commands give."""
    found = plain(
        {
            "command": command,
            "as_of": when.as_of,
            "as_known": when.as_known,
            "record_compiled_on": observatory.record.compiled_on,
            "record_digest": observatory.record.digest,
            **content,
            "caveats": list(caveats),
            "sources": [source_entry(s) for s in sources],
        }
    )
    assert isinstance(found, dict)
    return found


def columns(*rows: tuple[str, ...]) -> tuple[Column, ...]:
    """Columns from (key, title), (key, title, kind) or (key, title, kind, about)."""
    return tuple(Column(*row) for row in rows)


def days(when: Moment) -> str:
    """The two days in words."""
    known = f", as known on {when.as_known}" if when.known is not None else ""
    return f"as of {when.as_of}{known}"


def between(low: float, high: float) -> str:
    """A number, or between which and which.

    >>> between(70, 76), between(102, 102)
    ('between 70 and 76', '102')
    """
    return f"{low:g}" if low == high else f"between {low:g} and {high:g}"


def named(names: Sequence[str], most: int = 8) -> str:
    """Names, the first few of many.

    >>> named(["FRA", "GBR", "USA"], 2)
    'FRA, GBR and 1 more'
    """
    if len(names) <= most:
        return ", ".join(names) or "none"
    return f"{', '.join(names[:most])} and {len(names) - most} more"


def in_days(day: dt.date | None) -> str:
    """A day as ISO text, or a dash."""
    return day.isoformat() if day else "–"
