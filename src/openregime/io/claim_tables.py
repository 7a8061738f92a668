"""From tables to claims, as `library/tables.toml` says: one claim per filled cell, every problem named."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from openregime.core.facts import ALWAYS, BadDate, Claim, Problem, Source, Standing, Window, day_of, when_said
from openregime.io.tables import Row
from openregime.io.toml_files import Entry, Key

_NUMBER, _WHOLE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?"), re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class TableSpec:
    """How one table becomes claims; the fields are explained at the head of `library/tables.toml`."""

    name: str
    file: str
    key: tuple[str, ...]
    thing: str
    category: str
    subject: str = ""
    fixed: str = ""
    cells: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    begins_own: tuple[str, ...] = ()
    source: str = "source_id"
    as_of: str = "as_of"
    unsourced: str = ""
    joined: bool = False
    may_be_empty: bool = False
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    announced: tuple[str, ...] = ()

    @property
    def named_columns(self) -> list[str]:
        """Columns that the settings speak of: the table must have them."""
        named = (*self.key, self.subject, *self.cells, *self.begins, *self.begins_own, *self.words)
        read = (*self.numbers, *self.whole, *self.days, *self.announced)
        return list(dict.fromkeys(c for c in (*named, *read, self.source, self.as_of) if c))

    @classmethod
    def read(cls, entry: Entry, problems: list[Problem]) -> "TableSpec | None":
        """From one `[[table]]` of the TOML file; None, with the reasons among the problems, where it is faulty."""
        before = len(problems)
        content = entry.read(TABLE_KEYS, problems)
        if "subject" not in content and "fixed" not in content:
            problems.append(entry.problem("subject", "name the column of the State in subject, or a subject in fixed."))
        if len(problems) > before:
            return None
        content["words"] = {column: tuple(known) for column, known in content.get("words", {}).items()}
        spec = cls(**content)
        for column in spec.named_columns:
            if column not in spec.columns:
                problems.append(
                    entry.problem("columns", f"lists no column “{column}”, which the table is said to have.")
                )
        return spec


_NAMES, _NAME = Key("texts", is_required=False), Key(is_required=False)
TABLE_KEYS = {
    "name": Key("id"), "file": Key(), "key": Key("texts"), "thing": Key(), "category": Key(),
    "columns": Key("texts"), "subject": _NAME, "fixed": _NAME, "cells": _NAMES, "begins": _NAMES, "begins_own": _NAMES,
    "source": _NAME, "as_of": _NAME, "unsourced": _NAME, "joined": Key("yes-no", is_required=False),
    "may_be_empty": Key("yes-no", is_required=False), "words": Key("words", is_required=False), "numbers": _NAMES,
    "whole": _NAMES, "days": _NAMES, "announced": _NAMES,
}  # fmt: skip


@dataclass
class Claims:
    """Claims in the making, with what stood in the way."""

    known_sources: Mapping[str, Source]
    known_subjects: frozenset[str]
    compiled_on: dt.date
    made: list[Claim] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _rows_seen: dict[tuple[str, ...], int] = field(default_factory=dict)

    def take(self, spec: TableSpec, rows: Sequence[Row]) -> int:
        """Make the claims of one table; returns how many."""
        before = len(self.made)
        for row in rows:
            self._take_row(spec, row)
        return len(self.made) - before

    def _problem(self, spec: TableSpec, row: Row, column: str, message: str) -> None:
        self.problems.append(Problem(spec.file, row.line, column, message))

    def _take_row(self, spec: TableSpec, row: Row) -> None:
        cells = row.cells
        key = (spec.name, *(cells.get(k, "") for k in spec.key))
        if key in self._rows_seen:
            message = f"the same row as line {self._rows_seen[key]} ({', '.join(spec.key)} agree). Keep one of them."
            self._problem(spec, row, spec.key[0], message)
            return
        self._rows_seen[key] = row.line
        subject = spec.fixed or cells[spec.subject] or "REGIME"
        if subject not in self.known_subjects:
            self._problem(spec, row, spec.subject, f"“{subject}” is no known State. Use the ISO 3166-1 alpha-3 code.")
            return
        self._look_at_cells(spec, row)
        if spec.may_be_empty and not any(cells[c] for c in spec.cells):
            return
        sources = self._sources(spec, row)
        try:
            said = self._said(spec, row, sources)
        except BadDate as error:
            self._problem(spec, row, spec.as_of, str(error))
            return
        if said.earliest > self.compiled_on:
            message = f"a source that speaks of a day after the compilation, {self.compiled_on}: see tables.toml."
            self._problem(spec, row, spec.as_of or spec.source, message)
        if sources:
            self._claims_of_row(spec, row, subject, sources, said)

    def _look_at_cells(self, spec: TableSpec, row: Row) -> None:
        """Each cell against what its column may hold; a blank one says nothing and is never wrong."""
        cells = row.cells
        for column, known in spec.words.items():
            if cells[column] and cells[column] not in known:
                self._problem(spec, row, column, f"“{cells[column]}” is none of the known words: {', '.join(known)}.")
        for columns, form, words in (
            (spec.numbers, _NUMBER, "number, 0 or more"),
            (spec.whole, _WHOLE, "whole number"),
        ):
            for column in columns:
                if cells[column] and not form.fullmatch(cells[column]):
                    self._problem(spec, row, column, f"“{cells[column]}” is no {words}. Write digits only.")
        for column in spec.days:
            if cells[column]:
                try:
                    self._not_after_compilation(spec, row, column, day_of(cells[column]))
                except BadDate as error:
                    self._problem(spec, row, column, str(error))

    def _not_after_compilation(self, spec: TableSpec, row: Row, column: str, window: Window) -> None:
        if window.earliest > self.compiled_on and column not in spec.announced:
            message = f"“{row.cells[column]}” lies after the day of compilation, {self.compiled_on}: see tables.toml."
            self._problem(spec, row, column, message)

    def _said(self, spec: TableSpec, row: Row, sources: Sequence[str]) -> Window:
        """When the source spoke: the row says so, or, in a table without such a column, the last of its sources."""
        if spec.as_of:
            return when_said(row.cells.get(spec.as_of, ""), self.compiled_on)
        known = [self.known_sources[s].as_of for s in sources if s in self.known_sources]
        return max((when_said(a, self.compiled_on) for a in known or [""]), key=lambda w: (w.latest, w.earliest))

    def _sources(self, spec: TableSpec, row: Row) -> tuple[str, ...]:
        given = tuple(s.strip() for s in row.cells.get(spec.source, "").split(";") if s.strip())
        if not given and spec.unsourced:
            return (spec.unsourced,)
        if not given:
            self._problem(spec, row, spec.source, "names no source. Every row needs one.")
        for source in given:
            if source not in self.known_sources:
                self._problem(spec, row, spec.source, f"“{source}” is no known source. Add it to sources.csv.")
        return given

    def _claims_of_row(self, spec: TableSpec, row: Row, subject: str, sources: tuple[str, ...], said: Window) -> None:
        cells = row.cells
        thing = spec.thing.format(**cells)
        key = "/".join(cells[k] or "-" for k in spec.key)
        begins = self._begin(spec, row, spec.begins, said)
        used = {spec.subject, spec.source, spec.as_of, "note", *spec.key}
        columns: Iterable[str] = spec.cells or [c for c in cells if c not in used]
        pairs = [("joined", "yes")] if spec.joined else [(c, cells[c]) for c in columns if cells[c]]
        if not pairs and cells.get("note"):  # all that such a row says stands in its note
            pairs = [("note", cells["note"])]
        if not pairs:
            self._problem(spec, row, "row", "says nothing: all cells but its key are empty. Fill one or remove it.")
        for column, value in pairs:
            valid = self._begin(spec, row, (column,), said) if column in spec.begins_own else begins
            self.made.append(
                Claim(
                    id=f"{spec.name}/{key}/{column}".replace(" ", "_"),
                    subject=subject,
                    object=f"{thing}.{column}",
                    value=value,
                    valid=valid,
                    recorded=said.latest if column in spec.announced else max(said.latest, valid.earliest),
                    sources=sources,
                    category=spec.category,
                    note=cells.get("note", ""),
                    row=f"{spec.file}:{row.line}",
                    standing=Standing.PREFERRED,
                    reason="",
                )
            )

    def _begin(self, spec: TableSpec, row: Row, columns: Sequence[str], said: Window) -> Window:
        for column in columns:
            text = row.cells.get(column, "")
            if not text:
                continue
            try:
                window = day_of(text)
            except BadDate as error:
                self._problem(spec, row, column, str(error))
                continue
            self._not_after_compilation(spec, row, column, window)
            return window
        return Window(ALWAYS, said.latest)
