import shutil
from pathlib import Path

import pytest

from openregime.core.repair import BadEfforts
from openregime.core.rules import UnknownRule
from openregime.io.rules import (
    LARGEST_FILE_BYTES,
    BadRulesFile,
    UnsoundRules,
    load_rules,
    load_shipped_efforts,
    load_shipped_rules,
    parse_efforts,
    read_rules,
    shipped_folder,
)

EFFORTS = (shipped_folder() / "effort.toml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped rules to spoil."""
    return Path(shutil.copytree(str(shipped_folder() / "rules"), tmp_path / "rules"))


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(folder: Path) -> BadRulesFile:
    with pytest.raises(BadRulesFile) as caught:
        load_rules(folder)
    return caught.value


def test_a_copy_of_the_shipped_rules_reads_the_same(folder: Path) -> None:
    assert load_rules(folder) == load_shipped_rules()


def test_an_unknown_word_is_refused_with_file_line_and_field(folder: Path) -> None:
    spoil(folder / "crosswalk.csv", "M01,CPPNM-A.7.1.b,full", "M01,CPPNM-A.7.1.b,mostly")
    error = refusal(folder)
    assert (error.file, error.line, error.field) == ("crosswalk.csv", 3, "degree")
    assert "“mostly” is none of full, partial" in str(error)


@pytest.mark.parametrize(
    ("file", "old", "new", "field"),
    [
        ("provisions.csv", "CPPNM-A.2,", ",", "id"),
        ("provisions.csv", ",looked_up,", ",seen,", "basis"),
        ("provisions.csv", ",S-CPPNMA,yes,", ",S-CPPNMA,maybe,", "new_in_amendment"),
        ("measures.csv", ",criminalisation,", ",,", "theme"),
    ],
)
def test_a_bad_field_is_refused_by_name(folder: Path, file: str, old: str, new: str, field: str) -> None:
    spoil(folder / file, old, new)
    assert (refusal(folder).file, refusal(folder).field) == (file, field)


@pytest.mark.parametrize("row", ["M01,CPPNM-A.7.1.b", "M01,CPPNM-A.7.1.b,full,more", '"M01,CPPNM-A.7.1.b,full'])
def test_a_row_of_another_length_or_an_open_quote_is_refused(folder: Path, row: str) -> None:
    spoil(folder / "crosswalk.csv", "M01,CPPNM-A.7.1.b,full", row)
    assert refusal(folder).file == "crosswalk.csv"
    assert refusal(folder).line is not None


def test_other_columns_are_refused(folder: Path) -> None:
    spoil(folder / "sources.csv", "id,title,url", "id,name,url")
    assert "The columns must be id, title, url" in str(refusal(folder))


def test_a_file_that_is_not_utf8_is_refused_with_its_line(folder: Path) -> None:
    path = folder / "measures.csv"
    path.write_bytes(path.read_bytes() + b"M99,caf\xe9,x,,yes,proposal,\n")
    assert (refusal(folder).file, refusal(folder).line) == ("measures.csv", 37)


def test_a_missing_file_and_a_truncated_file_are_refused(folder: Path) -> None:
    (folder / "sources.csv").write_bytes(b"")
    assert refusal(folder).file == "sources.csv"
    (folder / "sources.csv").unlink()
    assert "cannot be opened" in str(refusal(folder))


def test_a_huge_file_is_refused_before_it_is_read_whole(folder: Path) -> None:
    with (folder / "measures.csv").open("ab") as stream:
        stream.truncate(LARGEST_FILE_BYTES * 20)
    assert "larger than 5,000,000 bytes" in str(refusal(folder))


def test_rules_that_do_not_hold_together_are_refused_with_every_finding(folder: Path) -> None:
    spoil(folder / "crosswalk.csv", "M01,CPPNM-A.7.1.b,full", "M99,CPPNM-A.7.1.b,full")
    spoil(folder / "provisions.csv", "looked_up,S-CPPNMA", "looked_up,S-NOWHERE")
    with pytest.raises(UnsoundRules) as caught:
        load_rules(folder)
    assert [f.code for f in caught.value.findings] == ["dangling-link", "missing-source"]
    assert read_rules(folder).source_by_id.keys() == load_shipped_rules().source_by_id.keys()


def test_an_instrument_that_the_library_does_not_describe_is_refused() -> None:
    with pytest.raises(UnsoundRules, match="cppnm"):
        load_shipped_rules(known_instruments={"icsant"})


def test_a_formula_in_a_cell_stays_text(folder: Path) -> None:
    spoil(folder / "measures.csv", "penal code article;", "=1+1;")
    assert load_rules(folder).measures[0].evidence_examples[0] == "=1+1"


def test_shipped_efforts_cover_every_measure_and_say_that_they_are_proposals() -> None:
    rules = load_shipped_rules()
    efforts = load_shipped_efforts(rules)
    assert efforts.of.keys() == rules.measure_by_id.keys()
    assert {row.basis for row in efforts.rows} == {"proposal"}
    assert all(row.reason for row in (*efforts.rows, *efforts.prerequisites))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("yearly_limit_person_months = 60", "", "is missing"),
        ("yearly_limit_person_months = 60", 'yearly_limit_person_months = "60"', "must be"),
        ("partly_in_place_share = 0.5", "partly_in_place_share = 0.5\nspare = 1", "is no key of"),
        ('\nbasis = "proposal"', '\nbasis = "guess"', "“guess” is none of"),
        ("person_months = 4", "person_months = true", "must be"),
        ("years = 1", "years = 1.5", "must be"),
        ("[[theme]]", "[theme", "not valid TOML"),
    ],
)
def test_efforts_that_cannot_be_read_are_refused(old: str, new: str, problem: str) -> None:
    with pytest.raises(BadRulesFile, match=problem):
        parse_efforts(EFFORTS.replace(old, new, 1), load_shipped_rules())


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("person_months = 4", "person_months = 0", BadEfforts),
        ("years = 1", "years = 0", BadEfforts),
        ('theme = "cyber"', 'theme = "other"', BadEfforts),
        ('needs = "M13"', 'needs = "M99"', BadEfforts),
        ('measure = "M30"', 'measure = "M99"', UnknownRule),
        ("yearly_limit_person_months = 60", "yearly_limit_person_months = 0", BadEfforts),
        ("partly_in_place_share = 0.5", "partly_in_place_share = 1.5", BadEfforts),
    ],
)
def test_efforts_that_cannot_be_used_are_refused(old: str, new: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        parse_efforts(EFFORTS.replace(old, new, 1), load_shipped_rules())


def test_prerequisites_in_a_circle_are_refused_by_name() -> None:
    circle = EFFORTS + '\n[[prerequisite]]\nmeasure = "M13"\nneeds = "M15"\nreason = "x"\n'
    with pytest.raises(BadEfforts, match=r"circle: .*M13"):
        parse_efforts(circle, load_shipped_rules())
