"""Information categories of claims, with a plain title each: what kind of thing is being told."""

from django.utils.translation import gettext as _


def category_words(category: str) -> str:
    """The title of a category of the disclosure guide that the shipped claims use; the code where there is no title."""
    titles = {
        "C01": _("Laws, treaties and institutions"),
        "C04": _("Training and staff, as figures"),
        "C06": _("Results of peer reviews"),
        "C08": _("Notices of events"),
        "C12": _("Material held, by State"),
        "C23": _("Promises and what came of them"),
    }
    return titles.get(category, category)
