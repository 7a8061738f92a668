"""What would happen, in words, when a second person confirms an act of disclosure."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from openregime.web.disclosure.words import names, purposes
from openregime.web.site.templatetags._formats import comma


def opening(parameters: Mapping[str, str]) -> Iterable[str]:
    """What would be opened, to whom, until when."""
    titles = names()
    audiences = comma().join(titles.get(a, a) for a in parameters["audiences"].split(","))
    yield _("At least: %(level)s") % {"level": titles.get(parameters["level"], parameters["level"])}
    yield _("For: %(audiences)s") % {"audiences": audiences}
    yield _("It serves: %(because)s") % {"because": parameters["benefit"]}
    if parameters["ends"]:
        yield _("Until: %(time)s UTC") % {"time": parameters["ends"][:16].replace("T", " ")}
    if parameters.get("appeal"):
        yield _("It answers an appeal.")


def reclassifying(parameters: Mapping[str, str]) -> Iterable[str]:
    """The category that a claim would get."""
    category = parameters["category"]
    yield _("From now on: %(category)s") % {"category": f"{category} {names().get(category, '')}".strip()}


def budgeting(parameters: Mapping[str, str]) -> Iterable[str]:
    """The budget that would be set."""
    yield _("Figures: %(purpose)s") % {"purpose": purposes().get(parameters["purpose"], parameters["purpose"])}
    yield _("Epsilon %(epsilon)s for the period, %(each)s for each publication") % {
        "epsilon": parameters["epsilon"], "each": parameters["each"],
    }  # fmt: skip
    yield _("One organisation counts for %(most)s at the most") % {"most": parameters["most"]}
    yield _("From %(begins)s to before %(ends)s") % {"begins": parameters["begins"], "ends": parameters["ends"]}
