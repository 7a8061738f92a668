"""What models.json and scores.json must look like: whatever is not finite, not there or of another shape is refused."""

import datetime as dt
import json
import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, NoReturn

from openregime.core.facts import BadRecord, Problem
from openregime.core.readings.outlook.backtest import METHODS, SHARES
from openregime.core.readings.outlook.features import FEATURES
from openregime.core.readings.outlook.model import WITH_LEAD
from openregime.core.readings.outlook.panel import LEADS
from openregime.io.tables import UnreadableTable

MODELS_FILE, SCORES_FILE = "models.json", "scores.json"
AGAIN = "Make the file again with `openregime outlook backtest --write`."

Shape = tuple[int, ...]
_BY_METHOD = (len(METHODS), len(SHARES))
MODEL: Mapping[str, Shape] = {
    "rows": (),
    "deposits": (),
    "centre": (len(FEATURES),),
    "scale": (len(FEATURES),),
    "coefficients": (len(LEADS) + len(FEATURES) + len(WITH_LEAD) * (len(LEADS) - 1),),
    "months": (12,),
}
SCATTER: Mapping[str, Shape] = dict.fromkeys(("lasting", "later", "surges", "windows"), ())
SCORE: Mapping[str, Shape] = {
    **dict.fromkeys(("forecasts", "treaties", "gain", "gain_low", "gain_high", "times"), ()),
    **dict.fromkeys(("state_gain", "state_gain_low", "state_gain_high"), ()),
    "crps": (len(METHODS),),
    "coverage": _BY_METHOD,
    "promised": _BY_METHOD,
    "time_error": (2,),
}
"""Key -> shape of the numbers under it; `()` for a single one."""


def plain_models(text: str) -> list[dict[str, Any]]:
    """The models of a file, in order of their days, as JSON gives them; model n stands in line n + 1.

    Raises:
        UnreadableTable: no JSON. BadRecord: no model, or one with keys, shapes or numbers that no model has.
    """
    problems: list[Problem] = []
    models = _listed(text, MODELS_FILE)
    for n, one in enumerate(models, 1):
        faults = _Faults(MODELS_FILE, n + 1, f"model {n}", problems)
        if not isinstance(one, dict):
            faults.add("", "is no table of numbers.")
            continue
        faults.shapes(one, MODEL, ("fitted_on", "scatter"))
        faults.day(one.get("fitted_on"))
        scatter = one.get("scatter")
        if scatter is not None:
            faults.shapes(scatter if isinstance(scatter, dict) else {}, SCATTER, (), "scatter.")
        if _numbers(one.get("scale"), MODEL["scale"]) and not all(s > 0 for s in one["scale"]):
            faults.add("scale", "must be above 0.")
    _refuse(problems)
    days = [one["fitted_on"] for one in models]
    for n, (first, second) in enumerate(pairwise(days), 2):
        if first >= second:
            words = f"model {n}: {second} does not come after {first}. {AGAIN}"
            problems.append(Problem(MODELS_FILE, n + 1, "fitted_on", words))
    _refuse(problems)
    return models


def plain_runs(text: str, halves: tuple[str, ...]) -> list[dict[str, Any]]:
    """The scores of a file as JSON gives them; `halves` are the names that a half of the treaties may have.

    Raises:
        UnreadableTable: no JSON. BadRecord: no score, or one with keys, shapes or numbers that no score has.
    """
    problems: list[Problem] = []
    runs = _listed(text, SCORES_FILE)
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line.strip().startswith('"half"')]
    for n, one in enumerate(runs, 1):
        faults = _Faults(SCORES_FILE, lines[n - 1] if n <= len(lines) else 0, f"score {n}", problems)
        score = one.get("score") if isinstance(one, dict) else None
        if not isinstance(score, dict) or set(one) != {"half", "years", "restriction", "score"}:
            faults.add("", "needs half, years, restriction and score, and nothing else.")
            continue
        if one["half"] not in halves:
            faults.add("half", f"must be one of {', '.join(halves)}.")
        for key, may_miss in (("years", False), ("restriction", True)):
            if not (may_miss and one[key] is None) and not (_numbers(one[key], ()) and one[key] > 0):
                faults.add(key, "must be a number of years above 0.")
        without = {**score, "time_error": [0.0, 0.0]} if score.get("time_error", 0) is None else score
        faults.shapes(without, SCORE, (), "score.")
    if not problems and halves[0] not in {one["half"] for one in runs}:
        problems.append(Problem(SCORES_FILE, 1, "half", f"no score of the treaties that are {halves[0]}. {AGAIN}"))
    _refuse(problems)
    return runs


class _Faults:
    """Collects what is wrong with one entry of a file."""

    def __init__(self, file: str, line: int, name: str, problems: list[Problem]) -> None:
        self.file, self.line, self.name, self.problems = file, line, name, problems

    def add(self, field: str, words: str) -> None:
        self.problems.append(Problem(self.file, self.line, field, f"{self.name}: {words} {AGAIN}"))

    def shapes(
        self, given: Mapping[str, Any], wanted: Mapping[str, Shape], others: tuple[str, ...], at: str = ""
    ) -> None:
        for key in sorted({*wanted, *others} ^ set(given)):
            self.add(f"{at}{key}", "is missing." if key not in given else "is no key here.")
        for key, shape in wanted.items():
            if key in given and not _numbers(given[key], shape):
                size = " x ".join(map(str, shape))
                self.add(f"{at}{key}", f"must be {f'{size} finite numbers' if shape else 'one finite number'}.")

    def day(self, given: object) -> None:
        try:
            dt.date.fromisoformat(given if isinstance(given, str) and len(given) == len("2015-03-08") else "")
        except ValueError:
            self.add("fitted_on", "must be a day, YYYY-MM-DD, in quotes.")


def _numbers(given: Any, shape: Shape) -> bool:
    if shape:
        return isinstance(given, list) and len(given) == shape[0] and all(_numbers(g, shape[1:]) for g in given)
    return isinstance(given, int | float) and not isinstance(given, bool) and math.isfinite(given)


def _listed(text: str, file: str) -> list[Any]:
    def refuse(word: str) -> NoReturn:
        raise UnreadableTable(file, f"holds {word}, which is no number. {AGAIN}", line=_line_of(text, word))

    try:
        found = json.loads(text, parse_constant=refuse)
    except json.JSONDecodeError as error:
        raise UnreadableTable(
            file, f"is not valid JSON here. Was the file cut off? {AGAIN}", line=error.lineno
        ) from None
    except RecursionError:
        raise UnreadableTable(file, f"is nested too deeply. {AGAIN}") from None
    if not isinstance(found, list) or not found:
        raise UnreadableTable(file, f"holds no list with something in it. {AGAIN}", line=1)
    return found


def _line_of(text: str, word: str) -> int:
    return next((n for n, line in enumerate(text.splitlines(), 1) if word in line), 0)


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise BadRecord(problems)
