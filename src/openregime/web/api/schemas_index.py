"""What is sent of an index. Spans of the index run over its own scale, 1 to 100 unless a study says otherwise."""

from typing import Any

from ninja import Schema
from pydantic import Field

from openregime.web.api.schemas import Read


class Ends(Schema):
    """Every value that a quantity may still take, on its own scale."""

    low: float
    high: float


class RankEnds(Schema):
    """Between which ranks; 1 is best."""

    low: int = Field(ge=1)
    high: int = Field(ge=1)


class Around(Schema):
    """A correlation over fillings of the gaps: the middle 90 %, and the middle; null where nothing varies."""

    low: float | None
    middle: float | None
    high: float | None


class WeightsOut(Schema):
    """What a part weighs as stated, and the share of the movement of its group that goes with it."""

    stated: float
    effective: float | None


class Both(Schema):
    """Scores of one unit on both sides."""

    ours: Ends
    theirs: Ends


class OwnCommentOut(Schema):
    """What an authority of a State says of its row, approved by a second person and open to anyone in full."""

    words: str
    claim: str = Field(description="Id of the claim, as `/claims/{claim}` takes it.")
    by: str = Field(description="The authority.")


class UnitOut(Schema):
    """One unit of an index."""

    unit: str = Field(description="ISO alpha-3 of a State, or the code of the table.")
    name: str
    index: Ends | None = Field(description="The least and the most over every filling of the gaps; null: no value.")
    minimum: Ends | None = Field(default=None, description="The least of its pillars, over the same fillings.")
    possible_rank: RankEnds | None = Field(description="Best and worst rank over the fillings alone; 1 is best.")
    rank: RankEnds | None = Field(default=None, description="The middle 90 % of worlds, gaps open.")
    weakest: list[str] = Field(description="Pillars that may be the weakest.")
    certainly_weakest: list[str] = Field(description="Pillars than which no other can be weaker.")
    coverage: float = Field(ge=0, le=1, description="Share of what counts for the unit on which anything is known.")
    gaps: list[str] = Field(description="Indicators that count for it and have no value.")
    pillars: dict[str, Ends | None]
    own_comment: OwnCommentOut | None = Field(
        default=None, description="What the State says of its row; null: nothing, or not asked for (`own_words`)."
    )


class BuiltOut(Schema):
    """An index, worked out."""

    title: str
    notes: list[str] = Field(description="What was left out or done on the way, one sentence each.")
    steps: list[str] = Field(description="The steps in words, in order.")
    varies: list[str] = Field(description="What varies between worlds, in words.")
    seed: int
    replications: int
    gaps_are_open: bool = Field(description="Whether gaps stayed open in every world.")
    units: list[UnitOut] = Field(description="Strongest middle first.")


class IndexOut(Read, BuiltOut):
    """An index over the record, as of a day."""

    index: str = Field(description="Its name.")
    p: float | None = Field(description="Power of the mean over pillars; null: the least pillar alone.")
    weights: dict[str, float]


class CheckOut(Schema):
    """One check of the audit."""

    check: str = Field(description="Stable word, e.g. `coverage-by-unit`.")
    passed: bool
    finding: str
    where: list[str]


class AuditOut(Schema):
    """An audit."""

    title: str
    checks: list[CheckOut]
    weights: dict[str, WeightsOut] = Field(description="Part -> stated and effective share.")
    found: dict[str, Any] = Field(
        description="What was found beyond the checks: `indicators`, `groups`, `units`, `contributions`, "
        "`correlations`, `dominance`."
    )


class RankOut(Schema):
    """The rank of one unit as a distribution."""

    unit: str
    name: str
    rank: RankEnds = Field(description="The middle 90 % of worlds.")
    median: Ends = Field(description="Twice the same, or of the best and of the worst rank where gaps are open.")


class UncertaintyOut(Schema):
    """Ranks over everything that varies."""

    title: str
    varies: list[str]
    seed: int
    replications: int
    gaps_are_open: bool
    ranks: list[RankOut]
    histograms: dict[str, Any] | None = Field(
        default=None,
        description="Unit -> rank -> in how many worlds; twice, as `best` and `worst`, where gaps are open.",
    )


class FactorOut(Schema):
    """The share of one choice in the movement of ranks."""

    factor: str
    first: float | None = Field(description="By itself; null where nothing moves.")
    first_interval: Ends | None = Field(description="90 % bootstrap interval; null where exact.")
    total: float | None = Field(description="With all its interplay.")
    total_interval: Ends | None


class SensitivityOut(Schema):
    """Which choice matters."""

    title: str
    exact: bool
    evaluations: int
    notes: list[str]
    factors: list[FactorOut]
    by_unit: dict[str, Any] = Field(description="Unit -> factor -> shares of the movement of its rank.")


class ComparedOut(Read):
    """Two indices, or one and published scores."""

    index: str
    other: str = Field(description="With what; for published scores the edition, e.g. `nti:secure_materials:2023`.")
    units: list[str] = Field(description="Those that stand in both.")
    spearman: Around = Field(description="Low, middle, high.")
    kendall: Around
    scores: dict[str, Both]
    caveats: list[str]


class IndexNameOut(Schema):
    """An index that the library defines."""

    name: str
    title: str
    about: str
    pillars: list[str]
    weights: dict[str, float]
    p: float
    basis: str = Field(description="On what the weights rest.")


class IndicesOut(Schema):
    """All of them, and what they can be compared with."""

    indices: list[IndexNameOut]
    published: list[str]


class StudiedOut(Schema):
    """What was asked of a posted study; the others are null."""

    build: BuiltOut | None = None
    audit: AuditOut | None = None
    uncertainty: UncertaintyOut | None = None
    sensitivity: SensitivityOut | None = None
    study: dict[str, Any] = Field(description="The study as it was understood, every step and factor written out.")
