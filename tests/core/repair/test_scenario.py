import pytest

from openregime.core.facts.status import Status
from openregime.core.repair import (
    AdoptMeasure,
    BadAct,
    InviteMission,
    Join,
    PublishResult,
    Situation,
    after_acts,
    parse_act,
    parse_acts,
)

KNOWN = {"instruments": ("cppnm_a", "icsant"), "measures": ("M13",)}


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("join:cppnm_a", Join("cppnm_a")),
        (" Join: ICSANT ", Join("icsant")),
        ("adopt:m13", AdoptMeasure("M13")),
        ("mission", InviteMission()),
        (" Publish ", PublishResult()),
    ],
)
def test_acts_are_read_from_text(text: str, act: object) -> None:
    assert parse_act(text, **KNOWN) == act


@pytest.mark.parametrize("act", [Join("icsant"), AdoptMeasure("M13"), InviteMission(), PublishResult()])
def test_an_act_written_down_reads_the_same(act) -> None:
    assert parse_act(str(act), **KNOWN) == act


@pytest.mark.parametrize(
    "text", ["", "join", "join:", "join:npt", "adopt:M99", "mission:FRA", "publish:FRA", "leave:icsant", "adopt:<b>"]
)
def test_anything_else_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(BadAct, match="Write join:cppnm_a, adopt:M13, mission or publish") as refusal:
        parse_act(text, **KNOWN)
    assert refusal.value.text == text


def test_an_act_said_twice_counts_once() -> None:
    assert parse_acts(["mission", "join:icsant", "mission"], **KNOWN) == (InviteMission(), Join("icsant"))


def test_acts_change_the_situation_and_their_order_does_not_matter() -> None:
    here = Situation.of("X", {"icsant": Status.NOT_MET}, {"M13": Status.UNKNOWN})
    acts = [Join("icsant"), AdoptMeasure("M13"), InviteMission(), PublishResult()]
    expected = Situation.of("X", {"icsant": Status.MET}, {"M13": Status.MET})
    assert after_acts(here, acts) == after_acts(here, acts[::-1]) == expected


def test_unknown_and_unsaid_measures_are_the_same_situation() -> None:
    said = Situation.of("X", {}, {"M2": Status.MET, "M1": Status.UNKNOWN})
    assert said == Situation.of("X", {}, {"M2": Status.MET})
    assert (said.status_of("M1"), said.standing("icsant")) == (Status.UNKNOWN, Status.UNKNOWN)
