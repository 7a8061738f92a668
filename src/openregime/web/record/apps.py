"""Django's name for this app."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """The record and its sources."""

    name = "openregime.web.record"
    label = "record"
