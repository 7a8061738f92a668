"""The whole public site as files that open from a disk, without a server.

Every page is asked of the site itself, as a browser would, for one pair of days; links between pages become relative,
and what needs a server is taken out, and each page says so in its footer (`taken_out.py`).
"""

import datetime as dt
import os
import re
import shutil
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext as _

from openregime import __version__
from openregime.core.errors import OpenRegimeError
from openregime.web.downloads.export_folder import Standing, building_place, mark, put_in_place, standing_export
from openregime.web.downloads.taken_out import TakenOut, kind_of_parameter, kind_of_path
from openregime.web.site.templatetags._formats import day_words

KEPT_PARAMETERS = frozenset({"show", "page", "collection"})
"""Parameters whose every value becomes a file of its own; a link with any other loses its address."""

EARLIER_DAY = ("/data/changes.", "from")
"""Beginning of the address of files of changes, and the parameter that makes another file of each."""

NARROWING_PARAMETERS = frozenset({"for", "on"})
"""Parameters that only narrow a list: a link from elsewhere with one of them leads to the whole list."""

_LINK = re.compile(r'(\s)(href|src)="([^"]*)"')
_FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
_DATE_BAR = re.compile(r"<form\b[^>]*\bdata-asof\b.*?</form>", re.DOTALL)


class PageFailed(OpenRegimeError, RuntimeError):
    """A page of the site that could not be written; nothing of the export was kept."""

    code = "page-failed"


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What was written: pages (HTML), other files (style, fonts, data), bytes in all; and what it took the place of."""

    folder: Path
    pages: int
    files: int
    size_bytes: int
    replaced: Standing | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """A page by its path and by the parameters that make it another file."""

    path: str
    parameters: tuple[tuple[str, str], ...] = ()

    @property
    def file(self) -> str:
        """Path of its file below the folder, with `/` between the parts."""
        name = self.path.lstrip("/")
        suffix = "".join(f".{key}-{re.sub(r'[^A-Za-z0-9_-]', '_', value)}" for key, value in self.parameters)
        if name.endswith("/") or not name:
            return f"{name}index{suffix}.html"
        stem, dot, ending = name.rpartition(".")
        return f"{stem}{suffix}{dot}{ending}" if dot else f"{name}{suffix}"


def write_site(
    folder: Path,
    *,
    as_of: dt.date,
    as_known: dt.date,
    language: str = "en",
    progress: Callable[[int, int], None] = lambda done, known: None,
) -> SiteReport:
    """Write the site for one pair of days.

    Args:
        folder: new, empty, or one that an earlier export wrote; that one is replaced when the new one is complete.
        as_of, as_known: the two times of every page.
        language: code of the language of the pages.
        progress: called with the number of files written and the number known so far.
    Raises:
        UnusableFolder: it holds something that no export wrote, or cannot be written. It is left as it was.
        PageFailed: a page answered with an error. The folder is left as it was.
    """
    folder = folder.resolve()
    with building_place(folder) as building:
        replaced = standing_export(folder)
        pages = _Crawl(building, as_of, as_known, language).run(progress)
        left = shutil.ignore_patterns("*.gz", "*.br", "staticfiles.json")
        shutil.copytree(settings.STATIC_ROOT, building / "static", ignore=left)
        size = sum(p.stat().st_size for p in building.rglob("*") if p.is_file())
        files = mark(building, as_of=str(as_of), as_known=str(as_known), language=language, version=__version__)
        put_in_place(building, folder)
    return SiteReport(folder, pages, files - pages, size, replaced)


class _Crawl:
    """Asks for page after page until no link leads to a new one."""

    def __init__(self, folder: Path, as_of: dt.date, as_known: dt.date, language: str) -> None:
        self.folder, self.as_of, self.as_known, self.language = folder, as_of, as_known, language
        with translation.override(language):
            self.day_words = _("As of %(as_of)s, as known on %(as_known)s") % {
                "as_of": day_words(as_of),
                "as_known": day_words(as_known),
            }
        self.client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
        self.moment = {"as_of": as_of.isoformat(), "as_known": as_known.isoformat(), "lang": language}
        self.queue: deque[Address] = deque([Address("/")])
        self.known = {Address("/")}

    def run(self, progress: Callable[[int, int], None]) -> int:
        """Write all that links lead to; returns how many of the files are pages."""
        written = pages = 0
        while self.queue:
            pages += self._write(self.queue.popleft())
            written += 1
            progress(written, len(self.known))
        return pages

    def _write(self, address: Address) -> bool:
        """Write one file; True when it is a page."""
        response = self.client.get(address.path, {**self.moment, **dict(address.parameters)})
        if response.status_code != 200:
            raise PageFailed(f"The page {address.path} answered with {response.status_code}; the export was dropped.")
        target = self.folder / address.file
        target.parent.mkdir(parents=True, exist_ok=True)
        content = b"".join(response)
        is_page = response["Content-Type"].startswith("text/html")
        target.write_bytes(self._alone(content.decode("utf-8"), address).encode("utf-8") if is_page else content)
        return is_page

    def _alone(self, html: str, here: Address) -> str:
        """A page that needs no server, with a word on what was taken out of it."""
        out = TakenOut()
        html, n_bars = _DATE_BAR.subn(f'<p class="wrap">{escape(self.day_words)}</p>', html)
        out.add("day", n_bars)
        html, n_forms = _FORM.subn("", html)
        out.add("form", n_forms)
        html = _LINK.sub(lambda found: self._link(found, here, out), html)
        with translation.override(self.language):
            return out.said_in(html)

    def _link(self, found: re.Match[str], here: Address, out: TakenOut) -> str:
        space, attribute, given = found[1], found[2], unescape(found[3])
        if given.startswith("#"):
            return found[0]
        parts = urlsplit(urljoin(here.path, given) if not given.startswith("?") else here.path + given)
        if parts.scheme or parts.netloc:
            return found[0]
        if parts.path.startswith(settings.STATIC_URL if settings.STATIC_URL.startswith("/") else "/static/"):
            return f'{space}{attribute}="{escape(_between(here.file, parts.path.lstrip("/")))}"'
        target = self._target(parts.path, parts.query, here)
        if isinstance(target, str):
            out.add(target)
            return f'{space}data-needs-server="yes"'
        if target not in self.known:
            self.known.add(target)
            self.queue.append(target)
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        return f'{space}{attribute}="{escape(_between(here.file, target.file) + fragment)}"'

    def _target(self, path: str, query: str, here: Address) -> Address | str:
        """The page that a link leads to; where it is not written, the kind of thing that is missing."""
        if kind := kind_of_path(path):
            return kind
        kept = []
        for key, value in parse_qsl(query):
            if key in self.moment:
                if value != self.moment[key]:
                    return kind_of_parameter(key)
            elif key in KEPT_PARAMETERS or (path.startswith(EARLIER_DAY[0]) and key == EARLIER_DAY[1]):
                kept.append((key, value))
            elif key not in NARROWING_PARAMETERS or path == here.path:
                return kind_of_parameter(key)
        return Address(path, tuple(sorted(kept)))


def _between(here: str, there: str) -> str:
    """Relative address from one file of the site to another."""
    return os.path.relpath(there, Path(here).parent).replace(os.sep, "/")
