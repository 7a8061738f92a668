"""What an address asks of the outlook: an instrument, how far ahead, and a number of parties to say the time of."""

from collections.abc import Mapping
from dataclasses import dataclass

from openregime.core.readings.outlook.faults import BadTarget, NoForecast, horizon_of
from openregime.io.outlook.asked import USUAL_YEARS, Told, asked_instrument, tell
from openregime.web.record.queries import observatory
from openregime.web.site.parameters import Moment


@dataclass(frozen=True, eq=False)
class Asked:
    """One question and its answer; `told` is None where no forecast can be made, and `refused` then says why."""

    instrument: str
    years: float
    reach: str
    told: Told | None
    refused: NoForecast | None

    def answer(self) -> Told:
        """The forecast. Raises NoForecast, or one of its kinds: there is none."""
        if self.told is None:
            assert self.refused is not None
            raise self.refused
        return self.told


def read_asked(query: Mapping[str, str], instrument_id: str, moment: Moment) -> Asked:
    """Read an address and ask.

    Raises:
        UnknownInstrument, BadHorizon, BadTarget: what is asked cannot be.
    """
    seen, years, reach = (
        observatory(),
        horizon_of(query.get("horizon", ""), USUAL_YEARS),
        query.get("reach", "").strip(),
    )
    asked_instrument(seen, instrument_id)
    try:
        told = tell(seen, instrument_id, moment.as_of, moment.as_known, years=years)
    except NoForecast as none:
        return Asked(instrument_id, years, reach, None, none)
    if reach:
        parties, states = told.forecast.start.parties.high, len(seen.record.states)
        if not reach.isdecimal() or len(reach) > 6:
            raise BadTarget(reach, parties, states)
        told = tell(seen, instrument_id, moment.as_of, moment.as_known, years=years, reach=int(reach))
    return Asked(instrument_id, years, reach, told, None)
