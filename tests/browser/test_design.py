"""The design in a real browser: every part on the style page, in every manner of reading."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tests.browser.style_urls"),
    pytest.mark.django_db(transaction=True),
]
STYLE_PAGE = "/styleguide/?as_of=2013-10-18"


@pytest.mark.parametrize(
    "manner", ["desktop", "ar-phone", *(pytest.param(one, marks=pytest.mark.slow) for one in ("phone", "dark", "ar"))]
)
def test_axe_finds_nothing_wrong_with_any_part(visit: Any, accessibility_faults: Any, manner: str) -> None:
    page = visit(manner, STYLE_PAGE)
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = !one.closest('.asof'))")
    assert accessibility_faults(page) == []


def test_axe_would_find_a_picture_without_words(browser: Any, accessibility_faults: Any) -> None:
    """The check itself: it must be able to fail."""
    page = browser.new_page()
    page.set_content(
        '<html lang="en"><title>t</title><main><h1>t</h1><img src="data:image/gif;base64,R0lGODlhAQABAAAA"></main>'
    )
    assert any(fault.startswith("image-alt") for fault in accessibility_faults(page))
    page.close()


def test_nothing_sticks_out_sideways(browser_page: Callable[[str], Any], overflow: Callable[[Any], int]) -> None:
    assert overflow(browser_page(STYLE_PAGE)) == 0


def test_the_slider_moves_the_date_and_keeps_the_rest(visit: Any) -> None:
    page = visit("desktop", f"{STYLE_PAGE}&region=europe")
    slider = page.locator(".asof input[type=range]")
    slider.focus()
    with page.expect_navigation():
        slider.press("End")
    assert "region=europe" in page.url
    assert "as_of=2013-10-18" not in page.url
    assert "as_known" not in page.url


def test_without_scripts_the_date_bar_is_a_plain_form(visit: Any) -> None:
    page = visit("no-js", STYLE_PAGE)
    assert not page.locator("[data-asof-slide]").is_visible()
    assert not page.locator("[data-theme-switch]").is_visible()
    page.locator("#as-of").fill("2016-05-08")
    page.locator(".asof-date button").click()
    assert "as_of=2016-05-08" in page.url


def test_the_keyboard_reaches_the_content_in_two_steps(visit: Any) -> None:
    page = visit("desktop", STYLE_PAGE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("manner", ["no-js-phone", "ar-phone"])
def test_on_a_phone_the_menu_is_one_line_that_the_keyboard_opens(visit: Any, manner: str) -> None:
    page = visit(manner, STYLE_PAGE)
    masthead, places, search = page.locator(".masthead"), page.locator(".nav"), page.locator("#site-search")
    assert masthead.bounding_box()["height"] < 80
    assert not places.is_visible()
    assert not search.is_visible()

    page.locator(".menu-switch summary").focus()
    page.keyboard.press("Enter")

    assert places.is_visible()
    assert page.locator(".nav a").first.is_visible()
    page.keyboard.press("Enter")
    assert not places.is_visible()


def test_on_a_wide_screen_the_places_stand_open_without_a_menu(visit: Any) -> None:
    page = visit("no-js", STYLE_PAGE)

    assert page.locator(".nav").is_visible()
    assert not page.locator(".menu-switch").is_visible()


def test_the_choice_of_dark_outlives_the_page(visit: Any) -> None:
    page = visit("desktop", STYLE_PAGE)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("[data-theme-switch] input[value=dark]").check()
    page.reload()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert light != dark
    assert page.locator("[data-theme-switch] input[value=dark]").is_checked()


def test_arabic_is_the_mirror_of_english(visit: Any) -> None:
    """The wordmark stands at the start of the line and the search at its end, in both directions."""

    def edges(manner: str) -> tuple[float, float]:
        page = visit(manner, STYLE_PAGE)
        mark, search = (page.locator(selector).bounding_box() for selector in (".wordmark", ".asof-known"))
        return mark["x"] + mark["width"] / 2, search["x"] + search["width"] / 2

    english, arabic = edges("desktop"), edges("ar")
    assert english[0] < 640 < english[1]
    assert arabic[1] < 640 < arabic[0]


def test_a_bar_of_an_interval_starts_where_the_line_starts(visit: Any) -> None:
    for manner in ("desktop", "ar"):
        page = visit(manner, STYLE_PAGE)
        bar = page.locator(".section .columns .meter-bar").first.bounding_box()
        solid = page.locator(".section .columns .meter-certain").first.bounding_box()
        at_start = abs(solid["x"] - bar["x"]) < 2
        assert at_start is (manner == "desktop")
        assert solid["width"] == pytest.approx(bar["width"] * 0.33, rel=0.03)


def test_paper_shows_the_date_of_the_reading_and_no_navigation(visit: Any) -> None:
    page = visit("dark", STYLE_PAGE)
    page.emulate_media(media="print")
    assert not page.locator(".masthead").is_visible()
    assert not page.locator(".asof").is_visible()
    assert "18 October 2013" in page.locator(".print-head").inner_text()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_hatches_are_drawn_and_not_left_black(visit: Any) -> None:
    page = visit("desktop", STYLE_PAGE)
    fill = page.locator(".meter-open").first.evaluate("shape => getComputedStyle(shape).fill")
    assert "#hatch-open" in fill
    assert page.locator("#hatch-open").count() == 1


def test_an_error_page_reads_in_every_manner(browser: Any, site: str, accessibility_faults: Any) -> None:
    """Opened without `visit`: the browser itself reports a page that is not found."""
    for language in ("en", "ar"):
        page = browser.new_page(base_url=site)
        response = page.goto(f"/no-such-page/?lang={language}")
        assert response.status == 404
        assert accessibility_faults(page) == []
        page.close()
