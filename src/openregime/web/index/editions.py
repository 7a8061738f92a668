"""Which edition of published scores an address asks for."""

from django.http import QueryDict

from openregime.io.index_outside import OutsideScores, UnknownOutsideIndex, outside, outside_scores
from openregime.web.site.parameters import BadParameter


def edition_of(query: QueryDict) -> OutsideScores:
    """The scores of `?edition=`, the latest where there is none.

    Raises:
        BadParameter: an edition that the record does not hold.
    """
    try:
        return outside(query.get("edition") or "nti")
    except UnknownOutsideIndex as error:
        known = ", ".join(outside_scores())
        raise BadParameter(parameter="edition", value=error.given, reason=f"known: {known}.") from None
