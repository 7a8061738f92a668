"""What is sent: readings of one day. Spans run from 0 to 1 and have no unit; counts are numbers of States."""

import datetime as dt
from typing import Literal

from ninja import Schema
from pydantic import Field

StatusSlug = Literal["met", "partly-met", "not-met", "unknown", "not-applicable", "not-yet-due"]


class Refusal(Schema):
    """Why a call was refused."""

    code: str = Field(description="Stable word for programs, e.g. `bad-parameter`, `unknown-subject`.")
    message: str = Field(description="What is wrong, where, and what to do next.")


class SpanOut(Schema):
    """Every value that a quantity may still take."""

    low: float = Field(description="If every unknown turned out not to be met; 0 to 1.", ge=0, le=1)
    high: float = Field(description="If every unknown turned out to be met; 0 to 1.", ge=0, le=1)


class Between(Schema):
    """Between how many and how many."""

    low: int = Field(ge=0)
    high: int = Field(ge=0)


class WindowOut(Schema):
    """A day, or the window in which it lies; null where no such day is known."""

    earliest: dt.date | None
    latest: dt.date | None


class Read(Schema):
    """The two times that an answer was read for."""

    as_of: dt.date = Field(description="The day read about.")
    as_known: dt.date = Field(description="Only claims recorded by this day count.")


class StateName(Schema):
    """A State by its code and its name in the language of the call."""

    id: str = Field(description="ISO 3166-1 alpha-3.")
    name: str


class TotalOut(Schema):
    """A published total: a claim about the whole."""

    id: str
    object: str = Field(description="What is counted, e.g. `cppnm_a`.")
    day: WindowOut = Field(description="The day it speaks of.")
    states: Between = Field(description="Number of States; EURATOM is taken out.")
    published: int = Field(description="The number as printed.")
    basis: str
    recorded: dt.date
    sources: list[str]
    note: str


class CountOut(Schema):
    """How many States are inside something."""

    states: Between = Field(description="Narrowed by published totals.")
    by_name: Between = Field(description="Certainly, and at most, by name.")
    narrowed_by: list[TotalOut]
    disagreeing: list[TotalOut] = Field(description="Totals that no reading of the names allows; not used.")


class StakesOut(Schema):
    """What is at stake in a State; orders lists, never a weakness."""

    material: Literal["holds", "held-by-later-list", "clearing", "cleared", "not-listed"]
    has_material: bool
    tonnes: float | None = Field(description="Outside estimate of highly enriched uranium, t; null where none.")
    reactors: int | None = Field(description="Power reactors in operation; null where not in the table.")
    reactors_as_of: dt.date | None


class StandingOut(Schema):
    """One State in the list of States."""

    state: StateName
    region: str
    subregion: str
    span: SpanOut | None = Field(description="Its weakest link; null where no link counts.")
    weakest: list[str] = Field(description="Links that are certainly the weakest; empty when none is certainly weak.")
    span_if_nothing_changed: SpanOut | None
    weakest_if_nothing_changed: list[str]
    stakes: StakesOut


class StandingsOut(Read):
    """All States, certainly weakest first."""

    aspect: str
    states: list[StandingOut]


class ReasonOut(Schema):
    """Why a status is what it is."""

    code: str
    words: str
    claims: list[str] = Field(description="Ids of the claims and completeness statements behind it.")


class OwnWordOut(Schema):
    """What a State says itself of a requirement, or of a measure or provision in it, on the day read about."""

    claim: str = Field(description="Id; what follows `spoken/` is the key at `/api/v1/proposals/{key}`.")
    object: str
    value: str = Field(description="A status.")
    recorded: dt.date = Field(description="The day on which a second person approved it.")
    counts: bool = Field(description="Whether the status rests on it.")
    reason: str = Field(description="Why it was set aside; empty where it counts or where public evidence decides.")


class RequirementOut(Schema):
    """One requirement of one State."""

    id: str
    title: str
    level: str
    status: StatusSlug
    span: SpanOut | None = Field(description="Null where it does not count.")
    reason: ReasonOut
    begun: WindowOut | None = Field(description="When it first became true; null where the record does not say.")
    own_words: list[OwnWordOut] = Field(description="Empty where the State said nothing here that anyone may see.")


class LinkOut(Schema):
    """One link of the chain of one State."""

    id: str
    title: str
    speaks: Literal["public", "States"]
    span: SpanOut | None = Field(description="Share of its requirements that is met; null where none counts.")
    requirements: list[RequirementOut]


class ChainOut(Schema):
    """The weakest link under one aspect."""

    span: SpanOut | None
    weakest: list[str]
    might_be_weaker: list[str]


class KnowingOut(Schema):
    """What one unknown would change if it were known."""

    of: str = Field(description="Id of the requirement or link.")
    is_link: bool
    if_met: SpanOut
    if_not_met: SpanOut
    gain: float = Field(description="How much narrower the reading would become at best, 0 to 1.")
    least_gain: float = Field(description="The same at worst.")


class StateOut(Read):
    """The reading of one State."""

    state: StateName
    region: str
    subregion: str
    is_un_member: bool
    stakes: StakesOut
    links: list[LinkOut]
    chains: dict[str, ChainOut] = Field(description="By aspect: public, States, together.")
    knowing: list[KnowingOut] = Field(description="Unknowns that would change the reading, the most telling first.")


class KnowingListOut(Read):
    """Unknowns of one State, the most telling first."""

    state: StateName
    aspect: str
    knowing: list[KnowingOut]


class MissingOut(Schema):
    """One requirement that is missing somewhere."""

    link: str
    requirement: str
    title: str
    speaks: Literal["public", "States"]
    met: CountOut
    certainly: list[str] = Field(description="States that certainly do not meet it, most at stake first.")
    perhaps: list[str] = Field(description="States of which it is not known, most at stake first.")
    outside_when_last_known: list[str] = Field(description="Of those, outside when the list was last complete.")
    at_least_missing: int
    holders_certainly: int = Field(description="Holders of weapons-usable material among `certainly`.")
    holders_perhaps: int
    reactors_certainly: int = Field(description="Power reactors in the States of `certainly`.")


class WeakLinksOut(Read):
    """What is missing, for whom, how much is at stake; most certainly at stake first."""

    weak_links: list[MissingOut]


class GroupOut(Schema):
    """A region or the whole regime: never an average of States."""

    name: str
    states: list[str]
    span: SpanOut | None = Field(description="The weakest State; null when no State counts.")
    median: SpanOut | None
    weakest: list[str]
    certainly_weak: int
    certainly_whole: int
    open: int
    links: dict[str, dict[str, int]] = Field(description="Link -> numbers of States: weak, whole, open.")


class GroupReadOut(Read):
    """The whole regime."""

    aspect: str
    regime: GroupOut


class GroupsOut(Read):
    """Regions in alphabetical order."""

    aspect: str
    by: str
    regions: list[GroupOut]


class LevelOut(Schema):
    """One level for all States together."""

    level: Literal["international", "regional", "national", "facility"]
    span: SpanOut | None
    requirements: dict[str, dict[str, int]] = Field(description="Requirement -> status -> number of States.")


class LevelsOut(Read):
    """International, regional, national, facility."""

    levels: list[LevelOut]


class ChangeOut(Schema):
    """One requirement of one State that reads differently."""

    kind: Literal["event", "learning"]
    state: str
    requirement: str
    change: str = Field(description="e.g. became-true, ceased, became-due, became-open, became-known.")
    before: StatusSlug
    after: StatusSlug


class InstrumentChangeOut(Schema):
    """What an instrument as a whole became on a day between the two."""

    instrument: str
    change: Literal["opened", "entered-into-force"]
    day: dt.date


class ChangesOut(Schema):
    """Changes between two days: what happened, and what merely became known."""

    first: dt.date
    second: dt.date
    first_known: dt.date
    second_known: dt.date
    events: list[ChangeOut]
    learning: list[ChangeOut]
    instruments: list[InstrumentChangeOut]
