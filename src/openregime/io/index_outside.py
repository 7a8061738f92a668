"""Scores that others published, to stand beside an index of ours: those of the record's table `nti_index.csv`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from openregime.core.errors import OpenRegimeError
from openregime.io.shipped import LIBRARY
from openregime.io.tables import read_table_file

NTI_CAVEATS = (
    "The two measure different things: that index scores conditions around material, this one which duties are met.",
    "They need not agree, and neither is the yardstick of the other.",
    "Compared are the States whose published score the record holds: few, and chosen for the material that they hold.",
    "A correlation over them says nothing about the rest.",
    "Ours is an interval; the correlation is given over fillings of it drawn evenly, from the 5th to the 95th in 100.",
    "Methods, weights and lists of States changed between editions, so editions cannot be put together.",
)


class UnknownOutsideIndex(OpenRegimeError, LookupError):
    """A published ranking or edition that the record does not hold."""

    code = "unknown-outside-index"

    def __init__(self, given: str, known: tuple[str, ...]) -> None:
        self.given, self.known = given[:80], known
        super().__init__(f"The record holds no published scores of “{self.given}”. Known: {', '.join(known)}.")


@dataclass(frozen=True, slots=True)
class OutsideScores:
    """One ranking of one edition.

    Attributes:
        id: `nti:secure_materials:2023`. edition, ranking: as the record has them.
        scores: State id -> score, 0 to 100. sources: ids of the record's sources.
    """

    id: str
    edition: str
    ranking: str
    scores: Mapping[str, float]
    sources: tuple[str, ...]


@lru_cache(maxsize=1)
def outside_scores() -> dict[str, OutsideScores]:
    """Id -> scores that can be compared: overall scores of at least three States; the latest edition first."""
    groups: dict[tuple[str, str], dict[str, float]] = {}
    sources: dict[tuple[str, str], dict[str, None]] = {}
    for row in read_table_file(LIBRARY / "record" / "evidence" / "nti_index.csv"):
        cells = row.cells
        try:
            score = float(cells["score"])
        except ValueError:
            continue  # a rank without a score; it cannot stand on the scale
        if cells["category"] == "overall":
            key = (cells["edition"], cells["ranking"])
            groups.setdefault(key, {})[cells["iso3"]] = score
            sources.setdefault(key, {})[cells["source_id"]] = None
    return {
        f"nti:{ranking}:{edition}": OutsideScores(
            f"nti:{ranking}:{edition}", edition, ranking, scores, tuple(sources[edition, ranking])
        )
        for (edition, ranking), scores in sorted(groups.items(), reverse=True)
        if len(scores) >= 3
    }


def outside(given: str) -> OutsideScores:
    """One of them by its id, or the latest for `nti`. Raises UnknownOutsideIndex."""
    known = outside_scores()
    if given == "nti":
        return next(iter(known.values()))
    if given not in known:
        raise UnknownOutsideIndex(given, ("nti", *known))
    return known[given]
