"""Which day is read about: what an address may say, and what it is told when it says something else."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict
from hypothesis import example, given
from hypothesis import strategies as st

from openregime.core.errors import OpenRegimeError
from openregime.core.facts.asked_day import FIRST_DAY
from openregime.web.site.parameters import BadParameter, Moment, parse_day, parse_moment, query_of

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2016-05-08", date(2016, 5, 8)),
        (" 2016-05-08 ", date(2016, 5, 8)),
        ("today", TODAY),
        ("Today", TODAY),
        ("1970-01-01", FIRST_DAY),
        ("2026-11-24", TODAY),
        ("2024-02-29", date(2024, 2, 29)),
    ],
)
def test_days_are_read(text: str, day: date) -> None:
    assert parse_day(text, parameter="as_of", latest=TODAY) == day


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2016", "a whole day is needed, for example 2016-12-28"),
        ("2016-05", "a whole day is needed, for example 2016-05-28"),
        ("2023-02-29", "there is no such day"),
        ("2016-13-01", "there is no such day"),
        ("0000-01-01", "there is no such day"),
        ("20160508", "write the day as YYYY-MM-DD"),
        ("2016-W18-7", "write the day as YYYY-MM-DD"),
        ("08/05/2016", "write the day as YYYY-MM-DD"),
        ("٢٠١٦-٠٥-٠٨", "write the day as YYYY-MM-DD"),
        ("2016-05-08\x00", "write the day as YYYY-MM-DD"),
        ("yesterday", "write the day as YYYY-MM-DD"),
        ("1969-12-31", "the record begins on 1970-01-01"),
        ("2026-11-25", "that day has not come yet; the latest that can be read is 2026-11-24"),
        ("9999-12-31", "that day has not come yet"),
    ],
)
def test_other_words_are_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(BadParameter, match=reason) as refused:
        parse_day(text, parameter="as_of", latest=TODAY)
    assert str(refused.value).startswith("as_of = ")
    assert (refused.value.parameter, refused.value.value) == ("as_of", text)


def test_a_long_value_is_cut_in_the_answer() -> None:
    with pytest.raises(BadParameter) as refused:
        parse_day("9" * 10_000, parameter="as_of", latest=TODAY)
    assert len(str(refused.value)) < 200


near_days = st.one_of(
    st.dates(date(1960, 1, 1), TODAY + timedelta(days=400)).map(date.isoformat),
    st.from_regex(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]", fullmatch=True),
    st.text(alphabet="0123456789-٢ ", min_size=1, max_size=12),
    st.text(min_size=1, max_size=30),
)


@given(near_days)
@example("1969-12-31")
@example("1970-01-01")
@example("2016-02-30")
@example("20160508")
def test_any_text_is_read_as_the_day_it_names_or_refused_on_purpose(text: str) -> None:
    """What is read is the day written; what is refused is no day of the calendar from 1970 to today."""
    try:
        found = parse_day(text, parameter="as_of", latest=TODAY)
    except OpenRegimeError as refused:
        assert refused.code == "bad-parameter"
        span = (TODAY - FIRST_DAY).days + 1
        assert text not in {(FIRST_DAY + timedelta(days=n)).isoformat() for n in range(span)}
    else:
        assert FIRST_DAY <= found <= TODAY
        assert text.strip() in (found.isoformat(), "today", "")


@given(st.dates(FIRST_DAY, TODAY), st.dates(FIRST_DAY, TODAY))
def test_a_link_shows_what_its_sender_saw(as_of: date, as_known: date) -> None:
    sent = Moment(as_of, as_known)
    a_year_later = TODAY + timedelta(days=365)

    assert parse_moment(QueryDict(query_of(sent, page=2)), latest=a_year_later) == sent


@pytest.mark.parametrize("query", ["", "as_of=", "as_of=&as_known=", "lang=ar"])
def test_what_is_not_said_is_today(query: str) -> None:
    assert parse_moment(QueryDict(query), latest=TODAY) == Moment(as_of=TODAY, as_known=TODAY)


def test_the_two_times_are_told_apart() -> None:
    query = QueryDict("as_of=2013-10-18&as_known=2020-01-01")
    assert parse_moment(query, latest=TODAY) == Moment(as_of=date(2013, 10, 18), as_known=date(2020, 1, 1))


def test_a_day_given_twice_is_refused() -> None:
    with pytest.raises(BadParameter, match="more than once"):
        parse_moment(QueryDict("as_of=2013-10-18&as_of=2016-05-08"), latest=TODAY)


def test_the_refusal_names_the_parameter_that_is_wrong() -> None:
    with pytest.raises(BadParameter, match=r"^as_known = "):
        parse_moment(QueryDict("as_of=2013-10-18&as_known=soon"), latest=TODAY)
