"""Strict reading of TOML files that people edit: what cannot be used is told with file, line and key."""

import datetime as dt
import math
import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openregime.core.facts import Problem
from openregime.io.tables import UnreadableTable

LARGEST_TOML_BYTES = 5_000_000
"""The largest of them is some ten thousand characters."""

Place = tuple[str | int, ...]
"""Where an entry stands: `()` the top of the file, `("link", 0, "requirement", 2)` the third of the first link."""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(x, str) for x in value)


_KINDS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "text": (lambda v: isinstance(v, str), "a text in quotes"),
    "id": (
        lambda v: isinstance(v, str) and bool(re.fullmatch(r"[A-Za-z0-9][\w-]*", v)),
        "an id in quotes: letters, digits, - and _ only",
    ),
    "day": (
        lambda v: isinstance(v, dt.date) and not isinstance(v, dt.datetime),
        "a day without quotes, such as 2016-05-08",
    ),
    "whole": (_is_whole, "a whole number without quotes"),
    "number": (_is_number, "a number without quotes"),
    "true": (lambda v: v is True, "true, without quotes"),
    "yes-no": (lambda v: isinstance(v, bool), "true or false, without quotes"),
    "texts": (_are_texts, "a list of texts in quotes"),
    "wholes": (lambda v: isinstance(v, list) and all(map(_is_whole, v)), "a list of whole numbers"),
    "words": (lambda v: isinstance(v, dict) and all(map(_are_texts, v.values())), "a table of lists of texts"),
    "table": (lambda v: isinstance(v, dict), "a table in braces"),
    "tables": (lambda v: isinstance(v, list) and all(isinstance(x, dict) for x in v), "written as [[blocks]]"),
}


@dataclass(frozen=True, slots=True)
class Key:
    """What may stand under one key.

    Attributes:
        kind: `text`, `id`, `day`, `whole`, `number`, `true`, `yes-no`, `texts`, `wholes`, `words`, `table`, `tables`.
        words: the only texts allowed; empty where any text is.
        least, most: bounds of a number, both inclusive; None where there is none.
        is_required: whether it must be there.
    """

    kind: str = "text"
    words: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    is_required: bool = True

    def fault(self, value: Any) -> str:
        """What is wrong with a value, as the end of a sentence; empty when nothing is."""
        fits, must_be = _KINDS[self.kind]
        if not fits(value):
            return f"must be {must_be}; it is {_shown(value)}."
        if self.words and value not in self.words:
            return f"“{value}” is none of the known words: {', '.join(self.words)}."
        if self.least is not None and value < self.least:
            return f"must be {self.least:g} or more; it is {value}."
        if self.most is not None and value > self.most:
            return f"must be {self.most:g} or less; it is {value}."
        return ""


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"the text “{value[:60]}”"
    if isinstance(value, dict):
        return "a table"
    return "a list" if isinstance(value, list) else str(value)


@dataclass(frozen=True, slots=True)
class Entry:
    """One block of a file: what it says and in which line.

    Attributes:
        file: name for messages.
        name: what people call it, e.g. `instrument`.
        line: of its header; 1 for the top of the file.
        cells: key -> value as TOML gives it.
        lines: key -> line.
        field: put before a key in messages, for a table inside a line.
    """

    file: str
    name: str
    line: int
    cells: Mapping[str, Any]
    lines: Mapping[str, int]
    children: Mapping[str, tuple["Entry", ...]]
    field: str = ""

    def problem(self, key: str, message: str) -> Problem:
        """Something wrong with one key of this entry."""
        return Problem(self.file, self.lines.get(key, self.line), f"{self.field}{key}", message)

    def inside(self, key: str) -> "Entry":
        """The table that stands in braces under a key, as an entry of its own; empty where there is none."""
        cells, line = self.cells.get(key), self.lines.get(key, self.line)
        return Entry(self.file, key, line, cells if isinstance(cells, dict) else {}, {}, {}, f"{key}.")

    def read(self, keys: Mapping[str, Key], problems: list[Problem]) -> dict[str, Any]:
        """What the entry says under the keys that it may have; adds to the problems whatever is missing or wrong.

        Lists become tuples. A key that is not there, or that is wrong, is not in the result.
        """
        for key in self.cells.keys() - keys.keys():
            problems.append(self.problem(key, f"is no key of {self.name}. Known: {', '.join(keys)}."))
        found: dict[str, Any] = {}
        for key, rule in keys.items():
            if key not in self.cells:
                if rule.is_required:
                    problems.append(self.problem(key, f"is missing from {self.name}. Add it."))
            elif fault := rule.fault(self.cells[key]):
                problems.append(self.problem(key, fault))
            else:
                value = self.cells[key]
                found[key] = tuple(value) if isinstance(value, list) else value
        return found


def read_toml_file(path: Path, name: str = "") -> Entry:
    """The top of a TOML file, with its blocks below it.

    Args:
        path: the file.
        name: how messages call it; the file's own name when empty.
    Raises:
        UnreadableTable: there is no such file, or it is too large, not UTF-8 or no TOML.
    """
    name = name or path.name
    if not path.is_file():
        raise UnreadableTable(name, "there is no such file. A library folder holds one.")
    if path.stat().st_size > LARGEST_TOML_BYTES:
        raise UnreadableTable(name, f"is larger than {LARGEST_TOML_BYTES:,} bytes. Is it the right file?")
    content = path.read_bytes()
    try:
        return parse_toml(content.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableTable(name, "is not UTF-8 text here. Save the file in UTF-8.", line=line) from None


def parse_toml(text: str, name: str) -> Entry:
    """The same from text.

    Raises:
        UnreadableTable: it is no TOML; says in which line.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        message = "is not valid TOML here: a key, =, and a value, texts in quotes, each key once. Was the file cut off?"
        raise UnreadableTable(name, message, line=line) from None
    return _entry(name, "the top of the file", (), content, _lines_of(text))


Lines = Mapping[Place, tuple[int, Mapping[str, int]]]


def _entry(file: str, name: str, place: Place, cells: Mapping[str, Any], lines: Lines) -> Entry:
    line, keys = lines.get(place, (0 if place else 1, {}))
    children = {
        key: tuple(_entry(file, f"[[{key}]]", (*place, key, n), value, lines) for n, value in enumerate(values))
        for key, values in cells.items()
        if isinstance(values, list) and values and all(isinstance(v, dict) for v in values)
    }
    for key, value in cells.items():
        if isinstance(value, dict) and (*place, key) in lines:
            children[key] = (_entry(file, f"[{key}]", (*place, key), value, lines),)
    started = {key: held[0].line for key, held in children.items()}
    return Entry(file, name, line, cells, {**started, **keys}, children)


def _lines_of(text: str) -> Lines:
    """Place of every block -> (line of its header, key -> line)."""
    found: dict[Place, tuple[int, dict[str, int]]] = {(): (1, {})}
    counts: dict[Place, int] = defaultdict(int)
    place: Place = ()
    for n, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*(\[\[?)\s*([\w.-]+)\s*\]", line):
            *above, last = header[2].split(".")
            place = ()
            for part in above:
                place = (*place, part)
                place = (*place, counts[place] - 1) if counts[place] else place
            place = (*place, last)
            if header[1] == "[[":
                counts[place] += 1
                place = (*place, counts[place] - 1)
            found[place] = (n, {})
        elif key := re.match(r"""\s*["']?([^"'=#\[\]{}]+?)["']?\s*=""", line):
            found[place][1].setdefault(key[1], n)
    return found
