"""Django's name for this app."""

from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    """Instruments and the crosswalk."""

    name = "openregime.web.instruments"
    label = "instruments"
