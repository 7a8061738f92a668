"""What is sent: plans with their proofs, and scenarios."""

from ninja import Schema
from pydantic import Field

from openregime.web.api.schemas import LinkOut, Read, SpanOut, StateName, StatusSlug


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
    not_yet: list[str]
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
