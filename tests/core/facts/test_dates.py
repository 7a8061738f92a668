"""Days that are known only to within a window."""

import calendar
import datetime as dt
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from openregime.core.facts import ALWAYS, NEVER, BadDate, Window, day_of, when_said

COMPILED = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2016-05-08", "2016-05-08", "2016-05-08"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2015-12", "2015-12-01", "2015-12-31"),
        ("2016", "2016-01-01", "2016-12-31"),
    ],
)
def test_a_text_stands_for_a_day_a_month_or_a_year(text: str, earliest: str, latest: str) -> None:
    window = day_of(text)

    assert (window.earliest.isoformat(), window.latest.isoformat()) == (earliest, latest)
    assert window.is_day == (earliest == latest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2016-13",
        "2016-02-30",
        "16-05-08",
        "8 May 2016",
        "2016-5-8",
        "yesterday",
        "0000",
        "20160508",
        "2016-W18-7",
        "٢٠١٦",
        "٢٠١٦-٠٥-٠٨",
        "2016-05-08T00:00",
    ],
)
def test_what_is_no_date_is_refused_with_the_form_to_use(text: str) -> None:
    with pytest.raises(BadDate, match="YYYY-MM-DD") as caught:
        day_of(text)

    assert caught.value.code == "bad-date"


near_dates = st.one_of(
    st.dates().map(dt.date.isoformat),
    st.dates().map(lambda d: d.isoformat()[:7]),
    st.from_regex(r"[0-2][0-9]{3}-?[01][0-9]-?[0-3][0-9]", fullmatch=True),
    st.text(alphabet="0123456789-٠٢W ", max_size=11),
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(near_dates)
@example("2016-02-29")
@example("2015-02-29")
@example("20160508")
@example("2016-00")
def test_a_text_near_a_date_is_read_when_the_calendar_has_it_and_refused_otherwise(text: str) -> None:
    """Held against the calendar module, which reads no text: the days of a year, of a month, or one day."""
    parts = [int(p) for p in text.split("-")] if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text) else []
    is_in_calendar = bool(parts) and parts[0] >= 1 and (len(parts) < 2 or 1 <= parts[1] <= 12)
    if is_in_calendar and len(parts) == 3:
        is_in_calendar = 1 <= parts[2] <= calendar.monthrange(parts[0], parts[1])[1]

    if not is_in_calendar:
        with pytest.raises(BadDate):
            day_of(text)
        return
    window = day_of(text)

    days_of_year = 366 if calendar.isleap(parts[0]) else 365
    expected = {1: days_of_year, 2: calendar.monthrange(parts[0], [*parts, 1][1])[1], 3: 1}[len(parts)]
    assert (window.latest - window.earliest).days + 1 == expected
    assert window.earliest.isoformat().startswith(text)
    assert window.latest.isoformat().startswith(text)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.dates(), st.dates())
def test_every_window_is_read_as_it_is_written(first: dt.date, second: dt.date) -> None:
    window = Window(min(first, second), max(first, second))

    assert Window.parse(window.iso) == window


@pytest.mark.parametrize("text", ["2016-05-08", "../2018-07-31", "2018-07-31/..", "2016-01-01/2016-12-31"])
def test_a_window_is_read_as_it_is_written(text: str) -> None:
    assert Window.parse(text).iso == text


def test_an_open_window_reaches_to_the_ends_of_time() -> None:
    assert Window.parse("../..") == Window(ALWAYS, NEVER)


def test_a_window_turned_round_is_refused() -> None:
    with pytest.raises(BadDate, match="Turn the two days round"):
        Window(dt.date(2016, 1, 2), dt.date(2016, 1, 1))


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("2014-07-10", "2014-07-10"),
        ("2016-04", "2016-04-01/2016-04-30"),
        ("2016", "2016-01-01/2016-12-31"),
        ("2026", "2026-01-01/2026-11-23"),
        ("end of 2019", "2019-12-31"),
        ("undated", "../2026-11-23"),
        ("", "../2026-11-23"),
        ("undated (2024 or later)", "2024-01-01/2026-11-23"),
        ("2021-04 or later", "2021-04-01/2026-11-23"),
        ("undated (about 2014)", "../2026-11-23"),
        ("1995 (page 1995-2014)", "../2026-11-23"),
    ],
)
def test_when_a_source_spoke_follows_from_its_own_words(words: str, iso: str) -> None:
    """docs/decisions/0005."""
    assert when_said(words, COMPILED).iso == iso


@pytest.mark.parametrize("words", ["recently", "about 2014", "2014?", "Q3 2014", "undated, perhaps 2014"])
def test_words_that_are_not_understood_are_refused(words: str) -> None:
    with pytest.raises(BadDate, match="does not say when the source spoke"):
        when_said(words, COMPILED)
