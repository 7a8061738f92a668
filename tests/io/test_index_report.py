"""The report of an index: everything in it, blocked by a failed check, the same bytes for the same study."""

import datetime as dt
from dataclasses import replace

import pytest

from openregime.core.readings.index import Limits
from openregime.core.readings.studies import Study
from openregime.io.index_named import example_study
from openregime.io.index_report import IndexReport, PublicationBlocked, Signature, index_report
from openregime.io.index_report_files import report_as_html, report_as_pdf
from openregime.io.index_settings import BadStudy

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
        "Weights", "Every choice", "Sources",
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
