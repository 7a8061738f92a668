"""What is sent: forecasts of adherence."""

import datetime as dt
from typing import Literal

from ninja import Schema
from pydantic import Field

from openregime.web.api.schemas import Between, StateName

Chance = Field(ge=0, le=1, description="Probability, 0 to 1.")


class FanOut(Schema):
    """Parties by a day: four fifths and nine tenths of what may come, and the baseline."""

    day: dt.date
    four_fifths: Between
    nine_tenths: Between
    middle: int
    constant_hazard: Between = Field(description="Four fifths under the rate of the last five years.")
    constant_hazard_middle: int
    came: Between | None = Field(description="What the record knows of that day; null where it does not.")


class ReachOut(Schema):
    """When a number of parties is reached; null where that is later than the horizon."""

    what: Literal["force", "more", "asked", "universal"]
    parties: Between
    chance: float = Chance
    one_in_ten_by: dt.date | None
    one_in_two_by: dt.date | None
    nine_in_ten_by: dt.date | None


class NextStateOut(Schema):
    """One State that could join."""

    state: StateName
    chance: float = Chance
    small_wave: float = Chance
    large_wave: float = Chance
    perhaps_inside: float = Field(ge=0, le=1, description="How often it is inside already where names are not known.")
    reasons: list[Literal["alike", "keen", "region", "region_lately", "joiner"]]


class MethodOut(Schema):
    """How one method did on treaties that nothing was chosen on."""

    method: Literal["no change", "constant hazard", "pooled hazards"]
    crps: float = Field(ge=0, description="Continuous ranked probability score, in parties; less is better.")
    held_of_80: float = Field(ge=0, le=1)
    held_of_90: float = Field(ge=0, le=1)


class ScoreOut(Schema):
    """The score at the nearest horizon that was scored."""

    horizon_years: float
    forecasts: int
    treaties: int
    gain: float = Field(description="How much smaller the score is than that of the constant hazard, as a share.")
    gain_low: float = Field(description="Low end, 95 % by bootstrap over treaties.")
    gain_high: float
    state_gain: float = Field(description="The same for chances of single States, by their mean squared error.")
    state_gain_low: float
    state_gain_high: float
    methods: list[MethodOut]


class OutlookOut(Schema):
    """The forecast of one instrument."""

    as_of: dt.date
    as_known: dt.date
    instrument: str
    sentence: str
    begun_on: dt.date
    parties: Between
    names_known_to: dt.date
    fitted_on: dt.date
    is_model_shown: bool = Field(description="False where the pooled hazards did not surely beat the baseline.")
    fan: list[FanOut]
    reaches: list[ReachOut]
    states: list[NextStateOut]
    score: ScoreOut


class ListedOutlook(Schema):
    """An instrument, and the end of its forecast or why there is none."""

    instrument: str
    by: dt.date | None
    parties: Between | None
    in_force_by_then: float | None
    reason: str


class OutlooksOut(Schema):
    """All instruments."""

    as_of: dt.date
    as_known: dt.date
    outlooks: list[ListedOutlook]


class ForetoldOut(Schema):
    """A published count, and what those before it would have foretold."""

    year: float
    published: float
    curve: float
    line: float
    same: float


class CourseOut(Schema):
    """How a voluntary regime took off."""

    regime: str
    metric: str
    years: list[float]
    counts: list[float]
    foretold: list[ForetoldOut]
    allows_a_forecast: bool
    sources: list[str]


class CoursesOut(Schema):
    """Voluntary regimes with enough published counts."""

    regimes: list[CourseOut]
