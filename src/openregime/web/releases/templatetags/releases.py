"""What templates of other apps may ask of releases."""

from django import template

from openregime.web.releases import queries

register = template.Library()


@register.simple_tag
def releases_with(claim_key: str) -> list[tuple[str, str]]:
    """`{% releases_with key as held %}`: key and title of the releases that hold a claim that the page shows."""
    return queries.releases_with(claim_key)
