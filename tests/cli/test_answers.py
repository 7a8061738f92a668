"""What the commands answer: published figures, intervals with their words, the same content in every format."""

import csv
import datetime as dt
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Answer = Callable[..., str]
Tree = Callable[..., dict[str, Any]]

COMMANDS = [
    ("weak-links", "--as-of", "2013-10-18"),
    ("states", "--as-of", "2013-10-18"),
    ("state", "FRA", "--as-of", "2016-05-08"),
    ("state", "IRN", "--as-of", "2016-05-08", "--suppose", "join:cppnm_a", "--suppose", "mission"),
    ("instrument", "cppnm_a", "--as-of", "2016-05-08"),
    ("plan", "PRK", "--as-of", "2016-05-08", "--instruments", "icsant"),
    ("changes", "2016-05-01", "2016-05-08"),
    ("sources",),
    ("sources", "hangg_2014"),
    ("check",),
]


def test_amendment_had_between_70_and_76_parties_before_it_was_in_force(answer: Answer) -> None:
    """Running totals published on 2013-09-16 (70) and 2014-05-29 (76)."""
    shown = answer("instrument", "cppnm_a", "--as-of", "2013-10-18")

    assert "Parties: between 70 and 76 States." in shown
    assert "Not in force; it took effect on 2016-05-08." in shown
    assert "Narrowed by a published total: 76 on 2014-05-29 (hangg_2014)." in shown
    assert [line.split()[:2] for line in shown.splitlines() if line.startswith("  certainly inside")]


def test_amendment_took_effect_with_102_states_and_euratom(answer: Answer, tree: Tree) -> None:
    shown = answer("instrument", "cppnm_a", "--as-of", "2016-05-08")
    found = tree("instrument", "cppnm_a", "--as-of", "2016-05-08")

    assert "In force since 2016-05-08." in shown
    assert "Parties: 102 States, and EURATOM." in shown
    assert (found["joined"], found["organizations"], found["is_in_force"]) == ([102, 102], ["EUR"], True)


@pytest.mark.parametrize(("day", "parties"), [("2014-07-10", 94), ("2025-05-16", 127)])
def test_icsant_has_the_parties_that_the_register_lists(tree: Tree, day: str, parties: int) -> None:
    assert tree("instrument", "icsant", "--as-of", day)["joined"] == [parties, parties]


def test_holders_are_certainly_possibly_and_certainly_not_inside(tree: Tree) -> None:
    holders = tree("instrument", "cppnm_a", "--as-of", "2013-10-18")["holders"]

    assert "RUS" in holders["inside"]
    assert "FRA" in holders["possibly"]
    assert "USA" in holders["outside"]


def test_weak_links_say_certainly_possibly_and_why(answer: Answer) -> None:
    shown = answer("weak-links", "--as-of", "2013-10-18")
    row = next(line for line in shown.splitlines() if "Joined the Amendment of 2005 to the CPPNM" in line)

    assert "121 to 127" in row
    assert "119 (9)" in row
    assert "not in a list that is complete to 2017-11-20" in row
    assert "If nothing changed since the lists ended, 163 have a weak link." in shown
    for heading in ("Certainly (holders)", "Possibly (holders)", "If nothing changed (holders)"):
        assert heading in shown


def test_missing_interval_holds_what_is_certain_by_name(tree: Tree) -> None:
    """By published totals 70 to 76 of 197 States were inside the Amendment: 121 to 127 were not, 119 of them named."""
    found = {link["requirement"]: link for link in tree("weak-links", "--as-of", "2013-10-18")["weak_links"]}

    for link in found.values():
        low, high = link["missing"]
        by_name = len(link["states_certainly"]), len(link["states_certainly"]) + len(link["states_possibly"])
        assert by_name[0] == link["certainly"] <= low <= high <= by_name[1]
    assert found["cppnm_a"]["missing"] == [197 - 76, 197 - 70]
    assert found["cppnm_a"]["certainly"] == 119, "totals say more than names"
    assert any(link["missing"] == [link["certainly"], link["certainly"] + link["possibly"]] for link in found.values())


def test_aspects_together_are_the_two_apart(tree: Tree) -> None:
    apart = [tree("weak-links", "--aspect", a, "--as-of", "2016-05-08")["total"] for a in ("public", "states")]
    together = tree("weak-links", "--as-of", "2016-05-08")["total"]

    assert sum(apart) == together


def test_state_shows_interval_reason_and_source_of_every_requirement(answer: Answer, tree: Tree) -> None:
    shown = answer("state", "France", "--as-of", "2016-05-08")
    found = tree("state", "FRA", "--as-of", "2016-05-08")

    assert "France (FRA), Western Europe, as of 2016-05-08" in shown
    assert "some day from 2008-07-17 to 2015-07-08; the day was not found" in shown
    assert "No link is certainly weak." in shown
    for requirement in (r for link in found["links"] for r in link["requirements"]):
        assert requirement["why"]
        assert (requirement["met"] is None) == (requirement["status"] in ("not-applicable", "not-yet-due"))
        if requirement["status"] == "met":
            assert requirement["sources"], requirement


def test_state_is_found_by_code_name_and_beginning_in_any_case(tree: Tree) -> None:
    for given in ("CIV", "civ", "Côte d'Ivoire", "cote d'ivoire"):
        assert tree("state", given, "--as-of", "2016-05-08")["state"]["code"] == "CIV"
    assert tree("state", "iran", "--as-of", "2016-05-08")["state"]["code"] == "IRN"
    assert tree("state", "NOR", "--as-of", "2016-05-08")["state"]["name"] == "Norway"


def test_every_claim_on_a_state_can_be_shown_with_its_row(answer: Answer) -> None:
    shown = answer("state", "KOR", "--with", "claims", "--with", "provisions", "--as-of", "2016-05-08")

    assert "treaties/adherence.csv:" in shown
    assert "CPPNM-A.7.1.a" in shown
    assert "not verified against the text" in shown


def test_as_known_hides_what_was_not_yet_recorded(tree: Tree) -> None:
    later = tree("instrument", "cppnm_a", "--as-of", "2013-10-18")
    then = tree("instrument", "cppnm_a", "--as-of", "2013-10-18", "--as-known", "2013-10-18")

    assert then["as_known"] == "2013-10-18"
    assert then["joined"][0] <= later["joined"][0]
    assert then["joined"][1] >= later["joined"][1]


def test_supposing_shows_before_and_after(answer: Answer, tree: Tree) -> None:
    acts = ("--suppose", "join:cppnm_a", "--suppose", "mission")
    shown = answer("state", "IRN", "--as-of", "2016-05-08", *acts)
    found = tree("state", "IRN", "--as-of", "2016-05-08", *acts)

    assert "Joined the Amendment of 2005 to the CPPNM" in shown
    assert "certainly better" in shown
    assert found["acts"] == ["join:cppnm_a", "mission"]
    assert {"cppnm_a", "hard-law", "mission", "reviewed"} <= set(found["changed"])
    assert "icsant" not in found["changed"]
    assert found["if_nothing_changed"]["after"][0] >= found["if_nothing_changed"]["before"][0]


def test_supposing_what_was_not_open_says_so(answer: Answer) -> None:
    assert "Amendment could not be joined before 2005-07-08." in answer(
        "state", "IRN", "--as-of", "2001-01-01", "--suppose", "join:cppnm_a"
    )


def test_plan_keeps_the_yearly_limit_and_serves_every_open_provision(tree: Tree) -> None:
    found = tree("plan", "PRK", "--instruments", "cppnm_a,icsant", "--limit", "40", "--as-of", "2016-05-08")
    served = {p.removeprefix("~") for m in found["measures"] for p in m["serves"]}

    assert found["instruments"] == ["cppnm_a", "icsant"]
    assert all(year["person_months"] <= 40 for year in found["years"])
    assert set(found["provisions"]["open"]) <= served
    low, high = found["person_months"]
    assert 0 <= low <= high == sum(m["person_months"] for m in found["measures"])


def test_plan_takes_an_effort_from_the_user(tree: Tree) -> None:
    found = tree("plan", "PRK", "--instruments", "icsant", "--effort", "m18=6:3", "--as-of", "2016-05-08")
    measure = next(m for m in found["measures"] if m["measure"] == "M18")

    assert measure["person_months"] == 6
    assert measure["last_year"] - measure["first_year"] == 2


def test_plan_shows_proof_saving_and_that_efforts_are_proposals(answer: Answer) -> None:
    shown = answer("plan", "PRK", "--instruments", "cppnm_a,icsant", "--as-of", "2016-05-08")

    assert "The set: proven, none takes less." in shown
    assert "doing it together saves up to" in shown
    assert "Efforts are round proposals of this project" in shown


def test_changes_tell_events_from_learning(tree: Tree, answer: Answer) -> None:
    events = tree("changes", "2013-10-18", "2016-05-08")
    learned = tree("changes", "2013-10-18", "2013-10-18", "--first-known", "2013-10-18", "--second-known", "2026-11-23")

    assert {"USA", "JPN"} <= {
        c["code"] for c in events["events"] if (c["requirement"], c["after"]) == ("cppnm_a", "met")
    }
    assert events["learning"] == []
    assert {"instrument": "cppnm_a", "change": "entered-into-force", "day": "2016-05-08"} in events["instruments"]
    assert learned["events"] == []
    assert learned["learning"]
    shown = answer("changes", "2013-10-18", "2016-05-08")
    assert "became true" in shown
    assert "became certain: decided now, may have been so before" in shown


def test_a_source_leads_to_its_claims(answer: Answer) -> None:
    shown = answer("sources", "hangg_2014")

    assert "adherence/KOR/cppnm_a/deposited" in shown
    assert "http://www.hangg.co.kr" in shown


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_json_has_the_same_outer_keys_everywhere(tree: Tree, command: tuple[str, ...]) -> None:
    found = tree(*command)

    assert found["command"] == command[0]
    if command[0] != "check":
        assert {"as_of", "as_known", "record_compiled_on", "record_digest", "caveats", "sources"} <= found.keys()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_csv_is_one_table_with_a_header_of_keys(answer: Answer, command: tuple[str, ...]) -> None:
    rows = list(csv.reader(io.StringIO(answer(*command, "--format", "csv"))))

    assert all(key == key.lower() and " " not in key for key in rows[0])
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(rows) > 1


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_markdown_has_a_heading_and_whole_rows(answer: Answer, command: tuple[str, ...]) -> None:
    lines = answer(*command, "--format", "md").splitlines()
    widths = {line.replace("\\|", "").count("|") for line in lines if line.startswith("|")}

    assert lines[0].startswith("# ")
    assert len(widths) <= 4  # one for each table


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_plain_text_has_no_escape_and_no_box(answer: Answer, command: tuple[str, ...]) -> None:
    shown = answer(*command)

    assert not set(shown) & set("\x1b│─┃━┏╭|")
    assert all(line == line.rstrip() for line in shown.splitlines())


def test_csv_of_states_has_every_state_once(answer: Answer, tree: Tree) -> None:
    rows = list(csv.DictReader(io.StringIO(answer("states", "--format", "csv"))))

    assert len(rows) == len({row["code"] for row in rows}) == tree("states")["total"]
    assert all(0 <= float(row["met_low"]) <= float(row["met_high"]) <= 1 for row in rows if row["met_low"])


def test_rows_cut_the_list_and_say_so(answer: Answer) -> None:
    shown = answer("states", "--rows", "3", "--region", "western europe")

    assert "The first 3 of 9 are shown; --rows 0 shows all." in shown


def test_check_of_the_shipped_library_finds_no_error(tree: Tree) -> None:
    found = tree("check")

    assert found["errors"] == 0
    assert json.dumps(found["read"]).startswith('{"sources_of_facts"')


def test_export_writes_the_site_of_the_days_asked_for(
    answer: Answer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The site itself is tested with the pages; here only what the command hands over and says."""
    from openregime.web.downloads import static_site

    asked: dict[str, Any] = {}

    def write_site(folder: Path, **days: Any) -> static_site.SiteReport:
        asked.update(folder=folder, **days)
        return static_site.SiteReport(folder, 1822, 66, 77_300_000)

    monkeypatch.setattr("openregime.web.site.serve.prepare", lambda: None)
    monkeypatch.setattr(static_site, "write_site", write_site)
    shown = answer("export", str(tmp_path), "--as-of", "2016-05-08", "--as-known", "2020-01-01")

    assert (asked["folder"], asked["as_of"], asked["as_known"]) == (
        tmp_path, dt.date(2016, 5, 8), dt.date(2020, 1, 1),
    )  # fmt: skip
    assert shown == f"{tmp_path}: 1822 pages and 66 other files, 77.3 MB. Open {tmp_path / 'index.html'}.\n"
