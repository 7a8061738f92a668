"""Steps and factors of an index as plain settings (text, numbers, lists, tables), and back; what is wrong is named.

`kind` says which of several a setting is; every other key is a parameter of the engine's class of that kind.
"""

import collections.abc
import dataclasses
import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any

from openregime.core.errors import OpenRegimeError
from openregime.core.readings import index
from openregime.core.readings.index.means import Method
from openregime.core.readings.index.normalise import Normaliser
from openregime.core.readings.index.weigh import Weighting

Plain = Any
"""What TOML and JSON can say: text, number, yes or no, list, table."""

STEPS: dict[str, type] = {
    "denominate": index.Denominate,
    "screen": index.Screen,
    "impute": index.Impute,
    "treat": index.Treat,
    "normalise": index.Normalise,
    "weigh": index.Weigh,
    "aggregate": index.Aggregate,
}
SCALES: dict[str, type] = {
    "min-max": index.MinMax,
    "z-score": index.ZScore,
    "ranks": index.Ranks,
    "borda": index.Borda,
    "percentile": index.Percentile,
    "distance-to-maximum": index.DistanceToMaximum,
    "distance-to-reference": index.DistanceToReference,
    "distance-to-target": index.DistanceToTarget,
    "fraction-of-maximum": index.FractionOfMaximum,
    "goalposts": index.Goalposts,
}
MEANS: dict[str, type] = {
    "power-mean": index.PowerMean,
    "minimum": index.Minimum,
    "ordered-weights": index.OrderedWeights,
    "copeland": index.Copeland,
    "copeland-wins": index.CopelandWins,
    "benefit-of-the-doubt": index.BenefitOfTheDoubt,
    "mean-of-what-is-there": index.MeanOfWhatIsThere,
}
NAMED_MEANS = {"arithmetic": index.ARITHMETIC, "geometric": index.GEOMETRIC, "harmonic": index.HARMONIC}
"""Means that may be written by their name alone."""
WEIGHTINGS: dict[str, type] = {
    "equal": index.Equal,
    "given": index.Given,
    "principal-component": index.PrincipalComponent,
    "budget-allocation": index.BudgetAllocation,
    "pairwise-comparison": index.PairwiseComparison,
    "balanced": index.Balanced,
}
FACTORS: dict[str, type] = {
    "alternatives": index.Alternatives,
    "between": index.Between,
    "weight-noise": index.WeightNoise,
    "any-weights": index.AnyWeights,
    "weight-sets": index.WeightSets,
    "one-dropped": index.OneDropped,
    "gaps-filled": index.GapsFilled,
    "value-noise": index.ValueNoise,
}
EVENLY = "evenly-between"
"""A kind of factor that the engine makes into alternatives: a parameter on a grid from low to high."""
WORKED_OUT = ("stands_for",)
"""What the engine notes about a factor by itself; no study gives it."""
UNTREATED = "untreated"
"""Stands where the engine has None for an indicator that a step leaves alone."""
_FAMILIES: dict[object, dict[str, type]] = {Normaliser: SCALES, Method: MEANS, Weighting: WEIGHTINGS}


class BadStudy(OpenRegimeError, ValueError):
    """A study that cannot be read: `where` names file and key, `reason` says what is wrong and what to write."""

    code = "bad-index-study"

    def __init__(self, where: str, reason: str) -> None:
        self.where, self.reason = where, reason
        super().__init__(f"{where}: {reason}")

    def __reduce__(self) -> tuple[type, tuple[str, str]]:
        return BadStudy, (self.where, self.reason)


# ---- from settings to the engine


def step_from(settings: Plain, where: str) -> Any:
    """The step that a table of settings describes. Raises BadStudy: naming the key."""
    return _made(STEPS, settings, where, "step")


def factor_from(settings: Plain, where: str) -> Any:
    """The factor that a table of settings describes. Raises BadStudy: naming the key."""
    settings = _table(settings, where)
    if settings.get("kind") == EVENLY:
        rest = {key: value for key, value in settings.items() if key != "kind"}
        wanted = {"name": str, "step": str, "parameter": str, "low": float, "high": float, "settings": int}
        read = {key: _value(wanted[key], _known(rest, wanted, where)[key], f"{where}.{key}") for key in rest}
        missing = [key for key in wanted if key not in read and key != "settings"]
        if missing:
            raise BadStudy(f"{where}.{missing[0]}", "is missing. Give it.")
        return _refusing(where, lambda: index.evenly_between(**read))
    return _made(FACTORS, settings, where, "kind of factor")


def _made(known: Mapping[str, type], settings: Plain, where: str, what: str) -> Any:
    """One of several classes, by its kind and its parameters."""
    table = _table(settings, where)
    kind = table.get("kind")
    if kind not in known:
        names = ", ".join(known)
        raise BadStudy(f"{where}.kind", f"{_shown(kind)} is no {what}. Write one of {names}.")
    made = known[str(kind)]
    hints = typing.get_type_hints(made)
    wanted = {f.name: hints[f.name] for f in dataclasses.fields(made) if f.name not in WORKED_OUT}
    given = _known({key: value for key, value in table.items() if key != "kind"}, wanted, where)
    read = {}
    for key, value in given.items():
        if made is index.Alternatives and key == "among":
            read[key] = _among(table, value, f"{where}.among")
        else:
            read[key] = _value(wanted[key], value, f"{where}.{key}")
    for each in dataclasses.fields(made):
        has_default = each.default is not dataclasses.MISSING or each.default_factory is not dataclasses.MISSING
        if each.name not in read and not has_default and each.name not in WORKED_OUT:
            raise BadStudy(f"{where}.{each.name}", f"is missing. {kind} needs it.")
    return _refusing(where, lambda: made(**read))


def _among(table: Mapping[str, Plain], values: Plain, where: str) -> tuple[Any, ...]:
    """Alternatives are whole steps, or values of one parameter of the step that is named."""
    listed = _list(values, where)
    parameter, step = table.get("parameter"), table.get("step")
    if parameter is None:
        return tuple(
            step_from({"kind": step, **_table(v, f"{where}[{n}]")}, f"{where}[{n}]") for n, v in _from_1(listed)
        )
    hint = _hint_of(STEPS.get(str(step)), str(parameter).split("."))
    return tuple(_value(hint, v, f"{where}[{n}]") for n, v in _from_1(listed))


def _hint_of(made: type | None, path: Sequence[str]) -> Any:
    """The type of a parameter; anything plain where the path runs through one of several kinds."""
    if made is None or path[0] not in typing.get_type_hints(made):
        return object
    hint = typing.get_type_hints(made)[path[0]]
    return hint if len(path) == 1 else object


def _refusing(where: str, make: Any) -> Any:
    """Make it; what the engine refuses is refused with the place in the file."""
    try:
        return make()
    except index.BadIndex as refusal:
        raise BadStudy(where, str(refusal)) from None


def _value(hint: Any, value: Plain, where: str) -> Any:
    """A plain value as the engine wants it. Raises BadStudy: it is of another kind."""
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if hint is object or hint is Any:
        return _free(value, where)
    if hint in _FAMILIES:
        return _member(_FAMILIES[hint], value, where)
    if origin in (types.UnionType, typing.Union):
        return _one_of(inside, value, where)
    if origin is tuple:
        listed = _list(value, where)
        return tuple(_value(inside[0], each, f"{where}[{n}]") for n, each in _from_1(listed))
    if origin in (dict, collections.abc.Mapping):
        return {key: _value(inside[1], each, f"{where}.{key}") for key, each in _table(value, where).items()}
    if dataclasses.is_dataclass(hint):
        kind = next(kind for kind, made in STEPS.items() if made is hint)
        return step_from({"kind": kind, **_table(value, where)}, where)
    return _scalar(hint, value, where)


def _one_of(hints: Sequence[Any], value: Plain, where: str) -> Any:
    """A value that may be of several kinds: a list where a list is meant, nothing where nothing is allowed."""
    if type(None) in hints and value == UNTREATED:
        return None
    rest = [hint for hint in hints if hint is not type(None)]
    lists = [hint for hint in rest if typing.get_origin(hint) is tuple]
    if isinstance(value, list | tuple) and lists:
        return _value(lists[0], value, where)
    return _value(next(hint for hint in rest if hint not in lists), value, where)


def _member(family: Mapping[str, type], value: Plain, where: str) -> Any:
    """One of a family: its name alone, or a table with its kind and parameters."""
    if isinstance(value, str):
        if family is MEANS and value in NAMED_MEANS:
            return NAMED_MEANS[value]
        value = {"kind": value}
    names = [*NAMED_MEANS, *family] if family is MEANS else list(family)
    if not isinstance(value, Mapping) or value.get("kind") not in family:
        shown = _shown(value.get("kind") if isinstance(value, Mapping) else value)
        raise BadStudy(where, f"{shown} is not known here. Write one of {', '.join(names)}.")
    return _made(family, value, where, "kind")


def _scalar(hint: Any, value: Plain, where: str) -> Any:
    words = {int: "a whole number", float: "a number", str: "text", bool: "true or false"}
    if hint is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, hint) and (hint is bool or not isinstance(value, bool)):
        return value
    raise BadStudy(where, f"{_shown(value)} is not {words[hint]}. Write {words[hint]}.")


def _free(value: Plain, where: str) -> Any:
    if isinstance(value, str | int | float | bool):
        return value
    raise BadStudy(where, f"{_shown(value)} is no single value. Write a number or text.")


def _known(given: Mapping[str, Plain], wanted: Mapping[str, Any], where: str) -> Mapping[str, Plain]:
    for key in given:
        if key not in wanted:
            raise BadStudy(f"{where}.{key}", f"is not known here. Known: {', '.join(wanted) or 'nothing'}.")
    return given


def _table(value: Plain, where: str) -> Mapping[str, Plain]:
    if not isinstance(value, Mapping):
        raise BadStudy(where, f"{_shown(value)} is no table of settings. Write keys with values.")
    return value


def _list(value: Plain, where: str) -> Sequence[Plain]:
    if not isinstance(value, list | tuple):
        raise BadStudy(where, f"{_shown(value)} is no list. Write one in square brackets.")
    return value


def _from_1(values: Sequence[Plain]) -> list[tuple[int, Plain]]:
    return list(enumerate(values, start=1))


def _shown(value: Plain) -> str:
    return "Nothing" if value is None else f"“{str(value)[:40]}”"


# ---- from the engine to settings


def settings_of(part: Any) -> dict[str, Plain]:
    """A step, factor, scale, mean or weighting as settings; parameters that stand at their default are left out.

    Raises:
        BadStudy: something that no study can say.
    """
    if isinstance(part, index.Alternatives) and part.stands_for is not None:
        low, high = part.stands_for
        head = {"kind": EVENLY, "name": part.name, "step": part.step, "parameter": part.parameter}
        return {**head, "low": low, "high": high, "settings": len(part.among)}
    for known in (STEPS, SCALES, MEANS, WEIGHTINGS, FACTORS):
        for kind, made in known.items():
            if type(part) is made:
                return {"kind": kind, **_parameters(part)}
    raise BadStudy(type(part).__name__, "has no settings that a study could hold.")


def _parameters(part: Any) -> dict[str, Plain]:
    found: dict[str, Plain] = {}
    for each in dataclasses.fields(part):
        value = getattr(part, each.name)
        default = each.default_factory() if each.default_factory is not dataclasses.MISSING else each.default
        if value is None or (not isinstance(value, dataclasses._MISSING_TYPE) and value == default):
            continue
        found[each.name] = _plain(value, in_alternatives=isinstance(part, index.Alternatives))
    return found


def _plain(value: Any, *, in_alternatives: bool = False) -> Plain:
    if value is None:
        return UNTREATED
    for name, mean in NAMED_MEANS.items():
        if value == mean and type(value) is type(mean):
            return name
    if dataclasses.is_dataclass(value):
        settings = settings_of(value)
        if in_alternatives and settings["kind"] in STEPS:
            del settings["kind"]  # the factor names the step
        return settings["kind"] if list(settings) == ["kind"] else settings
    if isinstance(value, Mapping):
        return {str(key): _without_kind(_plain(each), each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each, in_alternatives=in_alternatives) for each in value]
    return value


def _without_kind(settings: Plain, value: Any) -> Plain:
    if type(value) is index.Treat:
        return {key: each for key, each in settings.items() if key != "kind"} if isinstance(settings, dict) else {}
    return settings


def whole_settings_of(part: Any) -> dict[str, Plain]:
    """As `settings_of`, with the parameters that stand at their default too: for sentences that say what was done."""
    settings = {"kind": settings_of(part)["kind"]}
    for each in dataclasses.fields(part):
        value = getattr(part, each.name)
        if value is not None and value != {}:
            settings[each.name] = _whole(value)
    return settings


def _whole(value: Any) -> Plain:
    for name, mean in NAMED_MEANS.items():
        if type(value) is type(mean) and value == mean:
            return name
    if dataclasses.is_dataclass(value):
        return whole_settings_of(value)
    if isinstance(value, Mapping):
        return {str(key): UNTREATED if each is None else _whole(each) for key, each in value.items()}
    return [_whole(each) for each in value] if isinstance(value, tuple | list) else value
