"""From the fields of a form to what they ask for."""

import datetime as dt

from django.http import QueryDict
from django.utils.translation import gettext as _

from openregime.core.sharing import Level
from openregime.io.sharing.table import load_sharing_table
from openregime.web.disclosure.deciding import BadChoice, Wanted

LEVELS = tuple(level.slug for level in Level)


def wanted_of(post: QueryDict) -> Wanted:
    """The ruling that a form asks for.

    Raises:
        BadChoice: names the first field that will not do.
    """
    opens = _one_of(post, "way", ("close", "open"), _("Say whether it closes or opens.")) == "open"
    on = _one_of(post, "on", ("category", "claim"), _("Say what it is about: a category, or one claim."))
    claim = post.get("claim", "").strip().removeprefix("claim:")
    if on == "claim" and not claim:
        raise BadChoice("claim", _("Give the key of the claim, as in the address of its page."))
    category = post.get("category", "") if on == "category" else ""
    if on == "category" and category not in load_sharing_table().category_by_id:
        raise BadChoice("category", _("Choose one of the information categories."))
    return Wanted(
        level=level_of(post),
        audiences=audiences_of(post),
        opens=opens,
        because=post.get("benefit" if opens else "harm", "").strip(),
        reason=post.get("reason", "").strip(),
        category=category,
        item=f"claim:{claim}" if on == "claim" else "",
        ends=time_of(post, "ends", is_needed=False),
        whole_state=post.get("whole_state") == "yes",
    )


def level_of(post: QueryDict) -> str:
    """The level chosen.

    Raises:
        BadChoice: none of the table's.
    """
    return _one_of(post, "level", LEVELS, _("Choose how much may be had."))


def audiences_of(post: QueryDict) -> tuple[str, ...]:
    """The audiences ticked, in the order of the table.

    Raises:
        BadChoice: none, or one that the table does not know. An empty audience is nobody.
    """
    given = set(post.getlist("audiences"))
    known = tuple(a.id for a in load_sharing_table().audiences)
    if not given or given - set(known):
        raise BadChoice("audiences", _("Choose at least one audience."))
    return tuple(a for a in known if a in given)


def time_of(post: QueryDict, field: str, *, is_needed: bool = True) -> dt.datetime | None:
    """A time in UTC, written as YYYY-MM-DDTHH:MM, or a day, which then means its beginning.

    Raises:
        BadChoice: it cannot be read, or is needed and missing.
    """
    given = post.get(field, "").strip().replace(" ", "T")
    if not given and not is_needed:
        return None
    try:
        read = dt.datetime.fromisoformat(given)
    except ValueError:
        raise BadChoice(field, _("Write the time as YYYY-MM-DD HH:MM; it is taken as UTC.")) from None
    return read.replace(tzinfo=dt.UTC) if read.tzinfo is None else read.astimezone(dt.UTC)


def _one_of(post: QueryDict, field: str, known: tuple[str, ...], words: str) -> str:
    given = post.get(field, "")
    if given not in known:
        raise BadChoice(field, words)
    return given
