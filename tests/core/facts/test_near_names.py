"""What is offered in place of a State that nobody knows: codes and beginnings of names first, on every face."""

import pytest

from openregime.core.facts import Record, UnknownSubject, near_states, plain_name
from openregime.io.shipped import load_record


@pytest.fixture(scope="module")
def record() -> Record:
    return load_record()


@pytest.mark.parametrize(
    ("given", "nearest"),
    [
        ("NO", ["NOR", "MKD"]),
        ("no", ["NOR", "MKD"]),
        ("FR", ["FRA"]),
        ("CH", ["CHE", "CHL", "CHN", "TCD"]),
        ("IN", ["IND", "IDN"]),
        ("Nor", ["NOR", "MKD"]),
        ("Kore", ["KOR", "PRK"]),
        ("Frence", ["FRA"]),
        ("cote d ivoir", ["CIV"]),
    ],
)
def test_codes_come_first_then_beginnings_of_names(record: Record, given: str, nearest: list[str]) -> None:
    assert nearest == list(near_states(record.states, given))[: len(nearest)]


def test_a_word_that_begins_so_comes_before_a_name_that_only_holds_it(record: Record) -> None:
    found = near_states(record.states, "land", most=200)
    assert found == tuple(sorted(found, key=lambda i: " land" not in f" {plain_name(record.entities[i].name)}"))

    found = near_states(record.states, "guinea", most=9)
    assert found[0] == "GIN"
    assert set(found) == {"GIN", "GNB", "GNQ", "PNG"}


def test_two_letters_do_not_bring_every_name_that_holds_them(record: Record) -> None:
    assert "LBN" not in near_states(record.states, "no", most=200), "Lebanon"


def test_names_of_another_language_are_looked_through_as_well(record: Record) -> None:
    assert near_states(record.states, "فرن", other_names={"FRA": "فرنسا"}) == ("FRA",)


@pytest.mark.parametrize("given", ["", "  ", "!?", "zzzzzzzz"])
def test_what_comes_near_nothing_brings_no_name(record: Record, given: str) -> None:
    assert near_states(record.states, given) == ()


def test_the_refusal_carries_them_nearest_first(record: Record) -> None:
    with pytest.raises(UnknownSubject, match=r"Did you mean NOR \(Norway\), MKD \(North Macedonia\)"):
        record.state("NO")
