"""Django's name for this app."""

from django.apps import AppConfig


class OutlookConfig(AppConfig):
    """Forecasts of adherence."""

    name = "openregime.web.outlook"
    label = "outlook"
