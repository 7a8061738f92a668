"""The check of a library folder: every planted fault is found, with its file, line and field."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from openregime.core.rules import Severity
from openregime.io.library_checks import Fault, NoLibrary, check_library
from openregime.io.shipped import LIBRARY

Edit = Callable[[str], str]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A copy of the shipped library, to be spoilt."""
    return Path(shutil.copytree(LIBRARY, tmp_path / "library"))


def spoil(path: Path, old: str, new: str) -> int:
    """Replace the first `old` in a file; returns the line in which it stands."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def found(library: Path, code: str) -> list[Fault]:
    return [fault for fault in check_library(library).faults if fault.code == code]


def add(path: Path, line: str) -> int:
    """Add a row at the end; returns its line."""
    text = path.read_text(encoding="utf-8")
    text = text if text.endswith("\n") else text + "\n"
    path.write_text(text + line + "\n", encoding="utf-8")
    return text.count("\n") + 1


def test_shipped_library_has_no_error_and_no_warning() -> None:
    survey = check_library(LIBRARY)

    assert [f for f in survey.faults if f.severity is not Severity.NOTE] == []
    assert survey.looked_at["claims"] > 10_000


def test_measure_that_serves_nothing_is_found(library: Path) -> None:
    line = add(library / "rules/measures.csv", "M99,Idle,sanctions,,yes,proposal,")

    (fault,) = found(library, "idle-measure")
    assert (fault.file, fault.line, fault.severity) == ("rules/measures.csv", line, Severity.WARNING)


def test_provision_that_no_measure_serves_is_found(library: Path) -> None:
    path = library / "rules/crosswalk.csv"
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(r for r in rows if ",CPPNM-A.13," not in r), encoding="utf-8")

    fault = next(f for f in found(library, "unserved-provision") if "CPPNM-A.13." in f.message)
    assert (fault.file, fault.field, fault.severity) == ("rules/provisions.csv", "id", Severity.WARNING)
    assert fault.line > 1


def test_dangling_link_is_found(library: Path) -> None:
    line = add(library / "rules/crosswalk.csv", "M01,NO-SUCH.1,full")

    (fault,) = found(library, "dangling-link")
    assert (fault.file, fault.line, fault.field) == ("rules/crosswalk.csv", line, "provision")
    assert "“NO-SUCH.1”" in fault.message


def test_duplicate_link_is_found(library: Path) -> None:
    first = (library / "rules/crosswalk.csv").read_text(encoding="utf-8").splitlines()[1]
    line = add(library / "rules/crosswalk.csv", first)

    (fault,) = found(library, "duplicate-link")
    assert (fault.file, fault.line) == ("rules/crosswalk.csv", line)


def test_unknown_instrument_of_a_provision_is_found(library: Path) -> None:
    path = library / "rules/provisions.csv"
    line = spoil(path, "ICSANT.14,icsant,", "ICSANT.14,icsand,")

    (fault,) = found(library, "unknown-instrument")
    assert (fault.file, fault.line, fault.field) == ("rules/provisions.csv", line, "instrument")


def test_unknown_source_of_a_provision_is_found(library: Path) -> None:
    spoil(library / "rules/sources.csv", "S-CPPNMA,", "S-NOWHERE,")

    faults = found(library, "missing-source")
    assert faults
    assert all(f.severity is Severity.ERROR and f.line > 1 for f in faults)


def test_row_of_an_unknown_state_and_source_is_found(library: Path) -> None:
    line = spoil(library / "record/treaties/adherence.csv", "\nFRA,cppnm,", "\nFRX,cppnm,") + 1

    (fault,) = found(library, "bad-row")
    assert (fault.file, fault.line, fault.field) == ("treaties/adherence.csv", line, "iso3")


def test_same_row_twice_is_found(library: Path) -> None:
    path = library / "record/treaties/adherence.csv"
    row = next(r for r in path.read_text(encoding="utf-8").splitlines() if r.startswith("FRA,icsant,"))
    line = add(path, row)

    assert any(f.line == line and "the same row as line" in f.message for f in found(library, "bad-row"))


def test_days_out_of_order_are_found(library: Path) -> None:
    line = spoil(library / "record/treaties/adherence.csv", ",2013-09-11,", ",2003-09-11,")

    faults = [f for f in check_library(library).faults if f.line == line]
    assert faults
    assert {f.file for f in faults} == {"treaties/adherence.csv"}


def test_deposit_before_the_instrument_was_open_is_found(library: Path) -> None:
    path = library / "instruments.toml"
    spoil(path, "opened = 1980-03-03", "opened = 1986-01-01")

    faults = found(library, "dates-out-of-order")
    assert faults
    assert {(f.file, f.field, f.severity) for f in faults} == {
        ("treaties/adherence.csv", "deposited", Severity.WARNING)
    }


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ('of = "icsant"', 'of = "icsand"', "unknown-instrument", "names instrument icsand"),
        ('act = "adopt:M34"', 'act = "adopt:M94"', "unknown-measure", "names measure M94"),
        ('act = "join:cns"', 'act = "join:cnz"', "unknown-instrument", "names instrument cnz"),
        ('"NSS12-NSSC"', '"NSS12-NONE"', "unknown-statement", "names statement NSS12-NONE"),
        ('requirement = "institution"', 'requirement = "institute"', "unknown-requirement", "requirement institute"),
        ('measure = "M33"', 'measure = "M93"', "unknown-measure", "names measure M93"),
        ('id = "gicnt"', 'id = "infcirc869"', "duplicate-id", "infcirc869 stands twice"),
    ],
)
def test_faults_of_the_chain_are_found(library: Path, old: str, new: str, code: str, words: str) -> None:
    spoil(library / "links.toml", old, new)

    faults = [f for f in found(library, code) if f.file == "links.toml"]
    assert [f for f in faults if words in f.message]
    assert all(f.severity is Severity.ERROR for f in faults)


def test_requirement_ids_are_found_at_their_line(library: Path) -> None:
    line = spoil(library / "links.toml", 'id = "gicnt"', 'id = "infcirc869"')

    (fault,) = found(library, "duplicate-id")
    assert fault.line == line


UNREADABLE = [
    (file, harm)
    for file in ("links.toml", "instruments.toml", "effort.toml", "rules/crosswalk.csv")
    for harm in ("cut off", "not UTF-8", "missing")
    if (file, harm) != ("effort.toml", "missing")  # a library may leave the efforts to its users
]


@pytest.mark.parametrize(("file", "harm"), UNREADABLE)
def test_unreadable_files_are_named(library: Path, file: str, harm: str) -> None:
    path = library / file
    content = path.read_bytes()
    if harm == "missing":
        path.unlink()
    else:
        path.write_bytes(content[: len(content) // 2] + b'\n"' if harm == "cut off" else b"\xff\xfe" + content)
    survey = check_library(library)
    assert survey.errors
    assert {f.file for f in survey.faults if f.severity is Severity.ERROR} >= {file}


EFFORT_FAULTS = [
    ("person_months = 24", 'person_months = "24"', "person_months", "must be a number"),
    ('measure = "M30"', 'measure = "M99"', "measure", "There is no measure “M99”"),
    ('needs = "M13"', 'needs = "M99"', "needs", "no effort is given for M99"),
    ("yearly_limit_person_months = 60", "yearly_limit_person_months = 0", "yearly_limit_person_months", "yearly limit"),
    ('[[theme]]\ntheme = "cyber"', '[[theme]]\nteme = "cyber"', "teme", "is no key of [[theme]]"),
]


@pytest.mark.parametrize(("old", "new", "field", "words"), EFFORT_FAULTS)
def test_a_fault_of_the_efforts_is_found_at_its_line(library: Path, old: str, new: str, field: str, words: str) -> None:
    line = spoil(library / "effort.toml", old, new) + old.count("\n")

    fault = next(f for f in check_library(library).faults if f.file == "effort.toml" and words in f.message)
    assert (fault.line, fault.field, fault.severity) == (line, field, Severity.ERROR)


def test_the_end_of_the_crosswalk_that_dangles_is_named(library: Path) -> None:
    line = spoil(library / "rules/crosswalk.csv", "M01,CPPNM-A.7.1.b,full", "M99,CPPNM-A.7.1.b,full")

    (fault,) = found(library, "dangling-link")
    assert (fault.file, fault.line, fault.field) == ("rules/crosswalk.csv", line, "measure")


def test_bad_words_in_several_rows_of_the_rules_are_told_at_once(library: Path) -> None:
    spoil(library / "rules/crosswalk.csv", "M01,CPPNM-A.7.1.b,full", "M01,CPPNM-A.7.1.b,mostly")
    spoil(library / "rules/provisions.csv", ",looked_up,", ",seen,")

    assert {f.file for f in found(library, "bad-rules-file")} == {"rules/crosswalk.csv", "rules/provisions.csv"}


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "field"),
    [
        ("totals.csv", "icsant,2007-06-07", "icsand,2007-06-07", "unknown-instrument", "object"),
        ("record/evidence/nss_commitment_subscribers.csv", "NSS12-NSSC,ARE", "NSS12-NSSX,ARE", "unknown-statement",
         "commitment_id"),
        ("record/treaties/other_totals.csv", "icsant,2014-05-29", "icsand,2014-05-29", "unknown-instrument",
         "instrument"),
        ("totals.csv", "icsant,2015-09-30,2015-09-30,100,100,100", "icsant,2015-09-30,2015-09-30,90,90,90",
         "total-disagrees", "published"),
        ("totals.csv", "129,stated,,iaea_acppnm_2022,", "129,stated,yes,iaea_acppnm_2022,", "total-disagrees",
         "names_disagree"),
        ("record/treaties/other_totals.csv", "icsant,2015-09-30,100", "icsant,2015-09-30,101", "total-missing",
         "count"),
        ("record/treaties/amendment_totals.csv", "2015-07-31,87", "2015-07-30,87", "total-missing", "count"),
        ("instruments.toml", "in_force = 2016-05-08", "in_force = 2036-05-08", "dates-out-of-order", "in_force"),
        ("world/tile_grid.csv", "AFG,19,6", "AFG,x,6", "bad-row", "column"),
        ("tables.toml", '"links.toml" = ', '"lnks.toml" = ', "unknown-file", "lnks.toml"),
    ],
)  # fmt: skip
def test_what_names_nothing_or_does_not_agree_is_found_at_its_line(
    library: Path, file: str, old: str, new: str, code: str, field: str
) -> None:
    line = spoil(library / file, old, new)

    fault = next(f for f in found(library, code) if f.field == field)
    assert fault.file == file.removeprefix("record/")
    assert fault.line in (line, 0 if file == "tables.toml" else line)
    assert fault.severity is Severity.ERROR


@pytest.mark.parametrize(
    "file", ["rules/crosswalk.csv", "rules/measures.csv", "world/tile_grid.csv", "record/treaties/endings.csv"]
)
def test_a_table_cut_off_at_the_end_of_a_row_is_found(library: Path, file: str) -> None:
    path = library / file
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")

    (fault,) = [f for f in check_library(library).faults if f.field == "rows"]
    assert fault.file == file.removeprefix("record/")
    assert f"= {len(lines) - 2} under [rows]" in fault.message


def test_a_block_cut_off_a_toml_file_is_found(library: Path) -> None:
    text = (library / "links.toml").read_text(encoding="utf-8")
    (library / "links.toml").write_text(text[: text.rindex("[[measure_evidence]]")], encoding="utf-8")

    (fault,) = [f for f in check_library(library).faults if f.severity is Severity.ERROR]
    assert (fault.file, fault.field) == ("links.toml", "rows")


def test_a_file_that_nothing_reads_is_found(library: Path) -> None:
    (library / "record/evidence/more.csv").write_text("iso3\nFRA\n", encoding="utf-8")

    (fault,) = found(library, "stray-file")
    assert fault.file == "evidence/more.csv"


def test_an_instrument_that_stands_twice_brings_no_further_errors(library: Path) -> None:
    line = spoil(library / "instruments.toml", 'id = "icsant"', 'id = "cppnm"')

    (fault,) = [f for f in check_library(library).faults if f.severity is Severity.ERROR]
    assert (fault.file, fault.line, fault.field) == ("instruments.toml", line, "id")


def test_a_deposit_before_statehood_is_found(library: Path) -> None:
    spoil(library / "statehood.csv", "CZE,1993-01-01,", "CZE,1993-01-10,")

    faults = [f for f in found(library, "bad-row") if "before the State existed, 1993-01-10" in f.message]
    assert {(f.file, f.field) for f in faults} == {("treaties/adherence.csv", "in_force")}


def test_a_source_that_speaks_before_the_act_is_a_note(library: Path) -> None:
    notes = found(library, "known-too-early")

    assert notes
    assert {f.severity for f in notes} == {Severity.NOTE}
    assert all(f.line > 1 and f.field == "as_of" for f in notes)


def test_a_library_that_reads_row_by_row_and_not_as_a_whole_is_found(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check ends by reading a day in earnest, whatever the rules above it missed."""
    monkeypatch.setattr("openregime.io.checks.record._named", lambda *_: iter(()))  # as if that rule were not there
    spoil(library / "record/evidence/nss_commitment_subscribers.csv", "NSS12-NSSC,ARE", "NSS99-NONE,ARE")

    faults = [f for f in check_library(library).faults if f.severity is Severity.ERROR]
    assert faults


def test_no_message_speaks_of_the_program_that_reads(library: Path) -> None:
    spoil(library / "rules/crosswalk.csv", "M01,CPPNM-A.7.1.b,full", "M99,CPPNM-A.7.1.b,full")
    spoil(library / "instruments.toml", "lag_days = 30", "lag_days = true")
    spoil(library / "links.toml", "[[link]]", "[[link")
    spoil(library / "effort.toml", "years = 1", "years = []")
    spoil(library / "record/evidence/materials.csv", ",holder,", ",owner,")

    messages = [f.message for f in check_library(library).faults if f.severity is Severity.ERROR]
    assert len(messages) == 5
    for message in messages:
        assert not set("'<>") & set(message), message
        assert not any(word in message for word in ("Error", "True", "NoneType", "dict", "int ", "str ")), message


def test_several_faults_are_told_at_once(library: Path) -> None:
    add(library / "rules/crosswalk.csv", "M01,NO-SUCH.1,full")
    spoil(library / "links.toml", 'act = "join:cns"', 'act = "join:cnz"')
    spoil(library / "record/treaties/adherence.csv", "\nFRA,cppnm,", "\nFRX,cppnm,")

    assert {f.code for f in check_library(library).faults} >= {"dangling-link", "unknown-instrument", "bad-row"}


def test_what_is_no_library_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoLibrary, match="no such folder"):
        check_library(tmp_path / "nowhere")
    with pytest.raises(NoLibrary, match="no library folder"):
        check_library(tmp_path)
    with pytest.raises(NoLibrary, match="this is a file, and a library is a folder"):
        check_library(Path(__file__))
