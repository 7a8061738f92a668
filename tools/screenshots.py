"""Pictures of pages as readers meet them: wide, phone, dark, Arabic, without JavaScript, on paper.

    python tools/screenshots.py OUT http://127.0.0.1:8000/ http://127.0.0.1:8000/states/FRA/

Writes OUT/<page>-<manner>.png for every address and manner. The server must be running; nothing else is contacted.
Chromium is taken from the CHROMIUM environment variable or found on the path.
"""

import argparse
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from playwright.sync_api import Browser, sync_playwright

CHROMIUM_ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True, slots=True)
class Manner:
    """One way of looking at a page: width in CSS pixels, scheme of colours, language, scripts, screen or paper."""

    name: str
    width: int = 1280
    scheme: str = "light"
    language: str | None = None
    scripts: bool = True
    media: str = "screen"


MANNERS = (
    Manner("desktop"),
    Manner("phone", width=390),
    Manner("dark", scheme="dark"),
    Manner("ar", language="ar"),
    Manner("ar-phone", width=390, language="ar"),
    Manner("no-js", scripts=False),
    Manner("print", width=760, media="print"),
)


def chromium_path() -> str | None:
    """Where Chromium is: the CHROMIUM variable, else the first of its usual names on the path; None if absent."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given if Path(given).is_file() else None
    return next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    """A running browser that talks to nobody of its own accord; closed at the end."""
    as_root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*CHROMIUM_ARGUMENTS, *as_root])
        try:
            yield browser
        finally:
            browser.close()


def in_language(address: str, language: str | None) -> str:
    """The address that asks for this language; unchanged when None."""
    if language is None:
        return address
    parts = urlsplit(address)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "lang"] + [("lang", language)]
    return urlunsplit(parts._replace(query=urlencode(query)))


def picture(browser: Browser, address: str, manner: Manner, target: Path) -> None:
    """Write one picture of the whole page."""
    context = browser.new_context(
        viewport={"width": manner.width, "height": 900},
        color_scheme=manner.scheme,
        java_script_enabled=manner.scripts,
        locale=manner.language or "en-GB",
    )
    try:
        page = context.new_page()
        page.emulate_media(media=manner.media, color_scheme=manner.scheme)
        page.goto(in_language(address, manner.language), wait_until="networkidle")
        page.screenshot(path=target, full_page=True)
    finally:
        context.close()


def name_of(address: str) -> str:
    """A file name for an address: its path, words joined by hyphens.

    >>> name_of("http://127.0.0.1:8000/states/FRA/?as_of=2013-10-18")
    'states-FRA'
    """
    return re.sub(r"\W+", "-", urlsplit(address).path).strip("-") or "home"


def main(arguments: list[str] | None = None) -> int:
    """Read the command line, write the pictures, print their names."""
    parser = argparse.ArgumentParser(description="Write pictures of pages in every manner of reading.")
    parser.add_argument("folder", type=Path, help="where the pictures go; made if it does not exist")
    parser.add_argument("addresses", nargs="+", help="pages of a running server")
    parser.add_argument("--only", action="append", choices=[m.name for m in MANNERS], help="this manner; may repeat")
    options = parser.parse_args(arguments)
    path = chromium_path()
    if path is None:
        print("No Chromium was found. Install it, or set CHROMIUM to the path of its program.", file=sys.stderr)
        return 2
    options.folder.mkdir(parents=True, exist_ok=True)
    with chromium(path) as browser:
        for address in options.addresses:
            for manner in MANNERS:
                if options.only and manner.name not in options.only:
                    continue
                target = options.folder / f"{name_of(address)}-{manner.name}.png"
                picture(browser, address, manner, target)
                print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
