"""What is wrong with the indices over the record and with the invented example."""

import re
from collections.abc import Collection
from pathlib import Path

from openregime.core.readings.index.faults import BadIndex
from openregime.io.checks.faults import Fault, attempt, below, error
from openregime.io.index.named import EXAMPLE, NamedIndex, read_named_indices
from openregime.io.index.settings import BadStudy
from openregime.io.index.study import read_study
from openregime.io.toml_files import read_toml_file

FOLDER = "indices"
STUDY = f"{EXAMPLE}/study.toml"


def check_indices(folder: Path, links: Collection[str] | None) -> list[Fault]:
    """Every fault of the indices below a library.

    Args:
        folder: the library.
        links: ids of the links of its chain; None where it could not be read.
    """
    inside, found = folder / FOLDER, list[Fault]()
    indices = attempt(found, "regime.toml", lambda: read_named_indices(inside))
    for index in (indices or {}).values():
        found += _unknown_links(inside, index, links) if links is not None else []
    attempt(found, STUDY, lambda: _read_example(inside, found))
    return below(FOLDER, found)


def _unknown_links(inside: Path, index: NamedIndex, links: Collection[str]) -> list[Fault]:
    file = f"{index.name}.toml"
    line = read_toml_file(inside / file).lines.get("links", 1)
    return [
        error(file, line, "links", "unknown-link", f"“{given}” is no link of the chain. Mend the id: see links.toml.")
        for given in index.links
        if given not in links
    ]


def _read_example(inside: Path, found: list[Fault]) -> None:
    """Read the example; what its readers refuse goes to the faults, with the file and line that they name."""
    try:
        read_study(inside / STUDY)
    except BadIndex as refusal:
        for fault in refusal.faults:
            named = re.match(r"(iMeta|iData) (\d+)", fault.row or "")
            file = f"{EXAMPLE}/{named[1].lower()}.csv" if named else STUDY
            line = int(named[2]) if named else 0
            found.append(error(file, line, fault.column or "", refusal.code, fault.message))
    except BadStudy as refusal:
        words = refusal.where.replace(str(inside / EXAMPLE), EXAMPLE)
        key = words.partition(", ")[2]
        place = re.search(r"line (\d+)", refusal.reason)
        message = refusal.reason if key else f"{Path(words).name} {refusal.reason}"
        found.append(error(STUDY, int(place[1]) if place else 0, key, refusal.code, message))
