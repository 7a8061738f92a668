"""Django's name for this app."""

from django.apps import AppConfig


class RegimeConfig(AppConfig):
    """The regime as a whole."""

    name = "openregime.web.regime"
    label = "regime"
