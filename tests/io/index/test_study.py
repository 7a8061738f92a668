"""An index study as a file: every step and factor goes out and comes back, and what is wrong is named with its key."""

from pathlib import Path
from typing import Any

import pytest

from openregime.core.readings import index as engine
from openregime.core.readings.studies import Study
from openregime.io.index.settings import FACTORS, MEANS, SCALES, STEPS, WEIGHTINGS, BadStudy, settings_of, step_from
from openregime.io.index.study import read_choices, read_study, study_as_json, study_as_toml

META = b"""Level,iCode,iName,Direction,Weight,Parent,Type,GoalpostLow,GoalpostHigh
1,a,Laws,1,1,i,Indicator,0,100
1,b,Leaks,-1,2,i,Indicator,0,100
2,i,Index,1,1,,Aggregate,,
"""
DATA = b"uCode,uName,a,b\nX,Ex,80,20\nY,Why,30,40\nZ,Zed,,10\n"

SCALES_TRIED = [
    engine.MinMax(1, 100), engine.ZScore(10, 2), engine.Ranks(), engine.Borda(), engine.Percentile(50.0),
    engine.DistanceToMaximum(), engine.DistanceToReference("X", capped=True), engine.DistanceToTarget(),
    engine.FractionOfMaximum(), engine.Goalposts(1, 10),
]  # fmt: skip
MEANS_TRIED = [
    engine.ARITHMETIC, engine.GEOMETRIC, engine.HARMONIC, engine.PowerMean(-5.0, floor=1.0), engine.Minimum(),
    engine.OrderedWeights(0.3), engine.Copeland(), engine.CopelandWins(), engine.BenefitOfTheDoubt(0.1, 0.9),
    engine.MeanOfWhatIsThere(0.0),
]  # fmt: skip
WEIGHTINGS_TRIED = [
    engine.Equal(), engine.Given({"a": 1.0, "b": 2.0}), engine.PrincipalComponent(),
    engine.BudgetAllocation({"Ann": {"a": 30.0, "b": 70.0}}),
    engine.PairwiseComparison(("a", "b"), ((1.0, 3.0), (1 / 3, 1.0)), 0.2),
    engine.Given({"a": 30.0, "b": 70.0}, summing_to=100.0),
    engine.Balanced(1, by=(engine.ARITHMETIC, engine.GEOMETRIC), targets={"a": 1.0, "b": 2.0}, least=0.05),
]  # fmt: skip
STEPS_TRIED = [
    engine.Denominate({"a": 1000.0}), engine.Screen(0.5, "group"), engine.Impute("nearest", neighbours=3),
    engine.Treat(3, 1.5, otherwise="box_cox", box_cox_power=0.5, most_share=0.1, own={"a": None, "b": engine.Treat(0)}),
    *(engine.Normalise(scale, own={"b": engine.MinMax()}) for scale in SCALES_TRIED),
    *(engine.Weigh(weighting) for weighting in WEIGHTINGS_TRIED),
    *(engine.Aggregate(mean) for mean in MEANS_TRIED),
    engine.Aggregate((engine.ARITHMETIC, engine.PowerMean(-5.0, floor=1.0))),
]  # fmt: skip
FACTORS_TRIED = [
    engine.Alternatives("points", "treat", (0, 1, 2), "most_points", (1.0, 2.0, 1.0)),
    engine.Alternatives("scale", "normalise", (engine.Normalise(engine.MinMax()), engine.Normalise(engine.Ranks()))),
    engine.Alternatives("mean", "aggregate", (engine.Aggregate(engine.ARITHMETIC), engine.Aggregate(engine.Minimum()))),
    engine.Alternatives("p", "aggregate", (-5.0, 1.0), "by.p"),
    engine.Alternatives("how", "normalise", (engine.MinMax(), engine.Ranks()), "by"),
    engine.evenly_between("skew", "treat", "skew_limit", 1.0, 3.0, settings=3),
    engine.Between("power", "aggregate", "by.p", -5.0, 1.0),
    engine.Between("lambda", "treat", "box_cox_power", -1.0, 1.0), engine.WeightNoise("noise", 0.25, (1,)),
    engine.AnyWeights("any"),
    engine.WeightSets("experts", ({"a": 1.0, "b": 2.0}, {"a": 2.0, "b": 1.0})),
    engine.OneDropped("dropped", ("a",)), engine.GapsFilled("gaps"), engine.ValueNoise("values", 2.0),
]  # fmt: skip


def study_with(tmp_path: Path, text: str, name: str = "study.toml") -> Path:
    (tmp_path / "iMeta.csv").write_bytes(META)
    (tmp_path / "iData.csv").write_bytes(DATA)
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


TABLES = '[tables]\nmeta = "iMeta.csv"\ndata = "iData.csv"\n'


def everything(tmp_path: Path) -> Study:
    """A study with every step and factor that the tests know, though nobody would take all of them."""
    read = read_study(study_with(tmp_path, f'title = "All"\nsources = ["by hand"]\nseed = 7\n{TABLES}'))
    return Study(
        read.title, read.definition, read.table, tuple(STEPS_TRIED), tuple(FACTORS_TRIED), seed=7, replications=50,
        samples=64, limits=engine.Limits(least_coverage=0.5), about="“Quoted” \\ and\nbroken", sources=("by hand",),
    )  # fmt: skip


def test_everything_that_the_engine_offers_is_tried() -> None:
    for known, tried in ((STEPS, STEPS_TRIED), (SCALES, SCALES_TRIED), (MEANS, MEANS_TRIED),
                         (WEIGHTINGS, WEIGHTINGS_TRIED), (FACTORS, FACTORS_TRIED)):  # fmt: skip
        assert {type(one) for one in tried} == set(known.values())
    offered = {getattr(engine, name) for name in engine.__all__ if isinstance(getattr(engine, name), type)}
    steps = {one for one in offered if isinstance(getattr(one, "name", None), str) and hasattr(one, "apply")}
    assert steps == set(STEPS.values())


@pytest.mark.parametrize("form", ["study.toml", "study.json"])
def test_every_step_and_factor_goes_out_and_comes_back(tmp_path: Path, form: str) -> None:
    study = everything(tmp_path)
    written = (study_as_toml if form.endswith("toml") else study_as_json)(study, {"meta": "m.csv", "data": "d.csv"})

    read = read_choices(written, form)

    assert read.steps == study.steps
    assert read.factors == study.factors
    assert (read.title, read.about, read.sources) == (study.title, study.about, study.sources)
    assert (read.seed, read.replications, read.samples, read.limits) == (7, 50, 64, study.limits)
    assert read.tables == {"meta": "m.csv", "data": "d.csv"}


def test_a_study_without_steps_says_whose_it_takes(tmp_path: Path) -> None:
    study = read_study(study_with(tmp_path, TABLES))

    assert study.title == "study"
    assert [type(step).__name__ for step in study.steps] == ["Normalise", "Aggregate"]
    assert "No step was named" in study.notes[0]
    assert "No factor was named" in study.notes[1]


BAD = [
    ('titel = "x"', "study.toml, titel", "Known: title"),
    ("seed = 1.5", "study.toml, seed", "whole number"),
    ("seed = true", "study.toml, seed", "whole number"),
    ('seed = "1"', "study.toml, seed", "whole number"),
    ("replications = 0", "study.toml, replications", "at least 1"),
    ("title = 3", "study.toml, title", "in quotes"),
    ("step = 3", "study.toml, step", "[[step]]"),
    ('[[step]]\nkind = "normalize"', "study.toml, step[1].kind", "normalise"),
    ('[[step]]\nkind = "normalise"', "study.toml, step[1].by", "needs it"),
    ('[[step]]\nkind = "normalise"\nby = "min-max"\nlow = 1', "study.toml, step[1].low", "Known: by, own"),
    ('[[step]]\nkind = "normalise"\nby = { kind = "min-max", low = "a" }', "step[1].by.low", "a number"),
    ('[[step]]\nkind = "aggregate"\nby = ["arithmetic", "mean"]', "step[1].by[2]", "geometric"),
    ('[[step]]\nkind = "aggregate"\nby = { kind = "power-mean", p = -5, floor = -1 }', "step[1].by", "floor"),
    ('[[step]]\nkind = "treat"\nmost_points = 1.5', "step[1].most_points", "a whole number"),
    ('[[factor]]\nkind = "noise"', "factor[1].kind", "weight-noise"),
    ('[[factor]]\nkind = "weight-noise"\nname = "w"\nshare = 2', "factor[1]", "0.25"),
    (
        '[[factor]]\nkind = "alternatives"\nname = "a"\nstep = "treat"\nparameter = "most_points"\namong = 3',
        "among",
        "list",
    ),
    ('[[factor]]\nkind = "evenly-between"\nname = "a"\nstep = "treat"', "factor[1].parameter", "missing"),
    ("[limits]\nleast = 1", "limits.least", "least_coverage"),
    ('[limits]\nleast_alpha = "a"', "limits.least_alpha", "number"),
    ('[tables]\nmeta = "a.csv"', "study.toml, tables", "both meta and data"),
    ('[tables]\nworkbook = "../../secret.xlsx"', "tables.workbook", "beside it"),
    ('[tables]\nworkbook = "/etc/hosts"', "tables.workbook", "beside it"),
    ("title = ", "study.toml", "is no TOML"),
]


@pytest.mark.parametrize(("text", "where", "remedy"), BAD)
def test_what_is_wrong_is_named_with_its_key_and_a_remedy(text: str, where: str, remedy: str) -> None:
    with pytest.raises(BadStudy) as refused:
        read_choices(text.encode(), "study.toml")

    assert where in str(refused.value)
    assert remedy in str(refused.value)


@pytest.mark.parametrize(("content", "name", "words"), [
    (b"\xff\xfe", "a.toml", "UTF-8"),
    (b"[1]", "a.json", "no table"),
    (b"{", "a.json", "no JSON"),
    (b"[" * 90_000, "a.json", "nested"),
    (b" " * 1_000_001, "a.toml", "at most"),
])  # fmt: skip
def test_what_is_no_study_at_all_is_refused(content: bytes, name: str, words: str) -> None:
    with pytest.raises(BadStudy, match=words):
        read_choices(content, name)


def test_missing_tables_are_named(tmp_path: Path) -> None:
    path = study_with(tmp_path, '[tables]\nmeta = "iMeta.csv"\ndata = "gone.csv"\n')

    with pytest.raises(BadStudy, match=r"gone\.csv.*cannot be read"):
        read_study(path)
    with pytest.raises(BadStudy, match="tables"):
        read_study(study_with(tmp_path, 'title = "x"'))


def test_settings_that_no_study_can_hold_are_refused() -> None:
    class Own:
        pass

    with pytest.raises(BadStudy):
        settings_of(Own())
    with pytest.raises(BadStudy):
        step_from("normalise", "here")


def test_default_parameters_are_left_out() -> None:
    found: dict[str, Any] = settings_of(engine.Aggregate(engine.ARITHMETIC))

    assert found == {"kind": "aggregate", "by": "arithmetic"}
