"""Reads `instruments.toml` and `links.toml` of the library."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from openregime.core.readings.links import Chain, Evidence, Link, MeasureEvidence, Requirement
from openregime.core.rules.instruments import Instrument
from openregime.io.shipped import LIBRARY


@lru_cache(maxsize=1)
def load_instruments() -> dict[str, Instrument]:
    """Instrument id -> Instrument, in the order of the library."""
    return read_instruments(LIBRARY / "instruments.toml")


@lru_cache(maxsize=1)
def load_chain() -> Chain:
    """The shipped chain."""
    return read_chain(LIBRARY / "links.toml")


def read_instruments(path: Path) -> dict[str, Instrument]:
    """Read one file of instruments."""
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["instrument"]
    return {e["id"]: Instrument(**_frozen(e)) for e in entries}


def read_chain(path: Path) -> Chain:
    """Read one file of links."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    links = []
    for entry in content["link"]:
        requirements = tuple(
            Requirement(**{**_frozen(r), "evidence": Evidence(**_evidence(r["evidence"]))})
            for r in entry["requirement"]
        )
        links.append(Link(entry["id"], entry["title"], entry["speaks"], entry["about"], requirements))
    return Chain(tuple(links), tuple(MeasureEvidence(**e) for e in content.get("measure_evidence", [])))


def _evidence(entry: dict[str, Any]) -> dict[str, Any]:
    return _frozen({k: v for k, v in entry.items() if k != "any" or v is not True})


def _frozen(entry: dict[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
