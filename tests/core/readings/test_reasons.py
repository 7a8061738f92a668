# ruff: noqa: E501 -- a case is read best on one line
"""Every status has a reason that can be written down, and every reason says what is so."""

import pytest

from openregime.core.facts import Completeness, Span, Status
from openregime.core.observatory import Observatory
from openregime.core.readings.reasons import TEXTS, Reason
from openregime.io.observatories import load
from tests.core.readings.worlds import claim, complete, day, observatory, party, record, state

DAYS = ("1975-01-01", "1995-12-31", "2013-10-18", "2018-06-01", "2026-11-23")


@pytest.mark.parametrize("on", DAYS)
def test_every_requirement_of_every_state_has_a_reason_in_words(on: str) -> None:
    observatory = load()
    held = observatory.record
    known = held.by_id.keys() | {c.id for c in held.completeness}
    for entity in held.states:
        for link in observatory.state(entity.id, on).links:
            for requirement in link.requirements:
                words = requirement.reason.in_english()
                assert words
                assert "{" not in words
                assert "None" not in words
                assert "9999" not in words, (entity.id, requirement.requirement.id, words)
                assert "0001-01-01" not in words, (entity.id, requirement.requirement.id, words)
                assert set(requirement.reason.claims) <= known, (entity.id, requirement.requirement.id)


def reason(seen: Observatory, requirement: str, on: str) -> Reason:
    return next(
        r.reason for x in seen.state("AAA", on).links for r in x.requirements if r.requirement.id == requirement
    )


def world(*claims: object, lists: tuple[Completeness, ...] = ()) -> Observatory:
    return observatory(record([state("AAA")], claims, lists))  # type: ignore[arg-type]


MISSION = claim("AAA", "mission.M1.status", "held", valid="2008", recorded="2009-01-01")
REPORT = claim("AAA", "mission.M1.report_published", "no", valid="2008", recorded="2009-01-01")


@pytest.mark.parametrize(
    ("code", "requirement", "on", "seen", "words"),
    [
        ("since", "icsant", "2013-01-01", world(*party("AAA", "icsant", "2010-05-01")), "since 2010-05-01"),
        ("between", "mission", "2013-01-01", world(MISSION), "from 2008-01-01 to 2008-12-31"),
        ("by", "performance", "2021-01-01", world(claim("AAA", "performance.status", "met")), "up to 2020-01-01"),
        ("open-window", "mission", "2008-06-01", world(MISSION), "whether before 2008-06-01"),
        ("open-by", "performance", "2019-01-01", world(claim("AAA", "performance.status", "met")), "up to 2020-01-01"),
        ("lapse-open", "mission-recent", "2018-06-01", world(MISSION), "it counts until some day from 2018-01-01"),
        ("ended", "mission-recent", "2019-06-01", world(MISSION), "until 2018-12-31"),
        ("list-complete", "icsant", "2013-01-01", world(lists=(complete("icsant", "2015-01-01"),)), "to 2015-01-01"),
        ("list-ended", "icsant", "2016-01-01", world(lists=(complete("icsant", "2015-01-01"),)), "only to 2015-01-01"),
        ("not-yet", "icsant", "2009-01-01", world(*party("AAA", "icsant", "2010-05-01")), "not before 2010-05-01"),
        ("said-not", "published", "2008-12-01", world(MISSION, REPORT), "2009-01-01 says that it was not so"),
        ("said-not-then", "published", "2010-01-01", world(MISSION, REPORT), "what came after is not known"),
        ("said-not", "performance", "2021-01-01",
         world(claim("AAA", "performance.status", "not-met", valid="2015-01-01")), "2015-01-01"),
        ("said-partly", "performance", "2021-01-01",
         world(claim("AAA", "performance.status", "partly-met", valid="2015-01-01")), "2015-01-01 says that it is so in part"),
        ("may-not-apply", "contact-icsant", "2021-01-01",
         world(claim("AAA", "contact-icsant.status", "met", valid="2015-01-01")), "whether what asks for it was joined"),
        ("silent", "ap", "2021-01-01", world(), "nothing public says so"),
        ("states-only", "report-1540", "2021-01-01", world(), "only the State can say"),
        ("not-open", "icsant", "2001-01-01", world(), "not possible before 2005-09-14"),
        ("not-open", "provisions", "1986-01-01", world(), "not possible before 1987-02-08"),
        ("does-not-apply", "csa", "2021-01-01",
         world(lists=(complete("csa", "2020-01-01", means="not-applicable"),)), "does not apply"),
        ("share", "provisions", "2021-01-01", world(), "0% to 100%"),
    ],
)  # fmt: skip
def test_the_reason_says_what_is_so(code: str, requirement: str, on: str, seen: Observatory, words: str) -> None:
    found = reason(seen, requirement, on)

    assert found.code == code
    assert words in found.in_english()


def test_every_code_is_produced_by_one_of_these() -> None:
    mark = next(m for m in test_the_reason_says_what_is_so.pytestmark if m.name == "parametrize")  # type: ignore[attr-defined]

    elsewhere = {"supposed-outside", "end-contested"}  # tests/core/readings/test_supposed_reasons.py
    elsewhere |= {"own-word"}  # tests/core/readings/test_own_words.py
    elsewhere |= {"nothing-in-force"}  # below
    assert {case[0] for case in mark.args[1]} | elsewhere == TEXTS.keys()


@pytest.mark.parametrize(("on", "code"), [("2016-05-07", "nothing-in-force"), ("2016-05-08", "does-not-apply")])
def test_what_no_treaty_in_force_asks_for_yet_is_not_said_to_wait_for_a_day_that_is_over(on: str, code: str) -> None:
    """The Cook Islands, no Member of the United Nations, had joined neither convention when the Amendment took effect."""
    links = load().state("COK", on).links
    found = next(r.reason for link in links for r in link.requirements if r.requirement.id == "provisions")

    assert found.code == code


def test_the_share_of_provisions_carries_its_span() -> None:
    found = next(
        r for x in world().state("AAA", "2021-01-01").links for r in x.requirements if r.requirement.id == "provisions"
    )

    assert found.status is Status.UNKNOWN
    assert found.span == Span(0, 1)


def test_a_reason_cites_the_claims_it_rests_on() -> None:
    seen = world(*party("AAA", "icsant", "2010-05-01"))

    cited = reason(seen, "icsant", "2013-01-01").claims

    assert set(cited) == {c.id for c in seen.record.claims_about("AAA", "icsant")}


def test_the_day_of_a_claim_is_told_as_begun() -> None:
    seen = world(*party("AAA", "icsant", "2010-05-01"))
    found = next(
        r for x in seen.state("AAA", "2013-01-01").links for r in x.requirements if r.requirement.id == "icsant"
    )

    assert found.begun is not None
    assert found.begun.latest == day("2010-05-01")
