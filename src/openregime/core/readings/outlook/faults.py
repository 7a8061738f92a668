"""What the forecaster refuses, each with what to do next."""

import datetime as dt

from openregime.core.errors import OpenRegimeError

SHORTEST_YEARS, LONGEST_YEARS = 0.25, 5.0
"""The horizons that can be asked for; at ten years the hazards did not surely beat the baseline, so none is shown."""

FEWEST_PARTIES = 10
"""Fewer parties than this say too little of how an instrument spreads; the scores were taken from ten parties up."""


class BadHorizon(OpenRegimeError, ValueError):
    """A horizon that is no number of years, not above zero, or further than anything that was scored."""

    code = "bad-horizon"

    def __init__(self, given: str) -> None:
        self.given = given[:40]
        super().__init__(
            f"horizon = “{self.given}”: give a number of years from {SHORTEST_YEARS:g} to {LONGEST_YEARS:g}, for "
            "example 2.44; no forecast further ahead has been scored."
        )


class BadTarget(OpenRegimeError, ValueError):
    """A number of parties to reach that is no number, already reached, or more than there are States."""

    code = "bad-target"

    def __init__(self, given: str, now: int, states: int) -> None:
        self.given, self.now, self.states = given[:40], now, states
        super().__init__(
            f"reach = “{self.given}”: give a whole number of parties above the {now} of today and up to the {states} "
            "States of the record."
        )


class NoForecast(OpenRegimeError, ValueError):
    """An instrument of which no forecast can be made on that day. `instrument` is its id, `reason` a sentence."""

    code = "no-forecast"

    def __init__(self, instrument: str, reason: str) -> None:
        self.instrument, self.reason = instrument, reason
        super().__init__(f"No forecast for {instrument}: {reason}")


class TooFewParties(NoForecast):
    """The instrument has too few parties to say how it spreads."""

    code = "too-few-parties"

    def __init__(self, instrument: str, day: dt.date, parties: int) -> None:
        self.day, self.parties = day, parties
        super().__init__(
            instrument,
            f"on {day} it had {parties} parties, and at least {FEWEST_PARTIES} are needed. Ask for a later day.",
        )


class NotYetOpen(NoForecast):
    """The day lies before the instrument opened, or in its first year."""

    code = "not-yet-open"

    def __init__(self, instrument: str, day: dt.date, first: dt.date) -> None:
        self.day, self.first = day, first
        super().__init__(instrument, f"on {day} it had not been open for a year. Ask for {first} or a later day.")


class BadPool(OpenRegimeError, ValueError):
    """Deposits that cannot be pooled: shapes that differ, or no treaty at all."""

    code = "bad-pool"


class BadFit(OpenRegimeError, ValueError):
    """Hazards that cannot be fitted: shapes that differ, values that are no numbers, or weights below zero."""

    code = "bad-fit"


def checked_horizon(years: float) -> float:
    """The horizon itself.

    Raises:
        BadHorizon: not from SHORTEST_YEARS to LONGEST_YEARS.
    """
    if not SHORTEST_YEARS <= years <= LONGEST_YEARS:
        raise BadHorizon(f"{years:g}")
    return float(years)


def horizon_of(text: str, usual: float) -> float:
    """The horizon that a text names; `usual` where it is empty.

    Raises:
        BadHorizon: no number, or one out of range.

    >>> horizon_of("2.5", 5.0)
    2.5
    """
    given = text.strip()
    if not given:
        return usual
    try:
        years = float(given)
    except ValueError:
        raise BadHorizon(given) from None
    if not SHORTEST_YEARS <= years <= LONGEST_YEARS:  # NaN fails too
        raise BadHorizon(given)
    return years
