"""The whole public site as files that open from a disk, without a server.

Every page is asked of the site itself, as a browser would, for one pair of days; links between pages become relative,
and what needs a server (forms, other days, single claims) is taken out and said so.
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

from openregime.core.errors import OpenRegimeError
from openregime.web.site.templatetags._formats import day_words

MARK = ".openregime-site"
"""A file that says: this folder was written by an export and may be written again."""

KEPT_PARAMETERS = frozenset({"show", "page", "collection"})
"""Parameters whose every value becomes a file of its own; a link with any other loses its address."""

LEFT_OUT = ("/claims/", "/search/", "/api/", "/language/", "/healthz", "/styleguide/")
"""Addresses that are not written: single claims are thousands, the others need a server."""

_LINK = re.compile(r'(\s)(href|src)="([^"]*)"')
_FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
_DATE_BAR = re.compile(r"<form\b[^>]*\bdata-asof\b.*?</form>", re.DOTALL)


class UnusableFolder(OpenRegimeError, OSError):
    """A folder that cannot take the site."""

    code = "unusable-folder"


class PageFailed(OpenRegimeError, RuntimeError):
    """A page of the site that could not be written; nothing of the export was kept."""

    code = "page-failed"


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What was written: pages, other files (style, fonts, data), bytes in all."""

    folder: Path
    pages: int
    files: int
    size_bytes: int


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
        return name


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
        progress: called with the number of pages written and the number known so far.
    Raises:
        UnusableFolder: it holds something else, or cannot be written.
        PageFailed: a page answered with an error. The folder is left as it was.
    """
    _check_folder(folder)
    building = folder.with_name(folder.name + ".part")
    shutil.rmtree(building, ignore_errors=True)
    try:
        building.mkdir(parents=True)
        pages = _Crawl(building, as_of, as_known, language).run(progress)
        shutil.copytree(settings.STATIC_ROOT, building / "static", ignore=shutil.ignore_patterns("*.gz", "*.br"))
        (building / MARK).write_text(f"{as_of} {as_known} {language}\n", encoding="utf-8")
    except OSError as error:
        shutil.rmtree(building, ignore_errors=True)
        raise UnusableFolder(f"{folder} cannot be written: {error.strerror}. Choose another folder.") from error
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)
    building.rename(folder)
    written = [p for p in folder.rglob("*") if p.is_file()]
    return SiteReport(folder, pages, len(written) - pages, sum(p.stat().st_size for p in written))


def _check_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UnusableFolder(f"{folder} is a file. Name a folder.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise UnusableFolder(f"{folder} holds something that no export wrote. Name a new or empty folder.")


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
        """Write all pages; returns how many."""
        written = 0
        while self.queue:
            self._write(self.queue.popleft())
            written += 1
            progress(written, len(self.known))
        return written

    def _write(self, address: Address) -> None:
        response = self.client.get(address.path, {**self.moment, **dict(address.parameters)})
        if response.status_code != 200:
            raise PageFailed(f"The page {address.path} answered with {response.status_code}; the export was dropped.")
        target = self.folder / address.file
        target.parent.mkdir(parents=True, exist_ok=True)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        if response["Content-Type"].startswith("text/html"):
            content = self._relative(content.decode("utf-8"), address).encode("utf-8")
        target.write_bytes(content)

    def _relative(self, html: str, here: Address) -> str:
        html = _FORM.sub("", _DATE_BAR.sub(f'<p class="wrap">{escape(self.day_words)}</p>', html))
        return _LINK.sub(lambda found: self._link(found, here), html)

    def _link(self, found: re.Match[str], here: Address) -> str:
        space, attribute, given = found[1], found[2], unescape(found[3])
        if given.startswith("#"):
            return found[0]
        parts = urlsplit(urljoin(here.path, given) if not given.startswith("?") else here.path + given)
        if parts.scheme or parts.netloc:
            return found[0]
        if parts.path.startswith(settings.STATIC_URL if settings.STATIC_URL.startswith("/") else "/static/"):
            return f'{space}{attribute}="{escape(_between(here.file, parts.path.lstrip("/")))}"'
        target = self._target(parts.path, parts.query)
        if target is None:
            return f'{space}data-needs-server="yes"'
        if target not in self.known:
            self.known.add(target)
            self.queue.append(target)
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        return f'{space}{attribute}="{escape(_between(here.file, target.file) + fragment)}"'

    def _target(self, path: str, query: str) -> Address | None:
        """The page that a link leads to; None where it is not written."""
        if path.startswith(LEFT_OUT):
            return None
        kept = []
        for key, value in parse_qsl(query):
            if key in self.moment:
                if value != self.moment[key]:
                    return None
            elif key in KEPT_PARAMETERS:
                kept.append((key, value))
            else:
                return None
        return Address(path, tuple(sorted(kept)))


def _between(here: str, there: str) -> str:
    """Relative address from one file of the site to another."""
    return os.path.relpath(there, os.path.dirname(here) or ".").replace(os.sep, "/")


