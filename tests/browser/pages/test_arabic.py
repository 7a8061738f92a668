"""Pages in Arabic: written in Arabic from right to left, what stays English is marked, nothing sticks out."""

import re
from typing import Any

import pytest

pytestmark = pytest.mark.browser

PAGES = {
    "overview": "/?as_of=2013-10-18",
    "overview today": "/",
    "states": "/states/",
    "state": "/states/PAK/?as_of=2013-10-18",
    "state claims": "/states/PAK/claims/",
    "plan": "/states/PAK/plan/",
    "scenario": "/states/PAK/scenario/?as_of=2013-10-18&act=join:cppnm_a",
    "instruments": "/instruments/",
    "instrument": "/instruments/cppnm_a/?as_of=2013-10-18",
    "resolution": "/instruments/unscr1540/",
    "guidance": "/instruments/nss13/",
    "crosswalk": "/crosswalk/",
    "compare": "/compare/",
    "sharing": "/sharing/situations/emergency/",
    "sharing category": "/sharing/categories/C08/",
    "sharing audience": "/sharing/audiences/reviewer/",
    "sources": "/sources/",
    "source": "/sources/ieadb/",
    "claim": "/claims/adherence/FRA/cppnm/deposited/",
    "record": "/record/",
    "data": "/data/",
    "search": "/search/?q=باكستان",
    "help": "/help/",
    "api": "/api/",
}

LARGEST_SHARE = 0.01
"""Of all letters: the name of this site, a few names of bodies and formats that have no Arabic form."""

READABLE = """() => {
  const apart = 'script, style, [lang]:not(html):not([lang="ar"]), [dir="ltr"], [translate="no"], code';
  const isShown = element => element.checkVisibility() || (element.closest('details, svg')?.checkVisibility() ?? false);
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (!node.parentElement.closest(apart) && isShown(node.parentElement)) texts.push(node.textContent);
  return texts;
}"""


NAMES = ("OpenAPI",)
"""Names of standards, which are written alike in every language."""


def foreign_words(texts: list[str]) -> list[str]:
    """Words in Latin letters. What has digits, slashes or other signs inside is an id, such as INFCIRC/869 or M01."""
    words = [word.strip(".,:;()«»“”،؛·~") for text in texts for word in text.split()]
    latin = [word for word in words if re.search("[a-z]{2}", word) and not re.search(r"[0-9/_.=]", word)]
    return [word for word in latin if word not in NAMES]


MAIN = ("overview", "states", "state", "plan", "instrument", "help")
LOOKS = [
    pytest.param(manner, name, marks=() if manner == "ar" and name in MAIN else pytest.mark.slow)
    for manner in ("ar", "ar-phone")
    for name in PAGES
]


@pytest.mark.parametrize(("manner", "name"), LOOKS)
def test_page_is_arabic_from_right_to_left_and_holds_its_width(
    visit: Any, overflow: Any, manner: str, name: str
) -> None:
    page = visit(manner, PAGES[name])
    texts = page.evaluate(READABLE)
    foreign = foreign_words(texts)
    letters = sum(c.isalpha() for text in texts for c in text)

    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("html").get_attribute("lang") == "ar"
    assert letters > 300
    assert sum(map(len, foreign)) / letters < LARGEST_SHARE, sorted(set(foreign))
    assert overflow(page) == 0


def test_what_stays_english_is_marked_and_runs_from_left_to_right(visit: Any) -> None:
    page = visit("ar", "/instruments/cppnm_a/?as_of=2013-10-18")
    notes = page.locator("main [lang=en]")

    assert notes.count() > 5
    assert {notes.nth(n).evaluate("e => getComputedStyle(e).direction") for n in range(5)} == {"ltr"}


def test_articles_keep_their_own_order_among_arabic_words(visit: Any) -> None:
    """Without isolation “7(1)(a)” and “OP3(a)” would turn their brackets round."""
    page = visit("ar", "/crosswalk/")
    article = page.locator("#M01 td bdi").first

    assert article.inner_text() == "7(1)(a)"
    assert article.evaluate("e => [getComputedStyle(e).direction, getComputedStyle(e).unicodeBidi]") == [
        "ltr",
        "isolate",
    ]


def test_time_runs_to_the_left(visit: Any) -> None:
    """Later years of a chart stand left of earlier ones, as text does."""
    page = visit("ar", "/instruments/cppnm_a/?as_of=2013-10-18")
    years = page.locator("#parties text").filter(has_text=re.compile(r"^20\d\d$"))
    at = {int(text.text_content()): text.bounding_box()["x"] for text in years.all()}

    assert len(at) >= 3
    assert [at[year] for year in sorted(at)] == sorted(at.values(), reverse=True)


def test_arrows_point_where_reading_goes(visit: Any) -> None:
    text = visit("ar", "/compare/").locator("main").inner_text()
    assert "←" in text
    assert "→" not in text
