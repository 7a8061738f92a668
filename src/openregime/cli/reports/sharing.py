"""What the gate decides by its default table."""

import datetime as dt
from collections.abc import Mapping, Sequence

from openregime.cli.options import today
from openregime.cli.refusals import BadArgument
from openregime.cli.report import Report, Section, columns
from openregime.core.sharing import Decision, Gate, PolicyTable
from openregime.io.downloads import Table
from openregime.io.sharing.table import load_sharing_table

CELLS = columns(
    ("category", "Category"), ("title", "Title"), ("audience", "Audience"), ("situation", "Situation"),
    ("level", "Level"), ("reason", "Why"), ("moved", "What the situation changes"),
    ("review_months", "Reviewed after months"), ("people_to_loosen", "People to open it further"),
)  # fmt: skip
CELLS_SHOWN = ("category", "title", "audience", "situation", "level")
STEPS = columns(("step", "Step"), ("level", "At most after it"))
_HINT = "`openregime sharing table` lists them."


def _meant(given: str, option: str, known: Mapping[str, object]) -> str:
    wanted = given.strip().casefold().replace("-", "_")
    for name in known:
        if name.casefold() == wanted:
            return name
    raise BadArgument(option, given, f"known are {', '.join(known)}. {_HINT}")


def decision_report(category: str, audience: str, situation: str) -> Report:
    """One decision with its steps.

    Raises:
        BadArgument: a category, audience or situation that the table does not have.
    """
    table = load_sharing_table()
    cell = (
        _meant(category, "--category", table.category_by_id),
        _meant(audience, "--audience", table.audience_by_id),
        _meant(situation, "--situation", table.situation_by_id),
    )
    now = dt.datetime.combine(today(), dt.time(), dt.UTC)
    decision = Gate(table).cell(*cell, now)
    names = table.names
    steps = tuple(
        (step.words.in_english(names), step.level.slug if step.level is not None else None) for step in decision.steps
    )
    rows = _cells(table, [cell])
    return Report(
        title=f"{names[cell[0]]} ({cell[0]}) for “{names[cell[1]]}”, situation {names[cell[2]].lower()}",
        lines=tuple(_lines(table, decision)),
        sections=(Section(Table("How it comes about", STEPS, steps)),),
        rows=rows,
        tree={"command": "sharing", **_entry(table, decision, cell), "caveats": [table.note]},
        caveats=(table.note,),
    )


def _lines(table: PolicyTable, decision: Decision) -> list[str]:
    names, category = table.names, table.category_by_id[decision.category]
    title, meaning, reason = table.level_words[decision.level]
    lines = [f"{title}. {meaning}", f"Why this category: {category.reason}"]
    if reason:
        lines.append(f"Why this much: {reason}.")
    lines.append(f"Decided by: {', '.join(decision.decided_by)}. Reviewed after {category.review_months} months.")
    lines += [f"What would change it: {change.in_english(names)}" for change in decision.changes]
    return lines


def _entry(table: PolicyTable, decision: Decision, cell: tuple[str, str, str]) -> dict[str, object]:
    category, audience, situation = cell
    names = table.names
    return {
        "category": category,
        "audience": audience,
        "situation": situation,
        "level": decision.level.slug,
        "rule": decision.rule,
        "reason": decision.reason.in_english(names),
        "decided_by": list(decision.decided_by),
        "review_months": table.category_by_id[category].review_months,
        "people_to_loosen": table.category_by_id[category].people_to_loosen,
        "steps": [step.words.in_english(names) for step in decision.steps],
        "changes": [change.in_english(names) for change in decision.changes],
        "table_version": table.version,
    }


def table_report(category: str, audience: str, situation: str) -> Report:
    """The cells of the table, all or those asked for. Errors as in `decision_report`."""
    table = load_sharing_table()
    chosen = [
        [_meant(given, option, known)] if given.strip() else list(known)
        for given, option, known in (
            (category, "--category", table.category_by_id),
            (audience, "--audience", table.audience_by_id),
            (situation, "--situation", table.situation_by_id),
        )
    ]
    cells = [(c, a, s) for c in chosen[0] for a in chosen[1] for s in chosen[2]]
    rows = _cells(table, cells)
    entries = [dict(zip([c.key for c in CELLS], row, strict=True)) for row in rows.rows]
    return Report(
        title=f"Who may see what: the default table, version {table.version}",
        lines=(f"{len(cells)} of {len(table.levels) * len(table.situations)} cells.",),
        sections=(Section(rows, CELLS_SHOWN),),
        rows=rows,
        tree={"command": "sharing", "table_version": table.version, "cells": entries, "caveats": [table.note]},
        caveats=(table.note,),
    )


def _cells(table: PolicyTable, cells: Sequence[tuple[str, str, str]]) -> Table:
    rows = []
    for category, audience, situation in cells:
        level, kind = table.level(category, audience, situation), table.category_by_id[category]
        rows.append(
            (
                category,
                kind.title,
                audience,
                situation,
                level.slug,
                table.level_words[level][2],
                table.move(category, audience, situation),
                kind.review_months,
                kind.people_to_loosen,
            )
        )
    return Table("Cells of the table", CELLS, tuple(rows), (table.note,))
