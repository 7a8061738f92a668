"""The next best act: each is tried on one State's chain; what lifts the weakest link most comes first."""

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openregime.core.facts import Status
from openregime.core.readings.day import DayReading
from openregime.core.readings.evidence import in_force_for, joined
from openregime.core.readings.supposing import suppose
from openregime.core.readings.tenures import Codes
from openregime.core.repair.scenario import Act, AdoptMeasure, InviteMission, Join, PublishResult


@dataclass(frozen=True, slots=True)
class Trial:
    """What one more act would do to a chain.

    Attributes:
        act: the act.
        low, high: link id -> end of the link's interval after it, 0 to 1; links that do not count are left out.
        lifted: ids of the links of which it raises an end, in the order of the chain.
    """

    act: Act
    low: dict[str, float]
    high: dict[str, float]
    lifted: tuple[str, ...]

    @property
    def worth(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Sort key, larger is better: high ends of the links from the least up, then low ends from the least up.

        The chain reads as its weakest link, so the least end counts first, and no gain elsewhere makes up for it.
        """
        return tuple(sorted(self.high.values())), tuple(sorted(self.low.values()))


def best_acts(reading: DayReading, state: str, acts: Sequence[Act]) -> tuple[Trial, ...]:
    """Try each act by itself on a State's chain.

    Args:
        reading: the day, as it is or as a scenario already supposes it.
        state: id of a State.
        acts: acts to try, each once.
    Returns:
        The acts that raise an end of some link, the best first; acts that are worth the same in the order given.
    """
    if not acts:
        return ()
    links = reading.regime.chain.links
    low, high = _links_after(reading, state, [(), *((act,) for act in acts)])
    found = []
    for i, act in enumerate(acts, start=1):
        counted = [j for j in range(len(links)) if not np.isnan(high[i, j])]
        lifted = tuple(links[j].id for j in counted if low[i, j] > low[0, j] + 1e-9 or high[i, j] > high[0, j] + 1e-9)
        if lifted:
            rounded = (np.round(low[i], 9), np.round(high[i], 9))
            ends = [{links[j].id: float(side[j]) for j in counted} for side in rounded]
            found.append(Trial(act, ends[0], ends[1], lifted))
    return tuple(sorted(found, key=lambda trial: trial.worth, reverse=True))


def _links_after(
    reading: DayReading, state: str, trials: Sequence[Sequence[Act]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Low and high ends of the links, n trials x n links: the State stands once in the day's arrays for each trial."""
    tenures = reading.regime.tenures
    codes = np.repeat(reading._all[tenures.row_of[state]][None, :], len(trials), axis=0)
    for row, acts in zip(codes, trials, strict=True):
        _do(reading, row, acts)
    regime = copy.copy(reading.regime)
    regime.states = tuple(str(i) for i in range(len(trials)))
    regime._rows = np.arange(len(trials))
    return DayReading(regime, reading.day, codes).links


def _do(reading: DayReading, row: Codes, acts: Iterable[Act]) -> None:
    """Change the codes of one subject to what they are after some acts."""
    for thing in things_done(reading, acts):
        column = reading.regime.tenures.column_of[thing]
        if row[column] not in (Status.NOT_APPLICABLE, Status.NOT_YET_DUE):
            row[column] = Status.MET


def day_after(reading: DayReading, state: str, acts: Iterable[Act]) -> DayReading:
    """The day as it would read had one State done some acts by then.

    Gives the statuses and intervals of `readings.supposing.suppose` without reading the record anew; it knows no
    reasons for what is supposed, so that `read_state` cannot be asked about it.
    """
    codes = reading._all.copy()
    _do(reading, codes[reading.regime.tenures.row_of[state]], acts)
    return DayReading(reading.regime, reading.day, codes)


def supposing_acts(reading: DayReading, state: str, acts: Iterable[Act]) -> DayReading:
    """The day had one State done some acts by then, read anew with its reasons (see `readings.supposing.suppose`)."""
    done = list(acts)
    return suppose(
        reading,
        state,
        join=[act.instrument for act in done if isinstance(act, Join)],
        adopt=[act.measure for act in done if isinstance(act, AdoptMeasure)],
        mission=InviteMission() in done,
        publish=PublishResult() in done,
    )


def things_done(reading: DayReading, acts: Iterable[Act]) -> list[str]:
    """Ids of the things that a State is inside once it has done some acts (see `readings.supposing.suppose`)."""
    requirements = reading.regime.chain.requirements
    things: list[str] = []
    for act in acts:
        match act:
            case Join(instrument):
                things += [joined(instrument), in_force_for(instrument)]
            case AdoptMeasure(measure):
                things.append(f"measure:{measure}")
                things += [r.id for r in requirements if r.evidence.kind == "spoken" and r.act == f"adopt:{measure}"]
            case InviteMission():
                things += [r.id for r in requirements if r.evidence.kind == "mission"]
            case PublishResult():
                things += [r.id for r in requirements if r.evidence.kind == "published"]
    return things
