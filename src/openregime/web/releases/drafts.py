"""What somebody wants to publish, as a form or a waiting act gives it, and what may be published at all."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from openregime.core.errors import OpenRegimeError
from openregime.core.sharing import Label, Level
from openregime.core.sharing.rulings import people_needed
from openregime.core.sharing.statements import BadStatements, read_statements, written
from openregime.io.sharing.table import load_sharing_table
from openregime.web.people.models import Organisation
from openregime.web.proposals import queries
from openregime.web.proposals.models import ProposedClaim
from openregime.web.proposals.queries import WITH_WORDS, ShownClaim
from openregime.web.proposals.stages import Stage

MOST_CLAIMS = 200
LASTING_DAYS = (90, 365, 730, 1825)
"""For so long statements may be valid."""


class BadDraft(OpenRegimeError, ValueError):
    """Something of a release that is being written will not do. `field` names it."""

    code = "bad-draft"

    def __init__(self, field: str, words: str) -> None:
        self.field = field
        super().__init__(words)


class NotReleasable(OpenRegimeError, ValueError):
    """Claims that may not be published: what the gate does not give to anyone is in no release. `keys` names them."""

    code = "not-releasable"
    field = "claims"

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = tuple(keys)
        super().__init__(
            _(
                "These claims cannot be published, because not everybody may see what they say, or they are not "
                "approved (any more): %(keys)s. Leave them out, or have them opened first."
            )
            % {"keys": ", ".join(key[:40] for key in self.keys[:5])}
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """A release as somebody wants it.

    Attributes:
        claims: keys of approved claims of the organisation.
        statements: what the release carries hidden; `category` is their information category, `holder` the key of the
            organisation that may disclose them, `lasting_days` for how long they are valid.
    """

    title: str
    claims: tuple[str, ...] = ()
    statements: dict[str, str | int] = field(default_factory=dict)
    category: str = ""
    holder: str = ""
    lasting_days: int = 365

    def as_parameters(self) -> dict[str, str]:
        """The draft as a waiting act keeps it."""
        return {
            "title": self.title, "claims": " ".join(self.claims), "statements": written(self.statements),
            "category": self.category, "holder": self.holder, "lasting_days": str(self.lasting_days),
        }  # fmt: skip


def read_draft(given: Mapping[str, str], claims: Sequence[str], organisation: Organisation) -> Draft:
    """A draft from the fields of a form.

    Raises:
        BadDraft, BadStatements: names the field and says what to write.
    """
    title = " ".join(given.get("title", "").split())
    if not 3 <= len(title) <= 200 or not title.isprintable():
        raise BadDraft("title", _("Give the release a title of 3 to 200 characters."))
    chosen = tuple(dict.fromkeys(key.strip() for key in claims if key.strip()))
    if len(chosen) > MOST_CLAIMS:
        raise BadDraft("claims", _("At most %d claims go into one release. Make several.") % MOST_CLAIMS)
    try:
        statements = read_statements(given.get("statements", ""))
    except BadStatements as error:
        raise BadDraft("statements", _said(error)) from None
    if not chosen and not statements:
        raise BadDraft("claims", _("Tick at least one claim, or write at least one statement."))
    if not statements:
        return Draft(title, chosen)
    days = given.get("lasting_days", "365")
    if days not in {str(one) for one in LASTING_DAYS}:
        raise BadDraft("lasting_days", _("Choose for how long the statements are valid."))
    return Draft(
        title, chosen, statements, category_of(given.get("category", "")),
        holder_of(given.get("holder", ""), organisation).key, int(days),
    )  # fmt: skip


def category_of(given: str) -> str:
    """The information category of statements.

    Raises:
        BadDraft: none of the table's, truly sensitive, or received in confidence: of these no
            statement leaves the house.
    """
    table = load_sharing_table()
    if given not in table.category_by_id:
        raise BadDraft("category", _("Say of which information category the statements are."))
    if people_needed(table, Label(frozenset({given}))) > 1 or given == "C19":
        raise BadDraft(
            "category", _("Statements of this category cannot be released: it is truly sensitive, or somebody else's.")
        )
    return given


def stateable_categories() -> list[str]:
    """Ids of the categories of which statements may be."""
    table = load_sharing_table()
    return [c.id for c in table.categories if people_needed(table, Label(frozenset({c.id}))) < 2 and c.id != "C19"]


def holder_of(given: str, organisation: Organisation) -> Organisation:
    """The organisation that will hold the statements; empty for the one that issues them.

    Raises:
        BadDraft: there is none of this key, or it is invented and the other is not.
    """
    if not given.strip():
        return organisation
    found = Organisation.objects.filter(key=given.strip()[:40], merged_into=None).first()
    if found is None or found.is_invented != organisation.is_invented:
        raise BadDraft("holder", _("There is no organisation of this key here. Ask it for the key on its page."))
    return found


def releasable(organisation: Organisation, *, now: dt.datetime) -> tuple[QuerySet[ProposedClaim], queries.Sight]:
    """Approved claims of an organisation of whose words anyone may have something, and the eyes of anyone."""
    anyone = queries.sight_of(None, now=now)
    claims = queries.visible(anyone, at_least=Level.SUMMARY).filter(organisation=organisation, stage=Stage.APPROVED)
    return claims, anyone


def shown_to_anyone(organisation: Organisation, keys: Sequence[str], *, now: dt.datetime) -> list[ShownClaim]:
    """What anyone may have of some claims, in the order of their keys.

    Raises:
        NotReleasable: one of them may not be published.
    """
    claims, anyone = releasable(organisation, now=now)
    found = {
        one.key: one
        for one in queries.shown_claims(claims.filter(key__in=keys), anyone)
        if one.level in WITH_WORDS and one.words
    }
    if missing := [key for key in keys if key not in found]:
        raise NotReleasable(missing)
    return [found[key] for key in keys]


def _said(error: BadStatements) -> str:
    where = _("Line %d: ") % error.line if error.line else ""
    return where + _(
        "write each statement on a line of its own as a name, a colon and a value, such as “recommendations: 12”. "
        "A name has small letters, digits and _, stands once and has no meaning of its own in what is signed; a value "
        "has at most 300 characters; at most 40 statements go into a release."
    )
