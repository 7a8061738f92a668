"""Django's name for this app; the index follows the record."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Search."""

    name = "openregime.web.search"
    label = "search"

    def ready(self) -> None:
        """Look at the index whenever the library was loaded or found unchanged."""
        from openregime.web.record.signals import library_loaded
        from openregime.web.search.actions import follow

        library_loaded.connect(follow, dispatch_uid="search-follows-the-record")
