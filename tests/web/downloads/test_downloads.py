"""Downloads: the figures of the core, in every format, with what must be known to use them; sent once."""

import csv
import datetime as dt
import io
import json
import zipfile

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from openregime.web.downloads import files
from openregime.web.downloads.files import FORMATS, TABLES
from openregime.web.downloads.keeping import KeptFiles
from openregime.web.record.queries import observatory

pytestmark = pytest.mark.django_db
DAYS = "as_of=2013-10-18&as_known=2026-11-23"
ALL = [*TABLES, "changes", "states/FRA", "instruments/cppnm_a"]


@pytest.fixture
def reader() -> Client:
    return Client(raise_request_exception=False)


def content(response: HttpResponseBase) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


def csv_rows(reader: Client, address: str) -> list[dict[str, str]]:
    text = content(reader.get(address)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("table", ALL)
def test_every_table_says_the_same_in_every_format(reader: Client, table: str) -> None:
    rows = csv_rows(reader, f"/data/{table}.csv?{DAYS}")
    tree = json.loads(content(reader.get(f"/data/{table}.json?{DAYS}")))
    book = CalamineWorkbook.from_filelike(io.BytesIO(content(reader.get(f"/data/{table}.xlsx?{DAYS}"))))
    with zipfile.ZipFile(io.BytesIO(content(reader.get(f"/data/{table}.zip?{DAYS}")))) as bundle:
        bundled = {name: bundle.read(name) for name in bundle.namelist()}

    assert len(tree["rows"]) == len(rows) == len(book.get_sheet_by_index(1).to_python()) - 1
    assert "README.md" in bundled
    assert len(bundled) == 2
    assert tree["licence"]
    assert tree["caveats"] or table in ("sources", "totals", "completeness")


def test_a_readme_carries_days_caveats_and_sources(reader: Client) -> None:
    with zipfile.ZipFile(io.BytesIO(content(reader.get(f"/data/weak-links.zip?{DAYS}")))) as bundle:
        readme = bundle.read("README.md").decode()

    assert "As of: 2013-10-18" in readme
    assert "As known on: 2026-11-23" in readme
    assert "Unknown is neither no nor zero" in readme
    assert "`ieadb`" in readme
    assert "free to use" in readme


def test_the_name_of_a_file_carries_its_days(reader: Client) -> None:
    response = reader.get(f"/data/weak-links.csv?{DAYS}")
    wanted = 'attachment; filename="openregime_weak-links_as-of-2013-10-18_as-known-2026-11-23.csv"'
    assert response["Content-Disposition"] == wanted


def test_weak_links_are_those_of_the_core(reader: Client) -> None:
    rows = csv_rows(reader, f"/data/weak-links.csv?{DAYS}")
    core = observatory().weak_links("2013-10-18", "2026-11-23")

    assert [r["requirement"] for r in rows] == [m.requirement.id for m in core]
    assert [(int(r["met_low"]), int(r["met_high"])) for r in rows] == [(m.count.low, m.count.high) for m in core]
    assert [r["certainly"].split(";") if r["certainly"] else [] for r in rows] == [list(m.certainly) for m in core]


def test_a_state_is_that_of_the_core(reader: Client) -> None:
    rows = json.loads(content(reader.get(f"/data/states/FRA.json?{DAYS}")))["rows"]
    core = [r for link in observatory().state("FRA", "2013-10-18", "2026-11-23").links for r in link.requirements]

    assert [(r["requirement"], r["status"]) for r in rows] == [(r.requirement.id, r.status.slug) for r in core]
    assert [r["claims"] for r in rows] == [list(r.reason.claims) for r in core]


def test_claims_are_all_claims_and_none_is_lost_between_the_pieces(reader: Client) -> None:
    response = reader.get("/data/claims.csv?as_known=2026-11-23")
    assert response.streaming

    rows = list(csv.DictReader(io.StringIO(content(response).decode("utf-8-sig"), newline="")))
    record = observatory().record
    assert [r["id"] for r in rows] == [c.id for c in record.claims]
    assert [r["value"].removeprefix("'") for r in rows] == [c.value for c in record.claims]


def test_what_was_not_known_yet_is_not_sent(reader: Client) -> None:
    rows = csv_rows(reader, "/data/claims.csv?as_known=2010-01-01")
    assert 0 < len(rows) < len(observatory().record.claims)
    assert max(r["recorded"] for r in rows) <= "2010-01-01"


@pytest.mark.parametrize("table", ["totals", "completeness", "sources"])
def test_statements_about_the_whole_are_those_known_by_the_day(reader: Client, table: str) -> None:
    then, now = (json.loads(content(reader.get(f"/data/{table}.json?as_known={d}"))) for d in ("2018-06-30", "today"))
    record = observatory().record.as_known(dt.date(2018, 6, 30))

    assert then["as_known"] == "2018-06-30"
    assert 0 < len(then["rows"]) < len(now["rows"])
    if table != "sources":
        assert [row["id"] for row in then["rows"]] == [x.id for x in getattr(record, table)]
    else:
        behind = {s for held in (record.claims, record.totals, record.completeness) for x in held for s in x.sources}
        facts = {row["id"]: row["claims"] for row in then["rows"] if row["collection"] != "rules"}
        assert behind <= facts.keys()
        assert {facts[source] for source in facts.keys() - behind} <= {0}  # nothing rests on them to this day
        assert facts.keys() - behind == {r["id"] for r in now["rows"] if r["id"] in facts and not r["claims"]} - behind
        assert sum(facts.values()) == sum(len(claim.sources) for claim in record.claims)


@pytest.mark.parametrize(
    ("table", "days"),
    [("claims", "_as-known-2026-11-23"), ("totals", "_as-known-2026-11-23"), ("crosswalk", "")],
)
def test_a_day_that_changes_nothing_names_and_makes_no_other_file(reader: Client, table: str, days: str) -> None:
    one, other = (reader.get(f"/data/{table}.csv?as_of={d}&as_known=2026-11-23") for d in ("2013-10-18", "2016-05-08"))

    assert one["ETag"] == other["ETag"]
    assert one["Content-Disposition"] == f'attachment; filename="openregime_{table}{days}.csv"'


def test_the_claims_are_written_once_for_every_day_read_about(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "KEPT", KeptFiles(most=2, waiting=1))
    written: list[object] = []
    real = files.as_xlsx
    monkeypatch.setattr(files, "as_xlsx", lambda *given, **more: written.append(given) or real(*given, **more))

    for day in ("2013-10-18", "2014-10-18", "2015-10-18"):
        assert reader.get(f"/data/claims.xlsx?as_of={day}&as_known=2005-01-01").status_code == 200

    assert len(written) == 1


def test_a_reader_too_many_is_asked_to_come_back(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "KEPT", KeptFiles(most=1, waiting=1))
    files.KEPT._places.acquire()

    refused = reader.get("/data/claims.xlsx")

    assert (refused.status_code, refused["Retry-After"]) == (503, "30")
    assert "Ask again in half a minute" in refused.content.decode()
    assert reader.get("/data/states.csv").status_code == 200


def test_a_state_by_its_name_is_the_same_file(reader: Client) -> None:
    by_name, by_code = (reader.get(f"/data/states/{x}.csv?{DAYS}") for x in ("france", "FRA"))
    assert by_name.content == by_code.content
    assert by_name["Content-Disposition"] == by_code["Content-Disposition"]


def test_what_has_not_changed_is_not_sent_again(reader: Client) -> None:
    first = reader.get(f"/data/states.csv?{DAYS}")
    again = reader.get(f"/data/states.csv?{DAYS}", headers={"if-none-match": first["ETag"]})
    other_day = reader.get("/data/states.csv?as_of=2013-10-17", headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert other_day.status_code == 200
    assert first["ETag"] != other_day["ETag"]


def test_another_language_is_another_file(reader: Client) -> None:
    english, arabic = (reader.get(f"/data/states.csv?{DAYS}&lang={code}") for code in ("en", "ar"))
    assert english["ETag"] != arabic["ETag"]
    assert "فرنسا" in arabic.content.decode()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/data/secrets.csv", 404),
        ("/data/states.exe", 404),
        ("/data/states/XXX.csv", 404),
        ("/data/instruments/none.csv", 404),
        ("/data/instruments/nss20.csv", 400),
        ("/data/../etc/passwd.csv", 404),
        ("/data/states/FRA%0d%0aX-Bad:1.csv", 404),
        ("/data/states.csv?as_of=2013", 400),
        ("/data/changes.csv?from=yesterday", 400),
        ("/data/changes.csv?from=2016-05-08&as_of=2013-10-18", 400),
        ("/data/choose/?what=states&of=XXX", 404),
        ("/data/choose/", 404),
    ],
)
def test_what_is_not_offered_is_refused_in_words(reader: Client, address: str, status: int) -> None:
    response = reader.get(address)
    assert response.status_code == status
    assert "<code>" in response.content.decode()


def test_the_form_leads_to_the_file(reader: Client) -> None:
    response = reader.get(f"/data/choose/?what=changes&from=2013-10-18&format=xlsx&{DAYS}")
    assert response["Location"] == f"/data/changes.xlsx?{DAYS}&from=2013-10-18"


def test_the_page_offers_every_table_in_every_format(reader: Client) -> None:
    page = reader.get(f"/data/?{DAYS}").content.decode()
    wanted = {f'href="/data/{table}.{format_}?as_of=2013-10-18' for table in TABLES for format_ in FORMATS}
    assert {w for w in wanted if w not in page} == set()


def test_one_query_whatever_the_number_of_rows(reader: Client) -> None:
    counts = []
    for address in ("/data/completeness.csv", "/data/claims.csv", "/data/states.json", "/data/"):
        reader.get(address)
        with CaptureQueriesContext(connection) as seen:
            content(reader.get(address))
        counts.append(len(seen))
    assert counts == [1, 1, 1, 1]
