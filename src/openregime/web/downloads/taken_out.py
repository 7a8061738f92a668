"""What is taken out of an exported page because it needs a server, and how the page says so, once, in its footer."""

from collections import Counter
from html import escape

from django.utils.translation import gettext as _

from openregime.web.site.templatetags._formats import comma

_PATHS = {
    "/claims/": "claim",
    "/search/": "form",
    "/account/": "form",
    "/people/": "form",
    "/index/own/": "form",
    "/index/two/": "form",
    "/index/what-if/": "supposition",
    "/api/": "api",
    "/healthz": "api",
    "/styleguide/": "api",
}
"""Beginning of an address that is not written -> kind of thing that is missing; single claims are thousands."""

_PARAMETERS = {"as_of": "day", "as_known": "day", "lang": "language", "act": "supposition", "own_words": "words"}
"""Parameter that no file is written for -> kind; every other is a list in another order or selection."""


def kind_of_path(path: str) -> str:
    """The kind of thing below an address that is not written; empty for one that is."""
    return next((kind for start, kind in _PATHS.items() if path.startswith(start)), "")


def kind_of_parameter(parameter: str) -> str:
    """The kind of thing that a parameter asks for."""
    return _PARAMETERS.get(parameter, "list")


class TakenOut:
    """Counts, kind by kind, what one page lost."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, kind: str, count: int = 1) -> None:
        """Something of a kind was taken out, `count` times."""
        if count:
            self._counts[kind] += count

    def words(self) -> str:
        """A sentence for the footer, in the language that is on; empty when nothing was taken out."""
        names = {
            "form": _("forms and the search"),
            "day": _("other days"),
            "language": _("other languages"),
            "claim": _("pages of single claims"),
            "words": _("readings without what States say of themselves"),
            "supposition": _("what a State would read after further acts"),
            "list": _("lists in another order or selection"),
            "api": _("the interface for programs"),
        }
        kinds = [words for kind, words in names.items() if self._counts[kind]]
        if not kinds:
            return ""
        said = _("This is a copy of one day as files. What needs a server was taken out of this page: %(kinds)s.")
        return said % {"kinds": comma().join(kinds)}

    def said_in(self, html: str) -> str:
        """The page with that sentence at the end of its footer; a page without a footer gets it at its end."""
        if not (words := self.words()):
            return html
        before, end, after = html.rpartition("</footer>")
        if not end:
            before, end, after = html.rpartition("</body>")
        return f'{before}<p class="wrap note" data-taken-out>{escape(words)}</p>{end}{after}'
