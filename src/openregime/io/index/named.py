"""Indices by name: over our own record as the library defines them, and an invented example to learn on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from openregime.core.errors import OpenRegimeError
from openregime.core.facts import BadRecord, Problem
from openregime.core.observatory import Day, Observatory
from openregime.core.readings.day import DayReading
from openregime.core.readings.studies import RecordIndex, Study, index_of_record
from openregime.io.index.study import read_study
from openregime.io.shipped import LIBRARY
from openregime.io.tables import UnreadableTable
from openregime.io.toml_files import Key, read_toml_file

INDICES = LIBRARY / "indices"
EXAMPLE = "example"
USUAL = "regime"
"""The index that is meant where nobody names another."""
EXAMPLE_FILES = ("study.toml", "imeta.csv", "idata.csv")


class UnknownIndex(OpenRegimeError, LookupError):
    """A name that no index of the library has."""

    code = "unknown-index"

    def __init__(self, given: str, known: tuple[str, ...]) -> None:
        self.given, self.known = given[:80], known
        super().__init__(f"No index is called “{self.given}”. Known: {', '.join(known)}.")


@dataclass(frozen=True, slots=True)
class NamedIndex:
    """An index over the record, as data.

    Attributes:
        name: what it is asked for by. links: ids of its pillars. weights: pillar -> weight >= 0.
        power: of the mean over pillars. basis: on what the weights rest.
    """

    name: str
    title: str
    about: str
    links: tuple[str, ...]
    weights: Mapping[str, float]
    power: float
    basis: str


@lru_cache(maxsize=1)
def named_indices() -> dict[str, NamedIndex]:
    """Name -> index over the record, in the order of the names. Errors as in `read_named_indices`."""
    return read_named_indices(INDICES)


def read_named_indices(folder: Path) -> dict[str, NamedIndex]:
    """Name -> index over the record, from every .toml file of a folder, in the order of the names.

    Raises:
        UnreadableTable: a file is no TOML, or there is none for the usual index.
        BadRecord: every key that is missing, unknown or wrong.
    """
    if not (folder / f"{USUAL}.toml").is_file():
        raise UnreadableTable(f"{USUAL}.toml", "there is no such file. The usual index over the record stands in it.")
    problems: list[Problem] = []
    found = [_index(path, problems) for path in sorted(folder.glob("*.toml"), key=lambda path: path.stem)]
    if problems:
        raise BadRecord(problems)
    return {index.name: index for index in found if index is not None}


def _index(path: Path, problems: list[Problem]) -> NamedIndex | None:
    """One index; None, with the reasons among the problems, when it is none."""
    top, before = read_toml_file(path), len(problems)
    keys = {"title": Key(), "about": Key(), "links": Key("texts"), "power": Key("number"), "basis": Key()}
    given = top.read({**keys, "weights": Key("table")}, problems)
    links = given.get("links", ())
    if not links or len(set(links)) < len(links):
        problems.append(top.problem("links", "names no link, or one twice. Name each pillar once."))
    for block in top.children.get("weights", ()):
        block.read(dict.fromkeys(links, Key("number", least=0)), problems)
    if len(problems) > before:
        return None
    weights = {link: float(weight) for link, weight in given["weights"].items()}
    if not any(weights.values()):
        problems.append(top.problem("weights", "are all 0. Give one pillar a weight above 0."))
        return None
    words = given["title"], given["about"]
    return NamedIndex(path.stem, *words, links, weights, float(given["power"]), given["basis"])


def named_index(name: str) -> NamedIndex:
    """One index over the record. Raises UnknownIndex."""
    found = named_indices().get(name)
    if found is None:
        raise UnknownIndex(name, tuple(named_indices()))
    return found


def index_names() -> tuple[str, ...]:
    """Every name that an index can be asked for by, the example last."""
    return (*named_indices(), EXAMPLE)


def record_index(
    seen: Observatory,
    name: str,
    as_of: Day,
    as_known: Day | None = None,
    *,
    weights: Mapping[str, float] | None = None,
    power: float | str | None = "own",
    names: Mapping[str, str] | None = None,
) -> RecordIndex:
    """An index over the record as of a day, as known on a day.

    Args:
        weights: pillar -> weight, instead of the library's. power: likewise; None for the least pillar.
        names: State id -> name for readers; None for the record's.
    Raises:
        UnknownIndex: no such name. StateWithoutReading: nothing was due on that day. BadDefinition: weights.
    """
    index = named_index(name)
    given = names if names is not None else {e.id: e.name for e in seen.record.states}
    found = index_over(seen.reading(as_of, as_known), index, names=given, weights=weights, power=power)
    return replace(found, study=replace(found.study, sources=(source_of(seen),)))


def source_of(seen: Observatory) -> str:
    """The record as the source of an index over it."""
    return f"The record of OpenRegime, compiled on {seen.record.compiled_on}, SHA-256 {seen.record.digest[:16]}."


def index_over(
    reading: DayReading,
    index: NamedIndex,
    *,
    names: Mapping[str, str],
    weights: Mapping[str, float] | None = None,
    power: float | str | None = "own",
) -> RecordIndex:
    """An index over one reading, of a day or of a supposition; arguments as for `record_index`."""
    return index_of_record(
        reading,
        index.links,
        title=index.title,
        names=names,
        weights={**index.weights, **(weights or {})},
        power=index.power if isinstance(power, str) else power,
        about=index.about,
    )


def example_study() -> Study:
    """The invented example."""
    return read_study(INDICES / EXAMPLE / "study.toml")


def example_files() -> dict[str, bytes]:
    """File name -> content of the example, to begin an own study from."""
    return {name: (INDICES / EXAMPLE / name).read_bytes() for name in EXAMPLE_FILES}
