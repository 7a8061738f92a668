"""The outlook in a real browser: the form asks further ahead, the fan is drawn, and nothing is wrong for axe-core."""

from typing import Any

import pytest

pytestmark = pytest.mark.browser

PAGES = {
    "list": "/outlook/?as_of=2016-01-01",
    "then": "/outlook/cppnm_a/?as_of=2013-10-18",
    "now": "/outlook/cppnm_a/",
    "none": "/outlook/npt/",
    "regimes": "/outlook/regimes/",
}
LOOKS = [("desktop", name) for name in PAGES] + [
    pytest.param(manner, name, marks=pytest.mark.slow) for manner in ("ar-phone", "phone", "dark") for name in PAGES
]


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("manner", "name"), LOOKS)
def test_axe_finds_nothing_wrong(visit: Any, accessibility_faults: Any, overflow: Any, name: str, manner: str) -> None:
    page = visit(manner, PAGES[name])

    assert page.locator("h1").count() == 1
    assert accessibility_faults(page) == []
    assert overflow(page) == 0


@pytest.mark.parametrize("manner", ["desktop", "no-js"])
def test_the_form_asks_less_far_ahead_for_another_number(visit: Any, manner: str) -> None:
    page = visit(manner, PAGES["then"])
    page.locator("#f-horizon").fill("2.5")
    page.locator("#f-reach").fill("110")
    page.locator("main form.filters button").click()

    assert "horizon=2.5" in page.url and "as_of=2013-10-18" in page.url
    assert "By 18 April 2016" in page.locator("main").inner_text()
    assert "The number asked for" in page.locator("main").inner_text()


def test_the_fan_is_drawn_beside_the_record(visit: Any) -> None:
    page = visit("desktop", PAGES["then"])

    for part in (".fan-90", ".fan-80", ".fan-middle", ".fan-constant", ".line-certain"):
        box = page.locator(f"#fan {part}").first.bounding_box()
        assert box is not None and box["width"] > 50, part
