"""What shows only when the parts are put together: a day that is read, and published totals against the names."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from openregime.core.facts import Total
from openregime.core.observatory import Observatory
from openregime.core.readings.counts import count_states
from openregime.core.readings.evidence import joined
from openregime.io.checks.faults import Fault, attempt, error
from openregime.io.checks.record import Held

TOTALS = "totals.csv"
PUBLISHED = {"treaties/amendment_totals.csv": "cppnm_a", "treaties/other_totals.csv": ""}
"""Tables of totals as printed, and the instrument they speak of where no column says it."""

COUNTED_AS = {"unscr1540": "report-1540"}
"""What a printed total counts, where it is not who has joined: first national reports, not States bound."""


def check_whole(held: Held, observatory: Observatory) -> Iterator[Fault]:
    """Read the day of compilation in full, then every published total on its day."""
    found: list[Fault] = []
    attempt(found, "links.toml", lambda: _read_a_day(observatory, held.settings.compiled_on))
    if not found:
        attempt(found, TOTALS, lambda: found.extend(_faults_of_totals(held, observatory)))
    yield from found
    yield from _totals_as_printed(held)


def _read_a_day(observatory: Observatory, day: dt.date) -> None:
    for ask in (observatory.weak_links, observatory.listed_states, observatory.levels, observatory.regions):
        ask(day)
    for instrument in observatory.instruments:
        observatory.instrument(instrument, day)
    if observatory.record.states:
        observatory.state(observatory.record.states[0].id, day)


def _faults_of_totals(held: Held, observatory: Observatory) -> Iterator[Fault]:
    """A total that the names cannot make up says so in its row; any other would mean that a name was lost."""
    rows = held.rows(TOTALS)
    for row, total in zip(rows, observatory.record.totals, strict=True):
        disagrees, says_so = _disagrees(observatory, total), row.cells["names_disagree"] == "yes"
        if disagrees and not says_so:
            words = (
                f"{total.published} of {total.object} is more or less than the names allow on {total.day.iso}. Was a "
                "row lost? If the sources do differ, write yes in names_disagree and the reason in the note."
            )
            yield error(TOTALS, row.line, "published", "total-disagrees", words)
        elif says_so and not disagrees:
            words = f"{total.published} of {total.object} is what the names allow. Take the yes out."
            yield error(TOTALS, row.line, "names_disagree", "total-disagrees", words)


def _disagrees(observatory: Observatory, total: Total) -> bool:
    for day in {total.day.earliest, total.day.latest}:
        reading = observatory.reading(day)
        if total.object in observatory.instruments:
            codes = reading.thing(joined(total.object))
        else:
            codes = reading.codes[:, reading.regime.requirement_index[total.object]]
        if count_states(codes, [total], day).disagreeing:
            return True
    return False


def _totals_as_printed(held: Held) -> Iterator[Fault]:
    """Each total that a table of the record prints stands in totals.csv too, with the same number, day and source."""
    taken = Counter((t.object, t.published, t.sources[0]) for t in held.record.totals)
    for file, instrument in PUBLISHED.items():
        if not (held.folder / "record" / file).is_file():
            continue
        for row in held.rows(file):
            cells = row.cells
            thing = instrument or cells["instrument"]
            key = COUNTED_AS.get(thing, thing), int(cells["count"]), cells["source_id"]
            match = [t for t in held.record.totals if (t.object, t.published, t.sources[0]) == key]
            if not taken[key] or (cells["date"] and cells["date"] not in {t.day.iso for t in match}):
                words = f"{key[1]} of {key[0]} on {cells['date'] or 'no day'} is not in totals.csv. Add it, or mend it."
                yield error(file, row.line, "count", "total-missing", words)
