from dataclasses import replace

from openregime.core.rules import (
    AmendedText,
    Basis,
    Binding,
    Contribution,
    Degree,
    Rules,
    RuleSource,
    Severity,
    check_rules,
)
from tests.core.rules.made_rules import made_provision, made_rules

SOUND = made_rules({"a.1": ["M1"], "a.2": ["~M1", "~M2"]}, suffices={"a.2": True})


def codes(rules: Rules, known: tuple[str, ...] = ("a",)) -> list[tuple[str, str]]:
    return [(finding.code, finding.where) for finding in check_rules(rules, known)]


def test_sound_rules_have_no_findings() -> None:
    assert check_rules(SOUND, {"a"}) == []


def test_unknown_instruments_are_found() -> None:
    assert codes(SOUND, ()) == [("unknown-instrument", "a.1"), ("unknown-instrument", "a.2")]
    text = replace(SOUND, amended_texts=(AmendedText("a", "early", Basis.PROPOSAL, "S"),))
    assert codes(text) == [("unknown-instrument", "a")], "the row of the amended text"


def test_dangling_links_are_found_at_both_ends() -> None:
    links = (*SOUND.crosswalk, Contribution("M9", "a.1", Degree.FULL), Contribution("M1", "z.9", Degree.FULL))
    assert codes(replace(SOUND, crosswalk=links)) == [("dangling-link", "M9 -> a.1"), ("dangling-link", "M1 -> z.9")]


def test_a_finding_names_the_table_and_the_column_that_is_wrong() -> None:
    links = (*SOUND.crosswalk, Contribution("M9", "a.1", Degree.FULL), Contribution("M1", "z.9", Degree.FULL))
    text = AmendedText("a", "early", Basis.PROPOSAL, "T")
    found = check_rules(replace(SOUND, crosswalk=links, amended_texts=(text,)), {"a"})

    assert {(f.table, f.column) for f in found} == {
        ("crosswalk", "measure"), ("crosswalk", "provision"), ("amendments", "original"), ("amendments", "source"),
    }  # fmt: skip
    assert not any("'" in f.message for f in found)


def test_duplicates_are_found_in_every_table() -> None:
    twice = Rules(
        SOUND.provisions + SOUND.provisions[:1],
        SOUND.measures + SOUND.measures[:1],
        SOUND.crosswalk + SOUND.crosswalk[:1],
        SOUND.sources + SOUND.sources[:1],
    )
    assert codes(twice) == [
        ("duplicate-id", "a.1"),
        ("duplicate-id", "M1"),
        ("duplicate-id", "S"),
        ("duplicate-link", "M1 -> a.1"),
    ]


def test_missing_and_nameless_sources_are_found() -> None:
    assert codes(replace(SOUND, sources=())) == [("missing-source", "a.1"), ("missing-source", "a.2")]
    assert codes(replace(SOUND, sources=(RuleSource("S", "", "", ""),))) == [("missing-source", "S")]


def test_a_provision_that_no_measure_serves_is_a_warning_and_a_purpose_clause_only_a_note() -> None:
    more = (made_provision("a.3"), made_provision("a.4", binding=Binding.PURPOSE))
    findings = check_rules(replace(SOUND, provisions=SOUND.provisions + more), {"a"})
    assert [(f.code, f.where, f.severity) for f in findings] == [
        ("unserved-provision", "a.3", Severity.WARNING),
        ("unserved-provision", "a.4", Severity.NOTE),
    ]


def test_partial_measures_that_never_meet_a_provision_are_found() -> None:
    assert codes(made_rules({"a.1": ["~M1"]}, suffices={"a.1": False})) == [("never-met", "a.1")]


def test_a_measure_that_serves_nothing_is_found() -> None:
    assert codes(made_rules({"a.1": ["M1"]}, others=["M7"])) == [("idle-measure", "M7")]


def test_partial_measures_need_a_word_on_whether_they_suffice() -> None:
    assert codes(made_rules({"a.1": ["~M1"]})) == [("partials-unsaid", "a.1")]
    assert codes(made_rules({"a.1": ["M1"]}, suffices={"a.1": True})) == [("partials-unsaid", "a.1")]


def test_errors_come_before_warnings_and_notes() -> None:
    worse = made_rules({"a.1": ["M1"]}, others=["M7"])
    findings = check_rules(replace(worse, provisions=(*worse.provisions, made_provision("z.1"))), {"a"})
    assert [finding.severity for finding in findings] == ["error", "warning", "warning"]
