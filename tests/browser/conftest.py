"""Pages in a real browser, in every manner of reading. The browser itself comes from tests/conftest.py.

`visit(manner, path)` opens a page as a reader of that manner has it; `site` is the address of the site, which this
process serves.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a reader has the page: width in CSS pixels, scheme of colours, language of the address, scripts or none."""

    width: int = 1280
    scheme: str = "light"
    language: str = "en"
    scripts: bool = True


MANNERS = {
    "desktop": Manner(),
    "phone": Manner(width=390),
    "dark": Manner(scheme="dark"),
    "ar": Manner(language="ar"),
    "ar-phone": Manner(width=390, language="ar"),
    "no-js": Manner(scripts=False),
    "no-js-phone": Manner(width=390, scripts=False),
}


@pytest.fixture
def site(live_server: Any) -> str:
    """Address of the site, without a slash at its end; served on loopback by this process."""
    return str(live_server.url)


@pytest.fixture
def visit(browser: Any, site: str) -> Iterator[Callable[..., Any]]:
    """`visit("phone", "/states/")`: the page as that reader sees it, loaded.

    Every error that the browser reports on such a page fails the test at its end: a script that breaks, a file that is
    missing, a line that the content security policy refused.
    """
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_page(manner: str, path: str) -> Any:
        chosen = MANNERS[manner]
        context = browser.new_context(
            viewport={"width": chosen.width, "height": 900},
            color_scheme=chosen.scheme,
            java_script_enabled=chosen.scripts,
            locale="ar" if chosen.language == "ar" else "en-GB",
            base_url=site,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        join = "&" if "?" in path else "?"
        page.goto(path if chosen.language == "en" else f"{path}{join}lang={chosen.language}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(params=["desktop", "phone", "dark", "ar", "no-js"])
def browser_page(request: pytest.FixtureRequest, visit: Callable[..., Any]) -> Callable[[str], Any]:
    """`browser_page("/states/")` in each manner in turn: the test runs once for every one of them."""
    manner = request.param
    return lambda path: visit(manner, path)


@pytest.fixture
def accessibility_faults() -> Callable[[Any], list[str]]:
    """`accessibility_faults(page)`: what axe-core finds wrong, one line each; empty when it finds nothing."""
    from axe_playwright_python.sync_playwright import Axe

    def faults(page: Any) -> list[str]:
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_RULES}})
        return [
            f"{violation['id']}: {node['target']} {node['failureSummary']}"
            for violation in found.response["violations"]
            for node in violation["nodes"]
        ]

    return faults


@pytest.fixture
def overflow() -> Callable[[Any], int]:
    """`overflow(page)`: by how many pixels the page is wider than its window; 0 when nothing sticks out."""
    return lambda page: int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )
