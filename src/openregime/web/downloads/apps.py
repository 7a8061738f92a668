"""Django's name for this app."""

from django.apps import AppConfig


class DownloadsConfig(AppConfig):
    """Downloads."""

    name = "openregime.web.downloads"
    label = "downloads"
