"""What a page of the regime may be asked to show: aspects and subjects of the map, checked against what exists."""

from collections.abc import Collection, Mapping

from django.utils.translation import pgettext

from openregime.core.readings.day import ASPECTS
from openregime.web.site.parameters import BadParameter


def one_of(query: Mapping[str, str], parameter: str, allowed: Collection[str], usual: str) -> str:
    """A parameter that must be one of some words; `usual` when it is missing or empty.

    Raises:
        BadParameter: any other word.
    """
    given = query.get(parameter, "") or usual
    if given not in allowed:
        raise BadParameter(parameter=parameter, value=given, reason=f"it must be one of {', '.join(allowed)}.")
    return given


def aspect_of(query: Mapping[str, str]) -> str:
    """`?aspect=`: public (usual), States or together."""
    return one_of(query, "aspect", ASPECTS, "public")


def aspect_words(aspect: str) -> str:
    """An aspect in the reader's language."""
    return {
        "public": pgettext("aspect", "What public evidence decides"),
        "States": pgettext("aspect", "What only States can say"),
        "together": pgettext("aspect", "Both together"),
    }[aspect]
