"""Django's name for this app."""

from django.apps import AppConfig


class TrailConfig(AppConfig):
    """Who did what, when, and why."""

    name = "openregime.web.trail"
    label = "trail"
