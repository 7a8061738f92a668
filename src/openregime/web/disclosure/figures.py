"""Figures over all organisations, counted with who stands behind each, before anything of them is hidden.

What is not to be given is decided by `published`; nothing of this module goes to a page.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from openregime.core.sharing import HARMS
from openregime.core.sharing.counts import Cell, Counts, Sum, two_way
from openregime.io.sharing.table import load_sharing_table
from openregime.web.disclosure.models import Appeal, StoredRuling
from openregime.web.people.models import Organisation
from openregime.web.proposals import classification
from openregime.web.proposals.models import ProposedClaim
from openregime.web.proposals.stages import Stage

OPEN = "open"
COLUMNS = (OPEN, *(name for name, _least, _most in classification.AGES))
ANSWERS = ("waiting", "opened", "kept")
Contributions = dict[str, dict[str, int]]


def counted(*, is_invented: bool, now: dt.datetime) -> dict[str, Contributions]:
    """Table -> cell -> organisation -> number, for the real organisations or for the invented ones.

    Three tables: `claims` (class of information | open, or withheld for so long), `rulings` (harm for which something
    is closed now), `appeals` (what became of them). Cells to which nobody adds are left out.
    """
    houses = set(Organisation.objects.filter(is_invented=is_invented).values_list("key", flat=True))
    claims: Contributions = defaultdict(lambda: defaultdict(int))
    approved = ProposedClaim.objects.filter(stage=Stage.APPROVED, organisation__is_invented=is_invented)
    hidden = classification.withheld(approved, now)
    whole = approved.exclude(pk__in=hidden.values("pk"))
    kinds = {c.id: c.kind for c in load_sharing_table().categories}
    columns = {OPEN: whole, **{name: classification.of_age(hidden, name, now) for name, _l, _m in classification.AGES}}
    for column, rows in columns.items():
        for category, house, number in classification.by_organisation(rows):
            claims[f"{kinds[category]}|{column}"][house] += number
    rulings: Contributions = defaultdict(lambda: defaultdict(int))
    closing = StoredRuling.objects.exclude(harm="").exclude(ends__lte=now).filter(ending=None, holder__in=houses)
    for harm, house in closing.values_list("harm", "holder"):
        rulings[harm][house] += 1
    appeals: Contributions = defaultdict(lambda: defaultdict(int))
    asked = Appeal.objects.filter(holder__key__in=houses)
    for answer, house in asked.values_list("answer", "holder__key"):
        appeals[answer or "waiting"][house] += 1
    return {
        name: {cell: dict(who) for cell, who in sorted(made.items())}
        for name, made in (("claims", claims), ("rulings", rulings), ("appeals", appeals))
    }


def tables(found: Mapping[str, Mapping[str, Mapping[str, int]]], about: frozenset[str]) -> dict[str, Counts]:
    """The three tables with their sums.

    Args:
        found: as `counted` gives it. about: all organisations: every cell is about every one of them.
    """
    kinds = tuple(load_sharing_table().class_words)
    inner = {(k, c): found["claims"].get(f"{k}|{c}", {}) for k in kinds for c in COLUMNS}
    return {
        "claims": two_way(kinds, COLUMNS, inner, dict.fromkeys(inner, about)),
        "rulings": _one_way(tuple(HARMS), found["rulings"], about),
        "appeals": _one_way(ANSWERS, found["appeals"], about),
    }


def noisy_cells(name: str) -> tuple[str, ...]:
    """The cells of a table that get noise of their own: its inner ones, whether anybody adds to them or not."""
    kinds = tuple(load_sharing_table().class_words)
    inner = {"claims": tuple(f"{k}|{c}" for k in kinds for c in COLUMNS), "rulings": tuple(HARMS), "appeals": ANSWERS}
    return inner[name]


def _one_way(names: tuple[str, ...], found: Mapping[str, Mapping[str, int]], about: frozenset[str]) -> Counts:
    """Cells that add up to the cell `|`."""
    total: dict[str, int] = defaultdict(int)
    for who in found.values():
        for house, number in who.items():
            total[house] += number
    cells = [Cell(name, found.get(name, {}), about) for name in names]
    return Counts((*cells, Cell("|", dict(total), about)), (Sum("|", names),))
