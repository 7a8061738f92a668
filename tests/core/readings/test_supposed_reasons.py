"""The supposed reading has a reason for every status too, and says that it is a supposition."""

import datetime as dt
from dataclasses import replace

import pytest

import openregime
from openregime.core.facts import Status
from openregime.core.readings.links import Evidence
from openregime.core.readings.reasons import reason_for
from openregime.core.readings.state import read_state


@pytest.mark.parametrize("day", [dt.date(2013, 10, 18), dt.date(2026, 11, 24)])
def test_every_state_can_be_read_as_if_nothing_had_changed(day: dt.date) -> None:
    regime = openregime.load().regime()
    supposed = regime.if_nothing_changed(day)
    for state in regime.states:
        for link in read_state(supposed, state).links:
            for requirement in link.requirements:
                assert requirement.reason.in_english()


def test_what_is_only_supposed_says_so() -> None:
    regime = openregime.load().regime()
    supposed = read_state(regime.if_nothing_changed(dt.date(2026, 11, 24)), "IRN")
    icsant = next(r for link in supposed.links for r in link.requirements if r.requirement.id == "icsant")

    assert icsant.status is Status.NOT_MET
    assert icsant.reason.code == "supposed-outside"
    assert icsant.reason.days["day"] == dt.date(2025, 5, 16)


def test_an_end_that_is_contested_leaves_the_status_open_and_says_so() -> None:
    """The DPRK announced its withdrawal from the NPT on 10 January 2003; parties differ on whether it took effect."""
    seen = openregime.load()
    assert "PRK" in seen.instrument("npt", "2003-01-10").inside
    assert "PRK" in seen.instrument("npt", "2003-01-11").perhaps

    regime = seen.regime()
    requirement = replace(regime.chain.requirements[0], evidence=Evidence(kind="joined", of="npt"))
    found = reason_for(regime.tenures, "PRK", requirement, Status.UNKNOWN, dt.date(2013, 10, 18))
    assert found.code == "end-contested"
    assert "contested" in found.in_english()
