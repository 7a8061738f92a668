"""Where sources differ: the value that was not kept becomes a competing claim, the kept one carries the reason."""

from collections.abc import Sequence
from dataclasses import replace

from openregime.core.facts import ALWAYS, Claim, Problem, Standing, Window, day_of
from openregime.io.claim_tables import Claims
from openregime.io.tables import Row

FILE = "treaties/conflicts.csv"
COLUMNS = ("iso3", "instrument", "field", "value_a", "source_a", "value_b", "source_b", "kept", "reason")


def competing_claims(rows: Sequence[Row], claims: Claims) -> list[Claim]:
    """The claims made so far, with the reason where sources differed, and after them the claims that compete.

    A side without a value claims nothing: what it stands for, mostly a rule, is told in the note of the other side.
    No competing claim is ever read: where the tables leave a value out, none is used.
    """
    out = list(claims.made)
    held = {c.id: n for n, c in enumerate(out)}
    for row in rows:
        cells = row.cells
        if cells["iso3"] not in claims.known_subjects:
            claims.problems.append(Problem(FILE, row.line, "iso3", f"“{cells['iso3']}” is no known State."))
        place = held.get(f"adherence/{cells['iso3']}/{cells['instrument']}/{cells['field']}")
        if place is None:  # membership stands in the table of States, in a column of its own
            place = held.get(f"states/{cells['iso3']}/{cells['instrument']}_{cells['field']}")
        is_kept = place is not None and out[place].value == cells["kept"]
        if place is not None and is_kept:
            out[place] = replace(out[place], reason=_joined(out[place].reason, cells["reason"]))
        out.extend(
            _competing(row, side, claims)
            for side in ("a", "b")
            if cells[f"value_{side}"] and not (is_kept and cells[f"value_{side}"] == cells["kept"])
        )
    return out


def _joined(*texts: str) -> str:
    return "; ".join(dict.fromkeys(t for t in texts if t))


def _competing(row: Row, side: str, claims: Claims) -> Claim:
    cells, opposite = row.cells, "b" if side == "a" else "a"
    value, given, other = cells[f"value_{side}"], cells[f"source_{side}"], cells[f"source_{opposite}"]
    try:
        valid = day_of(value)
    except ValueError:
        valid = Window(ALWAYS, claims.compiled_on)
    own = "" if not given.startswith("rule") else f"follows from a {given}, set against the source named"
    against = "" if cells[f"value_{opposite}"] else f"set against a {other}"
    return Claim(
        id=f"conflicts/{row.line}/{side}",
        subject=cells["iso3"],
        object=f"{cells['instrument']}.{cells['field'].replace(' ', '_')}",
        value=value,
        valid=valid,
        recorded=claims.compiled_on,
        sources=_sources(row, side, claims) or _sources(row, opposite, claims),
        category="C01",
        note=_joined(own, against),
        row=f"{FILE}:{row.line}",
        standing=Standing.COMPETING,
        reason=cells["reason"] + _outcome(cells["kept"], value, cells[f"value_{opposite}"]),
    )


def _outcome(kept: str, value: str, other: str) -> str:
    if not kept:
        return " (neither value is used)"
    return "" if kept == other else f" (kept: {kept})"


def _sources(row: Row, side: str, claims: Claims) -> tuple[str, ...]:
    given = row.cells[f"source_{side}"]
    if given.startswith("rule"):
        return ()
    named = tuple(s.strip() for s in given.split(";") if s.strip())
    for source in named or (given,):
        if source not in claims.known_sources:
            problem = Problem(FILE, row.line, f"source_{side}", f"“{source}” is no known source.")
            if problem not in claims.problems:
                claims.problems.append(problem)
    return named
