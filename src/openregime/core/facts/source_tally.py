"""How many sources there are, and what rests on each: one count for every face."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from openregime.core.facts.record import Record


@dataclass(frozen=True, slots=True)
class SourceTally:
    """Sources, each counted once, under the first of these that holds.

    Attributes:
        carrying: at least one claim names it.
        of_lists: no claim, and a complete list or a published total names it.
        of_texts: none of these, and our words for a provision are taken from it.
        idle: kept, and nothing rests on it.
    """

    carrying: int
    of_lists: int
    of_texts: int
    idle: int

    @property
    def listed(self) -> int:
        """All of them: what a list of sources shows."""
        return self.carrying + self.of_lists + self.of_texts + self.idle


def tally_of_sources(listed: Iterable[str], record: Record, texts: Collection[str]) -> SourceTally:
    """Count sources by what rests on them.

    Args:
        listed: ids of the sources to count; each counts once.
        record: what is known; the record as known on a day tells what rested on them by then.
        texts: ids of sources that words for provisions are taken from.
    """
    claims = {source for claim in record.claims for source in claim.sources}
    wholes = {source for one in record.completeness for source in one.sources}
    wholes |= {source for one in record.totals for source in one.sources}
    count = {"carrying": 0, "of_lists": 0, "of_texts": 0, "idle": 0}
    for source in set(listed):
        named = (("carrying", claims), ("of_lists", wholes), ("of_texts", texts))
        count[next((kind for kind, held in named if source in held), "idle")] += 1
    return SourceTally(**count)
