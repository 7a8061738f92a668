"""The next best act: trying every act at once gives what supposing each by itself gives."""

import numpy as np
import pytest

import openregime
from openregime.core.readings.supposing import suppose
from openregime.core.repair import AdoptMeasure, InviteMission, Join
from openregime.core.repair.trying import AnyAct, PublishResult, best_acts, day_after

JOINS = ("cppnm", "cppnm_a", "icsant", "cns", "jc", "enc", "ac", "csa", "ap", "infcirc869", "gicnt", "itdb")
MEASURES = tuple(f"M{n:02}" for n in range(1, 36))
ACTS: tuple[AnyAct, ...] = (
    *(Join(i) for i in JOINS), InviteMission(), PublishResult(), *(AdoptMeasure(m) for m in MEASURES),
)  # fmt: skip


@pytest.mark.parametrize(("state", "day"), [("USA", "2013-10-18"), ("PAK", "2020-01-01"), ("VAT", "2026-11-23")])
def test_trying_all_at_once_gives_what_supposing_each_gives(state: str, day: str) -> None:
    reading = openregime.load().reading(day)
    ids = [link.id for link in reading.regime.chain.links]
    for trial in best_acts(reading, state, ACTS)[::6]:
        act = trial.act
        supposed = suppose(
            reading,
            state,
            join=[act.instrument] if isinstance(act, Join) else [],
            adopt=[act.measure] if isinstance(act, AdoptMeasure) else [],
            mission=isinstance(act, InviteMission),
            publish=isinstance(act, PublishResult),
        )
        low, high = (ends[supposed.regime.state_row[state]] for ends in supposed.links)
        counted = [j for j, end in enumerate(high) if not np.isnan(end)]
        assert trial.low == pytest.approx({ids[j]: low[j] for j in counted})
        assert trial.high == pytest.approx({ids[j]: high[j] for j in counted})


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
    acts: list[AnyAct] = [Join("icsant"), AdoptMeasure("M28"), InviteMission(), PublishResult()]
    supposed = suppose(reading, "PAK", join=["icsant"], adopt=["M28"], mission=True, publish=True)
    after = day_after(reading, "PAK", acts)

    np.testing.assert_array_equal(after.codes, supposed.codes)
    np.testing.assert_allclose(after.low, supposed.low)
    np.testing.assert_allclose(after.high, supposed.high)
