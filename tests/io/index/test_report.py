"""The report of an index: everything in it, blocked by a failed check, the same bytes for the same study."""

import datetime as dt
import re
from dataclasses import replace

import pytest

from openregime.core.readings.index import Limits
from openregime.core.readings.studies import Study
from openregime.io.index.named import example_study
from openregime.io.index.report import (
    IndexReport,
    PublicationBlocked,
    Signature,
    factor_words,
    index_report,
    step_words,
)
from openregime.io.index.report_catalogue import catalogue
from openregime.io.index.report_files import MISSING, SIGNS_MISSING, _without, report_as_html, report_as_pdf
from openregime.io.index.report_words import STAYS, report_in
from openregime.io.index.settings import BadStudy
from tests.io.index.test_study import FACTORS_TRIED, STEPS_TRIED

SIGNED = Signature("A. <Nalyst>", "To teach: the failures are the lesson.")


@pytest.fixture(scope="module")
def study() -> Study:
    return replace(example_study(), replications=200, samples=64)


@pytest.fixture(scope="module")
def report(study: Study) -> IndexReport:
    return index_report(study, signature=SIGNED, day=dt.date(2026, 11, 24))


def test_a_failed_check_blocks_the_report_and_names_itself(study: Study) -> None:
    with pytest.raises(PublicationBlocked, match="--signed-by NAME") as blocked:
        index_report(study)
    assert {check.id for check in blocked.value.checks} >= {"coverage-by-unit", "reliability"}


@pytest.mark.parametrize("signature", [Signature("", "why"), Signature("who", "  "), Signature("w" * 300, "why")])
def test_a_signature_needs_a_name_and_a_reason(study: Study, signature: Signature) -> None:
    with pytest.raises(BadStudy, match="signature"):
        index_report(study, signature=signature)


def test_an_index_without_failed_checks_needs_no_signature(study: Study) -> None:
    lenient = Limits(0.0, 100.0, 100.0, 1.0, -10.0, 1e9)

    assert "signed by" not in report_as_html(index_report(replace(study, limits=lenient))).decode()


def test_method_choices_audit_intervals_sensitivity_and_sources_stand_in_it(report: IndexReport) -> None:
    page = report_as_html(report).decode()

    assert [part.heading for part in report.parts] == [
        "What was done", "The index, as intervals", "How sure the ranks are", "Which choice matters", "The audit",
        "The audit: indicators", "The audit: groups", "Weights", "Every choice", "Sources",
    ]  # fmt: skip
    assert "power-mean (p -5, floor 1)" in page
    assert "FAILED: coverage-by-unit" in page
    assert "signed by A. &lt;Nalyst&gt;. Reason given: To teach" in page
    assert "44.0 to 85.9" in page
    assert "Invented for this project" in page
    assert "kind = &quot;weight-noise&quot;" in page
    assert "2026-11-24" in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_the_pdf_is_tagged_and_the_same_for_the_same_study(report: IndexReport, study: Study) -> None:
    first = report_as_pdf(report)
    again = report_as_pdf(index_report(study, signature=SIGNED, day=dt.date(2026, 11, 24)))

    assert first.startswith(b"%PDF-1.7")
    assert first == again
    assert b"/MarkInfo" in first
    assert b"CreationDate" not in first


def test_without_a_day_no_day_is_printed(study: Study) -> None:
    page = report_as_html(index_report(study, signature=SIGNED)).decode()

    assert str(dt.datetime.now(dt.UTC).year) not in page


def test_a_study_that_names_no_source_is_told_so(study: Study) -> None:
    page = report_as_html(index_report(replace(study, sources=()), signature=SIGNED)).decode()

    assert "Figures without a source cannot be checked" in page


def test_in_arabic_every_sentence_is_from_the_catalogue_and_runs_from_right_to_left(report: IndexReport) -> None:
    said = report_in(report, "ar")
    words = catalogue("ar")

    for part in report.parts:
        for text in (part.heading, *part.sentences):
            assert text in report.own or words.knows(text), text
    page = report_as_html(said).decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert "44.0 إلى 85.9" in page  # digits 0 to 9, as on the pages
    assert f"\u2068{report.title}\u2069" in page
    assert '<pre tabindex="0" dir="ltr" lang="en">' in page
    assert "FAILED" not in page
    assert report_as_pdf(said).startswith(b"%PDF-1.7")
    assert report_as_pdf(said) == report_as_pdf(report_in(report, "ar"))


def test_days_and_numbers_below_zero_are_set_apart_in_a_line_from_right_to_left() -> None:
    words = catalogue("ar")

    assert words.say("As of the day of this report, 2026-11-24.") == "بتاريخ هذا التقرير، \u20682026-11-24\u2069."
    assert words.say("-0.03 to 0.14") == "\u2068-0.03\u2069 إلى 0.14"
    assert catalogue("en").say("-0.03 to 0.14") == "-0.03 to 0.14"


@pytest.mark.parametrize("language", ["fr", "", "../ar", "zh-hans"])
def test_another_language_falls_back_to_english_and_says_so(report: IndexReport, language: str) -> None:
    said = report_in(report, language)

    assert said.language == "en"
    assert "this one is in English. Reports are written in: en, ar." in said.lead
    assert said.parts == report.parts


def test_what_the_catalogue_lacks_stays_in_english_and_the_report_says_so(report: IndexReport) -> None:
    odd = replace(report, parts=(replace(report.parts[0], sentences=("Nobody translated this.",)),))

    assert "Nobody translated this." in report_in(odd, "ar").parts[0].sentences[0]
    assert catalogue("ar").say(STAYS) in report_in(odd, "ar").lead
    named = replace(report, parts=(replace(report.parts[0], sentences=("What varies:",), bars=()),))
    assert catalogue("ar").say(STAYS) not in report_in(named, "ar").lead


def test_every_kind_of_step_and_factor_is_said_in_arabic() -> None:
    words = catalogue("ar")
    for sentence in [*map(step_words, STEPS_TRIED), *map(factor_words, FACTORS_TRIED)]:
        assert words.knows(sentence), sentence
        assert words.say(sentence) != sentence


def test_translations_keep_the_places_of_the_english() -> None:
    import tomllib

    from openregime.io.index import report_catalogue as report_words

    for path in report_words.FOLDER.glob("report_words.*.toml"):
        for english, said in tomllib.loads(path.read_text(encoding="utf-8"))["say"].items():
            places = set(re.findall(r"\{#?(\w+)\}", english))
            assert places == set(re.findall(r"\{(\w+)\}", said)), english


@pytest.mark.parametrize(
    "title", ["\u4e2d\u56fd and others", "\u0e44\u0e17\u0e22", "\U0001f600\u200d\U0001f468 smiles", "\x01"]
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_signs_that_the_letters_of_the_pdf_lack_stop_no_report_and_it_says_so(
    report: IndexReport, title: str, language: str
) -> None:
    said = report_in(replace(report, title=title, lead=title, parts=report.parts[:1]), language)

    assert report_as_pdf(said).startswith(b"%PDF-1.7")
    assert catalogue("ar").knows(SIGNS_MISSING)
    content = _without({"title": title, "parts": ["Plain, \u201cquoted\u201d, \u0639\u0631\u0628\u064a"]}, title)
    assert MISSING in content["title"]
    assert content["parts"] == ["Plain, \u201cquoted\u201d, \u0639\u0631\u0628\u064a"], "other signs stay"
