"""Instruments and links are read word by word: each key that is wrong is named with its line."""

from pathlib import Path

import pytest

from openregime.core.facts import BadRecord
from openregime.io.chain import load_chain, load_instruments, read_chain, read_instruments
from openregime.io.shipped import LIBRARY

LINKS = (LIBRARY / "links.toml").read_text(encoding="utf-8")
INSTRUMENTS = (LIBRARY / "instruments.toml").read_text(encoding="utf-8")

OF_LINKS = [
    (
        'kind = "joined", of = "cns"',
        'kind = "joint", of = "cns"',
        "evidence.kind",
        "“joint” is none of the known words",
    ),
    ('evidence = { kind = "joined", of = "cns" }', 'evidence = { of = "cns" }', "evidence.kind", "is missing"),
    ('kind = "joined", of = "cns"', 'kind = "joined", off = "cns"', "evidence.off", "is no key of evidence"),
    ('evidence = { kind = "joined", of = "cns" }', 'evidence = "joined"', "evidence", "a table in braces"),
    ('speaks = "States"', 'speaks = "states"', "speaks", "public, States"),
    ('level = "regional"', 'level = "local"', "level", "“local” is none of the known words"),
    ("within_years = 10", "within_years = 0", "evidence.within_years", "must be 1 or more; it is 0"),
    ("within_years = 10", 'within_years = "10"', "evidence.within_years", "it is the text “10”"),
    ("opened = 1996-01-01", 'opened = "1996-01-01"', "evidence.opened", "a day without quotes"),
    ("opened = 1996-01-01", "opened = 1996-01-01T00:00:00", "evidence.opened", "a day without quotes"),
    ("any = true, opened", "any = false, opened", "evidence.any", "must be true"),
    ("any = true, opened", 'any = true, any_of = ["NSS12-NSSC"], opened', "evidence.any_of", "not both"),
    ('any_of = ["NSS12-NSSC", "NSS14-NSSC", "NSS16-NSSC"]', 'any_of = "NSS12-NSSC"', "evidence.any_of", "a list"),
    ('act = "mission"', 'act = "misson"', "act", "“misson” is no act"),
    ('title = "Bound by hard law"\n', "", "title", "is missing from [[link]]"),
    ('reason = "An advisory', 'why = "An advisory', "why", "is no key of [[measure_evidence]]"),
]
OF_INSTRUMENTS = [
    ('kind = "treaty"', 'kind = "pact"', "kind", "“pact” is none of the known words"),
    ("lag_days = 30", 'lag_days = "30"', "lag_days", "a whole number without quotes"),
    ("lag_days = 30", "lag_days = true", "lag_days", "it is true"),
    ("lag_days = 30", "lag_days = -1", "lag_days", "0 or more"),
    ("needs = 21", "needs = -21", "needs", "must be 1 or more; it is -21"),
    ("needs_share = [2, 3]", "needs_share = [3, 2]", "needs_share", "the smaller first"),
    ("needs_share = [2, 3]\n", "", "needs_share", "belong together"),
    ('needs_share_of = "cppnm"', 'needs_share_of = "cpnm"', "needs_share_of", "“cpnm” is no instrument"),
    ('requires = "cppnm"', 'requires = "cpnm"', "requires", "“cpnm” is no instrument"),
    ('basis = "recalled"', 'basis = "hearsay"', "basis", "looked_up, recalled"),
    ("opened = 1980-03-03", 'opened = "1980"', "opened", "a day without quotes"),
    ("in_force = 1987-02-08", "in_force = 1977-02-08", "in_force", "lies before opened"),
    ('id = "icsant"', 'id = "cppnm"', "id", "“cppnm” stands twice"),
    ('id = "icsant"', 'id = "ICS ANT"', "id", "an id in quotes"),
    ('short = "CNS"\n', "", "short", "is missing from [[instrument]]"),
    ('short = "CNS"', 'shrt = "CNS"', "shrt", "is no key of [[instrument]]"),
]


@pytest.mark.parametrize(("old", "new", "field", "words"), OF_LINKS)
def test_a_fault_of_a_link_is_named_with_its_line(tmp_path: Path, old: str, new: str, field: str, words: str) -> None:
    path = tmp_path / "links.toml"
    assert old in LINKS
    path.write_text(LINKS.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(BadRecord) as caught:
        read_chain(path)

    expect(caught.value, "links.toml", LINKS, old, new, field, words)


@pytest.mark.parametrize(("old", "new", "field", "words"), OF_INSTRUMENTS)
def test_a_fault_of_an_instrument_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, field: str, words: str
) -> None:
    path = tmp_path / "instruments.toml"
    assert old in INSTRUMENTS
    path.write_text(INSTRUMENTS.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(BadRecord) as caught:
        read_instruments(path)

    expect(caught.value, "instruments.toml", INSTRUMENTS, old, new, field, words)


def expect(error: BadRecord, file: str, text: str, old: str, new: str, field: str, words: str) -> None:
    problem = next(p for p in error.problems if p.field == field)
    assert problem.file == file
    assert words in problem.message
    line = text[: text.index(old)].count("\n") + 1
    near = (
        12 if not new or "missing" in words or "together" in words else 0
    )  # what is not there has the line of its block
    assert line - near <= problem.line <= line


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "instruments.toml"
    path.write_text(INSTRUMENTS.replace("lag_days = 30", 'lag_days = "30"').replace('"treaty"', '"pact"'), "utf-8")

    with pytest.raises(BadRecord) as caught:
        read_instruments(path)

    assert {p.field for p in caught.value.problems} == {"lag_days", "kind"}
    assert len(caught.value.problems) > 10


def test_the_shipped_files_are_read_whole() -> None:
    assert INSTRUMENTS.count("[[instrument]]") == len(load_instruments())
    assert LINKS.count("[[link]]") == len(load_chain().links)
    assert LINKS.count("[[link.requirement]]") == len(load_chain().requirements)
    assert LINKS.count("[[measure_evidence]]") == len(load_chain().measure_evidence)
