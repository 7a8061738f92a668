"""Django's name for this app."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    """Rulings, situations, reviews of classification, appeals."""

    name = "openregime.web.disclosure"
    label = "disclosure"

    def ready(self) -> None:
        """Opening what is truly sensitive, and a budget of noise, take two people: see `people.two_people`."""
        from openregime.web.disclosure.budgeting import set_with_two
        from openregime.web.disclosure.deciding import open_with_two
        from openregime.web.disclosure.pending import budgeting, opening, reclassifying
        from openregime.web.people.act_words import DETAILS
        from openregime.web.people.two_people import ACTS, Act

        ACTS["disclosure.open"] = Act("disclosure.rule", open_with_two, confirmation="disclosure.second")
        ACTS["disclosure.budget"] = Act("disclosure.budget", set_with_two, confirmation="disclosure.second")
        DETAILS["disclosure.open"] = opening
        DETAILS["disclosure.budget"] = budgeting
        DETAILS["disclosure.reclassify"] = reclassifying
