"""The next best act: trying every act at once gives what supposing each by itself gives."""

import numpy as np
import pytest

import openregime
from openregime.core.readings.supposing import suppose
from openregime.core.repair import (
    Act,
    AdoptMeasure,
    InviteMission,
    Join,
    PublishResult,
    acts_open,
    best_acts,
    day_after,
    joinable,
    parse_acts,
    supposing_acts,
)

SEEN = openregime.load()
ACTS = acts_open(SEEN.chain, SEEN.rules)


@pytest.mark.parametrize(
    ("state", "day", "least"), [("USA", "2013-10-18", 5), ("PAK", "2020-01-01", 5), ("VAT", "2026-11-23", 5)]
)
def test_trying_all_at_once_gives_what_supposing_each_gives(state: str, day: str, least: int) -> None:
    """For acts of every kind, those that lift a link and those that do not."""
    reading = SEEN.reading(day)
    ids = [link.id for link in reading.regime.chain.links]
    tried = {trial.act: trial for trial in best_acts(reading, state, ACTS)}
    compared = [*ACTS[::6], InviteMission(), PublishResult(), Join("icsant")]
    assert len(tried) >= least
    assert {act in tried for act in compared} == {True, False}
    before = [ends[reading.regime.state_row[state]] for ends in reading.links]
    for act in compared:
        supposed = supposing_acts(reading, state, [act])
        low, high = (ends[supposed.regime.state_row[state]] for ends in supposed.links)
        counted = [j for j, end in enumerate(high) if not np.isnan(end)]
        if act in tried:
            assert tried[act].low == pytest.approx({ids[j]: low[j] for j in counted})
            assert tried[act].high == pytest.approx({ids[j]: high[j] for j in counted})
        else:
            np.testing.assert_allclose(low, before[0], err_msg=str(act))
            np.testing.assert_allclose(high, before[1], err_msg=str(act))


def test_every_act_is_offered_once_and_can_be_written_down_and_read_again() -> None:
    joins, measures = joinable(SEEN.chain), [m.id for m in SEEN.rules.measures]
    assert len(set(ACTS)) == len(ACTS) == len(joins) + len(measures) + 2
    assert parse_acts(map(str, ACTS), instruments=joins, measures=measures) == ACTS


def test_the_act_that_lifts_the_certainly_weakest_link_comes_first() -> None:
    trials = best_acts(openregime.load().reading("2013-10-18"), "USA", ACTS)
    assert [str(trial.act) for trial in trials[:2]] == ["join:cppnm_a", "join:icsant"]
    assert trials[0].lifted == ("hard-law",)


def test_no_gain_elsewhere_makes_up_for_a_weak_link() -> None:
    trials = best_acts(openregime.load().reading("2013-10-18"), "USA", ACTS)
    weakest = [min(trial.high.values()) for trial in trials]
    assert weakest == sorted(weakest, reverse=True)


def test_acts_that_lift_nothing_are_left_out() -> None:
    """The United States had joined the CPPNM long before."""
    reading = openregime.load().reading("2013-10-18")
    assert best_acts(reading, "USA", [Join("cppnm")]) == ()
    assert best_acts(reading, "USA", []) == ()


def test_the_day_after_some_acts_is_the_day_that_supposing_them_gives() -> None:
    reading = openregime.load().reading("2026-11-24")
    acts: list[Act] = [Join("icsant"), AdoptMeasure("M28"), InviteMission(), PublishResult()]
    supposed = suppose(reading, "PAK", join=["icsant"], adopt=["M28"], mission=True, publish=True)
    after = day_after(reading, "PAK", acts)

    np.testing.assert_array_equal(after.codes, supposed.codes)
    np.testing.assert_allclose(after.low, supposed.low)
    np.testing.assert_allclose(after.high, supposed.high)
