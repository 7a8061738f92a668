"""What cannot be read exactly is refused, with file, line and field, and nothing is loaded."""

# ruff: noqa: E501 -- a row of a table is read best on one line
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from openregime.core.errors import OpenRegimeError
from openregime.core.facts import BadRecord
from openregime.io.shipped import LIBRARY, read_library
from openregime.io.tables import LARGEST_TABLE_BYTES, UnreadableTable, read_table, read_table_file

ADHERENCE = "record/treaties/adherence.csv"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A copy of the tables of the library, to be spoilt."""
    ignored = shutil.ignore_patterns("world", "rules", "*.svg")
    return Path(shutil.copytree(LIBRARY, tmp_path / "library", ignore=ignored))


def edit(library: Path, file: str, change: Callable[[bytes], bytes]) -> None:
    path = library / file
    before = path.read_bytes()
    after = change(before)
    assert before != after, "the edit did not touch the file"
    path.write_bytes(after)


def replaced(old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(old.encode(), new.encode(), 1)


def with_row(row: str) -> Callable[[bytes], bytes]:
    return lambda content: content + row.encode() + b"\n"


def line_of(library: Path, file: str, beginning: str) -> int:
    lines = (library / file).read_text(encoding="utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if line.startswith(beginning))


def last_line(library: Path, file: str) -> int:
    return (library / file).read_bytes().count(b"\n")


def refusal(library: Path) -> OpenRegimeError:
    """The refusal of the whole library; that nothing came back is what `raises` shows."""
    with pytest.raises(OpenRegimeError) as caught:
        read_library(library)
    return caught.value


def test_the_copy_itself_is_sound(library: Path) -> None:
    assert len(read_library(library).record.claims) > 10_000


FRA = "FRA,cppnm_a,"

ROWS = [
    # (file, row appended, column named, words in the message)
    ("wrong date", ADHERENCE, "TUV,gicnt,,2010-02-30,,,,ieadb,2020-03-13,,subscriber", "deposited", "2010-02-30"),
    ("date in another style", ADHERENCE, "TUV,gicnt,,18/10/2013,,,,ieadb,2020-03-13,,subscriber", "deposited", "YYYY"),
    ("wrong as-of words", ADHERENCE, "TUV,gicnt,,,,,,ieadb,the other day,,subscriber", "as_of", "the other day"),
    ("unknown State", ADHERENCE, "XXX,cppnm,,,,,,ieadb,2020-03-13,,party", "iso3", "XXX"),
    ("two-letter Norway", ADHERENCE, "NO,gicnt,,,,,,ieadb,2020-03-13,,subscriber", "iso3", "“NO”"),
    ("unknown source", ADHERENCE, "TUV,gicnt,,,,,,hearsay,2020-03-13,,subscriber", "source_id", "hearsay"),
    ("one of two sources unknown", ADHERENCE, "TUV,gicnt,,,,,,ieadb;hearsay,2020-03-13,,subscriber", "source_id", "hearsay"),
    ("no source", ADHERENCE, "TUV,gicnt,,,,,,,2020-03-13,,subscriber", "source_id", "names no source"),
    ("duplicate row", ADHERENCE, "FRA,cppnm,,,,,,ieadb,2020-03-13,,party", "iso3", "the same row as line"),
    ("a row that says nothing", "record/evidence/cns_incidents.csv", "2030,2030,,,,ieadb,2020-03-13,", "row", "says nothing"),
    ("misspelt status", ADHERENCE, "TUV,gicnt,,,,,,ieadb,2020-03-13,,suscriber", "status", "suscriber"),
    ("signed after deposit", ADHERENCE, "TUV,gicnt,2012-01-02,2012-01-01,,,,ieadb,2020-03-13,,subscriber", "deposited", "2012"),
    ("bound before deposit", ADHERENCE, "TUV,gicnt,,2012-01-02,,2012-01-01,,ieadb,2020-03-13,,party", "in_force", "2012"),
    ("signatory with a deposit", ADHERENCE, "TUV,gicnt,,2012-01-02,,,,ieadb,2020-03-13,,signatory", "deposited", "signatory"),
    ("bounds of a dated deposit", "record/treaties/deposit_bounds.csv", "FRA,cppnm,,2000-01-01,sourced,ieadb,", "not_after", "has a date"),
    ("bounds of no party", "record/treaties/deposit_bounds.csv", "TUV,gicnt,,2009-01-01,sourced,ieadb,", "not_after", "no party"),
    ("formula", ADHERENCE, 'TUV,gicnt,,,,,,ieadb,2020-03-13,"=HYPERLINK(""x"")",subscriber', "note", "formula"),
    ("formula after a sign and a digit", ADHERENCE, "TUV,gicnt,,,,,,ieadb,2020-03-13,-2+3+cmd|' /C calc'!A0,subscriber", "note", "formula"),
    ("control character", ADHERENCE, "TUV,gicnt,,,,,,ieadb,2020-03-13,a\x00b,subscriber", "note", "control character"),
    ("too few fields", ADHERENCE, "TUV,gicnt,,,", "row", "5 fields"),
    ("too many fields", ADHERENCE, "TUV,gicnt,,,,,,ieadb,2020-03-13,,subscriber,more", "row", "12 fields"),
    ("open quote", ADHERENCE, 'TUV,gicnt,,,,,,ieadb,2020-03-13,"never closed,subscriber', "row", "quote"),
    ("hostile path for a State", ADHERENCE, "../../etc/passwd,gicnt,,,,,,ieadb,2020-03-13,,subscriber", "iso3", "../../etc"),
    ("hostile path for a source", "record/treaties/sources.csv", "../../etc/passwd,Passwords,,,2020,,", "source_id", "no id"),
    ("source twice", "record/treaties/sources.csv", "ieadb,Again,,,2020,,", "source_id", "twice"),
    ("source of an unclear day", "record/treaties/sources.csv", "late,Late,,,last week,,", "as_of", "last week"),
    ("conflict of an unknown State", "record/treaties/conflicts.csv", "XXX,cppnm,signed,1980-01-01,ieadb,1981-01-01,ieadb,,why", "iso3", "XXX"),
    ("conflict with an unknown source", "record/treaties/conflicts.csv", "FRA,cppnm,signed,1980-01-01,ieadb,1981-01-01,hearsay,,why", "source_b", "hearsay"),
    ("complete up to no day", "completeness.csv", "ap,soon,names,,not-met,ieadb,2020-03-13,", "up_to", "soon"),
    ("complete in a misspelt way", "completeness.csv", "ap,2011-06-30,nams,,not-met,ieadb,2020-03-13,", "closes", "nams"),
    ("complete except for nobody", "completeness.csv", "ap,2011-06-30,names,ZZZ,not-met,ieadb,2020-03-13,", "except_for", "ZZZ"),
    ("total of words", "totals.csv", "ap,2011-06-30,2011-06-30,many,many,109,stated,,asno_2011,", "low", "many"),
    ("total turned round", "totals.csv", "ap,2011-06-30,2011-06-30,110,109,109,stated,,asno_2011,", "high", "110"),
    ("days of a total turned round", "totals.csv", "ap,2011-06-30,2011-06-29,109,109,109,stated,,asno_2011,", "not_after", "before"),
    ("total without a source", "totals.csv", "ap,2011-06-30,2011-06-30,109,109,109,stated,,hearsay,", "source_id", "hearsay"),
    ("statehood on no day", "statehood.csv", "FRA,1970-02,,recalled,ieadb,", "since", "one day"),
    ("statehood of nobody", "statehood.csv", "ZZZ,2002-05-20,2002-09-27,recalled,ieadb,", "iso3", "ZZZ"),
    ("statehood twice", "statehood.csv", "TLS,2002-05-20,2002-09-27,recalled,ieadb,", "iso3", "stands in line"),
    ("statehood on no known ground", "statehood.csv", "FRA,1970-02-01,,guessed,ieadb,", "basis", "guessed"),
    ("statehood to come", "statehood.csv", "FRA,2030-01-01,,recalled,ieadb,", "since", "after the day of compilation"),
    ("admitted before it existed", "statehood.csv", "FRA,1970-02-01,1945-10-24,recalled,ieadb,", "un_admitted", "before the State existed"),
    ("admitted in another year", "statehood.csv", "FRA,1940-02-01,1946-10-24,recalled,ieadb,", "un_admitted", "differ"),
    ("a State among the areas", "areas.csv", "XKX,Somewhere,State,", "kind", "area, whole"),
    ("a total that may or may not agree", "totals.csv", "ap,2011-06-30,2011-06-30,109,109,109,stated,perhaps,asno_2011,", "names_disagree", "perhaps"),
    ("a total of days to come", "totals.csv", "ap,2031-06-30,2031-06-30,109,109,109,stated,,asno_2011,", "not_after", "after the day of compilation"),
    ("complete up to a day after its row", "completeness.csv", "ap,2020-03-14,names,,not-met,ieadb,2020-03-13,", "up_to", "days to come"),
    ("complete up to a day after its source", "completeness.csv", "ap,2017-11-21,names,,not-met,pl_dzu_2018_90,2020-03-13,", "up_to", "its source, 2017-11-20"),
    ("complete up to a day to come", "completeness.csv", "ap,2031-03-14,names,,not-met,ieadb,2031-03-14,", "up_to", "after the day of compilation"),
    ("a deposit to come", ADHERENCE, "TUV,gicnt,,2031-01-01,,,,ieadb,2020-03-13,,subscriber", "deposited", "after the day of compilation"),
    ("a signature to come", ADHERENCE, "TUV,gicnt,2031-01-01,,,,,ieadb,2020-03-13,,subscriber", "signed", "after the day of compilation"),
    ("a source of days to come", "record/treaties/sources.csv", "late,Late,,,2031-01-01,,", "as_of", "after the day of compilation"),
    ("tonnes in words", "record/evidence/materials.csv", "FRA,holder_below_1kg,,HEU,some,,,,twr_395,2023,", "tonnes", "some"),
    ("fewer reactors than none", "record/evidence/reactors.csv", "TUV,-1,0,0,0,0,0,geonuclear,2024-03-03,", "operational", "whole number"),
    ("bounds on no day", "record/treaties/deposit_bounds.csv", "TUV,cppnm,2000-13-01,,sourced,ieadb,", "not_before", "not a date"),
    ("an organisation misspelt into a State", "record/treaties/states.csv", "ZZZ,ZZ,Nowhere,no,Europe,,,Western Europe,,regional organisation,,,", "entity_type", "regional organization"),
    ("membership since no year", "record/treaties/states.csv", "ZZZ,ZZ,Nowhere,yes,Asia,,,Asia,lately,state,,,", "un_member_since", "lately"),
    ("a State without a code", "record/treaties/states.csv", "N0,NO,Norway,yes,Europe,,,Europe,1945,state,,,", "iso3", "three letters"),
    ("a mission that ends before it begins", "record/evidence/ippas_missions.csv",
     "M-TEST,FRA,France,2013,2013-10-18,2013-10-01,held,,,,,unknown,,ieadb,2014,", "end_date", "before"),
    ("a published word nobody knows", "record/evidence/ippas_missions.csv",
     "M-TEST,FRA,France,2013,,,held,,,,,ja,,ieadb,2014,", "report_published", "ja"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "row", "column", "words"), [r[1:] for r in ROWS], ids=[r[0] for r in ROWS])
def test_a_bad_row_is_named_by_file_line_and_field(library: Path, file: str, row: str, column: str, words: str) -> None:
    edit(library, file, with_row(row))

    error = refusal(library)

    assert isinstance(error, BadRecord), error
    named = Path(file).name
    problem = next(p for p in error.problems if p.field == column)
    assert problem.file.endswith(named)
    assert words in problem.message
    assert last_line(library, file) == problem.line
    for said in (f"{named}, line {problem.line}, {column}: ", "nothing was changed"):
        assert said in str(error)


def test_the_line_named_is_the_line_of_the_row(library: Path) -> None:
    line = line_of(library, ADHERENCE, FRA)
    edit(library, ADHERENCE, replaced("\nFRA,cppnm_a,", "\nFRX,cppnm_a,"))

    error = refusal(library)

    assert isinstance(error, BadRecord)
    assert f"adherence.csv, line {line}, iso3" in str(error)


def test_one_bad_cell_is_told_once(library: Path) -> None:
    edit(library, ADHERENCE, with_row("TUV,gicnt,,2010-02-30,,,,ieadb,2020-03-13,,subscriber"))

    error = refusal(library)

    assert isinstance(error, BadRecord)
    assert len(error.problems) == 1


@pytest.mark.parametrize("file", ["record/treaties/adherence.csv", "record/evidence/reactors.csv", "totals.csv",
                                  "completeness.csv", "statehood.csv", "record/treaties/conflicts.csv"])  # fmt: skip
def test_a_table_cut_off_at_the_end_of_a_row_is_refused(library: Path, file: str) -> None:
    """Nothing in the rows that are left is wrong; only their number tells."""
    edit(library, file, lambda content: content[: content.rstrip().rindex(b"\n") + 1])

    error = refusal(library)

    assert isinstance(error, BadRecord)
    (problem,) = error.problems
    assert (problem.file, problem.field) == (file.removeprefix("record/"), "rows")


def test_one_number_is_all_that_a_further_row_takes(library: Path) -> None:
    edit(library, ADHERENCE, with_row("TUV,gicnt,,2012-01-01,,,,ieadb,2020-03-13,,subscriber"))
    assert "write “record/treaties/adherence.csv” = 1446 under [rows]" in str(refusal(library))

    edit(library, "tables.toml", replaced('adherence.csv" = 1445', 'adherence.csv" = 1446'))

    assert read_library(library).record.by_id["adherence/TUV/gicnt/deposited"].value == "2012-01-01"


@pytest.mark.parametrize(("old", "new", "words"), [
    (",operational_mwe,source_id,as_of,note", ",operational_mwe,source_id,as_of,remark", "the column note is missing"),
    (",as_of,note\n", ",as_of,note,more\n", "the column more is none of"),
])  # fmt: skip
def test_a_renamed_or_further_column_is_refused(library: Path, old: str, new: str, words: str) -> None:
    edit(library, "record/evidence/reactors.csv", replaced(old, new))

    assert f"evidence/reactors.csv, line 1: {words}" in str(refusal(library))


def test_a_key_of_the_settings_that_nobody_knows_is_refused_with_its_line(library: Path) -> None:
    line = line_of(library, "tables.toml", "may_be_empty = true")
    edit(library, "tables.toml", replaced("may_be_empty = true", "may_be_emty = true"))

    assert f"tables.toml, line {line}, may_be_emty: is no key of [[table]]" in str(refusal(library))


def test_all_bad_rows_are_told_at_once(library: Path) -> None:
    edit(
        library, ADHERENCE, with_row("XXX,cppnm,,,,,,ieadb,2020-03-13,,party\nYYY,cppnm,,,,,,hearsay,2020-03-13,,party")
    )

    error = refusal(library)

    assert isinstance(error, BadRecord)
    assert len(error.problems) == 2


def test_bounds_turned_round_are_named(library: Path) -> None:
    edit(library, "record/treaties/deposit_bounds.csv", replaced("2008-07-17,2015-07-08", "2015-07-08,2008-07-17"))

    error = refusal(library)

    assert isinstance(error, BadRecord)
    assert error.problems[0].field == "not_after"
    assert "before the earliest day" in str(error)


def test_a_truncated_file_is_refused(library: Path) -> None:
    edit(library, ADHERENCE, lambda content: content[: len(content) // 2])

    error = refusal(library)

    assert isinstance(error, BadRecord)
    assert "adherence.csv, line" in str(error)


def test_a_file_cut_off_inside_a_quoted_cell_is_refused(library: Path) -> None:
    edit(library, ADHERENCE, lambda content: content[: content.index(b'"') + 5])

    assert "quote" in str(refusal(library))


def test_a_word_cut_off_at_the_end_is_no_answer(library: Path) -> None:
    """The last cell of the table is a status: half a word must not pass for “not a party”."""
    edit(library, ADHERENCE, lambda content: content.rstrip()[:-3])

    error = refusal(library)

    assert isinstance(error, BadRecord)
    assert error.problems[0].field == "status"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"iso3,name\xff\n", "line 1 is not UTF-8"),
        (b"iso3,name\nFRA,France\nCIV,C\xf4te d'Ivoire\n", "line 3 is not UTF-8"),
        ("iso3,name\nFRA,France\n".encode("utf-16"), "not UTF-8"),
        (b"iso3,iso3\nFRA,FRA\n", "stands twice"),
        (b"name\nFRA\n", "column iso3 is missing"),
        (b'"iso3\nFRA', "line 1"),
        (b"iso3,=cmd\nFRA,x\n", "no name for a column"),
        (b"iso3,na\x00me\nFRA,x\n", "no name for a column"),
        (b"PK\x03\x04" + bytes(20), "no name for a column"),
    ],
    ids=["empty", "header-not-utf8", "latin-1", "utf-16", "repeated-column", "missing-column", "open-header", "formula",
         "nul", "spreadsheet"],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_its_name(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableTable) as caught:
        read_table(content, "given.csv", ["iso3"])

    assert str(caught.value).startswith("given.csv")
    assert words in str(caught.value)


def test_a_byte_order_mark_changes_nothing() -> None:
    plain = b"iso3,name\nFRA,France\n"

    assert read_table(plain, "a.csv") == read_table(b"\xef\xbb\xbf" + plain, "a.csv")


def test_norway_stays_text() -> None:
    rows = read_table(b"iso3,iso2\nNOR,NO\n", "states.csv")

    assert rows[0].cells == {"iso3": "NOR", "iso2": "NO"}


def test_norway_stays_text_in_the_shipped_record() -> None:
    entity = read_library(LIBRARY).record.state("nor")

    assert (entity.id, entity.iso2, entity.name) == ("NOR", "NO", "Norway")


@pytest.mark.parametrize("cell", ["-17", "+3.5", "-4%", "=", "-", "a=b", "2-1"])
def test_numbers_and_lone_signs_are_no_formulas(cell: str) -> None:
    assert cell == read_table(f"a\n{cell}\n".encode(), "a.csv")[0].cells["a"]


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "+cmd|x", "-1+1", "+1-2", "\t=1", " =1"])
def test_a_cell_that_a_spreadsheet_would_run_is_refused(cell: str) -> None:
    with pytest.raises(BadRecord, match=r"a.csv, line 2, a: .*formula"):
        read_table(f'a\n"{cell}"\n'.encode(), "a.csv")


def test_a_line_inside_a_quoted_cell_does_not_shift_the_count() -> None:
    with pytest.raises(BadRecord, match=r"a\.csv, line 4, row"):
        read_table(b'a,b\n1,"two\nlines"\n3\n', "a.csv")


def test_a_hundred_megabytes_are_refused_before_they_are_read(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (library / ADHERENCE).open("r+b") as file:
        file.truncate(100_000_000)  # sparse: takes no room on disk
    read: list[Path] = []
    original = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda self: read.append(self) or original(self))

    error = refusal(library)

    assert "adherence.csv: 100 MB is more than the 20 MB" in str(error)
    assert library / ADHERENCE not in read


def test_too_many_bytes_are_refused_as_well() -> None:
    with pytest.raises(UnreadableTable, match="more than the 20 MB"):
        read_table(bytes(LARGEST_TABLE_BYTES + 1), "a.csv")


def test_a_missing_file_is_named(library: Path) -> None:
    (library / ADHERENCE).unlink()

    assert "adherence.csv: there is no such file" in str(refusal(library))


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTable, match="no such file"):
        read_table_file(tmp_path)


def test_a_missing_column_is_named_and_not_read_as_silence(library: Path) -> None:
    edit(library, ADHERENCE, replaced("iso3,instrument,signed,", "iso3,instrument,signd,"))

    assert "treaties/adherence.csv, line 1: the column signed is missing" in str(refusal(library))


@pytest.mark.parametrize("file", ["../../../etc/passwd", "/etc/passwd", "treaties/../../totals.csv"])
def test_a_table_outside_the_record_is_not_opened(library: Path, file: str) -> None:
    edit(library, "tables.toml", replaced('file = "treaties/states.csv"', f'file = "{file}"'))

    error = refusal(library)

    assert "lies outside the record" in str(error)
    assert file in str(error)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"compiled_on = ", "line 1: is not valid TOML"), (b"\xff", "is not UTF-8"), (b"a = 1", "compiled_on")],
)
def test_settings_that_cannot_be_read_are_named(library: Path, content: bytes, words: str) -> None:
    (library / "tables.toml").write_bytes(content)

    assert "tables.toml" in str(refusal(library))
    assert words in str(refusal(library))


def test_a_refusal_leaves_the_loaded_record_as_it_was(library: Path) -> None:
    before = read_library(library).record
    edit(library, ADHERENCE, with_row("XXX,cppnm,,,,,,ieadb,2020-03-13,,party"))
    refusal(library)
    edit(library, ADHERENCE, lambda content: content[: content.index(b"XXX,cppnm")])

    assert before == read_library(library).record
