"""Django's name for this app."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    """Claims by people."""

    name = "openregime.web.proposals"
    label = "proposals"
