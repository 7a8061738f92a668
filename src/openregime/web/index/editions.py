"""Which edition of published scores an address asks for."""

import datetime as dt

from django.http import QueryDict

from openregime.io.index.outside import OutsideScores, UnknownOutsideIndex, known_scores, outside
from openregime.web.site.parameters import BadParameter


def edition_of(query: QueryDict, by: dt.date) -> OutsideScores:
    """The scores of `?edition=`, the latest published by a day where there is none.

    Raises:
        BadParameter: an edition that the record does not hold, or that was not published by then.
    """
    try:
        return outside(query.get("edition") or "nti", by)
    except UnknownOutsideIndex as error:
        known = ", ".join(known_scores(by)) or "none; choose a later day for what is known"
        raise BadParameter(parameter="edition", value=error.given, reason=f"known by {by}: {known}.") from None
