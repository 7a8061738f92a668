"""Django's name for this app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Jobs and the workers that do them."""

    name = "openregime.web.jobs"
    label = "jobs"

    def ready(self) -> None:
        """What can be asked for as a job."""
        from openregime.web.jobs.kinds import KINDS
        from openregime.web.proposals import import_jobs

        KINDS[import_jobs.NAME] = import_jobs.KIND
