"""What States say of their own rows in an index: claims of their authorities that anybody may have in full."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from openregime.core.facts import Record, Source, Standing, is_spoken

COMMENT = "topic.index-comment.word"
"""What the record calls a State's own comment on its row."""


@dataclass(frozen=True, slots=True)
class OwnComment:
    """What one State says of its own row.

    Attributes:
        words: all of them, on one line. claim: id of the claim, `spoken/...`. source: who said it.
    """

    words: str
    claim: str
    source: Source


Comments = Mapping[str, OwnComment]


def comments_of(record: Record, day: dt.date) -> Comments:
    """State id -> its authority's latest comment on its row that holds on a day.

    Args:
        record: as it was known; it holds no claim by people but those that anybody may have in full.
    """
    found: dict[str, OwnComment] = {}
    said = [c for c in record.claims if c.object == COMMENT and is_spoken(c) and c.standing is Standing.PREFERRED]
    for claim in sorted(said, key=lambda c: (c.valid.latest, c.recorded, c.id)):
        if claim.valid.earliest <= day and (claim.ends_on is None or day <= claim.ends_on):
            source = record.sources[claim.sources[0]]
            found[claim.subject] = OwnComment(" ".join(claim.value.split()), claim.id, source)
    return found


def sources_of_comments(comments: Iterable[OwnComment]) -> tuple[Source, ...]:
    """Who said them, each once, in the order of their ids."""
    named = {one.source.id: one.source for one in comments}
    return tuple(named[key] for key in sorted(named))
