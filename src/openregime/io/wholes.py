"""Claims about the whole: which list is complete up to when, and published totals."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from openregime.core.facts import Claim, Completeness, Total, Window, when_said
from openregime.io.claim_tables import Claims
from openregime.io.tables import BadCell, Row, day_in, made_of, number_in, read_table_file

CLOSES = ("names", "dates")
MEANS = ("not-met", "not-applicable")


def read_completeness(folder: Path, claims: Claims) -> tuple[Completeness, ...]:
    """The statements of `completeness.csv`, and one for every summit statement whose list is complete.

    A list counts as known from the day on which the last of the rows that it vouches for is known: before it, a
    missing row could be one that the record learned of later, and absence would say nothing (docs/decisions/0005).
    """
    columns = ["object", "up_to", "closes", "except_for", "means", "source_id", "as_of", "note"]
    rows = read_table_file(folder / "completeness.csv", columns, others=())
    inside = _begun_by(claims.made)
    return tuple(
        made_of(rows, lambda row: _complete(row, claims, inside), claims.problems)
        + _complete_statements(claims, inside)
    )


def _complete(row: Row, claims: Claims, inside: Mapping[str, Sequence[tuple[str, dt.date, dt.date]]]) -> Completeness:
    file, cells = "completeness.csv", row.cells
    for column, known in (("closes", CLOSES), ("means", MEANS)):
        if cells[column] not in known:
            raise BadCell(file, row, column, f"“{cells[column]}” is none of the known words: {', '.join(known)}.")
    up_to = day_in(file, row, "up_to")
    excepted = frozenset(x for x in cells["except_for"].split(";") if x)
    for subject in sorted(excepted - claims.known_subjects):
        raise BadCell(file, row, "except_for", f"“{subject}” is no known State. Use the ISO 3166-1 alpha-3 code.")
    said = day_in(file, row, "as_of")
    sources = _sources(file, row, claims)
    _refuse_beyond(row, up_to, said, sources, claims)
    return Completeness(
        id=f"completeness/{cells['object']}/{cells['up_to']}",
        object=cells["object"],
        up_to=up_to,
        closes=cells["closes"],
        except_for=excepted,
        means=cells["means"],
        recorded=_known_from(inside[cells["object"]], up_to, excepted, said),
        sources=sources,
        note=cells["note"],
    )


def _refuse_beyond(row: Row, up_to: dt.date, said: dt.date, sources: Sequence[str], claims: Claims) -> None:
    """Nobody can say that a list is complete up to a day that had not come when he spoke."""
    spoke = max(when_said(claims.known_sources[s].as_of, claims.compiled_on).latest for s in sources)
    for column, day in (("up_to", up_to), ("as_of", said)):
        if day > claims.compiled_on:
            message = f"“{day}” lies after the day of compilation, {claims.compiled_on}: see tables.toml."
            raise BadCell("completeness.csv", row, column, message)
    for words, day in (("the as_of of this row", said), ("the date of its source", spoke)):
        if up_to > day:
            message = f"“{up_to}” lies after {words}, {day}: no source speaks of days to come. Correct one of them."
            raise BadCell("completeness.csv", row, "up_to", message)


def _known_from(
    inside: Iterable[tuple[str, dt.date, dt.date]], up_to: dt.date, excepted: frozenset[str], said: dt.date
) -> dt.date:
    return max([said, *(known for who, begun, known in inside if begun <= up_to and who not in excepted)])


def _begun_by(made: Sequence[Claim]) -> dict[str, list[tuple[str, dt.date, dt.date]]]:
    """Thing -> (subject, first day on which it can have been inside, day from which that is known)."""
    earliest: dict[tuple[str, str], dt.date] = {}
    for claim in made:
        thing, _, aspect = claim.object.rpartition(".")
        if aspect == "deposited":
            earliest[thing, claim.subject] = claim.valid.earliest
        elif aspect == "not_before":
            cell = thing.removesuffix(".deposit_window"), claim.subject
            earliest.setdefault(cell, Window.parse(claim.value).earliest)
    found: dict[str, list[tuple[str, dt.date, dt.date]]] = defaultdict(list)
    for claim in made:
        thing, _, aspect = claim.object.rpartition(".")
        if (aspect == "status" and claim.value in ("party", "subscriber")) or aspect == "joined":
            begun = earliest.get((thing, claim.subject), dt.date.min)
            found[thing].append((claim.subject, begun, claim.recorded))
    return found


def _complete_statements(
    claims: Claims, inside: Mapping[str, Sequence[tuple[str, dt.date, dt.date]]]
) -> list[Completeness]:
    """A summit statement whose list is complete closes that list up to the end of the year of the summit."""
    found = []
    for claim in claims.made:
        if claim.object.startswith("statement.") and claim.object.endswith(".list_complete") and claim.value == "yes":
            statement = claim.object.removesuffix(".list_complete")
            found.append(
                Completeness(
                    id=f"completeness/{statement}",
                    object=statement,
                    up_to=claim.valid.latest,
                    closes="names",
                    except_for=frozenset(),
                    means="not-met",
                    recorded=_known_from(inside.get(statement, ()), claim.valid.latest, frozenset(), claim.recorded),
                    sources=claim.sources,
                    note="the list of subscribers is complete for the year of the summit",
                )
            )
    return found


def read_totals(folder: Path, claims: Claims) -> tuple[Total, ...]:
    """The published totals; a total is known from the day on which its source spoke (docs/decisions/0005)."""
    columns = [
        "object", "not_before", "not_after", "low", "high", "published", "basis", "names_disagree", "source_id", "note",
    ]  # fmt: skip
    rows = read_table_file(folder / "totals.csv", columns, others=())
    return tuple(made_of(rows, lambda row: _total(row, claims), claims.problems))


def _total(row: Row, claims: Claims) -> Total:
    file, cells = "totals.csv", row.cells
    begin, end = day_in(file, row, "not_before"), day_in(file, row, "not_after")
    if begin > end:
        raise BadCell(file, row, "not_after", f"lies before not_before ({begin}). Turn the two days round.")
    if end > claims.compiled_on:
        words = f"“{end}” lies after the day of compilation, {claims.compiled_on}: see tables.toml."
        raise BadCell(file, row, "not_after", words)
    if cells["names_disagree"] not in ("", "yes"):
        words = f"“{cells['names_disagree']}” is neither yes nor nothing."
        raise BadCell(file, row, "names_disagree", words)
    low, high, published = (number_in(file, row, c) for c in ("low", "high", "published"))
    if low > high:
        raise BadCell(file, row, "high", f"{high} is less than low ({low}). Turn the two numbers round.")
    day = Window(begin, end)
    sources = _sources(file, row, claims)
    return Total(
        id=f"total/{cells['object']}/{published}/{day.iso}",
        object=cells["object"],
        day=day,
        low=low,
        high=high,
        published=published,
        basis=cells["basis"],
        recorded=when_said(claims.known_sources[sources[0]].as_of, claims.compiled_on).latest,
        sources=sources,
        note=cells["note"],
    )


def _sources(file: str, row: Row, claims: Claims) -> tuple[str, ...]:
    named = tuple(s.strip() for s in row.cells["source_id"].split(";") if s.strip())
    for source in named:
        if source not in claims.known_sources:
            raise BadCell(file, row, "source_id", f"“{source}” is no known source. Add it to sources.csv.")
    if not named:
        raise BadCell(file, row, "source_id", "names no source. Every row needs one.")
    return named
