"""The label of an item: what limits who may have it. Labels travel with copies and with whatever is made of an item."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from openregime.core.errors import OpenRegimeError

UNKNOWN = ""
"""The category of an item to which nobody gave one, and the giver of what was received from nobody knows whom."""
IN_CONFIDENCE = "C19"
"""The category of what was received in confidence: whatever has a giver has it, whatever has it has a giver."""


class NoLabel(OpenRegimeError, ValueError):
    """Nothing to make a label from: an item without a category and without parents."""

    code = "no-label"


@dataclass(frozen=True, slots=True)
class Label:
    """What limits an item. The join of two labels is the strictest that both ask for.

    Attributes:
        categories: ids of information categories; none at all becomes UNKNOWN; IN_CONFIDENCE comes with any giver.
        givers: organisations that gave something in it in confidence and stay in control of it; UNKNOWN where it was
            received in confidence and nobody said from whom.
        bars: provisions of law or treaty that bar its disclosure, cited.
        caveats: handling marks that have to be shown with it.
        closed_until: before this time (UTC) no more can be had than the day on which it opens; None: no such day.
    """

    categories: frozenset[str] = frozenset()
    givers: frozenset[str] = frozenset()
    bars: frozenset[str] = frozenset()
    caveats: frozenset[str] = frozenset()
    closed_until: dt.datetime | None = None

    def __post_init__(self) -> None:
        if not self.categories:
            object.__setattr__(self, "categories", frozenset({UNKNOWN}))
        if self.givers and IN_CONFIDENCE not in self.categories:
            object.__setattr__(self, "categories", self.categories | {IN_CONFIDENCE})
        if IN_CONFIDENCE in self.categories and not self.givers:
            object.__setattr__(self, "givers", frozenset({UNKNOWN}))

    @classmethod
    def of(cls, category: str) -> "Label":
        """The label of an item of one category and no further limits."""
        return cls(frozenset({category}))

    def joined(self, other: "Label") -> "Label":
        """The least label that is at least as strict as both: associative, commutative, idempotent.

        >>> sorted(Label.of("C01").joined(Label.of("C11")).categories)
        ['C01', 'C11']
        """
        return Label(
            self.categories | other.categories,
            self.givers | other.givers,
            self.bars | other.bars,
            self.caveats | other.caveats,
            _later(self.closed_until, other.closed_until),
        )

    def is_as_strict_as(self, other: "Label") -> bool:
        """Whether joining the other would add nothing."""
        return self.joined(other) == self


def _later(one: dt.datetime | None, other: dt.datetime | None) -> dt.datetime | None:
    return max((day for day in (one, other) if day is not None), default=None)


def strictest(labels: Iterable[Label]) -> Label:
    """The join of one label or more.

    Raises:
        NoLabel: there is none; an item without any label must not pass for an open one.
    """
    found = list(labels)
    if not found:
        raise NoLabel("No label was given. Name the category of the item, or the items that it is made of.")
    return reduce(Label.joined, found)
