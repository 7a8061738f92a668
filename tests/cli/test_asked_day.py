"""One rule for the day that somebody asks about: pages and commands read it alike and refuse it in the same words."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openregime.cli.options import a_day
from openregime.cli.refusals import BadArgument
from openregime.core.facts.asked_day import BadDay, asked_day
from openregime.web.site.parameters import BadParameter, parse_day

LATEST = dt.date(2026, 11, 24)
days = st.dates(dt.date(1960, 1, 1), dt.date(2030, 1, 1)).map(str)


@given(st.one_of(days, st.text(alphabet="0123456789-today ", max_size=12)))
def test_pages_and_commands_take_the_same_days_and_refuse_in_the_same_words(text: str) -> None:
    try:
        found = asked_day(text, LATEST)
    except BadDay as refused:
        with pytest.raises(BadParameter) as on_a_page:
            parse_day(text, parameter="as_of", latest=LATEST)
        with pytest.raises(BadArgument) as in_a_command:
            a_day(text, "--as-of", LATEST)
        assert on_a_page.value.reason == refused.reason
        assert str(in_a_command.value).endswith(refused.reason)
    else:
        assert parse_day(text, parameter="as_of", latest=LATEST) == a_day(text, "--as-of", LATEST) == found


def test_a_month_is_no_day_and_the_refusal_shows_one() -> None:
    with pytest.raises(BadDay, match="for example 2013-10-28"):
        asked_day("2013-10", LATEST)
