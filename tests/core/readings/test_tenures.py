"""Who is inside what on a day, from windows."""

import pytest

from openregime.core.facts import NEVER, Status, Window
from openregime.core.readings.tenures import Closure, Tenure, Tenures, Thing
from tests.core.readings.worlds import day

OPENED = day("2000-01-01")
ONCE = Thing("once", OPENED, is_single=True)
AGAIN = Thing("again", OPENED, is_single=False)


def window(earliest: str, latest: str) -> Window:
    return Window(day(earliest), day(latest))


def read(when: str, *tenures: Tenure, closures: tuple[Closure, ...] = (), thing: str = "once") -> Status:
    held = Tenures(["AAA"], [ONCE, AGAIN], tenures, closures)
    return Status(int(held.codes(day(when))[0, held.column_of[thing]]))


def joined(*begin: str, end: Window | None = None, thing: str = "once", status: Status = Status.MET) -> Tenure:
    lasting = end or Window(NEVER, NEVER)
    return Tenure("AAA", thing, window(begin[0], begin[-1]), ("c",), lasting, status)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("1999-12-31", Status.NOT_YET_DUE),
        ("2000-01-01", Status.NOT_MET),
        ("2009-12-31", Status.NOT_MET),
        ("2010-01-01", Status.UNKNOWN),
        ("2010-12-30", Status.UNKNOWN),
        ("2010-12-31", Status.MET),
        ("2099-01-01", Status.MET),
    ],
)
def test_an_undated_joining_is_unknown_inside_its_window_only(when: str, expected: Status) -> None:
    assert read(when, joined("2010-01-01", "2010-12-31")) is expected


def test_what_can_recur_says_nothing_of_the_time_before_it() -> None:
    assert read("2005-01-01", joined("2010-01-01", thing="again"), thing="again") is Status.UNKNOWN


def test_after_an_end_what_is_joined_once_is_not_met_and_what_recurs_is_open() -> None:
    end = window("2015-01-01", "2015-12-31")

    assert read("2015-06-01", joined("2010-01-01", end=end)) is Status.UNKNOWN
    assert read("2016-01-01", joined("2010-01-01", end=end)) is Status.NOT_MET
    assert read("2016-01-01", joined("2010-01-01", end=end, thing="again"), thing="again") is Status.UNKNOWN


def test_a_later_tenure_goes_on_where_an_earlier_one_lapsed() -> None:
    first = joined("2010-01-01", end=window("2012-01-01", "2012-12-31"), thing="again")
    second = joined("2012-06-01", thing="again")

    for tenures in ((first, second), (second, first)):
        assert read("2012-07-01", *tenures, thing="again") is Status.MET
        assert read("2012-05-01", *tenures, thing="again") is Status.UNKNOWN


def test_possibly_more_than_what_is_certain_is_open() -> None:
    partly = joined("2010-01-01", thing="again", status=Status.PARTLY_MET)
    perhaps = joined("2011-01-01", "2011-12-31", thing="again")

    for tenures in ((partly, perhaps), (perhaps, partly)):
        assert read("2010-06-01", *tenures, thing="again") is Status.PARTLY_MET
        assert read("2011-06-01", *tenures, thing="again") is Status.UNKNOWN
        assert read("2012-01-01", *tenures, thing="again") is Status.MET


def test_a_closure_holds_up_to_its_day_and_not_one_day_further() -> None:
    closed = Closure("AAA", "once", day("2015-01-01"), Status.NOT_MET, ("completeness/x",))

    assert read("2015-01-01", closures=(closed,)) is Status.NOT_MET
    assert read("2015-01-02", closures=(closed,)) is Status.UNKNOWN


def test_if_nothing_changed_whoever_was_outside_stays_outside_and_nobody_else() -> None:
    closed = Closure("AAA", "once", day("2015-01-01"), Status.NOT_MET, ("completeness/x",))
    held = Tenures(["AAA", "BBB", "CCC"], [ONCE], [joined("2010-01-01", "2020-01-01")], [
        Closure("BBB", "once", closed.until, Status.NOT_MET, closed.claims)])  # fmt: skip

    codes = held.codes_if_nothing_changed(day("2018-01-01"))[:, 0]

    assert [Status(int(c)) for c in codes] == [Status.UNKNOWN, Status.NOT_MET, Status.UNKNOWN]


def test_what_does_not_apply_stays_apart_from_what_is_not_met() -> None:
    away = Closure("AAA", "once", day("2005-01-01"), Status.NOT_APPLICABLE, ())
    closed = Closure("AAA", "once", day("2010-01-01"), Status.NOT_MET, ())

    for closures in ((away, closed), (closed, away)):
        assert read("2004-01-01", closures=closures) is Status.NOT_APPLICABLE
        assert read("2006-01-01", closures=closures) is Status.NOT_MET


def test_nothing_at_all_is_unknown() -> None:
    assert read("2010-01-01") is Status.UNKNOWN


def test_more_tenures_leave_the_present_ones_as_they_are() -> None:
    held = Tenures(["AAA"], [ONCE], [], [])
    more = held.with_more([joined("2010-01-01")])

    assert held.tenures == ()
    assert more.codes(day("2011-01-01"))[0, 0] == Status.MET
    assert more.window("AAA", "once") == window("2010-01-01", "2010-01-01")
    assert held.window("AAA", "once") is None
