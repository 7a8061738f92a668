"""Catalogues of translated words: gather what pages say, compile what translators wrote, check that both agree.

    python tools/messages.py gather     write every message of templates and code into the .po files; keep translations
    python tools/messages.py compile    write the .mo files that the site reads (committed: a start compiles nothing)
    python tools/messages.py check      say what is missing, left over or not compiled; exit status 1 if anything is

Pure Python with Babel; GNU gettext is not needed. One catalogue for the site, one for each app of web/ that says
anything; beside the site's own `django.po`, `library.po` holds the texts of the shipped library that pages show.
English needs no catalogue: it is what the code says.
"""

import argparse
import csv
import datetime as dt
import os
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parents[1] / "src" / "openregime"
WEB = SOURCE / "web"
SITE = WEB / "site"
LIBRARY = SOURCE / "library"
LANGUAGES = ("ar",)
"""Languages with a catalogue. `TRANSLATED` in web/site/templatetags/_formats.py: those that pages are written in."""

LIBRARY_TEXTS = {
    "links.toml": ("title", "missing", "about"),
    "instruments.toml": ("title", "scope", "short", "depositary", "entry_rule", "counts_as"),
    "effort.toml": ("note", "reason"),
    "sharing/table.toml": ("note",),
}
"""Tables of the library -> the fields whose texts pages show in the reader's language."""

LIBRARY_COLUMNS = {
    "rules/measures.csv": ("title", "theme", "evidence_examples"),
    "rules/provisions.csv": ("title", "paraphrase", "article", "qualifier", "note"),
    "record/treaties/states.csv": ("un_region", "un_subregion", "name"),
    "areas.csv": ("name",),
    "record/evidence/nss_commitments.csv": ("title",),
    "sharing/categories.csv": ("title", "definition", "examples", "reason", "release", "note"),
    "sharing/classes.csv": ("title",),
    "sharing/openness.csv": ("title", "meaning", "reason"),
    "sharing/audiences.csv": ("title", "reason"),
    "sharing/situations.csv": ("title", "meaning", "declared_by", "narrower", "wider"),
    "sharing/floors.csv": ("words",),
    "sharing/tlp.csv": ("label",),
}

_LISTS = ("evidence_examples", "examples")
"""Columns whose cells list several texts, with semicolons between them."""

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
FIXED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
"""Date in the head of every catalogue, so that gathering twice writes the same bytes."""

Key = tuple[str | tuple[str, ...], str | None]


@dataclass(frozen=True, slots=True)
class Found:
    """One message: its text (or singular and plural), its context, the file that says it."""

    text: str | tuple[str, ...]
    context: str | None
    place: str


@dataclass(frozen=True, slots=True)
class Book:
    """One folder of catalogues: where it is, and the files whose words it holds."""

    folder: Path
    files: tuple[Path, ...]
    has_library: bool = False

    @property
    def name(self) -> str:
        return self.folder.parent.name

    def po(self, language: str, name: str = "django") -> Path:
        return self.folder / language / "LC_MESSAGES" / f"{name}.po"

    def mo(self, language: str) -> Path:
        return self.folder / language / "LC_MESSAGES" / "django.mo"


def books() -> list[Book]:
    """The site's catalogue (with the plain modules of web/ and the reasons of the core), then one per app."""
    apps = sorted(path for path in WEB.iterdir() if path.is_dir() and path != SITE and path.name != "__pycache__")
    site = Book(SITE / "locale", (*_sources(SITE), *sorted(WEB.glob("*.py"))), has_library=True)
    return [site, *(Book(app / "locale", _sources(app)) for app in apps)]


def _sources(folder: Path) -> tuple[Path, ...]:
    found = [*folder.rglob("*.py"), *folder.rglob("templates/**/*.html"), *folder.rglob("templates/**/*.txt")]
    return tuple(sorted(path for path in found if "__pycache__" not in path.parts))


# ---- what the code says


def messages_of(book: Book) -> list[Found]:
    """Every message of a book's files, each once, in the order of files."""
    found: dict[Key, Found] = {}
    for path in book.files:
        for message in _messages_in(path):
            found.setdefault((message.text, message.context), message)
    if book.has_library:
        for text in reasons():
            found.setdefault((text, None), Found(text, None, "core/readings/reasons.py"))
    if book.name == "sharing":
        for text in sharing_sentences():
            found.setdefault((text, None), Found(text, None, "core/sharing/words.py"))
    return list(found.values())


def _messages_in(path: Path) -> Iterator[Found]:
    code = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        code = _as_code(code)
    place = path.relative_to(SOURCE).as_posix()
    for _line, text, _comments, context in extract("python", BytesIO(code.encode()), keywords=KEYWORDS):
        yield Found(tuple(text) if isinstance(text, list | tuple) else text, context, place)


def _as_code(template: str) -> str:
    """A template as the calls that its translation tags stand for; Django's own reading of them.

    A template may indent as it likes, which Python may not: the lines begin at the margin.
    """
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure(USE_I18N=True)
    return "\n".join(line.lstrip() for line in templatize(template).split("\n"))


def reasons() -> list[str]:
    """The patterns in which the core gives its reasons, and says why it sets a State's own word aside."""
    sys.path.insert(0, str(SOURCE.parent))
    from openregime.core.facts.spoken import NOT_COUNTED
    from openregime.core.readings.reasons import TEXTS

    return [*TEXTS.values(), *NOT_COUNTED.values()]


def sharing_sentences() -> list[str]:
    """The patterns in which the gate says why, and what would change a decision."""
    sys.path.insert(0, str(SOURCE.parent))
    from openregime.core.sharing.words import CHANGES, RULES, STEPS

    return [*RULES.values(), *STEPS.values(), *CHANGES.values()]


def library_messages() -> list[Found]:
    """Titles and short sentences of the shipped library that pages show."""
    found: dict[str, Found] = {}
    for name, fields in LIBRARY_TEXTS.items():
        for text in _texts(tomllib.loads((LIBRARY / name).read_text(encoding="utf-8")), fields):
            found.setdefault(text, Found(text, None, f"library/{name}"))
    for name, fields in LIBRARY_COLUMNS.items():
        with (LIBRARY / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for text in (part for field in fields for part in _parts(field, row)):
                    found.setdefault(text, Found(text, None, f"library/{name}"))
    return list(found.values())


def _parts(column: str, row: dict[str, str]) -> list[str]:
    """The messages of one cell: its text, the several examples that a cell may list.

    Nothing for a mere number, nor for the name of what has a code of two letters: those names come from CLDR.
    """
    if column == "name" and row.get("iso2"):
        return []
    parts = [part.strip() for part in row[column].split(";")] if column in _LISTS else [row[column]]
    return [part for part in parts if part and (column != "article" or re.search(r"[a-z]{4}", part))]


def _texts(value: object, fields: tuple[str, ...]) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in fields and isinstance(inner, str) and inner:
                yield inner
            else:
                yield from _texts(inner, fields)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, fields)


# ---- what translators wrote


def read_catalogue(path: Path, language: str) -> Catalog:
    """A .po file; an empty catalogue where there is none yet."""
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def gathered(found: Iterable[Found], old: Catalog, language: str) -> Catalog:
    """A catalogue of exactly these messages, with the translations that the old one had for them."""
    new = Catalog(
        locale=language,
        project="OpenRegime",
        version=" ",
        header_comment=f"# OpenRegime: {language}. Gathered by tools/messages.py; translations are written here.",
        creation_date=FIXED,
        revision_date=FIXED,
        last_translator="OpenRegime",
        language_team=language,
        fuzzy=False,
    )
    for message in found:
        known = old.get(_one(message.text), message.context)
        text = known.string if known is not None and _is_same(known, message) else ""
        new.add(message.text, text or None, locations=[(message.place, 0)], context=message.context)
    return new


def _one(text: str | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


def _is_same(known: Message, message: Found) -> bool:
    return isinstance(known.id, str) == isinstance(message.text, str)


def untranslated(catalogue: Catalog) -> list[str]:
    """The messages of a catalogue that lack a translation, or one of the plural forms of its language."""
    return [_one(message.id) for message in catalogue if message.id and not all(_strings(message))]


def _strings(message: Message) -> tuple[str, ...]:
    string = message.string or ""
    return (string,) if isinstance(string, str) else tuple(string)


def broken_places(catalogue: Catalog) -> list[str]:
    """Messages whose translation fills in other things than its source does; a plural form may leave its number out."""
    wrong = []
    for message in catalogue:
        if not message.id:
            continue
        given = set(_PLACE.findall(" ".join(message.id if isinstance(message.id, tuple) else (message.id,))))
        for text in filter(None, _strings(message)):
            used = set(_PLACE.findall(text))
            if used - given or (isinstance(message.id, str) and given - used):
                wrong.append(_one(message.id))
    return wrong


_PLACE = re.compile(r"%\(\w+\)[\d.]*[sdf]|\{\w+\}")


def compiled(book: Book, language: str) -> Catalog:
    """The translations of a book's .po files in one catalogue, as its .mo file should hold them."""
    whole = read_catalogue(book.po(language), language)
    if book.has_library:
        for message in read_catalogue(book.po(language, "library"), language):
            if message.id and message.string and whole.get(_one(message.id), message.context) is None:
                whole.add(message.id, message.string, context=message.context)
    return whole


def pairs(catalogue: Catalog) -> dict[Key, tuple[str, ...]]:
    """What a catalogue translates: message and context -> its forms; untranslated messages are left out."""
    return {_key(m): _strings(m) for m in catalogue if m.id and all(_strings(m))}


def _key(message: Message) -> Key:
    context = message.context.decode() if isinstance(message.context, bytes) else message.context  # as read_mo gives it
    return (message.id if isinstance(message.id, str) else tuple(message.id), context)


# ---- the three commands


def gather(chosen: list[Book]) -> None:
    """Write the .po files anew from the code."""
    for book in chosen:
        found = messages_of(book)
        for language in LANGUAGES:
            if found:
                _write_po(book.po(language), gathered(found, read_catalogue(book.po(language), language), language))
            if book.has_library:
                path = book.po(language, "library")
                _write_po(path, gathered(library_messages(), read_catalogue(path, language), language))


def _write_po(path: Path, catalogue: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    held = BytesIO()
    write_po(held, catalogue, width=120, include_lineno=False)
    path.write_bytes(held.getvalue())
    print(f"{path.relative_to(SOURCE)}: {len(catalogue)} messages, {len(untranslated(catalogue))} without translation")


def compile_all(chosen: list[Book]) -> None:
    """Write the .mo files from the .po files."""
    for book in chosen:
        for language in LANGUAGES:
            if book.po(language).exists():
                with book.mo(language).open("wb") as file:
                    write_mo(file, compiled(book, language))


def faults_of(book: Book) -> list[str]:
    """What is wrong with a book's catalogues, one sentence each; empty when all is well."""
    faults = []
    said = messages_of(book)
    for language in LANGUAGES if said else ():
        faults += _faults_in(book.po(language), language, said)
        if book.has_library:
            faults += _faults_in(book.po(language, "library"), language, library_messages())
        if not book.mo(language).exists() or pairs(_read_mo(book.mo(language))) != pairs(compiled(book, language)):
            faults.append(f"{book.mo(language).relative_to(SOURCE)} is not what its .po files say. Run: compile")
    return sorted(faults)


def _faults_in(path: Path, language: str, said: list[Found]) -> list[str]:
    """What is wrong with one .po file."""
    expected = {(message.text, message.context) for message in said}
    catalogue, where = read_catalogue(path, language), path.relative_to(SOURCE)
    held = {_key(message) for message in catalogue if message.id}
    return [
        *(f"{where}: “{_one(text)}” is said but not gathered. Run: gather" for text, _c in expected - held),
        *(f"{where}: “{_one(text)}” is no longer said. Run: gather" for text, _c in held - expected),
        *(f"{where}: “{text}” has no translation. Write it there" for text in untranslated(catalogue)),
        *(f"{where}: “{text}” fills in other names than its source" for text in broken_places(catalogue)),
    ]


def _read_mo(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_mo(file)


def check(chosen: list[Book]) -> int:
    """Print every fault; exit status 1 if there is any."""
    faults = [fault for book in chosen for fault in faults_of(book)]
    print("\n".join(faults) or "All catalogues are complete and compiled.")
    return 1 if faults else 0


def main(arguments: list[str] | None = None) -> int:
    """Read the command line and do what it says."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openregime.web.site.settings")
    parser = argparse.ArgumentParser(description="Gather, compile and check the catalogues of translated words.")
    parser.add_argument("what", choices=["gather", "compile", "check"])
    parser.add_argument(
        "apps", nargs="*", help="only these folders of web/, such as site or states; all when none is named"
    )
    options = parser.parse_args(arguments)
    known = {book.name: book for book in books()}
    if strange := set(options.apps) - known.keys():
        parser.error(f"no such app: {', '.join(sorted(strange))}. There are {', '.join(known)}.")
    chosen = [known[name] for name in options.apps or known]
    if options.what == "check":
        return check(chosen)
    gather(chosen) if options.what == "gather" else compile_all(chosen)
    return 0


if __name__ == "__main__":
    sys.exit(main())
