"""The record: immutable, filtered by what was known, found by name."""

import datetime as dt
from dataclasses import FrozenInstanceError

import pytest

from openregime.core.facts import BadRecord, Problem, UnknownSource, UnknownSubject
from openregime.io.shipped import load_record
from tests.core.readings.worlds import claim, complete, day, party, record, state, total


def test_as_known_keeps_what_was_recorded_by_then_and_nothing_else() -> None:
    early, late = claim("AAA", "x.y", "1", recorded="2010-01-01"), claim("AAA", "x.y", "2", recorded="2010-01-02")
    held = record([state("AAA")], [early, late], [complete("x", "2012-01-01")], [total("x", "2011-01-01", 3)])

    known = held.as_known(day("2010-01-01"))

    assert (known.claims, known.completeness, known.totals) == ((early,), (), ())
    assert held.claims == (early, late)
    assert held.as_known(day("2011-01-01")).totals == held.totals


def test_knowing_later_within_what_was_known_earlier_adds_nothing() -> None:
    held = record([state("AAA")], [claim("AAA", "x.y", "2", recorded="2015-01-01")])

    assert held.as_known(day("2010-01-01")).as_known(day("2020-01-01")).claims == ()


def test_a_claim_is_never_edited() -> None:
    with pytest.raises(FrozenInstanceError):
        claim("AAA", "x.y", "1").value = "2"  # type: ignore[misc]


def test_more_claims_make_another_record() -> None:
    held = record([state("AAA")])
    more = held.with_claims(party("AAA", "icsant", "2010-01-01"))

    assert held.claims == ()
    assert len(more.claims) == 2
    assert [c.object for c in more.claims_about("AAA", "icsant")] == ["icsant.status", "icsant.deposited"]
    assert more.claims_about("AAA", "ics") == []
    assert set(more.by_id) == {c.id for c in more.claims}


@pytest.mark.parametrize("given", ["FRA", "fra", " France ", "france"])
def test_a_state_is_found_by_code_or_name_in_any_case(given: str) -> None:
    assert load_record().state(given).id == "FRA"


@pytest.mark.parametrize(
    ("given", "hint"), [("Franc", r"FRA \(France\)"), ("Korea", "KOR"), ("XXX", "three-letter"), ("", "three-letter")]
)
def test_an_unknown_state_is_refused_with_near_names(given: str, hint: str) -> None:
    with pytest.raises(UnknownSubject, match=hint) as caught:
        load_record().state(given)

    assert caught.value.given == given


@pytest.mark.parametrize("given", ["EUR", "WORLD", "REGIME", "TWN"])
def test_what_is_no_state_has_no_chain(given: str) -> None:
    assert given in load_record().entities
    with pytest.raises(UnknownSubject):
        load_record().state(given)


def test_an_unknown_source_is_refused() -> None:
    with pytest.raises(UnknownSource, match="hearsay"):
        load_record().source("hearsay")


def test_a_bad_record_tells_five_problems_and_counts_the_rest() -> None:
    error = BadRecord([Problem("a.csv", n, "iso3", "is wrong.") for n in range(2, 9)])

    assert "7 rows stand in the way, and nothing was changed" in str(error)
    assert "a.csv, line 6, iso3: is wrong." in str(error)
    assert "and 2 more" in str(error)
    assert "line 8" not in str(error)
    assert len(error.problems) == 7


def test_the_shipped_record_speaks_of_197_states() -> None:
    assert len(load_record().states) == 197
    assert load_record().compiled_on == dt.date(2026, 11, 23)
