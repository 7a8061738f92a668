"""Django's name for this app."""

from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    """Releases that others can check."""

    name = "openregime.web.releases"
    label = "releases"

    def ready(self) -> None:
        """New words in a release take two people; the key of an organisation ends with it."""
        from openregime.web.people.act_words import DETAILS
        from openregime.web.people.two_people import ACTS, Act, organisation_merged
        from openregime.web.releases.keys import end_with_owner
        from openregime.web.releases.publishing import publish_with_two
        from openregime.web.releases.words import details_of_publishing

        ACTS["releases.publish"] = Act("releases.publish", publish_with_two, confirmation="releases.second")
        DETAILS["releases.publish"] = details_of_publishing
        organisation_merged.connect(end_with_owner, dispatch_uid="releases")
