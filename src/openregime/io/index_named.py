"""Indices by name: over our own record as the library defines them, and an invented example to learn on."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from openregime.core.errors import OpenRegimeError
from openregime.core.observatory import Day, Observatory
from openregime.core.readings.day import DayReading
from openregime.core.readings.studies import RecordIndex, Study, index_of_record
from openregime.io.index_study import read_study
from openregime.io.shipped import LIBRARY

INDICES = LIBRARY / "indices"
EXAMPLE = "example"
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
    """Name -> index over the record, in the order of the names."""
    found = {}
    for path in sorted(INDICES.glob("*.toml"), key=lambda path: path.stem):
        given = tomllib.loads(path.read_text(encoding="utf-8"))
        weights = {link: float(weight) for link, weight in given["weights"].items()}
        found[path.stem] = NamedIndex(
            path.stem, given["title"], given["about"], tuple(given["links"]), weights, float(given["power"]),
            given["basis"],
        )  # fmt: skip
    return found


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
    source = f"The record of OpenRegime, compiled on {seen.record.compiled_on}, SHA-256 {seen.record.digest[:16]}."
    return replace(found, study=replace(found.study, sources=(source,)))


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
