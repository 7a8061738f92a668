"""What an analyst does: from the map to a State, its plan, and the source behind one figure; also by keyboard alone."""

import re
from typing import Any

import pytest

pytestmark = pytest.mark.browser


def test_from_the_overview_to_the_source_behind_a_figure(visit: Any) -> None:
    page = visit("desktop", "/")
    page.get_by_role("link", name="18 Oct 2013").click()
    assert "as_of=2013-10-18" in page.url
    assert page.get_by_text("between 70 and 76 States had joined").is_visible()

    page.locator(".chart-tiles-wide a[href*='/states/USA/']").click()
    assert page.locator("h1").inner_text() == "United States of America"
    assert "as_of=2013-10-18" in page.url
    assert "Bound by hard law" in page.locator(".chain .is-weakest").first.inner_text()

    page.locator("main a[href*='/states/USA/plan/']").first.click()
    assert "proven" in page.locator("main").inner_text().casefold()

    page.go_back()
    page.locator("main a[href*='/claims/']").first.click()
    page.locator("main a[href*='/sources/']").first.click()
    assert re.search(r"/sources/[^/]+/", page.url)
    assert page.locator("h1").inner_text()


def test_moving_the_date_keeps_what_the_map_shows(visit: Any) -> None:
    page = visit("desktop", "/?show=icsant&as_of=2013-10-18")
    slider = page.locator(".asof input[type=range]")
    slider.focus()
    with page.expect_navigation():
        slider.press("PageDown")

    assert "show=icsant" in page.url
    assert "as_of=2013-10-18" not in page.url


def test_the_keyboard_alone_leads_from_the_overview_to_a_state(visit: Any) -> None:
    page = visit("desktop", "/?as_of=2013-10-18")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href') || ''").startswith("/states/"):
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert re.search(r"/states/[A-Z]{3}/", page.url)
    assert page.locator("h1").count() == 1


def test_without_scripts_the_date_and_the_map_still_move(visit: Any) -> None:
    page = visit("no-js", "/")
    page.locator("#as-of").fill("2016-05-08")
    page.locator(".asof-date button").click()
    assert "as_of=2016-05-08" in page.url
    page.locator("#show").select_option("icsant")
    page.locator(".map-choice button").click()
    assert "show=icsant" in page.url
    assert "as_of=2016-05-08" in page.url


def test_arabic_runs_from_right_to_left_and_the_map_does_not_turn(visit: Any) -> None:
    page = visit("ar", "/?as_of=2013-10-18")
    start = page.locator("h1").bounding_box()
    brazil = page.locator(".chart-tiles-wide [data-place=BRA]").bounding_box()
    japan = page.locator(".chart-tiles-wide [data-place=JPN]").bounding_box()

    assert page.locator("html").get_attribute("dir") == "rtl"
    assert start["x"] + start["width"] > 900, "the heading begins at the right"
    assert brazil["x"] < japan["x"], "west stays left"
