"""An index study as one file, TOML or JSON: where its two tables are, the steps, what varies, the seed.

title = "..."
[tables]
meta = "iMeta.csv"          # beside the study; or workbook = "both.xlsx"
data = "iData.csv"
[[step]]
kind = "normalise"
by = { kind = "goalposts", low = 1, high = 100 }
[[factor]]
kind = "weight-noise"
name = "weights"
share = 0.25
"""

import dataclasses
import json
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from openregime.core.readings.index import Definition, Factor, IndicatorTable, Limits, Step
from openregime.core.readings.studies import Study, house_factors, house_steps
from openregime.io.index.settings import BadStudy, factor_from, settings_of, step_from
from openregime.io.index.tables import read_index_csv, read_index_xlsx
from openregime.io.index.toml import as_toml

LARGEST_STUDY_BYTES = 1_000_000
KEYS = ("title", "about", "sources", "tables", "step", "factor", "seed", "replications", "samples", "limits")
TABLE_KEYS = ("meta", "data", "workbook")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a study file says, without the tables.

    Attributes:
        tables: key -> file name, `meta` and `data`, or `workbook`; empty where the tables come by another way.
        steps, factors: None where the file names none, and then the house's are taken, and said so.
        seed, replications, samples, limits, title, about, sources: as for Study.
    """

    tables: Mapping[str, str]
    steps: tuple[Step, ...] | None
    factors: tuple[Factor, ...] | None
    title: str = ""
    about: str = ""
    sources: tuple[str, ...] = ()
    seed: int = 1
    replications: int = 1_000
    samples: int = 512
    limits: Limits = dataclasses.field(default_factory=Limits)


NO_CHOICES = Choices({}, None, None)


def read_study(path: Path) -> Study:
    """Read a study with its tables.

    Args:
        path: a .toml or .json file; the tables are looked for beside it.
    Raises:
        BadStudy: the file, naming key and remedy. BadDefinition, BadIndicatorTable: the tables.
    """
    content = bytes_of(path)
    choices = read_choices(content, path.name)
    if not choices.tables:
        raise BadStudy(f"{path.name}, tables", "is missing. Name the files of the two tables, meta and data.")
    files = {key: bytes_of(path.parent / name) for key, name in choices.tables.items()}
    return study_of(choices, title=path.stem, **files)


def bytes_of(path: Path) -> bytes:
    """The content of a file. Raises BadStudy: it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadStudy(str(path), f"cannot be read ({error.strerror}). Check the name and the folder.") from None


def study_of(
    choices: Choices, *, title: str, meta: bytes | None = None, data: bytes | None = None, workbook: bytes | None = None
) -> Study:
    """Choices and tables together.

    Args:
        title: used where the choices have none.
        meta, data: the two tables as CSV; or workbook: both as sheets.
    Raises:
        BadDefinition, BadIndicatorTable, BadStudy: as for `read_study`.
    """
    if workbook is not None:
        definition, table = read_index_xlsx(workbook)
    elif meta is not None and data is not None:
        definition, table = read_index_csv(meta, data)
    else:
        raise BadStudy("tables", "one of the two is missing. Give iMeta and iData, or a workbook with both sheets.")
    return with_choices(choices, definition, table, title=title)


def with_choices(choices: Choices, definition: Definition, table: IndicatorTable, *, title: str) -> Study:
    """A study from what was chosen; where no step or factor was, those of the house, with a note that says so."""
    notes = []
    if choices.steps is None:
        notes.append(
            "No step was named, so the house's are taken: goalposts from 1 to 100, arithmetic means up to the pillars, "
            "above them the power mean with p = -5 and floor 1, nothing filled."
        )
    if choices.factors is None:
        notes.append("No factor was named, so weights vary by a quarter either way, and p over 1, 0, -1 and -5.")
    if own := _own_limits(choices.limits):
        notes.append(f"The limits of the audit are the study's own: {', '.join(own)}.")
    return Study(
        title=choices.title or title,
        definition=definition,
        table=table,
        steps=house_steps(definition) if choices.steps is None else choices.steps,
        factors=house_factors(definition) if choices.factors is None else choices.factors,
        seed=choices.seed,
        replications=choices.replications,
        samples=choices.samples,
        limits=choices.limits,
        about=choices.about,
        sources=choices.sources,
        notes=tuple(notes),
    )


def _own_limits(limits: Limits) -> list[str]:
    """Limits that differ from those of the house, each with both."""
    pairs = zip(dataclasses.asdict(limits).items(), dataclasses.astuple(Limits()), strict=True)
    return [f"{key} {value:g} instead of {usual:g}" for (key, value), usual in pairs if value != usual]


def read_choices(content: bytes, name: str) -> Choices:
    """Read a study file without its tables.

    Args:
        content: TOML, or JSON where the name ends in .json.
        name: of the file, for refusals.
    Raises:
        BadStudy: naming file, key and remedy.
    """
    given = _parsed(content, name)
    for key in given:
        if key not in KEYS:
            raise BadStudy(f"{name}, {key}", f"is not known here. Known: {', '.join(KEYS)}.")
    return Choices(
        tables=_tables(given.get("tables", {}), name),
        steps=_steps(given, name),
        factors=_listed(given, "factor", name, factor_from),
        title=_text(given, "title", name),
        about=_text(given, "about", name),
        sources=_sources(given.get("sources", []), name),
        seed=_whole(given, "seed", name, 1, least=0),
        replications=_whole(given, "replications", name, 1_000, least=1),
        samples=_whole(given, "samples", name, 512, least=16),
        limits=_limits(given.get("limits", {}), name),
    )


class _GivenTwice(Exception):
    """A key that stands twice in one object of JSON, where TOML would refuse it."""


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _value in pairs]
        raise _GivenTwice(next(key for key in keys if keys.count(key) > 1))
    return found


def _parsed(content: bytes, name: str) -> Mapping[str, Any]:
    if len(content) > LARGEST_STUDY_BYTES:
        raise BadStudy(name, f"has {len(content):,} bytes; a study has at most {LARGEST_STUDY_BYTES:,}.")
    try:
        text = content.decode("utf-8-sig")
        found = json.loads(text, object_pairs_hook=_each_once) if name.endswith(".json") else tomllib.loads(text)
    except UnicodeDecodeError:
        raise BadStudy(name, "is not UTF-8 text. Save it as UTF-8.") from None
    except (tomllib.TOMLDecodeError, json.JSONDecodeError) as error:
        kind = "JSON" if name.endswith(".json") else "TOML"
        raise BadStudy(name, f"is no {kind}: {error}. Correct it there.") from None
    except _GivenTwice as twice:
        raise BadStudy(f"{name}, {twice}", "is given twice. Leave one of the two.") from None
    except RecursionError:
        raise BadStudy(name, "is nested too deeply. A study has a few levels only.") from None
    if not isinstance(found, dict):
        raise BadStudy(name, "holds no table of settings. Write keys with values, as in the reference.")
    return found


def _tables(given: Any, name: str) -> dict[str, str]:
    if not isinstance(given, Mapping) or not all(isinstance(v, str) for v in given.values()):
        raise BadStudy(f"{name}, tables", "is no table of file names. Write meta = and data =, or workbook =.")
    for key in given:
        if key not in TABLE_KEYS:
            raise BadStudy(f"{name}, tables.{key}", f"is not known here. Known: {', '.join(TABLE_KEYS)}.")
    if given and set(given) not in ({"meta", "data"}, {"workbook"}):
        raise BadStudy(f"{name}, tables", "names neither both meta and data nor a workbook alone. Do one of the two.")
    for key, value in given.items():
        if Path(value).is_absolute() or ".." in Path(value).parts:
            raise BadStudy(f"{name}, tables.{key}", "leads out of the folder of the study. Put the file beside it.")
    return dict(given)


def _steps(given: Mapping[str, Any], name: str) -> tuple[Step, ...] | None:
    found = _listed(given, "step", name, step_from)
    if found == ():
        raise BadStudy(
            f"{name}, step", "is empty. Name the steps, the last an aggregate, or leave it out for the house's."
        )
    return found


def _listed(given: Mapping[str, Any], key: str, name: str, read: Any) -> tuple[Any, ...] | None:
    if key not in given:
        return None
    if not isinstance(given[key], list):
        raise BadStudy(f"{name}, {key}", f"is no list. Write each one under its own [[{key}]].")
    return tuple(read(entry, f"{name}, {key}[{n}]") for n, entry in enumerate(given[key], start=1))


def _text(given: Mapping[str, Any], key: str, name: str) -> str:
    value = given.get(key, "")
    if not isinstance(value, str):
        raise BadStudy(f"{name}, {key}", f"“{str(value)[:40]}” is no text. Put it in quotes.")
    return value


def _sources(given: Any, name: str) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise BadStudy(f"{name}, sources", "is no list of texts. Write one line for each source, in quotes.")
    return tuple(given)


def _whole(given: Mapping[str, Any], key: str, name: str, default: int, *, least: int) -> int:
    value = given.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise BadStudy(f"{name}, {key}", f"“{str(value)[:40]}” is not a whole number of at least {least}. Write one.")
    return value


def _limits(given: Any, name: str) -> Limits:
    known = {field.name for field in dataclasses.fields(Limits)}
    if not isinstance(given, Mapping):
        raise BadStudy(f"{name}, limits", f"is no table. Known keys: {', '.join(sorted(known))}.")
    for key, value in given.items():
        if key not in known:
            raise BadStudy(f"{name}, limits.{key}", f"is not known here. Known: {', '.join(sorted(known))}.")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise BadStudy(f"{name}, limits.{key}", f"“{str(value)[:40]}” is no number. Write one.")
        if not math.isfinite(value):
            raise BadStudy(f"{name}, limits.{key}", f"{value} is no finite number. Write one; every check is judged.")
    return replace(Limits(), **{key: float(value) for key, value in given.items()})


# ---- and back


def choices_of(study: Study, tables: Mapping[str, str]) -> dict[str, Any]:
    """A study as settings, every step and factor written out; `read_choices` reads them back.

    Raises:
        BadStudy: a step or factor that no file can hold.
    """
    limits = {
        f.name: getattr(study.limits, f.name)
        for f in dataclasses.fields(Limits)
        if getattr(study.limits, f.name) != f.default
    }
    settings: dict[str, Any] = {"title": study.title}
    settings |= {"about": study.about} if study.about else {}
    settings |= {"sources": list(study.sources)} if study.sources else {}
    settings |= {"seed": study.seed, "replications": study.replications, "samples": study.samples}
    settings |= {"tables": dict(tables)} if tables else {}
    settings |= {"limits": limits} if limits else {}
    settings["step"] = [settings_of(step) for step in study.steps]
    settings["factor"] = [settings_of(factor) for factor in study.factors]
    return settings


def study_as_toml(study: Study, tables: Mapping[str, str]) -> bytes:
    """A study as a TOML file; `tables` names the files of its two tables."""
    return as_toml(choices_of(study, tables)).encode("utf-8")


def study_as_json(study: Study, tables: Mapping[str, str]) -> bytes:
    """The same as JSON."""
    return (json.dumps(choices_of(study, tables), ensure_ascii=False, indent=1) + "\n").encode("utf-8")


__all__ = [
    "NO_CHOICES",
    "BadStudy",
    "Choices",
    "read_choices",
    "read_study",
    "study_as_json",
    "study_as_toml",
    "study_of",
    "with_choices",
]
