"""Reads the rules and the efforts from their files: all or nothing, naming file, row and field of what is wrong."""

import csv
import io
from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TypeVar

from openregime.core.errors import OpenRegimeError
from openregime.core.facts import Problem
from openregime.core.repair.efforts import Effort, Efforts, Prerequisite, efforts_by_theme
from openregime.core.rules import (
    AmendedText,
    Basis,
    Binding,
    Contribution,
    Degree,
    Duty,
    Finding,
    Measure,
    Provision,
    Rules,
    RuleSource,
    Severity,
    Trigger,
    check_rules,
)
from openregime.io.tables import UnreadableTable
from openregime.io.toml_files import Key, parse_toml

LARGEST_FILE_BYTES = 5_000_000
SEPARATOR = ";"
PROVISION_COLUMNS = (
    "id", "instrument", "article", "title", "duty", "binding", "trigger", "qualifier", "paraphrase", "basis",
    "source", "new_in_amendment", "partials_suffice", "note",
)  # fmt: skip
MEASURE_COLUMNS = ("id", "title", "theme", "evidence_examples", "evidence_normally_public", "basis", "note")
CROSSWALK_COLUMNS = ("measure", "provision", "degree")
SOURCE_COLUMNS = ("id", "title", "url", "as_of", "looked_up")
AMENDMENT_COLUMNS = ("amended", "original", "basis", "source", "note")

Row = TypeVar("Row")
Word = TypeVar("Word", bound=StrEnum)


class BadRulesFile(OpenRegimeError, ValueError):
    """A file of rules or efforts that cannot be read; nothing of it was used. `others` are further faults."""

    code = "bad-rules-file"

    def __init__(self, file: str, problem: str, *, line: int | None = None, field: str | None = None) -> None:
        self.file, self.problem, self.line, self.field = file, problem, line, field
        self.others: tuple[BadRulesFile, ...] = ()
        where = "".join([file, f", line {line}" if line else "", f", field {field}" if field else ""])
        super().__init__(f"{where}: {problem} Nothing was loaded; mend the file and load again.")


class UnsoundRules(OpenRegimeError, ValueError):
    """The files can be read, but what they say does not hold together."""

    code = "unsound-rules"

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        shown = " ".join(finding.message for finding in self.findings[:5])
        rest = f" And {len(self.findings) - 5} more." if len(self.findings) > 5 else ""
        super().__init__(f"The rules do not hold together. {shown}{rest} `openregime check` lists everything.")


def shipped_folder() -> Traversable:
    """The folder of the shipped library."""
    return resources.files("openregime") / "library"


def load_shipped_rules(known_instruments: Collection[str] | None = None) -> Rules:
    """The rules that come with the package; arguments and errors as in `load_rules`."""
    return load_rules(shipped_folder() / "rules", known_instruments)


def load_shipped_efforts(rules: Rules) -> Efforts:
    """The efforts that come with the package: proposals. Errors as in `parse_efforts`."""
    path = shipped_folder() / "effort.toml"
    return parse_efforts(_text(path), rules, file=path.name)


def load_rules(folder: Traversable, known_instruments: Collection[str] | None = None) -> Rules:
    """Read the rules from a folder and refuse them unless they hold together.

    Args:
        folder: holds provisions.csv, measures.csv, crosswalk.csv, sources.csv and amendments.csv.
        known_instruments: ids of the instruments that the library describes; None leaves instruments unchecked.
    Returns:
        Rules without any finding of severity error.
    Raises:
        BadRulesFile: a file is missing, too large, not UTF-8, or a row or field cannot be read.
        UnsoundRules: duplicate ids, dangling links, unknown instruments or missing sources.
    """
    rules = read_rules(folder)
    known = known_instruments if known_instruments is not None else _instruments_named(rules)
    errors = [finding for finding in check_rules(rules, known) if finding.severity is Severity.ERROR]
    if errors:
        raise UnsoundRules(errors)
    return rules


def read_rules(folder: Traversable) -> Rules:
    """Read the rules from a folder, sound or not, so that `check_rules` can list every fault.

    Args:
        folder: as in `load_rules`.
    Raises:
        BadRulesFile: as in `load_rules`.
    """
    faults: list[BadRulesFile] = []
    rules = Rules(
        _table(folder / "provisions.csv", PROVISION_COLUMNS, _provision, faults),
        _table(folder / "measures.csv", MEASURE_COLUMNS, _measure, faults),
        _table(folder / "crosswalk.csv", CROSSWALK_COLUMNS, _contribution, faults),
        _table(folder / "sources.csv", SOURCE_COLUMNS, _source, faults),
        _table(folder / "amendments.csv", AMENDMENT_COLUMNS, _amended_text, faults),
    )
    _refuse(faults)
    return rules


def _refuse(faults: Sequence[BadRulesFile]) -> None:
    """Raise the first fault, which carries the others."""
    if faults:
        faults[0].others = tuple(faults[1:])
        raise faults[0]


def parse_efforts(text: str, rules: Rules, *, file: str = "effort.toml") -> Efforts:
    """Read efforts from TOML text.

    Args:
        text: content of an effort file.
        rules: the measures that need an effort, with their themes.
        file: name to use in messages.
    Raises:
        BadRulesFile: not TOML, or a key is missing, unknown or wrong.
        UnknownRule, BadEfforts: what it says cannot be used.
    """
    try:
        top = parse_toml(text, file)
    except UnreadableTable as error:
        raise BadRulesFile(file, f"This {error.message}", line=error.line) from None
    problems: list[Problem] = []
    own = top.read(EFFORT_FILE_KEYS, problems)
    rows = {key: [e.read({key: Key(), **_FIGURES}, problems) for e in top.children.get(key, ())] for key in _BLOCKS}
    needed = [e.read(PREREQUISITE_KEYS, problems) for e in top.children.get("prerequisite", ())]
    _refuse([BadRulesFile(p.file, f"The key {p.field} {p.message}", line=p.line, field=p.field) for p in problems])
    basis = Basis(own["basis"])
    efforts = {
        key: [Effort(row[key], float(row["person_months"]), row["years"], basis, row["reason"]) for row in rows[key]]
        for key in _BLOCKS
    }
    return efforts_by_theme(
        rules,
        {row.measure: row for row in efforts["theme"]},
        efforts["measure"],
        prerequisites=tuple(Prerequisite(**row) for row in needed),
        yearly_limit=float(own["yearly_limit_person_months"]),
        partly_share=float(own["partly_in_place_share"]),
        note=own["note"],
    )


_BLOCKS = ("theme", "measure")
_FIGURES = {"person_months": Key("number"), "years": Key("whole"), "reason": Key()}
PREREQUISITE_KEYS = {"measure": Key(), "needs": Key(), "reason": Key()}
EFFORT_FILE_KEYS = {
    "basis": Key(words=tuple(Basis)), "note": Key(), "yearly_limit_person_months": Key("number"),
    "partly_in_place_share": Key("number"), "theme": Key("tables", is_required=False),
    "measure": Key("tables", is_required=False), "prerequisite": Key("tables", is_required=False),
}  # fmt: skip


def _instruments_named(rules: Rules) -> set[str]:
    texts = rules.amended_texts
    return {*rules.instruments, *(t.amended for t in texts), *(t.original for t in texts)}


def _text(path: Traversable) -> str:
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise BadRulesFile(path.name, f"The file cannot be opened ({error.strerror}).") from error
    if len(content) > LARGEST_FILE_BYTES:
        raise BadRulesFile(path.name, f"The file is larger than {LARGEST_FILE_BYTES:,} bytes.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadRulesFile(path.name, f"Byte {error.start} is not UTF-8. Save as UTF-8.", line=line) from error


def _table(
    path: Traversable,
    columns: Sequence[str],
    make: Callable[[str, int, Mapping[str, str]], Row],
    faults: list[BadRulesFile],
) -> tuple[Row, ...]:
    """What `make` makes of each row; adds to the faults what cannot be read."""
    rows: list[Row] = []
    try:
        reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
        header = next(reader, [])
        if tuple(header) != tuple(columns):
            raise BadRulesFile(path.name, f"The columns must be {', '.join(columns)}; got {', '.join(header)}.", line=1)
        for cells in reader:
            try:
                rows.append(make(path.name, reader.line_num, _cells(path.name, reader.line_num, columns, cells)))
            except BadRulesFile as error:
                faults.append(error)
    except csv.Error:
        message = "The row cannot be read. Is the file cut off, or a quote open?"
        faults.append(BadRulesFile(path.name, message, line=reader.line_num))
    except BadRulesFile as error:
        faults.append(error)
    return tuple(rows)


def _cells(file: str, line: int, columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    if len(cells) != len(columns):
        raise BadRulesFile(file, f"The row has {len(cells)} fields, the header {len(columns)}.", line=line)
    return dict(zip(columns, map(str.strip, cells), strict=True))


def _provision(file: str, line: int, row: Mapping[str, str]) -> Provision:
    _need(file, line, row, ("id", "instrument", "article", "title", "paraphrase", "source"))
    return Provision(
        id=row["id"],
        instrument=row["instrument"],
        article=row["article"],
        title=row["title"],
        duty=_word(file, line, "duty", row["duty"], Duty),
        binding=_word(file, line, "binding", row["binding"], Binding),
        trigger=_word(file, line, "trigger", row["trigger"], Trigger),
        paraphrase=row["paraphrase"],
        basis=_word(file, line, "basis", row["basis"], Basis),
        source=row["source"],
        qualifier=row["qualifier"],
        new_in_amendment=_yes_no(file, line, "new_in_amendment", row["new_in_amendment"]),
        partials_suffice=_yes_no(file, line, "partials_suffice", row["partials_suffice"]),
        note=row["note"],
    )


def _measure(file: str, line: int, row: Mapping[str, str]) -> Measure:
    _need(file, line, row, ("id", "title", "theme", "evidence_normally_public"))
    return Measure(
        row["id"],
        row["title"],
        row["theme"],
        _items(row["evidence_examples"]),
        row["evidence_normally_public"],
        _word(file, line, "basis", row["basis"], Basis),
        row["note"],
    )


def _contribution(file: str, line: int, row: Mapping[str, str]) -> Contribution:
    _need(file, line, row, ("measure", "provision"))
    return Contribution(row["measure"], row["provision"], _word(file, line, "degree", row["degree"], Degree))


def _source(file: str, line: int, row: Mapping[str, str]) -> RuleSource:
    _need(file, line, row, ("id",))
    return RuleSource(row["id"], row["title"], row["url"], row["as_of"], _items(row["looked_up"]))


def _amended_text(file: str, line: int, row: Mapping[str, str]) -> AmendedText:
    _need(file, line, row, ("amended", "original", "source"))
    basis = _word(file, line, "basis", row["basis"], Basis)
    return AmendedText(row["amended"], row["original"], basis, row["source"], row["note"])


def _need(file: str, line: int, row: Mapping[str, str], fields: Sequence[str]) -> None:
    for field in fields:
        if not row[field]:
            raise BadRulesFile(file, "The field is empty.", line=line, field=field)


def _word(file: str, line: int | None, field: str, text: str, words: type[Word]) -> Word:
    try:
        return words(text)
    except ValueError as error:
        raise BadRulesFile(file, f"“{text}” is none of {', '.join(words)}.", line=line, field=field) from error


def _yes_no(file: str, line: int, field: str, text: str) -> bool | None:
    answers = {"yes": True, "no": False, "": None}
    if text not in answers:
        raise BadRulesFile(file, f"“{text}” is none of yes, no or nothing.", line=line, field=field)
    return answers[text]


def _items(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(SEPARATOR) if item.strip())
