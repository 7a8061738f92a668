"""What is sent: instruments, rules, plans, claims, sources, search."""

import datetime as dt
from typing import Literal

from ninja import Schema
from pydantic import Field

from openregime.web.api.schemas import (
    Between,
    CountOut,
    LinkOut,
    Read,
    SpanOut,
    StateName,
    StatusSlug,
    TotalOut,
    WindowOut,
)

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
    joined: CountOut
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


class ProofOut(Schema):
    """How sure it is that nothing better exists."""

    is_optimal: bool
    value: float
    bound: float | None = Field(description="No plan can be better; null where no bound was found in the time given.")
    gap: float | None = Field(description="What could still be gained; null where no bound was found.")


class PlannedOut(Schema):
    """One measure of a plan."""

    measure: str
    title: str
    status: StatusSlug
    person_months: float
    years: int
    begins_in_year: int
    in_place_by_end_of_year: int
    serves: dict[str, str] = Field(description="Provision -> full or partial.")
    needed_for: list[str]


class SetOut(Schema):
    """Measures for one instrument alone."""

    instrument: str
    measures: list[str]
    person_months: float


class YearOut(Schema):
    """One year of the plan."""

    year: int
    begins: list[str]
    runs: list[str]
    ends: list[str]
    person_months: float
    shares: dict[str, float] = Field(description="Instrument -> share of its provisions met at the end of the year.")
    weakest: list[str]
    provisions_met: int


class PlanOut(Read):
    """The measures that satisfy some instruments together, what that saves, and the order in time."""

    state: StateName
    instruments: list[str]
    person_months: float = Field(description="What is unknown counts as still to do.")
    person_months_if_unknowns_in_place: float
    person_months_separately: float
    saving_person_months: float
    saving_share: float
    yearly_limit: float
    to_join: list[str]
    to_confirm: list[str]
    out_of_reach: list[str] = Field(description="Provisions that no measure meets.")
    measures: list[PlannedOut]
    separately: list[SetOut]
    years: list[YearOut]
    start_shares: dict[str, float]
    set_proof: ProofOut
    weakest_link_proof: ProofOut
    provisions_proof: ProofOut
    note: str = Field(description="Where the efforts come from.")


class TrialOut(Schema):
    """One more act, and the links that it would lift."""

    act: str
    lifted: list[str]


class ScenarioOut(Read):
    """The chain of one State before and after acts that have not happened."""

    state: StateName
    acts: list[str]
    before: dict[str, SpanOut | None] = Field(description="Aspect -> weakest link.")
    after: dict[str, SpanOut | None]
    links: list[LinkOut] = Field(description="After the acts.")
    next: list[TrialOut] = Field(description="Acts that would lift a link, the best first; at most ten.")


class ClaimOut(Schema):
    """One statement: subject has value for object."""

    id: str
    subject: str
    object: str
    value: str
    valid: WindowOut = Field(description="When it became true.")
    recorded: dt.date = Field(description="Known since.")
    sources: list[str]
    category: str
    note: str
    row: str = Field(description="Table and line of the shipped record.")
    standing: Literal["preferred", "competing"]
    reason: str


class ClaimsOut(Schema):
    """A page of claims."""

    count: int = Field(description="Claims in all.")
    page: int
    page_size: int
    claims: list[ClaimOut]


class FedOut(Schema):
    """A reading that a claim goes into."""

    kind: Literal["requirement", "instrument", "measure", "stakes", "count"]
    of: str
    state: str


class ClaimWithContextOut(ClaimOut):
    """One claim, what competes with it, and what it goes into."""

    others: list[ClaimOut] = Field(description="Claims on the same, where sources differ.")
    feeds: list[FedOut]


class SourceOut(Schema):
    """Where claims come from."""

    id: str
    title: str
    publisher: str
    url: str
    as_of: str = Field(description="The source's own date, in its own words.")
    how_read: str
    licence: str
    collection: Literal["treaties", "evidence", "record", "rules"]
    claims: int = Field(description="Claims that rest on it.")
    provisions: int = Field(description="Provisions paraphrased from it.")


class SourcesOut(Schema):
    """A page of sources."""

    count: int
    page: int
    page_size: int
    sources: list[SourceOut]


class TotalsOut(Schema):
    """All published totals."""

    totals: list[TotalOut]


class CompletenessOut(Schema):
    """A claim about absence: up to a day, what the record does not hold did not happen."""

    id: str
    object: str
    up_to: dt.date
    closes: Literal["names", "dates"]
    except_for: list[str]
    means: Literal["not-met", "not-applicable"]
    recorded: dt.date
    sources: list[str]
    note: str


class CompletenessListOut(Schema):
    """All statements about absence."""

    completeness: list[CompletenessOut]


class RecordOut(Schema):
    """The release of the library that is read."""

    digest: str
    compiled_on: dt.date
    claims: int
    sources: int
    entities: list[StateName]


class HitOut(Schema):
    """One result of a search."""

    kind: str
    id: str = Field(description="Id of the thing, or of the part of a page.")
    title: str
    about: str
    address: str = Field(description="Page of this site.")


class SearchOut(Schema):
    """Results, best first."""

    q: str
    has_all_words: bool
    count: int
    results: list[HitOut] = Field(description="At most 100.")
    near: list[HitOut] = Field(description="Things with a name like the question, when nothing was found.")
