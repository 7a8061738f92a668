"""What the commands refuse: a sentence on stderr that names what was given, nothing on stdout, and an exit code."""

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from openregime.cli.directory import BAD_USAGE, INTERRUPTED, UNREADABLE
from openregime.core.facts import BadRecord, Problem

Ask = Callable[..., Any]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("state", "Atlantis"), "“Atlantis”: no State is known by this name."),
        (("state", "Korea"), "Did you mean Republic of Korea (KOR), Democratic People's Republic of Korea (PRK)?"),
        (("state", "Frence"), "Did you mean France (FRA)"),
        (("state", "NO"), "“NO”: no State is known by this name. Did you mean Norway (NOR), North Macedonia (MKD)"),
        (("state", "../../etc/passwd"), "“../../etc/passwd”: no State is known"),
        (("state", "\x1b[31mred\x07"), "“?[31mred?”"),
        (("state", ""), "no State is known by this name."),
        (("state", "x" * 5000), "x…”"),
        (("state", "FRA", "--as-of", "2013-13-40"), "--as-of “2013-13-40”: there is no such day in the calendar."),
        (("state", "FRA", "--as-of", "2015-02-29"), "there is no such day in the calendar."),
        (("state", "FRA", "--as-of", "yesterday"), "--as-of “yesterday”: write the day as YYYY-MM-DD"),
        (("state", "FRA", "--as-of", "2013"), "a whole day is needed, for example 2013-12-28."),
        (("state", "FRA", "--as-of", "1969-12-31"), "the record begins on 1970-01-01"),
        (("state", "FRA", "--as-of", "9999-01-01"), "that day has not come yet"),
        (("state", "FRA", "--as-of", "٢٠١٦-٠٥-٠٨"), "write the day as YYYY-MM-DD"),
        (("weak-links", "--as-known", "tomorrow"), "--as-known “tomorrow”"),
        (("weak-links", "--format", "xml"), "known are table, json, csv, md."),
        (("weak-links", "--aspect", "best"), "known are public, States, together."),
        (("states", "--region", "Narnia"), "Region “Narnia”: known are Africa, Americas,"),
        (("instrument", "cppnm_b"), "no instrument has this id. Known: cppnm, cppnm_a,"),
        (("instrument", "icsant", "--with", "votes"), "known are states, provisions."),
        (("state", "FRA", "--suppose", "join:atlantis"), "no instrument has this id."),
        (("state", "FRA", "--suppose", "join:nss20"), "guidance binds nobody and cannot be joined."),
        (("state", "FRA", "--suppose", "adopt:M99"), "no measure has this id. Known: M01 to M35."),
        (("state", "FRA", "--suppose", "fly"), "write join:INSTRUMENT, adopt:MEASURE, mission or publish."),
        (("state", "FRA", "--suppose", "mission:now"), "write join:INSTRUMENT"),
        (("plan", "FRA", "--limit", "0"), "The yearly limit must be a number from 6 to 10,000 person-months; got"),
        (("plan", "FRA", "--limit", "nan"), "The yearly limit must be a number from 6 to 10,000 person-months; got"),
        (("plan", "FRA", "--effort", "M13"), "write MEASURE=PERSON-MONTHS"),
        (("plan", "FRA", "--effort", "M13=0"), "M13: the effort must be a number from 0.5 to 1,000 person-months"),
        (("plan", "FRA", "--effort", "M13=-4"), "write MEASURE=PERSON-MONTHS"),
        (("plan", "FRA", "--effort", "M13=4:99"), "M13: the years must be a whole number from 1 to 10; got 99."),
        (("plan", "FRA", "--instruments", ""), "name at least one instrument"),
        (("plan", "FRA", "--instruments", "itdb"), "no provisions of it are described. Known: cppnm,"),
        (("changes", "2016-05-08", "2013-10-18"), "2016-05-08, lies after the second, 2013-10-18. Turn them round."),
        (("changes", "2013-10-18", "yesterday"), "SECOND “yesterday”"),
        (("sources", "hangg"), "Did you mean hangg_2014"),
        (("export", __file__), "this is a file. Name a folder."),
        (("export", " "), "this is no name of a folder."),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, tuple) else "",
)
def test_bad_arguments_are_refused_with_words(ask: Ask, arguments: tuple[str, ...], words: str) -> None:
    found = ask(*arguments)

    assert found.exit_code == BAD_USAGE
    assert words in found.stderr
    assert found.stdout == ""
    assert "Traceback" not in found.stderr
    assert found.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [("nosuch",), ("state",), ("state", "FRA", "--nosuch"), ("states", "--rows", "x")]
)
def test_wrong_usage_ends_with_the_code_for_it(ask: Ask, arguments: tuple[str, ...]) -> None:
    found = ask(*arguments)

    assert found.exit_code == BAD_USAGE
    assert "Usage: openregime" in found.stderr


@pytest.mark.parametrize(
    ("folder", "words"),
    [
        ("/etc/passwd", "this is a file, and a library is a folder."),
        ("no such folder", "there is no such folder."),
        ("../no such folder", "there is no such folder."),
    ],
)
def test_check_of_what_is_no_library_says_so(ask: Ask, folder: str, words: str) -> None:
    found = ask("check", folder)

    assert found.exit_code == UNREADABLE
    assert f"{folder}: {words}" in found.stderr


def test_check_of_a_folder_without_tables_says_so(ask: Ask, tmp_path: Path) -> None:
    found = ask("check", str(tmp_path))

    assert found.exit_code == UNREADABLE
    assert "it holds no tables.toml" in found.stderr


def test_export_writes_over_nothing(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")

    found = ask("export", str(tmp_path))

    assert found.exit_code == BAD_USAGE
    assert "it holds something that no export wrote" in found.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (BadRecord([Problem("adherence.csv", 7, "iso3", "“XX” is no known State.")]), "adherence.csv, line 7, iso3"),
        (FileNotFoundError(2, "No such file", "tables.toml"), "The shipped library cannot be read: FileNotFoundError"),
        (KeyError("compiled_on"), "The shipped library cannot be read: KeyError: 'compiled_on'"),
    ],
)
def test_unreadable_record_has_a_code_of_its_own(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, failure: Exception, words: str
) -> None:
    def broken() -> None:
        raise failure

    monkeypatch.setattr("openregime.io.observatories.load", broken)
    found = ask("states")

    assert found.exit_code == UNREADABLE
    assert words in found.stderr


def test_interruption_has_a_code_of_its_own(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("openregime.io.observatories.load", interrupted)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # who starts tests in the background ignores it
    try:
        assert ask("states").exit_code == INTERRUPTED
    finally:
        signal.signal(signal.SIGINT, before)
