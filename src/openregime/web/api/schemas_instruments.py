"""What is sent: instruments, provisions, measures, the crosswalk, the chain."""

import datetime as dt
from typing import Literal

from ninja import Schema
from pydantic import Field

from openregime.web.api.schemas import Between, CountOut, Read, StateName, StatusSlug, TotalOut, WindowOut

Kind = Literal["treaty", "resolution", "agreement", "commitment", "programme", "guidance"]


class InstrumentOut(Schema):
    """What the library says of one instrument."""

    id: str
    short: str
    title: str
    kind: Kind
    document: str
    depositary: str
    adopted: dt.date
    opened: dt.date = Field(description="First day on which a State could join.")
    in_force: dt.date | None = Field(description="The day it took effect as a whole; null where it never did.")
    entry_rule: str
    scope: str
    counts_as: str = Field(description="Word for those inside, e.g. parties; empty for guidance.")
    basis: str = Field(description="looked_up or recalled.")


class InstrumentsOut(Schema):
    """All instruments."""

    instruments: list[InstrumentOut]


class Holders(Schema):
    """Holders of weapons-usable material."""

    inside: list[str]
    perhaps: list[str]
    outside: list[str]


class InstrumentReadOut(Read):
    """One instrument on one day. Lists of States come with most at stake first."""

    instrument: InstrumentOut
    is_open: bool
    is_in_force: bool
    joined: CountOut | None = Field(description="How many had joined; null for guidance, which nobody joins.")
    bound: CountOut | None = Field(description="How many it was in force for, by name; null for what binds nobody.")
    needed: Between | None = Field(description="Parties that entry into force asks for; null where no number is fixed.")
    inside: list[str]
    perhaps: list[str]
    outside: list[str]
    outside_when_last_known: list[str]
    not_applicable: list[str]
    organizations: list[str]
    holders: Holders


class PartyOut(Schema):
    """One State and one instrument."""

    state: StateName
    joined: StatusSlug
    in_force: StatusSlug
    since: WindowOut | None
    was_outside_when_last_known: bool
    claims: list[str]


class PartiesOut(Read):
    """Every State and one instrument."""

    instrument: str
    parties: list[PartyOut]


class CountOnDay(Schema):
    """How many States were inside from one day on, until the next day of the list."""

    day: dt.date
    states: Between
    by_name: Between


class HistoryOut(Schema):
    """Between how many and how many States were inside, on every day on which the number can change."""

    instrument: str
    as_known: dt.date
    counts: list[CountOnDay]
    totals: list[TotalOut]


class ProvisionOut(Schema):
    """One provision, paraphrased."""

    id: str
    instrument: str
    article: str
    title: str
    duty: str
    binding: str
    trigger: str
    qualifier: str
    paraphrase: str
    basis: str = Field(description="looked_up: checked against the text; recalled: not verified.")
    is_verified: bool
    new_in_amendment: bool | None
    source: str
    note: str
    measures: dict[str, str] = Field(description="Measure -> full or partial.")


class ProvisionsOut(Schema):
    """Provisions in the order of the library."""

    provisions: list[ProvisionOut]


class MeasureOut(Schema):
    """One national measure: a proposal of this project."""

    id: str
    title: str
    theme: str
    evidence_examples: list[str]
    evidence_normally_public: str
    basis: str
    person_months: float = Field(description="Proposed effort of the national authorities, person-months.")
    years: int = Field(description="Proposed time it takes, whole years.")
    needs: list[str] = Field(description="Measures that must be in place first.")
    provisions: dict[str, str] = Field(description="Provision -> full or partial.")


class MeasuresOut(Schema):
    """Measures in the order of the library."""

    measures: list[MeasureOut]


class ContributionOut(Schema):
    """One line of the crosswalk."""

    measure: str
    provision: str
    instrument: str
    degree: Literal["full", "partial"]


class CrosswalkOut(Schema):
    """Which measure serves which provision."""

    crosswalk: list[ContributionOut]


class RequirementDefinition(Schema):
    """What a link asks for."""

    id: str
    title: str
    level: str
    act: str = Field(description="What would meet it: join:<instrument>, mission, adopt:<measure> or ask.")
    evidence: str = Field(description="Kind of evidence that decides it.")


class LinkDefinition(Schema):
    """One link of the chain."""

    id: str
    title: str
    about: str
    speaks: Literal["public", "States"]
    requirements: list[RequirementDefinition]


class ChainDefinition(Schema):
    """The chain that all readings use."""

    links: list[LinkDefinition]
