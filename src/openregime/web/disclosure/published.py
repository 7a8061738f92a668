"""The public figures: counted once a month, with small cells and what would give them away left out, and then kept;
or, where a budget runs, with noise: see `budgeting`.

A new count replaces the last one only if the difference of the two gives nobody away; until then the last one stands,
with its day. See `core.sharing.counts`, `suppression` and `auditing` for the rule and for the proof.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from openregime.core.sharing.budgets import half_width
from openregime.core.sharing.counts import Counts, SmallCells, telling_differences
from openregime.core.sharing.suppression import CannotProtect, suppress
from openregime.web.disclosure import words
from openregime.web.disclosure.actions import ask_those_whose_time_has_come
from openregime.web.disclosure.figures import ANSWERS, COLUMNS, counted, tables
from openregime.web.disclosure.models import NoisyFigures, PublishedFigures
from openregime.web.index.files import FORMATS
from openregime.web.people.models import Organisation, Person
from openregime.web.people.queries import organisations_of

RULE = SmallCells()
EVERY = "*"
"""Stands for all cells of a table that no choice of hidden cells can protect."""


def page(person: Person | None, *, now: dt.datetime) -> dict[str, Any]:
    """The public page: nothing in it depends on who asks, but the links to one's own organisations."""
    invented = Organisation.objects.filter(is_invented=True).exists()
    return {
        "parts": [shown(False, now=now), *([shown(True, now=now)] if invented else [])],
        "least": RULE.least_contributors,
        "formats": FORMATS,
        "organisations": [(one.key, one.name) for one, _roles in organisations_of(person)] if person else [],
        "signed_in": person is not None,
    }


@dataclass(frozen=True, slots=True)
class Figure:
    """One published number; `value` is None where it is not given. `low` and `high`: with noise, between which the
    true number lies in 95 of 100 cases; otherwise both are the number itself.
    """

    value: int | None
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Method:
    """How the figures of one table were made: `suppressed` or `noise`, of which day; the rest only with noise.

    `most` is what one organisation counts for at the most, `epsilon` what the publication cost.
    """

    name: str
    published_on: dt.date
    scale: float | None = None
    epsilon: Decimal | None = None
    most: int | None = None
    drawn_by: str = ""
    budget: str = ""


def methods_and_figures(
    is_invented: bool, *, now: dt.datetime
) -> tuple[PublishedFigures, dict[str, Method], dict[str, dict[str, Figure]]]:
    """Table -> how it was made, and table -> cell -> number, as everybody may have them.

    A table with a budget that runs is shown as it was last published with noise under it; before that, and without a
    budget, with small cells left out.
    """
    row = current(is_invented=is_invented, now=now)
    made = tables(row.content["cells"], frozenset(row.content["about"]))
    methods = dict.fromkeys(made, Method("suppressed", row.published_on))
    figures = {name: _given(counts, row.hidden[name]) for name, counts in made.items()}
    under_budget = NoisyFigures.objects.filter(
        is_invented=is_invented, budget__begins__lte=now.date(), budget__ends__gt=now.date()
    )
    for noisy in under_budget.select_related("budget").order_by("month"):
        methods[noisy.purpose] = Method(
            "noise", noisy.published_at.date(), noisy.scale, noisy.epsilon, noisy.most, noisy.method, noisy.budget.key
        )
        figures[noisy.purpose] = _with_noise(made[noisy.purpose], noisy)
    return row, methods, figures


def shown(is_invented: bool, *, now: dt.datetime) -> dict[str, Any]:
    """The figures as everybody sees them."""
    row, methods, figures = methods_and_figures(is_invented, now=now)
    kinds, ages, harms, outcomes = words.kinds_of_information(), words.ages(), words.harms(), words.outcomes()
    return {
        "is_invented": is_invented,
        "methods": methods,
        "is_empty": not row.content["about"],
        "published_on": row.published_on,
        "columns": [words.open_in_full(), *(ages[name] for name in COLUMNS[1:])],
        "claims": [
            {
                "words": kinds[k],
                "cells": [figures["claims"][f"{k}|{c}"] for c in COLUMNS],
                "all": figures["claims"][f"{k}|"],
            }
            for k in kinds
        ],
        "totals": [*(figures["claims"][f"|{c}"] for c in COLUMNS), figures["claims"]["|"]],
        "rulings": [(harms[h], figures["rulings"][h]) for h in harms],
        "rulings_in_all": figures["rulings"]["|"],
        "appeals": [(outcomes["" if a == "waiting" else a], figures["appeals"][a]) for a in ANSWERS],
        "appeals_in_all": figures["appeals"]["|"],
    }  # fmt: skip


def current(*, is_invented: bool, now: dt.datetime) -> PublishedFigures:
    """The figures that stand: counted anew in a new month, if the difference to the last ones gives nobody away."""
    every = PublishedFigures.objects.filter(is_invented=is_invented)
    last: PublishedFigures | None = every.order_by("-published_on").first()
    if last is not None and (last.published_on.year, last.published_on.month) == (now.year, now.month):
        return last
    ask_those_whose_time_has_come(now=now)
    houses = Organisation.objects.filter(is_invented=is_invented, merged_into=None)
    cells, about = counted(is_invented=is_invented, now=now), sorted(houses.values_list("key", flat=True))
    content = {"cells": cells, "about": about}
    made = tables(cells, frozenset(about))
    hidden = {name: list(_hidden(counts)) for name, counts in made.items()}
    if last is not None and (last.content == content or _tells(last, made, hidden)):
        return last
    try:
        with transaction.atomic():
            row = PublishedFigures(published_on=now.date(), is_invented=is_invented, content=content, hidden=hidden)
            row.save()
        return row
    except IntegrityError:  # somebody else asked at the same moment
        other: PublishedFigures = PublishedFigures.objects.get(published_on=now.date(), is_invented=is_invented)
        return other


def _hidden(counts: Counts) -> tuple[str, ...]:
    try:
        return suppress(counts, RULE).hidden
    except CannotProtect:
        return (EVERY,)


def _tells(last: PublishedFigures, made: Mapping[str, Counts], hidden: Mapping[str, list[str]]) -> bool:
    """Whether somebody who kept the last figures learns about few from the difference."""
    before = tables(last.content["cells"], frozenset(last.content["about"]))
    for name, counts in made.items():
        covered = _named(before[name], last.hidden[name]) | _named(counts, hidden[name])
        if telling_differences(before[name], counts, RULE, hidden=covered):
            return True
    return False


def _named(counts: Counts, hidden: list[str]) -> frozenset[str]:
    return frozenset(counts.by_name) if EVERY in hidden else frozenset(hidden)


def _given(counts: Counts, hidden: list[str]) -> dict[str, Figure]:
    covered = _named(counts, hidden)
    return {
        cell.name: Figure(None, None, None) if cell.name in covered else Figure(cell.value, cell.value, cell.value)
        for cell in counts.cells
    }


def _with_noise(counts: Counts, noisy: NoisyFigures) -> dict[str, Figure]:
    """Numbers as they were drawn, and their sums: adding up what is published gives nothing more away."""
    totals = {one.total: one.parts for one in counts.sums}

    def inner(name: str) -> frozenset[str]:
        parts = totals.get(name)
        return frozenset({name}) if parts is None else frozenset().union(*map(inner, parts))

    found = {}
    for cell in counts.cells:
        parts = inner(cell.name)
        value = sum(noisy.values[part] for part in parts)
        reach = half_width(noisy.scale, len(parts))
        found[cell.name] = Figure(value, max(0, value - reach), max(0, value + reach))
    return found
