"""Fitted models and scores of the forecaster, shipped so that nobody has to fit before asking."""

import dataclasses
import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from openregime.core.readings.outlook.backtest import score_origins
from openregime.core.readings.outlook.model import Model, Scatter
from openregime.core.readings.outlook.panel import build_panel
from openregime.core.readings.outlook.pool import Pool
from openregime.core.readings.outlook.rolling import HORIZON, Models, rolling_models
from openregime.core.readings.outlook.scores import Score, summarise
from openregime.io.outlook_pool import FOLDER, is_held_out

MODELS_FILE, SCORES_FILE = "models.json", "scores.json"
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
    return read_models((FOLDER / MODELS_FILE).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def load_runs() -> tuple[Run, ...]:
    """The shipped scores, read once per process."""
    return read_runs((FOLDER / SCORES_FILE).read_text(encoding="utf-8"))


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
    """What `models_text` writes."""
    return Models(tuple(_model(one) for one in json.loads(text)))


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
    """What `runs_text` writes."""
    return tuple(
        Run(
            one["half"],
            one["years"],
            one["restriction"],
            Score(**{name: _tuples(value) for name, value in one["score"].items()}),
        )
        for one in json.loads(text)
    )


def _tuples(value: Any) -> Any:
    return tuple(_tuples(v) for v in value) if isinstance(value, list) else value


def write_outcome(folder: Path, models: Models, runs: tuple[Run, ...]) -> tuple[Path, Path]:
    """Write both files into a folder."""
    files = folder / MODELS_FILE, folder / SCORES_FILE
    files[0].write_text(models_text(models), encoding="utf-8")
    files[1].write_text(runs_text(runs), encoding="utf-8")
    return files
