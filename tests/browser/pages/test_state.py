"""One State in a real browser: its page, its claims, its plan, its scenarios, in every manner of reading."""

from typing import Any

import pytest

pytestmark = pytest.mark.browser

PAGES = {
    "certainly weak": "/states/USA/?as_of=2013-10-18",
    "open": "/states/IRN/?provisions=all",
    "hardly known": "/states/SSD/",
    "no State": "/states/Frnace/",
    "claims": "/states/BLR/claims/",
    "claims behind one requirement": "/states/IRN/claims/?for=cppnm",
    "plan": "/states/NRU/plan/?have=M13",
    "plan with errors": "/states/NRU/plan/?limit=0&effort-M01=x",
    "scenario": "/states/VAT/scenario/?act=join:cppnm&act=adopt:M28",
}
ANSWERED_WITH_4XX = ("no State", "plan with errors")
DAILY = {("desktop", name) for name in ("open", "claims", "plan", "scenario")}


@pytest.mark.parametrize(
    ("manner", "name"),
    [
        pytest.param(manner, name, marks=[] if (manner, name) in DAILY else pytest.mark.slow)
        for manner in ("desktop", "dark", "ar-phone")
        for name in PAGES
        if name not in ANSWERED_WITH_4XX
    ],
)
def test_axe_finds_nothing_wrong(visit: Any, accessibility_faults: Any, overflow: Any, name: str, manner: str) -> None:
    page = visit(manner, PAGES[name])
    page.locator("main details").evaluate_all("all => all.forEach(one => one.open = true)")

    assert accessibility_faults(page) == []
    assert overflow(page) == 0


@pytest.mark.parametrize("name", ANSWERED_WITH_4XX)
def test_axe_finds_nothing_wrong_with_refusals(browser: Any, site: str, accessibility_faults: Any, name: str) -> None:
    page = browser.new_page()
    page.goto(site + PAGES[name])

    assert accessibility_faults(page) == []
    page.close()


BROKEN_CARDS = """() => [...document.querySelectorAll(".table-cards :is(tbody, tfoot) :is(th, td)")]
    .filter(cell => cell.offsetParent && cell.clientWidth < 250).map(cell => cell.textContent)"""
LINKS_ON_A_LINE_OF_THEIR_OWN = """() => {
    const links = [...document.querySelectorAll(".table-cards td a + a")].filter(link => link.offsetParent);
    return links.filter(link => link.offsetTop !== link.previousElementSibling.offsetTop).length / links.length; }"""


@pytest.mark.parametrize("manner", ["phone", "ar-phone"])
@pytest.mark.parametrize("name", ["certainly weak", "plan"])
def test_on_a_phone_a_card_is_as_wide_as_the_screen_and_its_words_run_on(visit: Any, name: str, manner: str) -> None:
    page = visit(manner, PAGES[name])

    assert page.evaluate(BROKEN_CARDS) == []
    if name == "plan":
        assert page.evaluate(LINKS_ON_A_LINE_OF_THEIR_OWN) < 0.5


def test_from_what_is_missing_to_the_act_that_mends_it(visit: Any) -> None:
    page = visit("desktop", "/states/USA/?as_of=2013-10-18")
    page.locator("#requirement-icsant").get_by_role("link", name="Join: ICSANT").click()

    assert page.get_by_role("checkbox", name="ICSANT").is_checked()
    assert "as_of=2013-10-18" in page.url
    page.get_by_role("heading", name="What changes").wait_for(state="visible")


def test_ticking_an_act_shows_the_chain_after_it_without_a_click_and_the_address_follows(visit: Any) -> None:
    page = visit("desktop", "/states/IRN/scenario/?lang=en")
    page.get_by_role("checkbox", name="CPPNM", exact=True).check()
    page.get_by_role("heading", name="What changes").wait_for()
    page.wait_for_url("**act=join%3Acppnm**")

    assert page.get_by_role("checkbox", name="CPPNM", exact=True).is_checked()
    page.reload()
    assert page.get_by_role("checkbox", name="CPPNM", exact=True).is_checked()


def test_without_scripts_the_scenario_is_a_plain_form(visit: Any) -> None:
    page = visit("no-js", "/states/IRN/scenario/?lang=en")
    page.get_by_role("checkbox", name="CPPNM", exact=True).check()
    page.locator(".scenario-form button").click()

    assert "act=join%3Acppnm" in page.url
    page.get_by_role("heading", name="What changes").wait_for(state="visible")


def test_changing_one_effort_leaves_a_short_address_with_that_effort_only(visit: Any) -> None:
    page = visit("no-js", "/states/NRU/plan/?lang=en&as_of=2016-05-08")
    page.locator("#efforts summary").click()
    page.locator("#field-effort-M01").fill("14")
    page.locator("#efforts button").click()

    assert page.url.endswith("/states/NRU/plan/?lang=en&as_of=2016-05-08&effort-M01=14") or page.url.endswith(
        "/states/NRU/plan/?as_of=2016-05-08&lang=en&effort-M01=14"
    )
    assert page.locator("#efforts").get_attribute("open") is not None


def test_an_error_leads_to_its_field(visit: Any, browser: Any, site: str) -> None:
    page = browser.new_page()
    page.goto(f"{site}/states/NRU/plan/?lang=en&years-M02=0")
    page.get_by_role("link", name="M02: the years must be a whole number").click()

    assert page.url.endswith("#field-years-M02")
    page.close()
