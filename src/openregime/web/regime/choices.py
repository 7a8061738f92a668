"""What a page of the regime may be asked to show, checked against what exists."""

from collections.abc import Mapping

from openregime.core.readings.day import ASPECTS
from openregime.web.site.parameters import one_of


def aspect_of(query: Mapping[str, str]) -> str:
    """`?aspect=`: public (usual), States or together."""
    return one_of(query, "aspect", ASPECTS, "public")
