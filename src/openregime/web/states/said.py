"""What organisations say of a State themselves, as far as the reader may see it."""

import datetime as dt
from typing import Any

from openregime.core.facts import Entity, Standing, is_spoken
from openregime.core.facts.spoken import SPOKEN
from openregime.core.observatory import Observatory
from openregime.web.people.models import Person
from openregime.web.proposals import lists, queries
from openregime.web.proposals.stages import Stage
from openregime.web.record import volunteered
from openregime.web.site.parameters import Moment

SHOWN = 5


def said_of(
    seen: Observatory, entity: Entity, moment: Moment, person: Person | None, *, now: dt.datetime
) -> dict[str, Any]:
    """The newest approved claims about a State that the reader may know of.

    Invented organisations never speak of a State of the record. A reader who is not signed in costs no query where
    there is nothing that anyone may see, as the readings know, which were made before this is asked.

    Returns:
        claims: at most SHOWN rows, as `proposals.lists.row_of` makes them, each with `counts`: whether the readings of
            this page may rest on it; more: whether there are others.
    """
    if person is None and not volunteered.is_spoken_of(entity.id):
        return {"claims": [], "more": False}
    sight = queries.sight_of(person, now=now)
    approved = queries.visible(sight).filter(
        stage=Stage.APPROVED,
        state=entity.id,
        organisation__is_invented=False,
        settled_at__date__lte=moment.as_known,
    )
    found = queries.shown_claims(approved.order_by("-pk")[: SHOWN + 1], sight)
    counted = {c.id for c in seen.record.claims_about(entity.id) if is_spoken(c) and c.standing is Standing.PREFERRED}
    rows = [lists.row_of(one) | {"counts": f"{SPOKEN}{one.key}" in counted} for one in found[:SHOWN]]
    return {"claims": rows, "more": len(found) > SHOWN}
