"""What must hold whatever the record says (docs/decisions/0004 to 0006)."""

import datetime as dt
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openregime.core.facts import NEVER, UNKNOWN_SPAN, Record, Span, Status, Window, mean_span, weakest_span
from openregime.core.observatory import Observatory
from openregime.core.readings.counts import count_states
from openregime.core.readings.day import ASPECTS, DayReading, Regime, least, links_of
from openregime.core.readings.tenures import Closure, Tenure, Tenures, Thing
from openregime.core.readings.weak_links import weak_links
from openregime.io.observatories import load, over
from tests.core.readings import worlds

KNOWN = (Status.MET, Status.PARTLY_MET, Status.NOT_MET)
TOLERANCE = 1e-12
DAYS = [dt.date.fromisoformat(d) for d in ("1979-06-01", "1987-02-08", "1995-12-31", "2008-07-17", "2013-10-18",
        "2016-05-08", "2018-01-01", "2020-03-14", "2024-12-31", "2026-11-23")]  # fmt: skip

few = settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
many = settings(max_examples=100, deadline=None, derandomize=True)

chains = st.lists(st.lists(st.sampled_from(list(Status)), min_size=1, max_size=5), min_size=1, max_size=5)


@pytest.fixture(scope="module")
def observatory() -> Observatory:
    return load()


def contains(outer: tuple[np.ndarray, np.ndarray], inner: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Where the inner span lies inside the outer one, or does not count at all."""
    (low, high), (inner_low, inner_high) = outer, inner
    with np.errstate(invalid="ignore"):
        inside = (low - TOLERANCE <= inner_low) & (inner_high <= high + TOLERANCE)
    return inside | np.isnan(inner_high)


def chain_of(statuses: list[list[Status]]) -> tuple[list[Span | None], Span | None]:
    """Spans of links and of the chain, by the arrays that the readings use."""
    flat = [s for link in statuses for s in link]
    member = np.zeros((len(flat), len(statuses)))
    position = 0
    for j, link in enumerate(statuses):
        member[position : position + len(link), j] = 1
        position += len(link)
    low = np.array([[s.span.low if s.span else np.nan for s in flat]])
    high = np.array([[s.span.high if s.span else np.nan for s in flat]])
    links = links_of(low, high, member)
    ends = least(links[0])[0], least(links[1])[0]
    whole = None if np.isnan(ends[1]) else Span(*(float(e) for e in ends))
    return [
        None if np.isnan(b) else Span(float(a), float(b)) for a, b in zip(links[0][0], links[1][0], strict=True)
    ], whole


@many
@given(chains)
def test_the_arrays_say_what_the_plain_functions_say(statuses: list[list[Status]]) -> None:
    links, whole = chain_of(statuses)

    expected = []
    for link in statuses:
        parts = {str(i): s.span for i, s in enumerate(link) if s.span is not None}
        expected.append(mean_span(parts, dict.fromkeys(parts, 1)) if parts else None)
    assert [e and pytest.approx((e.low, e.high), abs=TOLERANCE) for e in expected] == [
        s and (s.low, s.high) for s in links
    ]
    counted = weakest_span(s for s in expected if s is not None)
    assert (counted is None) == (whole is None)
    if counted and whole:
        assert pytest.approx((counted.low, counted.high), abs=TOLERANCE) == (whole.low, whole.high)


@many
@given(chains, st.data())
def test_no_unknown_turned_known_leaves_the_interval_first_given(
    statuses: list[list[Status]], data: st.DataObject
) -> None:
    before_links, before = chain_of(statuses)

    filled = [[data.draw(st.sampled_from(KNOWN)) if s is Status.UNKNOWN else s for s in link] for link in statuses]
    after_links, after = chain_of(filled)

    for wide, narrow in zip([*before_links, before], [*after_links, after], strict=True):
        assert (wide is None) == (narrow is None)
        assert wide is None or (narrow is not None and wide.contains(narrow))
    assert after is None or after.is_known


@many
@given(chains, st.data())
def test_forgetting_never_improves_a_reading(statuses: list[list[Status]], data: st.DataObject) -> None:
    forgotten = [[Status.UNKNOWN if s in KNOWN and data.draw(st.booleans()) else s for s in link] for link in statuses]
    _, before = chain_of(statuses)
    _, after = chain_of(forgotten)

    assert (before is None) == (after is None)
    assert before is None or (after is not None and after.contains(before))


@many
@given(chains, st.data())
def test_one_more_unknown_requirement_never_raises_the_low_end_nor_lowers_the_high_end_of_its_link(
    statuses: list[list[Status]], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(statuses) - 1))
    longer = [[*link, Status.UNKNOWN] if j == place else link for j, link in enumerate(statuses)]

    before, after = chain_of(statuses)[0][place], chain_of(longer)[0][place]

    assert after is not None
    assert before is None or after.contains(before)


@many
@given(chains, st.randoms(use_true_random=False))
def test_the_order_of_requirements_and_links_changes_nothing(
    statuses: list[list[Status]], shuffle: random.Random
) -> None:
    mixed = [shuffle.sample(link, len(link)) for link in statuses]
    shuffle.shuffle(mixed)
    _, before = chain_of(statuses)
    _, after = chain_of(mixed)

    assert before is None or (after is not None and before.contains(after) and after.contains(before))


# --- on the record ----------------------------------------------------------------------------------------------------


def filled_with(regime: Regime, day: dt.date, draw: random.Random, share: float) -> Regime:
    """The regime with some of its unknown cells decided, any way, consistent or not."""
    codes = regime.tenures.codes(day)
    states = set(draw.sample(range(len(codes)), 40))
    tenures, closures = [], []
    for i, j in zip(*(codes == Status.UNKNOWN).nonzero(), strict=True):
        if i not in states or draw.random() > share:
            continue
        subject, thing = regime.tenures.subjects[i], regime.tenures.things[j]
        if not thing.is_single and draw.random() < 0.6:
            tenures.append(Tenure(subject, thing.id, Window.on(day), ("filled",), status=draw.choice(KNOWN)))
        elif draw.random() < 0.5:
            tenures.append(Tenure(subject, thing.id, Window.on(day), ("filled",)))
        else:
            closures.append(Closure(subject, thing.id, day, Status.NOT_MET, ("filled",)))
    held = regime.tenures
    decided = {(t.subject, t.thing) for t in tenures} | {(c.subject, c.thing) for c in closures}
    kept = [t for t in held.tenures if (t.subject, t.thing) not in decided]  # an open window is decided now
    return regime.supposing(Tenures(held.subjects, held.things, (*kept, *tenures), (*held.closures, *closures)))


@few
@given(st.sampled_from(DAYS), st.integers(0, 10**6), st.sampled_from([0.05, 0.5, 1.0]))
def test_whatever_the_unknowns_of_the_record_are_no_reading_leaves_its_interval(
    day: dt.date, seed: int, share: float
) -> None:
    regime = load().regime()
    before = regime.at(day)

    after = filled_with(regime, day, random.Random(seed), share).at(day)

    assert contains((before.low, before.high), (after.low, after.high)).all()
    assert contains(before.links, after.links).all()
    for aspect in ASPECTS:
        assert contains(before.chains[aspect], after.chains[aspect]).all()
    provisions = before.provisions, after.provisions
    assert contains(*((p.low, p.high) for p in provisions)).all()


@few
@given(st.sampled_from(DAYS), st.integers(0, 10**6))
def test_forgetting_tenures_of_the_record_never_narrows(day: dt.date, seed: int) -> None:
    regime = load().regime()
    draw = random.Random(seed)
    held = regime.tenures
    kept = {(t.subject, t.thing) for t in held.tenures if draw.random() < 0.7}
    fewer = Tenures(
        held.subjects,
        held.things,
        [t for t in held.tenures if (t.subject, t.thing) in kept],
        [c for c in held.closures if draw.random() < 0.7 and (c.subject, c.thing) not in kept] + [
            c for c in held.closures if c.status is Status.NOT_APPLICABLE
        ],
    )  # fmt: skip
    before, after = regime.at(day), regime.supposing(fewer).at(day)

    counted = ~np.isnan(before.high) & ~np.isnan(after.high)
    inside = contains((after.low, after.high), (before.low, before.high))
    assert inside[counted].all()


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_supposed_reading_lies_inside_the_strict_one(observatory: Observatory, day: dt.date) -> None:
    """“If nothing changed” is one of the fillings that the unknowns leave open (docs/decisions/0006)."""
    regime = observatory.regime()
    strict, supposed = regime.at(day), regime.if_nothing_changed(day)

    assert contains((strict.low, strict.high), (supposed.low, supposed.high)).all()
    assert contains(strict.links, supposed.links).all()
    for aspect in ASPECTS:
        assert contains(strict.chains[aspect], supposed.chains[aspect]).all()
    differs = strict.codes != supposed.codes
    assert (strict.codes[differs] == Status.UNKNOWN).all()


def same(first: DayReading, second: DayReading) -> bool:
    return bool(
        (first.codes == second.codes).all()
        and first.low.tobytes() == second.low.tobytes()
        and first.high.tobytes() == second.high.tobytes()
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_claims_totals_and_lists_changes_nothing(observatory: Observatory, seed: int) -> None:
    draw = random.Random(seed)
    held = observatory.record
    mixed = replace(
        held,
        claims=tuple(draw.sample(held.claims, len(held.claims))),
        completeness=tuple(draw.sample(held.completeness, len(held.completeness))),
        totals=tuple(draw.sample(held.totals, len(held.totals))),
    )
    other = over(mixed)
    for day in ("1995-12-31", "2013-10-18", "2024-12-31"):
        assert same(observatory.reading(day), other.reading(day))
        assert observatory.instrument("cppnm_a", day) == other.instrument("cppnm_a", day)
        assert observatory.weak_links(day) == other.weak_links(day)
        assert [s.state for s in observatory.listed_states(day)] == [s.state for s in other.listed_states(day)]
        france, shuffled = observatory.state("FRA", day), other.state("FRA", day)
        assert france.chains == shuffled.chains
        assert france.knowing == shuffled.knowing
        assert [r.reason.in_english() for x in france.links for r in x.requirements] == [
            r.reason.in_english() for x in shuffled.links for r in x.requirements
        ]


def test_of_two_claims_on_one_thing_the_later_recorded_counts_in_any_order() -> None:
    first = worlds.claim("AAA", "performance.status", "not-met", valid="2019-01-01", recorded="2019-02-01")
    second = worlds.claim("AAA", "performance.status", "met", valid="2019-01-01", recorded="2020-02-01")
    for claims in ([first, second], [second, first]):
        reading = worlds.observatory(worlds.record([worlds.state("AAA")], claims)).reading("2021-01-01")
        assert reading.subject("AAA", "performance") is Status.MET


# --- two times --------------------------------------------------------------------------------------------------------

KNOWN_SINCE = [dt.date(y, 6, 30) for y in (1990, 2008, 2014, 2015, 2017, 2018, 2020, 2022, 2024, 2025)]


@pytest.mark.parametrize("known", KNOWN_SINCE, ids=str)
def test_earlier_knowledge_never_says_more_than_later_knowledge_bears_out(
    observatory: Observatory, known: dt.date
) -> None:
    for day in DAYS:
        earlier, now = observatory.reading(day, known), observatory.reading(day)
        assert contains((earlier.low, earlier.high), (now.low, now.high)).all(), day
        assert contains(earlier.links, now.links).all(), day
        for aspect in ASPECTS:
            assert contains(earlier.chains[aspect], now.chains[aspect]).all(), day


@few
@given(st.sampled_from(KNOWN_SINCE), st.integers(0, 10**6))
def test_claims_recorded_later_have_no_influence(known: dt.date, seed: int) -> None:
    held, draw = load().record, random.Random(seed)
    later = known + dt.timedelta(days=1)
    states = [e.id for e in held.states]
    more = [
        worlds.claim(draw.choice(states), f"{i}.status", "party", valid="2001-01-01", recorded=later.isoformat())
        for i in ("cppnm", "icsant", "ap", "gicnt")
        for _ in range(5)
    ]
    told: Record = held.with_claims(more).as_known(known)

    assert held.as_known(known).claims == told.claims
    assert all(c.recorded <= known for c in (*told.claims, *told.completeness, *told.totals))


def test_knowledge_before_1995_is_nearly_nothing(observatory: Observatory) -> None:
    """The oldest source of the record is of 1995: before, only what follows from law and the calendar is known."""
    held = observatory.record.as_known(dt.date(1994, 12, 31))
    reading = observatory.reading("1994-12-31", "1994-12-31")

    assert {c.row.split(":")[0] for c in held.claims} <= {
        "evidence/framework_conventions.csv",
        "evidence/security_events.csv",
    }
    assert held.totals == held.completeness == ()
    assert np.isin(reading.codes[:, :9], (Status.UNKNOWN, Status.NOT_YET_DUE, Status.NOT_APPLICABLE)).all()


# --- totals -----------------------------------------------------------------------------------------------------------

FIRST, LAST = dt.date(2006, 1, 1), dt.date(2026, 1, 1)
truths = st.lists(
    st.tuples(st.none() | st.dates(FIRST, LAST), st.integers(0, 3000), st.integers(0, 3000), st.booleans()),
    min_size=2,
    max_size=9,
)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(truths, st.lists(st.tuples(st.dates(FIRST, LAST), st.integers(0, 1), st.integers(0, 1)), max_size=4),
       st.dates(FIRST, LAST))  # fmt: skip
def test_counts_and_weak_links_hold_in_every_world_that_agrees_with_names_and_totals(
    truth: list[tuple[dt.date | None, int, int, bool]], totals: list[tuple[dt.date, int, int]], day: dt.date
) -> None:
    """A true world is drawn, then blurred into windows, silence and totals: what is read must be true of it."""
    things = [Thing("joined:icsant", dt.date(2005, 9, 14), is_single=True)]
    names = [f"S{i}" for i in range(len(truth))]
    tenures = []
    for name, (joined_on, before, after, is_named) in zip(names, truth, strict=True):
        if joined_on is not None and is_named:
            window = Window(joined_on - dt.timedelta(days=before), joined_on + dt.timedelta(days=after))
            tenures.append(Tenure(name, "joined:icsant", window, ()))
    codes = Tenures(names, things, tenures, []).codes(day)[:, 0]

    def inside(when: dt.date) -> int:
        return sum(j is not None and j <= when for j, *_ in truth)

    published = [
        worlds.total("icsant", when.isoformat(), max(0, inside(when) - a), inside(when) + b) for when, a, b in totals
    ]
    count = count_states(codes, published, day)

    assert count.disagreeing == ()
    assert count.names_low <= count.low <= inside(day) <= count.high <= count.names_high
    missing = max(int((codes == Status.NOT_MET).sum()), len(names) - count.high)
    assert missing <= len(names) - inside(day)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(
    st.lists(st.none() | st.dates(FIRST, LAST), min_size=3, max_size=6), st.dates(FIRST, LAST), st.dates(FIRST, LAST)
)
def test_at_least_missing_is_never_more_than_is_missing(
    joined_on: list[dt.date | None], counted: dt.date, day: dt.date
) -> None:
    states = [worlds.state(f"S{i}") for i in range(len(joined_on))]

    def inside(when: dt.date) -> int:
        return sum(j is not None and j <= when for j in joined_on)

    claims = []
    for entity, joined in zip(states, joined_on, strict=True):
        if joined is not None:
            listed_on = (joined + dt.timedelta(days=300)).isoformat()
            claims += worlds.party(entity.id, "icsant", recorded=listed_on)
    held = worlds.record(states, claims, totals=[worlds.total("icsant", counted.isoformat(), inside(counted))])
    seen = worlds.observatory(held)

    found = {m.requirement.id: m for m in weak_links(seen.reading(day), seen.stakes(day))}

    if "icsant" in found:
        assert found["icsant"].at_least_missing <= len(states) - inside(day)
        assert found["icsant"].count.low <= inside(day) <= found["icsant"].count.high


@many
@given(st.lists(st.sampled_from([Status.MET, Status.NOT_MET, Status.UNKNOWN]), min_size=1, max_size=12),
       st.lists(st.tuples(st.dates(FIRST, LAST), st.integers(0, 12), st.integers(0, 3)), max_size=5),
       st.randoms(use_true_random=False), st.dates(FIRST, LAST))  # fmt: skip
def test_the_order_of_totals_changes_nothing(
    statuses: list[Status], totals: list[tuple[dt.date, int, int]], shuffle: random.Random, day: dt.date
) -> None:
    codes = np.array(statuses, dtype=np.uint8)
    published = [worlds.total("icsant", d.isoformat(), n, n + more) for d, n, more in totals]
    mixed = shuffle.sample(published, len(published))

    assert count_states(codes, published, day) == count_states(codes, mixed, day)


def test_an_end_of_never_is_never_reached() -> None:
    tenure = Tenure("AAA", "t", Window.on(dt.date(2000, 1, 1)), ())

    assert tenure.end.latest == NEVER
    assert UNKNOWN_SPAN.width == 1
