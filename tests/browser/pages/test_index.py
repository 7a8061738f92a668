"""The index in a real browser: sliders move ranks, the address keeps them, and all of it works without scripts."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

EXAMPLE = Path(__file__).resolve().parents[3] / "src" / "openregime" / "library" / "indices" / "example"
DAY = "as_of=2016-05-08"
PAGES = {
    "index": f"/index/?{DAY}&p=1&w-capacity=0",
    "two": f"/index/two/?{DAY}&a=FRA&b=PRK",
    "what if": f"/index/what-if/?{DAY}&state=IRN&act=join:cppnm&act=mission",
    "choices": f"/index/choices/?{DAY}",
    "published": f"/index/published/?{DAY}",
    "audit": f"/index/audit/?{DAY}",
    "own": "/index/own/",
}


def ranks(page: Any) -> list[str]:
    return list(page.locator("#index-result tbody tr").evaluate_all("rows => rows.map(row => row.innerText)"))


def test_the_compensation_slider_moves_ranks_and_the_address_without_a_new_page(visit: Any) -> None:
    page = visit("desktop", f"/index/?{DAY}")
    page.evaluate("window.stayed = true")
    before, said = ranks(page), page.locator(".index-answer").inner_text()
    slider = page.locator("input[type=range].index-slide-whole")

    slider.focus()
    with page.expect_response(lambda answer: "p=1" in answer.url and answer.ok):
        slider.press("Home")
    expect(page.locator(".index-answer")).not_to_have_text(said)

    assert page.locator("#field-p").input_value() == "1"
    assert ranks(page) != before
    assert "p=1" in page.url
    assert page.evaluate("window.stayed") is True
    assert "by the house’s choices" in page.locator("#index-result").inner_text()

    page.reload()
    assert page.locator("#field-p").input_value() == "1", "the address brings the choice back"


def test_dragging_a_weight_moves_the_table_at_once(visit: Any) -> None:
    page = visit("desktop", f"/index/?{DAY}")
    before = ranks(page)
    slider = page.locator(".index-slide input[type=range]").nth(3)

    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 5, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 1, box["y"] + box["height"] / 2, steps=6)
    with page.expect_response(lambda answer: "w-reviewed=0" in answer.url and answer.ok):
        page.mouse.up()
    expect(page).to_have_url(re.compile("w-reviewed=0"))

    assert ranks(page) != before
    assert page.locator("#field-w-reviewed").input_value() == "0"


def test_another_index_brings_its_own_pillars(visit: Any) -> None:
    page = visit("desktop", f"/index/?{DAY}&w-capacity=2")
    with page.expect_navigation():
        page.locator("#index-name").select_option("regime-all")

    assert "index=regime-all" in page.url
    assert page.locator(".index-weight").count() == 7
    assert "as_of=2016-05-08" in page.url


def test_without_scripts_a_button_does_the_same(visit: Any) -> None:
    page = visit("no-js", f"/index/?{DAY}")
    before = ranks(page)
    page.locator("#field-p").select_option("1")
    page.locator("#field-w-capacity").fill("0")
    page.locator(".index-form button").click()

    assert "p=1" in page.url
    assert "w-capacity=0" in page.url
    assert "as_of=2016-05-08" in page.url
    assert ranks(page) != before


@pytest.mark.parametrize("manner", ["desktop", "no-js"])
def test_an_own_table_is_sent_and_taken_along(visit: Any, manner: str) -> None:
    page = visit(manner, "/index/own/")
    page.locator("#field-meta").set_input_files(EXAMPLE / "imeta.csv")
    page.locator("#field-data").set_input_files(EXAMPLE / "idata.csv")
    page.locator("#field-study").set_input_files(EXAMPLE / "study.toml")
    page.locator("main form button").click()

    assert "An invented index" in page.locator("#own-result").inner_text()
    assert "Ilmara" in page.locator("main table").first.inner_text()
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV").click()
    assert taken.value.suggested_filename == "index.csv"
    assert b"possible_rank_low" in Path(taken.value.path()).read_bytes()


def test_a_wrong_table_is_refused_at_its_field(browser: Any, site: str) -> None:
    page = browser.new_page()
    page.goto(f"{site}/index/own/")
    page.locator("#field-meta").set_input_files(EXAMPLE / "imeta.csv")
    wrong = (EXAMPLE / "idata.csv").read_bytes().replace(b"74,80", b"good,80")
    page.locator("#field-data").set_input_files({"name": "idata.csv", "mimeType": "text/csv", "buffer": wrong})
    page.locator("main form button").click()

    assert "row iData 3 (BRE), column laws: “good” is no number" in page.locator(".error-summary").inner_text()
    page.close()


MAIN = ("index", "what if", "own")
LOOKS = [("desktop", name) for name in MAIN] + [
    pytest.param(manner, name, marks=pytest.mark.slow)
    for manner in ("desktop", "ar-phone", "phone", "dark")
    for name in PAGES
    if not (manner == "desktop" and name in MAIN)
]


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("manner", "name"), LOOKS)
def test_axe_finds_nothing_wrong(visit: Any, accessibility_faults: Any, overflow: Any, name: str, manner: str) -> None:
    page = visit(manner, PAGES[name])

    assert page.locator("h1").count() == 1
    assert accessibility_faults(page) == []
    assert overflow(page) == 0
