"""Six status values that stay apart through every sum, and the span between them."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from enum import IntEnum

from openregime.core.errors import OpenRegimeError


class BadSpan(OpenRegimeError, ValueError):
    """A span whose ends are out of order or outside 0 to 1."""

    code = "bad-span"


class WeightsMismatch(OpenRegimeError, ValueError):
    """Parts and weights do not name the same requirements."""

    code = "weights-mismatch"

    def __init__(self, *, without_weight: Set[str], without_part: Set[str]) -> None:
        self.without_weight, self.without_part = sorted(without_weight), sorted(without_part)
        super().__init__(
            f"Parts and weights must name the same requirements, at least one. No weight for {self.without_weight}, "
            f"no part for {self.without_part}. Leave a requirement that does not apply out of both."
        )


@dataclass(frozen=True, slots=True)
class Span:
    """Every value a quantity may still take: low <= high, share of a requirement met, 0 to 1, no unit."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high <= 1:
            raise BadSpan(f"A span runs from low to high inside 0 to 1; got {self.low} to {self.high}.")

    @property
    def is_known(self) -> bool:
        """True when nothing is left open."""
        return self.low == self.high

    @property
    def width(self) -> float:
        """What the unknowns leave open, 0 to 1."""
        return self.high - self.low

    def contains(self, other: "Span") -> bool:
        """True when `other` lies inside this span, to within 1e-12."""
        return self.low <= other.low + 1e-12 and other.high <= self.high + 1e-12


UNKNOWN_SPAN = Span(0, 1)


class Status(IntEnum):
    """What is known of one requirement for one State on one day.

    The first three are steps of an ordinal scale (docs/decisions/0004): `PARTLY_MET` stands halfway because it lies
    between the others, not because half is done.
    """

    MET = 0
    PARTLY_MET = 1
    NOT_MET = 2
    UNKNOWN = 3
    NOT_APPLICABLE = 4
    NOT_YET_DUE = 5

    @property
    def slug(self) -> str:
        """Stable name for data files and addresses, e.g. `partly-met`."""
        return self.name.lower().replace("_", "-")

    @property
    def span(self) -> Span | None:
        """The values left open; None where the requirement does not count (not applicable, not yet due)."""
        return _SPANS[self]

    @property
    def counts(self) -> bool:
        """True when the requirement has a place in the chain: it applies and is due."""
        return _SPANS[self] is not None


_SPANS: dict[Status, Span | None] = {
    Status.MET: Span(1, 1),
    Status.PARTLY_MET: Span(0.5, 0.5),
    Status.NOT_MET: Span(0, 0),
    Status.UNKNOWN: UNKNOWN_SPAN,
    Status.NOT_APPLICABLE: None,
    Status.NOT_YET_DUE: None,
}


def mean_span(parts: Mapping[str, Span], weights: Mapping[str, float]) -> Span:
    """Weighted mean of what is known, widened by what is not.

    An unknown part keeps its weight, so silence can never raise the low end (docs/decisions/0004).

    Args:
        parts: requirement id -> Span, n >= 1 entries; UNKNOWN_SPAN where nothing is known.
        weights: the same n ids -> number > 0; only ratios matter.
    Returns:
        Span of the mean, same scale as the parts.
    Raises:
        WeightsMismatch: the two sets of ids differ, or are empty.
    Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 6; the widening is ours.

    >>> mean_span({"a": Span(1, 1), "b": UNKNOWN_SPAN}, {"a": 1, "b": 1})
    Span(low=0.5, high=1.0)
    """
    if not parts or parts.keys() != weights.keys():
        raise WeightsMismatch(without_weight=parts.keys() - weights.keys(), without_part=weights.keys() - parts.keys())
    total = sum(weights[k] for k in parts)  # in the order of parts: another order could round the mean above 1
    return Span(
        low=sum(weights[k] * parts[k].low for k in parts) / total,
        high=sum(weights[k] * parts[k].high for k in parts) / total,
    )


def weakest_span(spans: Iterable[Span]) -> Span | None:
    """The span of the weakest of several: the least low end, the least high end; None when there is none.

    >>> weakest_span([Span(0.5, 0.5), UNKNOWN_SPAN])
    Span(low=0, high=0.5)
    """
    held = list(spans)
    return Span(min(s.low for s in held), min(s.high for s in held)) if held else None
