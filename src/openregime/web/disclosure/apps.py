"""Django's name for this app."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    """Rulings, situations, reviews of classification, appeals."""

    name = "openregime.web.disclosure"
    label = "disclosure"
