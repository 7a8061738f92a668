"""Django's name for this app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The invented State."""

    name = "openregime.web.demo"
    label = "demo"
