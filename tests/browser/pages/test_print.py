"""On paper nothing can be scrolled: a wide table must fit, in few pages."""

from typing import Any

import pytest

PAPER = 673
"""Width of A4 inside its margins, in CSS pixels."""

WIDER = """() => [...document.querySelectorAll("table")]
    .filter(table => table.scrollWidth > table.parentElement.clientWidth + 1)
    .map(table => table.getAttribute("aria-labelledby"))"""
NARROWEST_NAME = """() => Math.min(...[...document.querySelectorAll("tbody th[scope=row]")]
    .filter(cell => cell.offsetParent).map(cell => cell.getBoundingClientRect().width))"""


@pytest.mark.parametrize("address", ["/", "/states/?as_of=2013-10-18", "/states/FRA/", "/crosswalk/", "/instruments/"])
def test_wide_tables_fit_on_paper_and_leave_room_for_the_name_of_a_row(browser: Any, site: str, address: str) -> None:
    page = browser.new_page(base_url=site, viewport={"width": PAPER, "height": 1000})
    page.emulate_media(media="print")
    page.goto(address)

    assert page.evaluate(WIDER) == []
    assert page.evaluate(NARROWEST_NAME) >= 110
    page.close()
