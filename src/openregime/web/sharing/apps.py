"""Django's name for this app."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """The table of who may see what."""

    name = "openregime.web.sharing"
    label = "sharing"
