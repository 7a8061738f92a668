"""Every face that counts sources counts the same ones, and says which."""

import csv
import datetime as dt
import io
import re

import pytest
from django.test import Client

from openregime.cli.reports.check import check_report
from openregime.cli.reports.sources import sources_report
from openregime.core.facts import SourceTally, tally_of_sources
from openregime.web.record.cross_references import cross_references
from openregime.web.record.known_sources import known_tally
from openregime.web.record.queries import newest_release, observatory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def said(tally: SourceTally) -> str:
    return f"{tally.listed} sources in the list: {tally.carrying} carry claims"


@pytest.mark.parametrize("known", ["2026-11-23", "2012-01-01"])
def test_the_page_of_the_record_and_the_list_of_sources_give_one_count(client: Client, known: str) -> None:
    tally = known_tally(cross_references(), dt.date.fromisoformat(known))
    days = f"as_of={known}&as_known={known}&lang=en"
    listed = text(client, f"/sources/?{days}")
    record = text(client, f"/record/?{days}")

    assert said(tally) in listed
    assert said(tally) in record
    assert f"{tally.listed} of {tally.listed} sources" in listed
    assert f"claims on the word of {tally.carrying} sources" in record
    assert client.get(f"/api/v1/sources?as_known={known}").json()["count"] == tally.listed
    streamed = client.get(f"/data/sources.csv?as_known={known}").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(streamed, newline="")))
    assert (len(rows), sum(r["claims"] != "0" for r in rows)) == (tally.listed, tally.carrying)


def test_what_is_loaded_and_the_texts_of_instruments_make_up_the_list(client: Client) -> None:
    seen, tally = observatory(), known_tally(cross_references(), TODAY)
    n_facts, n_texts = len(seen.record.sources), len(seen.rules.sources)

    assert n_facts + n_texts == tally.listed
    assert n_facts == newest_release().n_sources == client.get("/api/v1/record").json()["sources"]


def test_the_commands_give_the_same_counts_and_say_of_what() -> None:
    seen, tally = observatory(), known_tally(cross_references(), TODAY)
    n_facts, n_texts = len(seen.record.sources), len(seen.rules.sources)
    listed, checked = " ".join(sources_report(seen).lines), check_report("")[0].lines[0]

    assert f"{n_facts} sources of facts, below; with {n_texts} texts of instruments, {tally.listed} in all" in listed
    assert f"{tally.carrying} carry the {len(seen.record.claims)} claims" in listed
    assert f"{n_facts} sources of facts" in checked
    assert f"{n_texts} texts of instruments" in checked


def test_each_source_is_counted_once_under_the_first_that_holds() -> None:
    record = observatory().record
    carrying, idle = record.claims[0].sources[0], "nobody"

    tally = tally_of_sources([carrying, carrying, "text", idle], record, {"text", carrying})
    assert tally == SourceTally(carrying=1, of_lists=0, of_texts=1, idle=1)
    assert tally.listed == 3
