"""Django's name for this app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People, organisations and roles."""

    name = "openregime.web.people"
    label = "people"

    def ready(self) -> None:
        """Listen to sign-ins and sign-outs."""
        from openregime.web.people import signals  # noqa: F401
