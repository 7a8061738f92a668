"""Django's name for this app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The interface for programs."""

    name = "openregime.web.api"
    label = "api"
