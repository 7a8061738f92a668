"""The public figures as one table: every number with how it was made, for files, programs and the command line."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from openregime.io.downloads import Column, Table
from openregime.io.sharing.table import load_sharing_table
from openregime.web.disclosure import published, words
from openregime.web.disclosure.figures import COLUMNS
from openregime.web.downloads.words import licence, readme_words
from openregime.web.index.files import FORMATS, attachment
from openregime.web.site.parameters import BadParameter

__all__ = ["FORMATS", "figures_file", "figures_table", "rows_of"]
PARTS = ("real", "invented")


def part_of(query: Mapping[str, str]) -> bool:
    """Whether the figures of invented organisations are asked for, by the parameter `of`.

    Raises:
        BadParameter: neither real nor invented.
    """
    given = query.get("of", "real")
    if given not in PARTS:
        raise BadParameter(parameter="of", value=given, reason=_("it is real or invented."))
    return given == "invented"


def figures_file(query: Mapping[str, str], format_: str, *, now: dt.datetime) -> HttpResponse:
    """A file to keep.

    Raises:
        BadParameter. UnknownTable: a format that is not offered.
    """
    is_invented = part_of(query)
    table = figures_table(is_invented, now=now)
    name = f"openregime_disclosure-figures{'-invented' if is_invented else ''}_{table.as_of}"
    return attachment(table, name, format_)


def figures_table(is_invented: bool, *, now: dt.datetime) -> Table:
    """Every published number, one a row."""
    rows = rows_of(is_invented, now=now)
    columns = (
        Column("table", _("Table"), about=_("claims, rulings or appeals")),
        Column("row", _("Row"), about=_("empty: all together")),
        Column("column", _("Column"), about=_("how long withheld, or open in full; empty: all together")),
        Column("words", _("In words")),
        Column("value", _("Number"), "number", about=_("empty: not given, because it would tell of few")),
        Column("low", _("Low"), "number", about=_("with noise: in 95 of 100 cases the true number lies in between")),
        Column("high", _("High"), "number"),
        Column("method", _("Method"), about=_("suppressed: small cells left out; noise: off by a little at random")),
        Column("scale", _("Scale of the noise"), "number", about=_("of the discrete Laplace noise in each inner cell")),
        Column("epsilon", _("Epsilon"), "number", about=_("what the publication cost of its budget")),
        Column("most", _("Most of one organisation"), "number", about=_("in all cells of the table together")),
        Column("budget", _("Budget"), about=_("key of the budget in the ledger")),
        Column("published_on", _("Published on"), "date"),
        Column("policy_version", _("Version of the sharing table")),
    )  # fmt: skip
    days = [row["published_on"] for row in rows]
    invented = (_("Made to try the program. Their figures are counted apart."),) if is_invented else ()
    return Table(
        title=_("How much is withheld"),
        columns=columns,
        rows=tuple(tuple(row[c.key] for c in columns) for row in rows),
        caveats=(*invented, *_caveats()),
        as_of=max(days),
        licence=licence(),
        words=readme_words(),
    )


def _caveats() -> tuple[str, ...]:
    rule = published.RULE
    return (
        _("Counted from claims, rulings and appeals that organisations entered in this installation; no other source."),
        _(
            "A number that is not given has fewer than %(few)s organisations behind it, or another such number could "
            "be worked out from it; which of the two is not said."
        ) % {"few": rule.least_contributors},
        _(
            "Numbers with noise are whole numbers to which discrete Laplace noise was added once; they stand for their "
            "month, sums add up what is shown, and a number may lie below zero."
        ),
    )  # fmt: skip


def rows_of(is_invented: bool, *, now: dt.datetime) -> list[dict[str, Any]]:
    """Every published number with its method; nothing where there is no organisation to count."""
    _row, methods, figures = published.methods_and_figures(is_invented, now=now)
    version = load_sharing_table().version
    found = []
    for table, cells in figures.items():
        method = methods[table]
        for name, figure in cells.items():
            row, column = name.split("|") if table == "claims" else (name.replace("|", ""), "")
            found.append({
                "table": table, "row": row, "column": column, "words": _words(table, row, column),
                "value": figure.value, "low": figure.low, "high": figure.high, "method": method.name,
                "scale": method.scale, "epsilon": float(method.epsilon) if method.epsilon is not None else None,
                "most": method.most, "budget": method.budget, "published_on": method.published_on,
                "policy_version": version,
            })  # fmt: skip
    return found


def _words(table: str, row: str, column: str) -> str:
    every = _("All")
    if table == "rulings":
        return words.harms().get(row, every)
    if table == "appeals":
        return words.outcomes()["" if row == "waiting" else row] if row else every
    across = {COLUMNS[0]: words.open_in_full(), **words.ages()}
    return f"{words.kinds_of_information().get(row, every)}: {across.get(column, every)}"
