"""The record as an index: the same numbers as the chain, gaps as intervals, and ranks that agree with the engine."""

from dataclasses import replace

import numpy as np
import pytest

from openregime.core.observatory import Observatory
from openregime.core.readings.index import BadDefinition, WeightNoise, rank_range_distributions
from openregime.core.readings.links import UnknownLink
from openregime.core.readings.studies import (
    StateWithoutReading,
    Study,
    audit_of,
    between_two,
    index_of_record,
    over_pillars,
    points_between,
    rank_study,
    results_of,
    sensitivity_of,
    with_choices,
)
from openregime.core.readings.studies.ranks import study_worlds
from openregime.core.readings.studies.shares import share_above
from openregime.io.index.named import UnknownIndex, named_indices, record_index
from openregime.io.observatories import load

DAY = "2016-05-08"
PUBLIC = ("hard-law", "neighbours", "commitments", "reviewed", "capacity")


@pytest.fixture(scope="module")
def seen() -> Observatory:
    return load()


@pytest.fixture(scope="module")
def study(seen: Observatory) -> Study:
    return record_index(seen, "regime", DAY).study


def ends_of_pillars(study: Study) -> tuple[np.ndarray, np.ndarray]:
    results = results_of(study)
    at = [results.parts.index(pillar) for pillar in study.pillars]
    return results.part_low[:, at], results.part_high[:, at]


@pytest.mark.parametrize("day", ["1990-01-01", "2003-01-01", "2013-10-18", DAY, "2026-11-23"])
@pytest.mark.parametrize("name", ["regime", "regime-all"])
def test_a_pillar_is_the_share_that_the_chain_reads(seen: Observatory, day: str, name: str) -> None:
    reading, found = seen.reading(day), record_index(seen, name, day).study
    low, high = reading.links
    rows = [reading.regime.state_row[unit] for unit in found.table.units]
    mine = ends_of_pillars(found)
    for j, pillar in enumerate(found.pillars):
        k = next(n for n, link in enumerate(reading.regime.chain.links) if link.id == pillar)
        counts = ~np.isnan(low[rows, k])
        assert mine[0][counts, j] == pytest.approx(1 + 99 * low[rows, k][counts], abs=1e-9)
        assert mine[1][counts, j] == pytest.approx(1 + 99 * high[rows, k][counts], abs=1e-9)
        assert (mine[0][~counts, j] == 1).all(), "a link of which nothing applies stays wide open"
        assert (mine[1][~counts, j] == 100).all()


def test_states_of_which_nothing_was_due_are_left_out_by_name(seen: Observatory) -> None:
    found = record_index(seen, "regime", "2003-01-01")

    assert "SSD" in found.left_out
    assert "SSD" not in found.study.table.units
    assert "cppnm_a" in found.not_due
    assert any("SSD" in note for note in found.study.notes)


def test_what_cannot_be_asked_is_refused(seen: Observatory) -> None:
    with pytest.raises(StateWithoutReading, match="later day"):
        record_index(seen, "regime", "1970-01-02")
    with pytest.raises(UnknownIndex, match="regime-all"):
        record_index(seen, "best", DAY)
    with pytest.raises(UnknownLink):
        index_of_record(seen.reading(DAY), ["atlantis"], title="", names={})


def test_the_shipped_indices_follow_the_chain_and_say_that_weights_are_proposals(seen: Observatory) -> None:
    links = [link.id for link in seen.chain.links]
    assert list(named_indices()["regime-all"].links) == links
    assert set(named_indices()["regime"].links) == {link.id for link in seen.chain.links if link.speaks == "public"}
    for index in named_indices().values():
        assert set(index.weights) == set(index.links)
        assert (index.power, index.basis) == (-5, "proposal")


@pytest.mark.parametrize("power", [-5.0, 0.0, 1.0, None])
def test_quick_ranks_are_those_of_the_engine(study: Study, power: float | None) -> None:
    weights = {pillar: 1 + n / 10 for n, pillar in enumerate(study.pillars)}
    chosen = with_choices(study, weights, power)
    quick = rank_study(chosen, replications=300)
    engine = rank_range_distributions(study_worlds(chosen, chosen.factors), 300).outer_interval()

    assert quick.is_over_gaps
    assert np.column_stack([quick.low, quick.high]) == pytest.approx(engine)


@pytest.mark.parametrize("power", [-5.0, 1.0, None])
def test_pillars_alone_give_the_same_index(study: Study, power: float | None) -> None:
    chosen = with_choices(study, dict.fromkeys(study.pillars, 1.0), power)
    whole, pillars = results_of(chosen), results_of(over_pillars(chosen, *ends_of_pillars(chosen)))

    for a, b in zip(whole.units, pillars.units, strict=True):
        assert (a.low, a.high) == pytest.approx((b.low, b.high), rel=1e-9)
        assert (a.best_rank, a.worst_rank, a.weakest) == (b.best_rank, b.worst_rank, b.weakest)


def test_ranks_are_those_still_possible_when_next_to_nothing_varies(study: Study) -> None:
    """With next to no noise on weights that differ, so that no two States tie, worlds are as the index stands."""
    study = with_choices(study, {pillar: 1 + n / 10 for n, pillar in enumerate(study.pillars)}, -5.0)
    noise = WeightNoise("weights of pillars", 1e-9, (2,))
    ranks, results = rank_study(study, factors=(noise,), replications=20), results_of(study)

    for one in results.units:
        assert ranks.interval_of(one.unit) == (one.best_rank, one.worst_rank)


def test_equal_seeds_give_equal_ranks_and_others_do_not_need_to(study: Study) -> None:
    a, b = (rank_study(study, replications=200) for _ in range(2))
    other = rank_study(replace(study, seed=2), replications=200)

    assert np.array_equal(a.low, b.low)
    assert np.array_equal(a.high, b.high)
    assert not np.array_equal(a.best_median, other.best_median) or not np.array_equal(a.high, other.high)


def test_points_of_a_difference_add_up(study: Study) -> None:
    low, high = ends_of_pillars(study)
    points = points_between(study, low, high, "JPN", "PRK")
    a, b = results_of(study).of("JPN"), results_of(study).of("PRK")

    for end in (0, 1):
        assert sum(points[p][end] for p in study.pillars) == pytest.approx(points["index"][end])
    assert points["index"] == pytest.approx((a.low - b.high, a.high - b.low))  # type: ignore[operator]


def test_who_is_certainly_above_is_so_in_every_world(study: Study) -> None:
    low, high = ends_of_pillars(study)
    found = between_two(results_of(study), "JPN", "PRK")

    assert found.certain == 1
    assert share_above(study, low, high, "JPN", "PRK", replications=100) == (1.0, 0.0)
    assert between_two(results_of(study), "PRK", "JPN").certain == -1
    assert between_two(results_of(study), "FRA", "JPN").certain == 0


def test_what_is_not_known_is_among_the_choices_that_matter(study: Study) -> None:
    answer = sensitivity_of(study, samples=64)

    assert answer.found.factors == ("weights", "compensation", "what is not known")
    assert "gaps are open" in answer.notes[0]


def test_the_audit_says_which_indicators_it_could_not_judge(study: Study) -> None:
    audit = audit_of(study)
    silent = next(check for check in audit.checks if check.id == "silent-indicators")

    assert not silent.passed
    assert "infcirc869" in silent.where
    assert next(check for check in audit.checks if check.id == "scored-units").finding.startswith("1")


def test_where_nothing_known_differs_the_audit_fails_in_words(seen: Observatory) -> None:
    study = record_index(seen, "regime", "2026-11-23").study
    audit = audit_of(study)
    failed = {check.id: check.finding for check in audit.failed}

    assert "earlier day" in failed["nothing-to-audit"]
    assert "silent-indicators" in failed
    assert set(audit.importance) == {part.id for part in study.definition.parts if part.id != study.definition.top}


def test_a_weight_for_no_pillar_is_refused_by_name(seen: Observatory) -> None:
    with pytest.raises(BadDefinition, match="hard-lwa"):
        index_of_record(seen.reading(DAY), PUBLIC, title="", names={}, weights={"hard-lwa": 2.0})


def test_a_pillar_left_without_a_weight_is_refused_by_name(seen: Observatory) -> None:
    some = dict.fromkeys(PUBLIC[1:], 1.0)
    with pytest.raises(BadDefinition, match=PUBLIC[0]):
        index_of_record(seen.reading(DAY), PUBLIC, title="", names={}, weights=some)
