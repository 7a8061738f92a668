"""Catalogues of translated words: complete for every app and for the library, compiled, and true to their sources."""

import runpy
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import gettext, ngettext

from openregime.core.facts import Entity
from openregime.core.readings.reasons import TEXTS
from openregime.web.phrases import library_words, state_name
from openregime.web.states import things

REPOSITORY = Path(__file__).resolve().parents[3]
messages = runpy.run_path(str(REPOSITORY / "tools" / "messages.py"))
BOOKS = {book.name: book for book in messages["books"]()}
SPEAKING = sorted(name for name, book in BOOKS.items() if messages["messages_of"](book))


def catalogues() -> list[tuple[str, Catalog]]:
    """Every Arabic .po file, that of the library too."""
    paths = [book.po("ar") for book in BOOKS.values() if book.name in SPEAKING]
    paths.append(BOOKS["site"].po("ar", "library"))
    return [(path.relative_to(REPOSITORY).as_posix(), messages["read_catalogue"](path, "ar")) for path in paths]


# ---- complete


def test_every_app_that_says_anything_is_asked() -> None:
    assert {"site", "regime", "states", "instruments", "record", "repair", "help", "search"} <= set(SPEAKING)


@pytest.mark.parametrize("name", SPEAKING)
def test_catalogues_are_complete_up_to_date_and_compiled(name: str) -> None:
    """Gathered anew from templates and code, no message is new, left over or without Arabic words."""
    assert messages["faults_of"](BOOKS[name]) == []


def test_every_text_of_the_library_has_arabic_words() -> None:
    catalogue = messages["read_catalogue"](BOOKS["site"].po("ar", "library"), "ar")
    assert {found.text for found in messages["library_messages"]()} == {m.id for m in catalogue if m.id}
    assert messages["untranslated"](catalogue) == []


# ---- true to the source


def test_translations_fill_in_what_their_sources_fill_in() -> None:
    wrong = [(path, text) for path, catalogue in catalogues() for text in messages["broken_places"](catalogue)]
    assert wrong == []


def test_a_translation_that_fills_in_another_name_is_found() -> None:
    catalogue = Catalog(locale="ar")
    catalogue.add("until %(day)s", "حتى %(jour)s")
    catalogue.add("at most %(high).2f", "لا يتجاوز")
    assert messages["broken_places"](catalogue) == ["until %(day)s", "at most %(high).2f"]


def test_arabic_words_are_in_arabic_letters() -> None:
    """Ids, codes and names of formats stay; a sentence that was left in English does not."""
    left = [
        (path, text)
        for path, catalogue in catalogues()
        for message in catalogue
        if message.id
        for text in messages["_strings"](message)
        if sum(c.isascii() and c.islower() for c in text) > 12 and not any("\u0600" <= c <= "\u06ff" for c in text)
    ]
    assert left == []


# ---- found by Django


def test_every_app_with_a_catalogue_is_installed() -> None:
    """Django looks for catalogues in the folders of installed apps and in LOCALE_PATHS."""
    installed = {app.rpartition(".")[2] for app in settings.OPENREGIME_APPS}
    assert {name for name in SPEAKING if BOOKS[name].mo("ar").exists()} <= installed


@pytest.mark.parametrize(
    "text",
    [
        "Where the regime is weak",  # regime
        "Measures and the provisions they serve",  # instruments
        "Why two numbers",  # help
        "What the record knows",  # record
        "Nothing was found",  # search
        "Which unknown would change the answer",  # states
        "The next best act",  # repair
        "Criminalise threats and demands",  # library
        "Mutual legal assistance",  # library
    ],
)
def test_words_of_every_app_and_of_the_library_are_found(text: str) -> None:
    with translation.override("ar"):
        assert gettext(text) != text


def test_arabic_has_six_forms_of_a_number() -> None:
    with translation.override("ar"):
        said = [
            ngettext("%(counter)s reactor", "%(counter)s reactors", n) % {"counter": n} for n in (0, 1, 2, 3, 11, 100)
        ]
    assert said == ["لا مفاعلات", "مفاعل واحد", "مفاعلان", "3 مفاعلات", "11 مفاعلاً", "100 مفاعل"]


def test_words_that_the_core_says_in_codes_come_in_arabic() -> None:
    with translation.override("ar"):
        assert library_words("Bound by hard law") == "الالتزام بموجب القانون الملزم"
        assert [text for text in TEXTS.values() if gettext(text) == text] == []


def test_states_are_named_by_cldr_and_unions_by_the_catalogues() -> None:
    nothing = {"region": "", "subregion": "", "is_un_member": False, "un_member_since": None, "note": ""}
    state = Entity(id="PAK", iso2="PK", name="Pakistan", kind="State", **nothing)
    union = Entity(id="EUR", iso2="", name="European Atomic Energy Community (EURATOM)", kind="organization", **nothing)
    with translation.override("ar"):
        assert (state_name(state), state_name(union)) == ("باكستان", "الجماعة الأوروبية للطاقة الذرية (يوراتوم)")


def test_fixed_words_of_the_record_are_said_in_arabic_and_others_are_left() -> None:
    assert [str(word) for word in things._VALUES.values()] == list(things._VALUES)
    with translation.override("ar"):
        assert [key for key, word in things._VALUES.items() if str(word) == key] == []


# ---- marked where they stay English


def drawn(language: str, text: str) -> str:
    with translation.override(language):
        return Template("{% load openregime %}{{ text|original }}").render(Context({"text": text}))


def test_words_of_the_record_are_marked_where_the_page_is_in_another_language() -> None:
    note = "mid-June 2007 <b>"
    assert drawn("ar", note) == '<span lang="en" dir="ltr">mid-June 2007 &lt;b&gt;</span>'
    assert drawn("en", note) == "mid-June 2007 &lt;b&gt;"


@pytest.mark.parametrize("text", ["18 تشرين الأول/أكتوبر 2013", "صدر في INFCIRC/869", "17", "2013-10-18", "–"])
def test_what_is_not_english_is_not_marked(text: str) -> None:
    assert drawn("ar", text) == text


@pytest.mark.parametrize(("language", "signs"), [("en", ", ; →"), ("ar", "، ؛ ←")])
def test_signs_between_words_follow_the_direction_of_reading(language: str, signs: str) -> None:
    with translation.override(language):
        drawn_signs = Template("{% load openregime %}{% comma %}{% semicolon %}{% arrow %}").render(Context())
    assert drawn_signs == signs
