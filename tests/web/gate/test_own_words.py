"""Readings hold what anyone may have in full, for every asker alike; what is closed to anybody moves no byte."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from openregime.core.facts import Window, is_spoken
from openregime.web.record import volunteered
from openregime.web.record.queries import observatory
from tests.web.gate.test_planted_secrets import address_free, marks_in
from tests.web.gate.world import SITUATIONS, World, built, categories, cells, declared
from tests.web.record.test_spoken import a_house, said

pytestmark = pytest.mark.django_db

READINGS = (
    "/", "/states/", "/states/FRA/claims/", "/states/FRA/plan/", "/index/", "/compare/", "/record/", "/sources/",
    "/data/", "/data/claims.csv", "/data/claims.json", "/data/states.csv", "/data/states/FRA.json", "/data/sources.csv",
    "/api/v1/states/FRA", "/api/v1/states", "/api/v1/claims?subject=FRA&page_size=500", "/api/v1/sources",
    "/api/v1/weak-links", "/search/?q=MARK", "/api/v1/search?q=MARK", "/index/table.csv",
)  # fmt: skip
"""Pages, files and calls of readings; the page of the State shows each asker besides what that asker may see."""


FEW = ("/", "/states/FRA/claims/", "/data/claims.csv", "/api/v1/states/FRA", "/api/v1/weak-links", "/search/?q=MARK")
"""Those that are looked at every day."""


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    volunteered.forget()
    yield
    volunteered.forget()


def told(address: str, person: Any = None) -> str:
    browser = Client()
    if person is not None:
        browser.force_login(person)
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return address_free(answer, address)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_mark_in_a_reading_is_one_that_anyone_may_have(settings: Any, tmp_path: Path, situation: str) -> None:
    settings.DATA_FOLDER = tmp_path
    world: World = built(state="FRA", is_invented=False)
    declared(world, situation)
    seen: set[str] = set()
    for address in READINGS:
        seen |= marks_in(told(address), world)

    assert [mark for mark in sorted(seen) if (situation, "nobody") not in world.allowed[mark]] == []
    full = {c for c in categories() if cells()[c, "public"][situation] == "full"}
    held = {c.category for c in observatory().record.claims if is_spoken(c)}
    assert held == full, "every category that is open to all in full, and no other"


@pytest.mark.slow
def test_readings_are_the_same_for_every_asker(settings: Any, tmp_path: Path) -> None:
    settings.DATA_FOLDER = tmp_path
    world = built(state="FRA", is_invented=False)
    own = next(looker.person for looker in world.lookers if looker.name == "own observer")

    for address in ("/data/claims.csv", "/data/states/FRA.json", "/api/v1/states/FRA", "/api/v1/claims?subject=FRA"):
        assert told(address).partition("ETag")[2] == told(address, own).partition("ETag")[2] != "", address


@pytest.mark.parametrize("addresses", [FEW, pytest.param(READINGS, marks=pytest.mark.slow)], ids=["few", "all"])
def test_what_is_closed_to_anybody_moves_no_byte_of_a_reading(addresses: tuple[str, ...]) -> None:
    before = [told(address) for address in addresses]
    house = a_house()
    for n, category in enumerate(c for c in categories() if cells()[c, "public"]["normal"] != "full" and c != "C19"):
        said(house, f"measure:M{n + 1:02d}", category=category, summary="Prepared words.")
    assert house[0].proposed.count() > 10
    after = [told(address) for address in addresses]

    assert [a for a, one, two in zip(addresses, before, after, strict=True) if one != two] == []


OF_THE_INDEX = ("/index/table.csv", "/index/table.json", "/index/table.xlsx", "/index/report.html", "/index/",
                "/api/v1/indices/regime", "/api/v1/indices/regime/report")  # fmt: skip


@pytest.mark.parametrize("addresses", [OF_THE_INDEX[:1], pytest.param(OF_THE_INDEX, marks=pytest.mark.slow)])
def test_a_comment_on_ones_own_row_is_in_every_answer_of_the_index_save_those_without_own_words(
    client: Client, addresses: tuple[str, ...]
) -> None:
    house, then = a_house(), Window.parse("2015-01-01")
    said(house, "topic:index-comment", "Open MARK words.", valid=then)
    closed = [c for c in categories() if cells()[c, "public"]["normal"] != "full" and c != "C19"]
    for category in closed if len(addresses) > 1 else closed[:3]:
        said(house, "topic:index-comment", "Closed MARK", category=category, summary="Closed MARK", valid=then)
    for address in addresses:
        who = {"signed_by" if "api" in address else "signed-by": "A", "reason": "B"} if "report" in address else {}
        asked = {"as_of": "2016-05-08", "lang": "en", **who}
        answers = (client.get(address, {**asked, "own_words": word}) for word in ("with", "without"))
        with_them, without = (_texts_of(answer.content) for answer in answers)
        assert with_them.count(b"Open MARK words.") == 1, address
        assert b"Closed MARK" not in with_them, address
        assert b"MARK" not in without, address


def _texts_of(content: bytes) -> bytes:
    """What stands in an answer, that of a workbook unpacked."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return b"".join(parts.read(name) for name in parts.namelist())
