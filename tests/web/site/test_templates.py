"""Base page, parts and words of the site, drawn without a server."""

import datetime as dt
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import Context, Engine, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.html import escape

from openregime.core.facts.dates import ALWAYS, NEVER, Window
from openregime.core.facts.status import Span, Status
from openregime.web.site.parameters import moment_of
from openregime.web.site.styleguide import example_context
from openregime.web.site.templatetags import _addresses, _formats

REPOSITORY = Path(__file__).resolve().parents[3]
SITE = REPOSITORY / "src" / "openregime" / "web" / "site"
CSS = SITE / "static" / "openregime" / "css"


@pytest.fixture
def request_at(rf: RequestFactory):
    """A request as a view hands it to a template, its moment read."""

    def make(address: str):
        request = rf.get(address)
        moment_of(request)
        return request

    return make


def draw(text: str, request=None, **values: object) -> str:
    return Template("{% load i18n openregime %}" + text).render(Context({"request": request, **values}))


class Structure(HTMLParser):
    """Collects what the tests ask about: tags, ids, attributes, and whether every tag is closed in order."""

    VOID = frozenset({"meta", "link", "input", "br", "hr", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.misplaced: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value) for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.misplaced.append(tag)


def style_page(request, language: str = "en") -> str:
    with translation.override(language):
        return render_to_string("styleguide.html", example_context(request), request)


def structure_of(page: str) -> Structure:
    structure = Structure()
    structure.feed(page)
    return structure


# ---- the frame


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_every_part_draws_as_well_formed_html_with_unique_ids(request_at, language: str) -> None:
    structure = structure_of(style_page(request_at("/styleguide/?as_of=2013-10-18"), language))
    assert (structure.misplaced, structure.open) == ([], [])
    assert len(structure.ids) == len(set(structure.ids))


def test_no_script_or_style_is_written_into_a_page(request_at) -> None:
    page = style_page(request_at("/styleguide/"))
    structure = structure_of(page)
    assert not [a for a in structure.attributes if a[1] == "style" or a[1].startswith("on")]
    assert "<style" not in page
    assert all(
        re.match(r"<script src=\"[^\"]+\"( defer)?></script>", tag) for tag in re.findall(r"<script.*?</script>", page)
    )


def test_nothing_is_fetched_from_elsewhere(request_at) -> None:
    fetched = [
        value
        for tag, name, value in structure_of(style_page(request_at("/styleguide/"))).attributes
        if tag in {"link", "script", "img"} and name in {"href", "src"}
    ]
    assert len(fetched) > 10
    assert [address for address in fetched if not (address or "").startswith("/static/")] == []
    sheets = "".join(path.read_text(encoding="utf-8") for path in CSS.glob("*.css"))
    assert re.findall(r"url\(\"(?!\.\./fonts/|#)", sheets) == []


def test_arabic_runs_from_right_to_left_and_others_do_not(request_at) -> None:
    request = request_at("/styleguide/")
    assert '<html lang="ar" dir="rtl">' in style_page(request, "ar")
    assert '<html lang="en" dir="ltr">' in style_page(request, "en")


def test_a_language_without_catalogue_is_shown_in_english_and_says_so(request_at) -> None:
    page = style_page(request_at("/styleguide/"), "fr")
    assert '<html lang="en" dir="ltr">' in page
    assert "elle est affichée en anglais" in page
    assert "18 October 2013" in page


def test_the_date_bar_shows_the_moment_and_carries_all_other_parameters_on(request_at) -> None:
    request = request_at("/styleguide/?as_of=2013-10-18&as_known=2014-01-01&region=europe&page=3")
    page = style_page(request)
    bar = page[page.index('<div class="asof">') : page.index("</form>", page.index('<div class="asof">'))]
    assert 'name="as_of" value="2013-10-18"' in bar
    assert 'name="as_known" value="2014-01-01"' in bar
    assert '<input type="hidden" name="region" value="europe">' in bar
    assert 'name="page"' not in bar
    assert escape("?as_known=2014-01-01&region=europe&as_of=2016-05-08") in bar


def test_a_page_without_a_moment_has_no_date_bar(rf: RequestFactory) -> None:
    context = {"status": 404, "code": "not-found", "message": "There is no page here.", "title": "Not Found"}
    page = render_to_string("errors/404.html", context, rf.get("/nowhere/"))
    assert 'class="asof"' not in page
    assert "There is no page here." in page


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_error_pages_say_what_to_do_next(rf: RequestFactory, status: int) -> None:
    context = {"status": status, "code": "some-code", "message": "What went wrong.", "title": "Title"}
    page = render_to_string(f"errors/{status}.html", context, rf.get("/nowhere/"))
    structure = structure_of(page)
    assert (structure.misplaced, structure.open) == ([], [])
    assert "What to do next" in page
    assert page.count("<li>") >= 2


def test_the_page_about_our_own_failure_needs_no_context() -> None:
    assert "Something failed on our side" in render_to_string("errors/500.html")


def test_hostile_words_stay_words(request_at) -> None:
    nasty = '"><script>alert(1)</script>'
    page = style_page(request_at("/styleguide/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"))
    assert nasty not in page
    assert nasty not in draw('{% icon "met" label %}', label=nasty)


# ---- words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0, 0, "certainly nothing met"),
        (1, 1, "certainly all met"),
        (0, 1, "unknown, 0 to 1"),
        (1 / 3, 2 / 3, "0.33 to 0.67"),
        (0.5, 0.5, "0.50"),
    ],
)
def test_intervals_in_words(low: float, high: float, words: str) -> None:
    assert draw("{% span low high %}", low=low, high=high) == words
    assert draw("{{ it|span_words }}", it=Span(low, high)) == words


@pytest.mark.parametrize(
    ("window", "words"),
    [
        (Window.on(dt.date(2013, 10, 18)), "18 October 2013"),
        (Window(ALWAYS, dt.date(2015, 7, 8)), "by 8 July 2015"),
        (Window(dt.date(2008, 7, 17), NEVER), "not before 17 July 2008"),
        (Window(dt.date(2008, 7, 17), dt.date(2015, 7, 8)), "between 17 July 2008 and 8 July 2015"),
        (Window(ALWAYS, NEVER), "date not known"),
        (None, "date not known"),
        ("2013-10-18", "18 October 2013"),
    ],
)
def test_days_and_windows_in_words(window: object, words: str) -> None:
    assert draw("{{ it|day }}", it=window) == words


def test_a_text_that_is_no_date_is_refused() -> None:
    with pytest.raises(ValueError, match="Invalid isoformat"):
        _formats.day_words("18 October")


def test_arabic_days_carry_both_names_of_the_month_and_western_digits() -> None:
    with translation.override("ar"):
        assert _formats.day_words(dt.date(2013, 10, 18)) == "18 تشرين الأول/أكتوبر 2013"
        assert _formats.number_words(1234) in {"1,234", "1\u202c234"}


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_shape_and_word_and_not_colour_alone(status: Status) -> None:
    pill = draw('{% include "components/status_pill.html" %}', status=status)
    assert f'href="#i-{status.slug}"' in pill
    assert status.name.lower().replace("_", " ") in pill
    assert f'id="i-{status.slug}"' in render_to_string("components/drawing_defs.html")


def test_an_unknown_status_is_refused() -> None:
    with pytest.raises(KeyError):
        _formats.status_slug("excellent")


def test_every_icon_that_a_template_names_is_drawn() -> None:
    drawn = set(re.findall(r'id="i-([\w-]+)"', render_to_string("components/drawing_defs.html")))
    named = {
        name
        for path in (SITE / "templates").rglob("*.html")
        for name in re.findall(r'{% icon "([\w-]+)"', path.read_text(encoding="utf-8"))
    }
    assert named - drawn == set()
    assert len(named) > 8


@pytest.mark.parametrize(
    ("low", "high", "band"), [(0, 0, "r-0"), (0.85, 1, "r-4"), (0.1, 0.5, "r-unknown"), (0.4, 0.59, "r-2")]
)
def test_bands_are_fifths_and_an_open_one_is_unknown(low: float, high: float, band: str) -> None:
    assert _formats.band_of(low, high) == band


# ---- addresses


def test_links_keep_the_moment_and_the_language_and_nothing_else(rf: RequestFactory) -> None:
    request = rf.get("/states/?as_of=2013-10-18&as_known=2014-01-01&lang=ar&page=4&sort=name")
    assert draw("{% keep_query %}", request) == escape("?as_of=2013-10-18&as_known=2014-01-01&lang=ar")
    assert draw("{% keep_query as_of=day %}", request, day=dt.date(2016, 5, 8)) == escape(
        "?as_known=2014-01-01&lang=ar&as_of=2016-05-08"
    )


def test_changing_a_query_keeps_the_rest_and_none_drops(rf: RequestFactory) -> None:
    request = rf.get("/states/?as_of=2013-10-18&page=4&sort=name")
    assert draw("{% change_query sort='-name' page=None %}", request) == escape("?as_of=2013-10-18&sort=-name")


def test_sorting_turns_round_the_second_time() -> None:
    assert draw("{% sort_state 'name' '' as s %}{{ s.next }}") == "name"
    assert draw("{% sort_state 'name' 'name' as s %}{{ s.direction }} {{ s.next }}") == "ascending -name"
    assert draw("{% sort_state 'name' '-name' as s %}{{ s.direction }} {{ s.next }}") == "descending name"


def test_the_quick_days_are_in_order_and_inside_the_record() -> None:
    days = [day for day, _label, _why in _addresses.QUICK_DAYS]
    assert days == sorted(days)
    assert dt.date(2013, 10, 18) in days


# ---- colours


def tokens_of(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): ([^;]+);", block))


def schemes() -> dict[str, dict[str, str]]:
    sheet = (CSS / "tokens.css").read_text(encoding="utf-8")
    light, by_system, by_switch = (
        re.search(pattern, sheet, re.S).group(1)
        for pattern in (
            r":root \{\s+color-scheme: light;(.*?)\n  \}",
            r":root:not\(\[data-theme=\"light\"\]\) \{(.*?)\n    \}",
            r":root\[data-theme=\"dark\"\] \{(.*?)\n  \}",
        )
    )
    return {"light": tokens_of(light), "system": tokens_of(by_system), "dark": tokens_of(by_switch)}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2, definition of contrast ratio)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


TEXT_PAIRS = [
    *((ink, ground) for ink in ("ink", "ink-soft", "ink-faint", "accent", "gold")
      for ground in ("paper", "surface", "sunken")),
    ("on-accent", "accent"), ("accent", "accent-soft"), ("ink", "accent-soft"), ("ink", "mark"),
    ("masthead-ink", "masthead"), ("masthead-soft", "masthead"), ("masthead-ink", "masthead-rule"),
    *((f"{s}-ink", f"{s}-soft") for s in ("met", "partly", "not-met", "unknown", "na", "due")),
    *((f"{s}-ink", ground) for s in ("met", "partly", "not-met", "unknown", "na", "due")
      for ground in ("surface", "paper")),
    *((f"on-band-{n}", f"band-{n}") for n in range(5)),
]  # fmt: skip
GRAPHIC_PAIRS = [
    *((s, ground) for s in ("met", "partly", "not-met", "unknown", "na", "due", "rule-strong", "band-edge", "focus")
      for ground in ("surface", "paper")),
    ("masthead-here", "masthead"), ("unknown", "unknown-soft"), ("due", "due-soft"),
    *((band, "surface") for band in ("band-0", "band-1", "band-4")),
]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_reaches_the_contrast_of_wcag_aa(scheme: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1."""
    tokens = schemes()[scheme]
    low = {pair: ratio for pair in TEXT_PAIRS if (ratio := round(contrast(tokens[pair[0]], tokens[pair[1]]), 2)) < 4.5}
    assert low == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_shapes_reach_the_contrast_of_wcag_aa(scheme: str) -> None:
    """WCAG 2.2, 1.4.11: 3 to 1."""
    tokens = schemes()[scheme]
    low = {pair: ratio for pair in GRAPHIC_PAIRS if (ratio := round(contrast(tokens[pair[0]], tokens[pair[1]]), 2)) < 3}
    assert low == {}


def test_both_ways_to_the_dark_scheme_give_the_same_colours() -> None:
    assert schemes()["system"] == schemes()["dark"]
    assert schemes()["dark"].keys() == schemes()["light"].keys()


def test_paper_takes_no_colour_from_the_screen() -> None:
    """A page printed from the dark scheme must not bring dark grounds along: every colour is set anew for paper."""
    on_paper = tokens_of((CSS / "print.css").read_text(encoding="utf-8"))
    assert {name for name in schemes()["light"] if not name.startswith("masthead")} - on_paper.keys() == set()
    assert on_paper["paper"] == on_paper["surface"] == "#ffffff"


def test_one_sheet_serves_both_directions() -> None:
    """docs/decisions/0003: left and right stand nowhere but in gradients, which draw both edges anyway."""
    physical = re.compile(
        r"^\s*((margin|padding|border)-(left|right)|left|right|float: (left|right)|text-align: (left|right))\b", re.M
    )
    for sheet in CSS.glob("*.css"):
        assert physical.findall(sheet.read_text(encoding="utf-8")) == [], sheet.name


def test_fonts_stay_within_their_weight_and_carry_their_licence() -> None:
    fonts = SITE / "static" / "openregime" / "fonts"
    assert sum(path.stat().st_size for path in fonts.glob("*.woff2")) < 350_000
    families = {
        path.name.rsplit("-latin", 1)[0].rsplit("-cyrillic", 1)[0].rsplit("-arabic-wght", 1)[0]
        for path in fonts.glob("*.woff2")
    }
    assert {f"OFL-{family}.txt" for family in families} == {path.name for path in fonts.glob("OFL-*.txt")}


# ---- every template


def test_every_template_text_is_marked_for_translation() -> None:
    """Words between tags of a template that no translation tag holds would stay English in every language."""
    allowed = {"OpenRegime", "OpenRegime {}", "1980", "500", "·", "CSV", "XLSX", "UTC", "SHA-256"}
    allowed |= {"HTML", "JSON", "JWK", "PDF", "PEM"}
    loose: list[str] = []
    for path in sorted(SITE.parent.glob("*/templates/**/*.html")):
        text = re.sub(r"{% comment %}.*?{% endcomment %}|{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.S)
        text = re.sub(r"{% blocktranslate.*?{% endblocktranslate %}", "", text, flags=re.S)
        text = re.sub(r"<svg.*?</svg>", "", text, flags=re.S)
        text = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.S)
        # English on purpose
        text = re.sub(r"<(\w+)[^>]* lang=\"en\".*?</\1>|<pre .*?</pre>|<code>.*?</code>", "", text, flags=re.S)
        words = [word.strip() for word in re.findall(r">([^<>]+)<", re.sub(r"<!doctype html>", "", text))]
        loose += [f"{path.name}: {word}" for word in words if re.search(r"[A-Za-z]{2,}", word) and word not in allowed]
    assert [entry for entry in loose if not entry.endswith(": · OpenRegime")] == []


def test_the_engine_finds_every_part_that_a_page_includes() -> None:
    engine = Engine.get_default()
    named = {
        name
        for path in (SITE / "templates").rglob("*.html")
        for name in re.findall(r'{% (?:include|extends) "([^"]+)"', path.read_text(encoding="utf-8"))
    }
    for name in named:
        engine.get_template(name)
    assert len(named) > 20


def test_every_sample_of_the_style_page_has_a_style() -> None:
    css = "".join(path.read_text("utf-8") for path in CSS.glob("*.css"))
    marks = re.findall(r'"mark": "([\w-]+)"', (SITE / "styleguide.py").read_text("utf-8"))

    assert marks
    assert [mark for mark in marks if f".{mark}" not in css] == []
