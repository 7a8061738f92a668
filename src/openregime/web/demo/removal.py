"""Finding everything invented, whatever app it belongs to, and deleting it.

Whatever refers to an invented organisation or person by a foreign key is found by itself: a new app needs no line here.
What names them in words (rulings, profiles of disclosure, sessions) is listed, and so is
the log of releases, where it holds nothing real. The trail names people by keys that say
nothing; it refers to no row and is not touched.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection, models, transaction

from openregime.core.errors import OpenRegimeError
from openregime.web.demo.cast import STATES
from openregime.web.disclosure.models import DisclosureProfile, StoredRuling
from openregime.web.people.models import Organisation, Person
from openregime.web.proposals.attaching import forget_unused
from openregime.web.proposals.models import Attachment
from openregime.web.releases.models import LOG, LogEntry, PublishedRelease, SigningKey, TreeHead, TreeNode

Found = dict[type[models.Model], set[Any]]
_AT_ONCE = 500
_NAMING: tuple[type[models.Model], ...] = (StoredRuling, DisclosureProfile)
"""What names holder and State in words."""


class Entangled(OpenRegimeError):
    """Something real hangs on something invented, so that it cannot be removed. `what` names it."""

    code = "entangled-demo"

    def __init__(self, what: Sequence[str]) -> None:
        self.what = tuple(what)
        super().__init__(
            f"Nothing was removed: {', '.join(what[:5])} would go with what is invented and is real. "
            "End the roles of invented people in real organisations first."
        )


def remove_everything_invented() -> dict[str, int]:
    """Delete all of it, inside the caller's transaction; files that were attached go once it is committed.

    Foreign keys are checked at its end, so the order of the tables does not matter.

    Returns:
        Plural name -> rows, for what had any.
    Raises:
        Entangled.
    """
    found = everything_invented()
    _refuse_what_is_real(found)
    files = set(_all(Attachment).filter(pk__in=found.get(Attachment, ())).values_list("sha256", flat=True))
    for digest in files:
        transaction.on_commit(partial(forget_unused, digest))
    for model, keys in found.items():
        for some in _in_portions(sorted(keys)):
            places = ", ".join(["%s"] * len(some))
            table = connection.ops.quote_name(model._meta.db_table)
            column = connection.ops.quote_name(str(model._meta.pk.column))
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {table} WHERE {column} IN ({places})", some)  # noqa: S608 - names of ours
    return {str(model._meta.verbose_name_plural): len(keys) for model, keys in found.items() if keys}


def everything_invented() -> Found:
    """Keys of all invented rows, and of all rows that refer to one of them, by model."""
    organisations = set(_all(Organisation).filter(is_invented=True).values_list("pk", "key"))
    people = set(_all(Person).filter(is_invented=True).values_list("pk", flat=True))
    holders = sorted(key for _pk, key in organisations)
    about = models.Q(holder__in=holders) | models.Q(state__in=sorted(STATES))
    waiting: list[tuple[type[models.Model], set[Any]]] = [
        (Organisation, {pk for pk, _key in organisations}),
        (Person, people),
        *((model, set(_all(model).filter(about).values_list("pk", flat=True))) for model in _NAMING if holders),
        (Session, _sessions_of(people)),
        *((model, keys) for model, keys in _log_of_releases(holders).items()),
    ]
    found: Found = defaultdict(set)
    while waiting:
        model, keys = waiting.pop()
        new = keys - found[model]
        found[model] |= new
        waiting += [pair for pair in _referring(model, new) if pair[1]]
    return {model: keys for model, keys in found.items() if keys}


def _referring(model: type[models.Model], keys: set[Any]) -> Iterator[tuple[type[models.Model], set[Any]]]:
    """Rows of every model that refer to these rows."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        other, name = relation.related_model, relation.field.name
        for some in _in_portions(sorted(keys)):
            yield other, set(_all(other).filter(**{f"{name}__in": some}).values_list("pk", flat=True))


def _log_of_releases(holders: Sequence[str]) -> Found:
    """The whole log with its key, and so with its name, where everything in it is invented; a later one is another log.

    Where anything real stands in it, it stays whole: nothing is ever taken out of a log.
    """
    released = _all(PublishedRelease)
    if not released.exists() or released.exclude(organisation__key__in=holders).exists():
        return {}
    whole: dict[type[models.Model], models.QuerySet[Any]] = {
        model: _all(model) for model in (LogEntry, TreeNode, TreeHead)
    }
    whole[SigningKey] = _all(SigningKey).filter(use=LOG)
    return {model: set(rows.values_list("pk", flat=True)) for model, rows in whole.items()}


def _sessions_of(people: set[Any]) -> set[str]:
    """Keys of the sessions in which invented people are signed in."""
    wanted = {str(pk) for pk in people}
    return {
        one.session_key for one in Session.objects.iterator() if str(one.get_decoded().get("_auth_user_id")) in wanted
    }


def _refuse_what_is_real(found: Found) -> None:
    real = [str(one) for one in _all(Organisation).filter(pk__in=found.get(Organisation, ()), is_invented=False)]
    real += [str(one) for one in _all(Person).filter(pk__in=found.get(Person, ()), is_invented=False)]
    for model, keys in found.items():
        fields = {field.name for field in model._meta.concrete_fields}
        if model is not Organisation and "organisation" in fields:
            kept = _all(model).filter(pk__in=keys, organisation__is_invented=False)
            real += [f"{model._meta.verbose_name} {one.pk} of {one.organisation}" for one in kept[:5]]
    if real:
        raise Entangled(real)


def _all(model: type[models.Model]) -> models.QuerySet[Any]:
    """Every row, past managers that keep rows from being touched: what is invented is no record."""
    return models.QuerySet(model)


def _in_portions(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))
