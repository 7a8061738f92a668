"""What if: the reading of a State after acts that have not happened."""

from collections.abc import Sequence

from openregime.core.facts import Status, Window
from openregime.core.readings.day import DayReading
from openregime.core.readings.evidence import in_force_for, joined
from openregime.core.readings.tenures import Tenure


def suppose(
    reading: DayReading,
    state: str,
    *,
    join: Sequence[str] = (),
    adopt: Sequence[str] = (),
    mission: bool = False,
    publish: bool = False,
) -> DayReading:
    """The reading of the same day, had a State done these acts by then.

    Args:
        reading: the day as it is.
        state: id of the State.
        join: instrument ids it joins; they bind it at once where they are in force.
        adopt: measure ids it puts in place in full.
        mission: it hosts an advisory mission; `publish`: it makes something of the result public.
    """
    regime = reading.regime
    now = Window.on(reading.day)
    wanted = [t for i in join for t in (joined(i), in_force_for(i))] + [f"measure:{m}" for m in adopt]
    for requirement in regime.chain.requirements:
        kind = requirement.evidence.kind
        if (kind == "mission" and mission) or (kind == "published" and publish):
            wanted.append(requirement.id)
        if kind == "spoken" and requirement.act.removeprefix("adopt:") in adopt:
            wanted.append(requirement.id)
    supposed = [Tenure(state, thing, now, ("supposed",), status=Status.MET) for thing in wanted]
    day = regime.supposing(regime.tenures.with_more(supposed))
    return day.at(reading.day)
