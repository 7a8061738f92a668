"""Every kind of page in every manner: nothing wrong for axe-core, nothing sticks out, no error in the console."""

from typing import Any

import pytest

pytestmark = pytest.mark.browser

PAGES = {
    "overview": "/?as_of=2013-10-18",
    "overview today": "/",
    "states": "/states/?as_of=2013-10-18",
    "state": "/states/PAK/?as_of=2013-10-18",
    "state claims": "/states/PAK/claims/",
    "plan": "/states/IDN/plan/",
    "scenario": "/states/IRN/scenario/?as_of=2013-10-18",
    "instruments": "/instruments/",
    "instrument": "/instruments/cppnm_a/?as_of=2013-10-18",
    "crosswalk": "/crosswalk/",
    "compare": "/compare/",
    "sharing": "/sharing/situations/emergency/",
    "sharing category": "/sharing/categories/C08/",
    "sharing audience": "/sharing/audiences/reviewer/",
    "disclosure": "/disclosure/",
    "ledger": "/disclosure/ledger/",
    "releases": "/releases/",
    "log of releases": "/releases/log/",
    "keys": "/releases/keys/",
    "sources": "/sources/",
    "source": "/sources/ieadb/",
    "claim": "/claims/adherence/FRA/cppnm/deposited/",
    "record": "/record/",
    "data": "/data/",
    "search": "/search/?q=amendment",
    "api": "/api/",
    "help": "/help/",
}


MAIN = ("overview", "state", "plan", "instrument", "claim", "search")
OTHERS = tuple(name for name in PAGES if name not in MAIN)
LOOKS = [("desktop", name) for name in MAIN] + [
    pytest.param(manner, name, marks=pytest.mark.slow)
    for manner, names in (("desktop", OTHERS), ("ar-phone", tuple(PAGES)), ("phone", MAIN), ("dark", MAIN))
    for name in names
]


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("manner", "name"), LOOKS)
def test_axe_finds_nothing_wrong(visit: Any, accessibility_faults: Any, overflow: Any, name: str, manner: str) -> None:
    page = visit(manner, PAGES[name])

    assert page.locator("h1").count() == 1
    assert accessibility_faults(page) == []
    assert overflow(page) == 0


@pytest.mark.parametrize("name", [*MAIN, *(pytest.param(name, marks=pytest.mark.slow) for name in OTHERS)])
def test_page_says_what_it_says_without_scripts(visit: Any, name: str) -> None:
    page = visit("no-js", PAGES[name])

    assert page.locator("h1").is_visible()
    assert len(page.locator("main").inner_text()) > 200


def test_unknown_page_is_an_answer_too(browser: Any, site: str, accessibility_faults: Any) -> None:
    page = browser.new_page()
    response = page.goto(f"{site}/atlantis/")

    assert response.status == 404
    assert accessibility_faults(page) == []
    page.close()
