"""Django's name for this app."""

from django.apps import AppConfig


class RepairConfig(AppConfig):
    """Plans and scenarios."""

    name = "openregime.web.repair"
    label = "repair"
