"""The forecast of one instrument: its fan, when it reaches what, who is likely to be next and why."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openregime.core.readings.outlook.baselines import constant_rate
from openregime.core.readings.outlook.counting import binomial_law, mid_interval
from openregime.core.readings.outlook.faults import BadTarget, checked_horizon
from openregime.core.readings.outlook.features import FEATURES, OF_THE_STATE, Snapshot
from openregime.core.readings.outlook.model import Model, cumulative
from openregime.core.readings.outlook.paths import NEVER_WITHIN, Paths, draw_paths
from openregime.core.readings.outlook.pool import YEAR, Floats, Pool, Subject, remaining
from openregime.core.readings.outlook.reaching import (
    Course,
    Reach,
    first_with,
    first_with_share,
    reach_of,
    share_of,
)
from openregime.core.readings.outlook.start import Start, in_all
from openregime.core.rules.instruments import Instrument

PATHS = 3000
REASONS = ("alike", "keen", "region", "region_lately", "joiner")
"""What can speak for a State; see `Snapshot.features`."""
_PART_OF = {"alike_by_size": "alike", "keen_by_size": "keen"}


@dataclass(frozen=True, slots=True)
class FanPoint:
    """Parties at the end of a quarter: the middle, and the ends that hold four fifths and nine tenths of the paths.

    `constant_low`, `constant`, `constant_high`: the baseline of the constant hazard and its four fifths.
    """

    day: dt.date
    low90: int
    low80: int
    middle: int
    high80: int
    high90: int
    constant_low: int
    constant: int
    constant_high: int


@dataclass(frozen=True, slots=True)
class NextState:
    """One State that could join.

    Attributes:
        chance: probability of joining within the horizon. low, high: the same where the common wave is small or
            large, so that four fifths of the paths lie between.
        perhaps_inside: share of the datings on which it has joined already; 0 where it is known to be outside. The
            chances hold for the others.
        reasons: those of REASONS that speak for it, the strongest first.
    """

    state: str
    chance: float
    perhaps_inside: float
    low: float
    high: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Forecast:
    """What is said of one instrument from one day."""

    start: Start
    years: float
    fitted_on: dt.date
    fan: tuple[FanPoint, ...]
    reaches: tuple[Reach, ...]
    next_states: tuple[NextState, ...]
    states_left: int
    datings: int

    @property
    def end(self) -> FanPoint:
        """The last point of the fan."""
        return self.fan[-1]


def forecast(
    pool: Pool,
    model: Model,
    start: Start,
    *,
    years: float,
    reach: int | None = None,
    parent: Start | None = None,
    seed: int = 1,
) -> Forecast:
    """Forecast an instrument.

    Args:
        pool, model: the model has to be one fitted before the start (`Models.before`).
        start: from `start_of`. parent: the start of the treaty whose parties the threshold is a share of.
        years: horizon. reach: a further number of parties to say the time of.
        seed: of the paths and datings: the same seed gives the same numbers.
    Raises:
        BadHorizon, BadTarget: outside what can be asked for.
    """
    years = checked_horizon(years)
    _check_target(reach, start, pool)
    snapshot = Snapshot(pool.seen_on(min(start.day.toordinal(), pool.end)))
    own = _drawn(snapshot, model, start, years, seed)
    counts = np.minimum(own.started[:, None] + own.joined, len(pool.states))
    force = _entry_into_force(snapshot, model, start, parent, own, years, seed)
    reaches = [_reached(what, needed, own) for what, needed in _targets(start, reach, own)]
    return Forecast(
        start,
        years,
        dt.date.fromordinal(model.fitted_on),
        _fan(counts, own.ends, snapshot, start, own),
        (*force, *reaches),
        _next(snapshot, model, start, own),
        own.universe - round(float(own.started.mean())),
        len(own.subjects),
    )


@dataclass(frozen=True, eq=False)
class _Drawn:
    """Paths of one instrument, one part of them for each dating."""

    subjects: tuple[Subject, ...]
    day: NDArray[np.int32]  # paths x n States of the pool: when it joins; 0 where inside from the start
    started: NDArray[np.int64]  # paths: parties at the start
    ends: NDArray[np.int64]
    universe: int  # parties there would be if all that exist and to which it applies were inside
    hazards: Floats  # n: summed over the horizon, mean over the datings on which the State is outside

    @property
    def joined(self) -> NDArray[np.int64]:
        return Paths(np.where(self.day > 0, self.day, NEVER_WITHIN).astype(np.int32), self.ends).joined()

    @property
    def course(self) -> Course:
        return Course.of(self.started, self.day)


def _drawn(snapshot: Snapshot, model: Model, start: Start, years: float, seed: int) -> _Drawn:
    day = start.day.toordinal()
    subjects = start.datings(seed, _eagerness(snapshot, model, start))
    each, n = PATHS // len(subjects), len(snapshot.pool.states)
    joins, started, ends = [], [], np.zeros(0, dtype=np.int64)
    summed, times = np.zeros(n), np.zeros(n)
    for i, subject in enumerate(subjects):
        states, x = snapshot.features(subject, day)
        hazards = model.hazards(x)
        summed[states] += cumulative(hazards, years)
        times[states] += 1
        random = np.random.default_rng([seed, 7, i])
        drawn = draw_paths(hazards, model, start.day, years=years, paths=each, random=random)
        whole = np.zeros((each, n), dtype=np.int32)
        whole[:, snapshot.pool.existed > day] = NEVER_WITHIN
        whole[:, states] = drawn.day
        named = int(((subject.deposits <= day) & start.applies).sum())
        joins.append(whole)
        started.append(np.full(each, in_all(start, named)))
        ends = drawn.ends
    exists = (snapshot.pool.existed <= day) & start.applies
    hazards = summed / np.maximum(times, 1)
    return _Drawn(subjects, np.concatenate(joins), np.concatenate(started), ends, int(exists.sum()), hazards)


def _eagerness(snapshot: Snapshot, model: Model, start: Start) -> Floats:
    """Hazard of the first year of every State that may have joined since the names ended; 1 where all is dated."""
    eager = np.ones(len(snapshot.pool.states))
    if start.named_to < start.day:
        states, x = snapshot.features(start.named_subject(), start.day.toordinal())
        eager[states] = model.hazards(x)[:, 0]
    return eager


def _check_target(reach: int | None, start: Start, pool: Pool) -> None:
    if reach is not None and not start.parties.high < reach <= len(pool.states):
        raise BadTarget(str(reach), start.parties.high, len(pool.states))


def _fan(
    counts: NDArray[np.int64], ends: NDArray[np.int64], snapshot: Snapshot, start: Start, own: _Drawn
) -> tuple[FanPoint, ...]:
    pool, day, begun = snapshot.pool, start.day.toordinal(), int(own.started[0])
    rate = float(np.mean([constant_rate(pool, subject, day) for subject in own.subjects]))
    left = len(remaining(pool, own.subjects[0], day))
    points = []
    for q, end in enumerate(ends):
        law = np.bincount(counts[:, q], minlength=len(pool.states) + 1) / len(counts)
        four_fifths, nine_tenths = mid_interval(law, 0.8), mid_interval(law, 0.9)
        constant = binomial_law(left, 1 - float(np.exp(-rate * (end - day) / YEAR)))
        usual = mid_interval(constant, 0.8)
        points.append(
            FanPoint(
                dt.date.fromordinal(int(end)),
                nine_tenths.low,
                four_fifths.low,
                int(np.searchsorted(np.cumsum(law), 0.5)),
                four_fifths.high,
                nine_tenths.high,
                begun + usual.low,
                begun + int(np.searchsorted(np.cumsum(constant), 0.5)),
                begun + usual.high,
            )
        )
    return tuple(points)


def _targets(start: Start, reach: int | None, own: _Drawn) -> list[tuple[str, int]]:
    """The numbers of parties of which the time is said."""
    asked = [] if reach is None else [("asked", reach)]
    targets = [("more", int(np.ceil(1.25 * start.parties.high))), *asked, ("universal", own.universe)]
    return [(what, needed) for what, needed in targets if needed <= own.universe]


def _reached(what: str, needed: int, own: _Drawn, soonest: int = 0, lag_days: int = 0) -> Reach:
    day = first_with(own.course, needed, soonest)
    return reach_of(what, np.full(len(day), needed), day + lag_days, int(own.ends[-1]))


def _entry_into_force(
    snapshot: Snapshot, model: Model, start: Start, parent: Start | None, own: _Drawn, years: float, seed: int
) -> list[Reach]:
    """Entry into force, with the threshold moving on the same paths; nothing where it had taken effect already.

    Where the last condition had been met by the start the day is settled, and nothing is drawn. Where enough have
    deposited and the rule waits for something else, nothing is said: only numbers are foreseen.
    """
    instrument, soonest, horizon = start.instrument, start.day.toordinal() + 1, int(own.ends[-1])
    share = instrument.needs_share
    if start.day >= instrument.in_force or not instrument.binds or start.waits_for_more:
        return []
    if instrument.needs is None and (share is None or parent is None):
        return []
    if start.settled:
        needed = _needed_when_met(start.settled - dt.timedelta(days=instrument.lag_days), instrument, parent)
        return [reach_of("force", needed, np.full(1, start.settled.toordinal()), horizon)]
    if share is None or parent is None:
        return [_reached("force", instrument.needs or 0, own, soonest, instrument.lag_days)]
    parents = _parties_to_parent(snapshot, model, parent, own, start.day, years, seed)
    day = first_with_share(own.course, parents, share, soonest)
    at_end = share_of(parents.by(np.full((len(day), 1), horizon))[:, 0], share)
    return [reach_of("force", at_end, day + instrument.lag_days, horizon)]


def _needed_when_met(met: dt.date, instrument: Instrument, parent: Start | None) -> NDArray[np.int64]:
    """The least and the most deposits that were needed on the day on which the last condition was met."""
    if instrument.needs_share is None or parent is None:
        return np.full(2, instrument.needs)
    return share_of(parent.windows.counted(met.toordinal()), instrument.needs_share)


def _parties_to_parent(
    snapshot: Snapshot, model: Model, parent: Start, own: _Drawn, day: dt.date, years: float, seed: int
) -> Course:
    """Parties to the parent treaty on the same paths: whoever joins the amendment has joined it by then."""
    gap = (day - parent.day).days / YEAR  # it may begin earlier; its paths have to last as long
    drawn = _drawn(snapshot, model, parent, years + gap, seed + 1)
    rows = np.arange(len(own.day)) % len(drawn.day)
    theirs = drawn.day[rows]
    days = np.where((theirs > 0) & (own.day > 0), np.minimum(theirs, own.day), theirs)
    return Course.of(drawn.started[rows], days)


def _next(snapshot: Snapshot, model: Model, start: Start, own: _Drawn) -> tuple[NextState, ...]:
    """Every State that is not certainly inside, the likeliest first; chances count the paths on which it is out."""
    states, n = snapshot.pool.states, len(own.day)
    out = own.day > 0
    times_out = out.sum(axis=0)
    chance = (out & (own.day < NEVER_WITHIN)).sum(axis=0) / np.maximum(times_out, 1)
    speak = _what_speaks(snapshot, model, start)
    low, high = (_with_wave(own.hazards, model, share) for share in (0.1, 0.9))
    found = []
    exists = snapshot.pool.existed <= start.day.toordinal()
    for i in np.flatnonzero((times_out > 0) & ~start.windows.surely & exists):
        reasons = tuple(
            name for value, name in sorted(((v[i], k) for k, v in speak.items()), reverse=True) if value > 0.1
        )
        found.append(
            NextState(
                states[i], float(chance[i]), 1 - float(times_out[i]) / n, float(low[i]), float(high[i]), reasons[:3]
            )
        )
    return tuple(sorted(found, key=lambda s: (-s.chance, s.state)))


def _what_speaks(snapshot: Snapshot, model: Model, start: Start) -> dict[str, Floats]:
    """For each of REASONS, n values: by how much it lifts the log hazard of a State above the others' mean."""
    states, x = snapshot.features(start.named_subject(), start.day.toordinal())
    speak = {name: np.zeros(len(snapshot.pool.states)) for name in REASONS}
    for name in OF_THE_STATE:
        column = x[:, FEATURES.index(name)]
        scale = model.scale[FEATURES.index(name)]
        speak[_PART_OF.get(name, name)][states] += model.weight_of(name) * (column - column.mean()) / scale
    return speak


def _with_wave(cumulative_hazards: Floats, model: Model, share: float) -> Floats:
    """Probability of joining where the lasting factor stands at its lower or upper tenth."""
    if model.scatter is None:
        return 1 - np.exp(-cumulative_hazards)
    drawn = np.random.default_rng(3).gamma(1 / model.scatter.lasting, model.scatter.lasting, 20_001)
    return np.asarray(1 - np.exp(-cumulative_hazards * np.quantile(drawn, share)))


def sentence_numbers(found: Forecast) -> tuple[int, int, dt.date, float | None]:
    """What the sentence of a forecast says: parties between which and which, by when, and the chance of force."""
    force: Sequence[Reach] = [r for r in found.reaches if r.what == "force"]
    return found.end.low80, found.end.high80, found.end.day, force[0].chance if force else None
