"""Django's name for this app."""

from django.apps import AppConfig


class IndexConfig(AppConfig):
    """Composite indices."""

    name = "openregime.web.index"
    label = "index"
