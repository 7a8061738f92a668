"""Django's name for this app."""

from django.apps import AppConfig


class HelpConfig(AppConfig):
    """Help in plain words."""

    name = "openregime.web.help"
    label = "help"
