"""What a page of the regime may be asked to show: aspects and subjects of the map, checked against what exists."""

from collections.abc import Mapping

from django.utils.translation import pgettext

from openregime.core.readings.day import ASPECTS
from openregime.web.site.parameters import one_of


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
