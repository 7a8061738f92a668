"""Fitted models and scores of the forecaster, shipped so that nobody has to fit before asking."""

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from openregime.core.facts import BadRecord, Problem
from openregime.core.readings.outlook.backtest import score_origins
from openregime.core.readings.outlook.model import Model, Scatter
from openregime.core.readings.outlook.panel import build_panel
from openregime.core.readings.outlook.pool import Pool
from openregime.core.readings.outlook.rolling import HORIZON, Models, rolling_models
from openregime.core.readings.outlook.scores import Score, summarise
from openregime.io.outlook.pool import FOLDER, is_held_out, pool_digest
from openregime.io.outlook.shapes import MODELS_FILE, SCORES_FILE, plain_models, plain_runs
from openregime.io.tables import UnreadableTable
from openregime.io.toml_files import Key, read_toml_file

SEAL_FILE = "fitted.toml"
"""Which tables the models were fitted on and which files came of it, each by its SHA-256."""
RUNS: tuple[tuple[float, float | None], ...] = ((HORIZON, 5.0), (1.0, None), (5.0, 10.0))
"""Horizons that are scored, each with the years at which times to a quarter more parties are cut."""
HALVES = ("held out", "development")
_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Run:
    """The score of one half of the treaties at one horizon, years; `restriction`: see `score_origins`."""

    half: str
    years: float
    restriction: float | None
    score: Score


@lru_cache(maxsize=1)
def load_models() -> Models:
    """The shipped models, read once per process."""
    return read_models(text_of(FOLDER / MODELS_FILE))


@lru_cache(maxsize=1)
def load_runs() -> tuple[Run, ...]:
    """The shipped scores, read once per process."""
    return read_runs(text_of(FOLDER / SCORES_FILE))


def held_out_score(years: float) -> Run:
    """The score on the held-out half at the horizon nearest to so many years."""
    runs = [r for r in load_runs() if r.half == HALVES[0]]
    return min(runs, key=lambda r: abs(r.years - years))


def run_backtest(
    pool: Pool, *, models: Models | None = None, said: Callable[[str], None] = lambda line: None
) -> tuple[Models, tuple[Run, ...]]:
    """Fit at the turn of every second year on what was known, forecast from every origin, score both halves.

    Args:
        models: already fitted ones; None: fit them, which takes most of the time.
        said: told of progress.
    """
    if models is None:
        said(f"{len(pool.treaties)} treaties, {len(pool.states)} States: gathering rows")
        models = rolling_models(pool, build_panel(pool), said=said)
    runs = []
    for half in HALVES:
        treaties = [t for t in pool.treaties if is_held_out(t) == (half == HALVES[0])]
        for years, restriction in RUNS:
            scored = score_origins(pool, models, treaties=treaties, years=years, restriction=restriction)
            said(f"{half}, {years:g} years ahead: {len(scored)} forecasts scored")
            if scored:
                runs.append(Run(half, years, restriction, summarise(scored)))
    return models, tuple(runs)


def models_text(models: Models) -> str:
    """Models as JSON, one per line, numbers to seven digits."""
    return "[\n" + ",\n".join(json.dumps(_plain(m), separators=(",", ":")) for m in models.models) + "\n]\n"


def _plain(model: Model) -> dict[str, object]:
    found: dict[str, object] = {"fitted_on": dt.date.fromordinal(model.fitted_on).isoformat()}
    found |= {"rows": model.rows, "deposits": model.deposits}
    for name in ("centre", "scale", "coefficients", "months"):
        found[name] = [float(f"{v:.{_DIGITS}g}") for v in getattr(model, name)]
    found["scatter"] = dataclasses.asdict(model.scatter) if model.scatter else None
    return found


def read_models(text: str) -> Models:
    """What `models_text` writes. Errors as in `plain_models`."""
    return Models(tuple(_model(one) for one in plain_models(text)))


def _model(one: Mapping[str, object]) -> Model:
    def numbers(name: str) -> np.ndarray:
        return np.array(one[name], dtype=float)

    scatter = one["scatter"]
    return Model(
        dt.date.fromisoformat(str(one["fitted_on"])).toordinal(),
        int(str(one["rows"])),
        int(str(one["deposits"])),
        numbers("centre"),
        numbers("scale"),
        numbers("coefficients"),
        numbers("months"),
        Scatter(**scatter) if isinstance(scatter, dict) else None,
    )


def runs_text(runs: tuple[Run, ...]) -> str:
    """Scores as JSON, numbers to seven digits."""
    rounded = json.loads(json.dumps([dataclasses.asdict(r) for r in runs]), parse_float=_rounded)
    return json.dumps(rounded, indent=1) + "\n"


def _rounded(text: str) -> float:
    return float(f"{float(text):.{_DIGITS}g}")


def read_runs(text: str) -> tuple[Run, ...]:
    """What `runs_text` writes. Errors as in `plain_runs`."""
    return tuple(
        Run(
            one["half"],
            one["years"],
            one["restriction"],
            Score(**{name: _tuples(value) for name, value in one["score"].items()}),
        )
        for one in plain_runs(text, HALVES)
    )


def _tuples(value: Any) -> Any:
    return tuple(_tuples(v) for v in value) if isinstance(value, list) else value


def text_of(path: Path) -> str:
    """The text of a file. Raises UnreadableTable: there is no such file, or it is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        raise UnreadableTable(path.name, "there is no such file, or it may not be read. Put it back.") from None
    except UnicodeDecodeError:
        raise UnreadableTable(path.name, "is not UTF-8 text. Put the file back as it was written.") from None


@dataclass(frozen=True, slots=True)
class Seal:
    """SHA-256, hex: of the tables that models were fitted on (`pool_digest`), of the models, of the scores."""

    pool: str
    models: str
    scores: str


def read_seal(folder: Path) -> Seal:
    """What a folder says its models were fitted on.

    Raises:
        UnreadableTable, BadRecord: there is no such file, or it lacks a digest.
    """
    problems: list[Problem] = []
    found = read_toml_file(folder / SEAL_FILE).read(dict.fromkeys(("pool", "models", "scores"), Key()), problems)
    if problems:
        raise BadRecord(problems)
    return Seal(**found)


def digest_of(text: str) -> str:
    """SHA-256 of a text in UTF-8, hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def write_outcome(
    folder: Path, models: Models, runs: tuple[Run, ...], *, fitted_on: str | None = None
) -> tuple[Path, ...]:
    """Write models, scores and their digests into a folder.

    Args:
        fitted_on: digest of the tables that the models were fitted on; None: the shipped tables as they are now.
    """
    texts = models_text(models), runs_text(runs)
    digests = fitted_on or pool_digest(), *map(digest_of, texts)
    lines = [f'{key} = "{digest}"' for key, digest in zip(("pool", "models", "scores"), digests, strict=True)]
    head = "# SHA-256 of the tables that the models were fitted on, of models.json and of scores.json."
    files = folder / MODELS_FILE, folder / SCORES_FILE, folder / SEAL_FILE
    for file, text in zip(files, (*texts, "\n".join([head, *lines, ""])), strict=True):
        file.write_text(text, encoding="utf-8")
    return files
