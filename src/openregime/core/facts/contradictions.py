"""Claims of one subject that cannot all be true, as the tables state them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from openregime.core.facts.claims import Claim, Standing
from openregime.core.facts.dates import Window
from openregime.core.facts.record import Problem

Row = Mapping[str, Claim]

ORDER = (
    ("signed", "deposited", "lies before the day of signature"),
    ("deposited", "in_force", "lies before the day of deposit"),
    ("start_date", "end_date", "lies before the first day"),
    ("cleared_year_from", "cleared_year_to", "lies before the first year"),
    ("not_before", "not_after", "lies before the earliest day"),
)
"""(earlier, later, what is wrong when turned round). A succession may take effect before its deposit."""

OUTSIDE = ("signatory", "not_in_force")


def find_contradictions(
    claims: Iterable[Claim], exists_since: Mapping[str, dt.date] = MappingProxyType({})
) -> list[Problem]:
    """Preferred claims on one thing of one subject that contradict each other, one `Problem` each, in table order.

    Args:
        claims: in table order.
        exists_since: State id -> its first day: nothing of it is deposited or takes effect earlier. A signature may
            be that of its predecessor. A State that is not named has always existed.
    """
    rows: dict[tuple[str, str], dict[str, Claim]] = defaultdict(dict)
    for claim in claims:
        if claim.standing is Standing.PREFERRED:
            thing, _, aspect = claim.object.rpartition(".")
            rows[claim.subject, thing][aspect] = claim
    found: list[Problem] = []
    for (subject, thing), row in rows.items():
        found.extend(_out_of_order(row))
        found.extend(_outside_with_dates(row))
        if subject in exists_since:
            found.extend(_before_statehood(row, exists_since[subject]))
        if thing.endswith(".deposit_window"):
            found.extend(_needless_window(row, rows.get((subject, thing.removesuffix(".deposit_window")), {})))
    return found


def _problem(claim: Claim, message: str) -> Problem:
    file, _, line = claim.row.rpartition(":")
    return Problem(file, int(line), claim.object.rpartition(".")[2], f"“{claim.value}” {message}.")


def _days(claim: Claim) -> Window:
    try:
        return Window.parse(claim.value)
    except ValueError:
        return Window(dt.date.min, dt.date.max)  # not a date in this table: it cannot be out of order


def _out_of_order(row: Row) -> list[Problem]:
    found = []
    is_succession = "kind" in row and row["kind"].value == "succession"
    for first, second, message in ORDER:
        if first not in row or second not in row or (is_succession and second == "in_force"):
            continue
        if _days(row[second]).latest < _days(row[first]).earliest:
            found.append(_problem(row[second], f"{message}, {row[first].value}. Correct one of them"))
    return found


def _before_statehood(row: Row, since: dt.date) -> list[Problem]:
    message = f"lies before the State existed, {since}: see statehood.csv. Correct one of them"
    return [
        _problem(row[aspect], message)
        for aspect in ("deposited", "in_force", "not_after")
        if aspect in row and _days(row[aspect]).latest < since
    ]


def _outside_with_dates(row: Row) -> list[Problem]:
    if "status" not in row or row["status"].value not in OUTSIDE:
        return []
    return [
        _problem(row[aspect], f"contradicts the status “{row['status'].value}”. Correct one of them")
        for aspect in ("deposited", "in_force")
        if aspect in row
    ]


def _needless_window(window: Row, act: Row) -> list[Problem]:
    first = next((window[a] for a in ("not_before", "not_after") if a in window), None)
    if first is None:
        return []
    if "deposited" in act:
        return [_problem(first, f"bounds a deposit that has a date, {act['deposited'].value}. Keep one of them")]
    if "status" not in act or act["status"].value != "party":
        return [_problem(first, "bounds the deposit of a State that is no party in adherence.csv. Correct one of them")]
    return []
