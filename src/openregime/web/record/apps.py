"""Django's name for this app."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """The record and its sources."""

    name = "openregime.web.record"
    label = "record"

    def ready(self) -> None:
        """A lookup finds the same on either kind of database, whatever is looked for."""
        from django.db.backends.signals import connection_created

        from openregime.web.site.lookups import find_nothing_with_nul

        connection_created.connect(find_nothing_with_nul, dispatch_uid="lookups")
