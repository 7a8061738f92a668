"""Django's name for this app."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    """Claims by people."""

    name = "openregime.web.proposals"
    label = "proposals"

    def ready(self) -> None:
        """Another category for what takes two people to loosen takes two people, too; rulings on a claim reach it."""
        from openregime.web.disclosure.signals import item_ruled
        from openregime.web.people.two_people import ACTS, Act
        from openregime.web.proposals.classification import reclassify_with_two, take_ruling
        from openregime.web.proposals.public import spoken_for_all
        from openregime.web.record.volunteered import let_answer

        ACTS["disclosure.reclassify"] = Act("disclosure.review", reclassify_with_two, confirmation="disclosure.second")
        item_ruled.connect(take_ruling, dispatch_uid="proposals")
        let_answer(spoken_for_all)
