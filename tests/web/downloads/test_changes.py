"""The file of changes: events and learning, of States and of instruments, nothing left out; known days to the day."""

import csv
import io
import json
import re
import zipfile

import pytest
from django.http import HttpResponseBase
from django.test import Client
from python_calamine import CalamineWorkbook

from openregime.web.downloads.static_site import Address
from openregime.web.record.queries import observatory

pytestmark = pytest.mark.django_db


def content(response: HttpResponseBase) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


def rows(client: Client, first: str, second: str, known: str = "2026-11-23", **more: str) -> list[dict[str, str]]:
    asked = {"from": first, "as_of": second, "as_known": known, **more}
    text = content(client.get("/data/changes.csv", asked)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    ("first", "second", "instrument", "change", "day"),
    [
        ("2016-05-07", "2016-05-08", "cppnm_a", "entered-into-force", "2016-05-08"),
        ("2007-07-06", "2007-07-07", "icsant", "entered-into-force", "2007-07-07"),
        ("2005-09-13", "2005-09-14", "icsant", "opened", "2005-09-14"),
    ],
)
def test_what_an_instrument_became_is_in_the_file_with_its_day(
    client: Client, first: str, second: str, instrument: str, change: str, day: str
) -> None:
    """Amendment: 8 May 2016. ICSANT: opened 14 September 2005, in force 7 July 2007 (depositaries)."""
    of_it = [r for r in rows(client, first, second) if r["of"] == "instrument" and r["code"] == instrument]

    assert [(r["kind"], r["change"], r["day"]) for r in of_it] == [("event", change, day)]
    assert [(r["requirement"], r["before"], r["after"]) for r in of_it] == [("", "", "")]


def test_an_instrument_became_nothing_on_the_day_after(client: Client) -> None:
    assert [r for r in rows(client, "2016-05-08", "2016-06-08") if r["of"] == "instrument"] == []


def test_events_and_learning_are_those_of_the_core_and_nothing_is_left_out(client: Client) -> None:
    core = observatory().changes("2013-10-18", "2016-05-08", first_known="2013-10-18", second_known="2026-11-23")
    held = rows(client, "2013-10-18", "2016-05-08")

    told = [(r["kind"], r["code"], r["requirement"], r["change"], r["before"], r["after"]) for r in held]
    assert [t for t in told if t[2]] == [
        (c.kind, c.state, c.requirement, c.verb, c.before.slug, c.after.slug) for c in (*core.events, *core.learning)
    ]
    assert [(r["code"], r["change"]) for r in held if r["of"] == "instrument"] == [
        (i.instrument, i.change) for i in core.instruments
    ]
    assert core.learning, "or nothing was learned since 2013, and this test says nothing"
    assert {(r["kind"], r["of"]) for r in held} == {("event", "state"), ("event", "instrument"), ("learning", "state")}


def test_the_day_on_which_a_state_joined_stands_in_its_row(client: Client) -> None:
    """The United States deposited its instrument for ICSANT on 30 September 2015."""
    held = rows(client, "2013-10-18", "2016-05-08")
    one = next(r for r in held if (r["code"], r["requirement"]) == ("USA", "icsant") and r["kind"] == "event")

    assert (one["change"], one["day"]) == ("became-true", "2015-09-30")


def test_nothing_was_learned_where_both_days_are_read_with_the_knowledge_of_the_first(client: Client) -> None:
    held = rows(client, "2013-10-18", "2013-10-18", known="2013-10-18")
    assert held == []


def test_the_sheet_beside_the_changes_says_what_each_column_holds(client: Client) -> None:
    asked = "from=2013-10-18&as_of=2016-05-08&as_known=2026-11-23"
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"/data/changes.xlsx?{asked}").content))
    sheet = " ".join(str(cell) for row in book.get_sheet_by_index(0).to_python() for cell in row)
    with zipfile.ZipFile(io.BytesIO(client.get(f"/data/changes.zip?{asked}").content)) as bundle:
        readme = bundle.read("README.md").decode()
    tree = json.loads(client.get(f"/data/changes.json?{asked}").content)

    for said in (sheet, readme, json.dumps(tree)):
        assert "event: differs between the two days in the world; learning: became known" in said
        assert "state: one requirement of one State; instrument: an instrument as a whole" in said
        assert "Learning: 2013-10-18 read with what was known on 2013-10-18 and on 2026-11-23" in said


def test_the_comparison_of_two_days_leads_to_their_file(client: Client) -> None:
    html = client.get("/compare/?from=2016-05-07&to=2016-05-08&as_known=2026-11-23").content.decode()
    links = re.findall(r'href="(/data/changes\.[a-z]+\?[^"]+)"', html)

    assert [link.partition("?")[0].rpartition(".")[2] for link in links] == ["csv", "json", "xlsx", "zip"]
    held = content(client.get(links[0].replace("&amp;", "&"))).decode()
    assert "entered-into-force" in held


def test_a_copy_as_files_holds_the_changes_up_to_its_day(client: Client) -> None:
    address = Address("/data/changes.csv", (("from", "2013-10-18"),))
    assert address.file == "data/changes.from-2013-10-18.csv"

    html = client.get("/data/?as_of=2016-05-08&as_known=2026-11-23").content.decode()
    assert "/data/changes.csv?as_of=2016-05-08&amp;as_known=2026-11-23&amp;from=2013-10-18" in html
    assert "/data/changes.csv" not in client.get("/data/?as_of=2013-10-18").content.decode()
