"""Scores that others published, to stand beside an index of ours: those of the record's table `nti_index.csv`."""

import calendar
import datetime as dt
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
MOST_YEARS_APART = 2
"""Years between an edition and the day of the index, beyond which the comparison carries a warning."""


class UnknownOutsideIndex(OpenRegimeError, LookupError):
    """A published ranking or edition that the record does not hold, or that was not yet published by a day."""

    code = "unknown-outside-index"

    def __init__(self, given: str, known: tuple[str, ...], by: dt.date | None = None) -> None:
        self.given, self.known, self.by = given[:80], known, by
        when = f" known by {by}" if by else ""
        none = "None that can be compared is; ask for what was known on a later day."
        rest = f"Known: {', '.join(known)}." if known else none
        super().__init__(f"The record holds no published scores of “{self.given}”{when}. {rest}")


@dataclass(frozen=True, slots=True)
class OutsideScores:
    """One ranking of one edition.

    Attributes:
        id: `nti:secure_materials:2023`. edition, ranking: as the record has them.
        scores: State id -> score, 0 to 100. sources: ids of the record's sources.
        known_from: the first day on which any of its sources reports the edition; where that has no day or month of
            its own, the last of the month or year that it has, so that nothing is known too early.
    """

    id: str
    edition: str
    ranking: str
    scores: Mapping[str, float]
    sources: tuple[str, ...]
    known_from: dt.date

    def years_from(self, day: dt.date) -> int:
        """Whole years between the edition and a day, without sign."""
        return abs(int(self.edition) - day.year)


def edition_caveats(published: OutsideScores, as_of: dt.date) -> tuple[str, ...]:
    """What must be said of a comparison: the edition, a warning where its time is another, and NTI_CAVEATS."""
    named = f"Compared is the edition of {published.edition}, ranking {published.ranking}, of the NTI index."
    if (years := published.years_from(as_of)) <= MOST_YEARS_APART:
        return (named, *NTI_CAVEATS)
    return (
        named,
        (
            f"The edition of {published.edition} and this index as of {as_of} are {years} years apart: what changed "
            "between them is in the correlation. Choose a nearer edition or day."
        ),
        *NTI_CAVEATS,
    )


@lru_cache(maxsize=1)
def outside_scores() -> dict[str, OutsideScores]:
    """Id -> scores that can be compared: overall scores of at least three States; the latest edition first."""
    groups: dict[tuple[str, str], dict[str, float]] = {}
    sources: dict[tuple[str, str], dict[str, None]] = {}
    known: dict[str, dt.date] = {}
    for row in read_table_file(LIBRARY / "record" / "evidence" / "nti_index.csv"):
        cells = row.cells
        edition, said = cells["edition"], _last_day(cells["as_of"] or cells["edition"], cells["edition"])
        known[edition] = min(said, known.get(edition, said))
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
            f"nti:{ranking}:{edition}", edition, ranking, scores, tuple(sources[edition, ranking]), known[edition]
        )
        for (edition, ranking), scores in sorted(groups.items(), reverse=True)
        if len(scores) >= 3
    }


def _last_day(said: str, edition: str) -> dt.date:
    """The last day of a day, month or year as the record has it; of the year of the edition where it has none."""
    try:
        parts = [int(part) for part in said.split("-")]
        year, month = parts[0], parts[1] if len(parts) > 1 else 12
        return dt.date(year, month, parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1])
    except ValueError:
        return dt.date(int(edition), 12, 31)


def known_scores(by: dt.date | None = None) -> dict[str, OutsideScores]:
    """Of `outside_scores`, those that were published by a day; all of them without one."""
    return {id_: one for id_, one in outside_scores().items() if by is None or one.known_from <= by}


def outside(given: str, by: dt.date | None = None) -> OutsideScores:
    """One of those known by a day by its id, or the latest of them for `nti`.

    Raises:
        UnknownOutsideIndex: the record holds none of this id, or none was published by then.
    """
    known = known_scores(by)
    if given == "nti" and known:
        return next(iter(known.values()))
    if given not in known:
        raise UnknownOutsideIndex(given, ("nti", *known) if known else (), by)
    return known[given]
