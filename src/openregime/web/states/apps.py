"""Django's name for this app."""

from django.apps import AppConfig


class StatesConfig(AppConfig):
    """One State and its claims."""

    name = "openregime.web.states"
    label = "states"
