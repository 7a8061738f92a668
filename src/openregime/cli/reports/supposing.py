"""What if: the reading of a State before and after acts that have not happened."""

from collections.abc import Sequence
from typing import Any

from openregime.cli.library import find_instrument, find_measure, find_state
from openregime.cli.options import Moment
from openregime.cli.refusals import BadArgument
from openregime.cli.report import NOTHING_CHANGED, UNKNOWNS, Report, Section, columns, days, tree
from openregime.cli.reports.state import met, state_entry, table_of
from openregime.cli.reports.states import ASPECT_WORDS
from openregime.core.facts import Span, Status
from openregime.core.observatory import Observatory
from openregime.core.readings.state import StateReading, read_chain, read_state
from openregime.core.repair import Act, AdoptMeasure, Join, acts_open, supposing_acts

CAVEATS = (UNKNOWNS, NOTHING_CHANGED, "The acts are supposed, not recorded: nothing here says that they will happen.")
BEFORE_AFTER = columns(
    ("kind", "Kind"),
    ("id", "Id"),
    ("title", "What"),
    ("before", "Before", "share"),
    ("after", "After", "share"),
    ("status_before", "Status before", "status"),
    ("status_after", "Status after", "status"),
    ("change", "Change"),
)
ACTS = "write join:INSTRUMENT, adopt:MEASURE, mission or publish."


def supposing_report(observatory: Observatory, given: str, when: Moment, acts: Sequence[str]) -> Report:
    """The reading before and after some acts.

    Args:
        acts: `join:<instrument>`, `adopt:<measure>`, `mission`, `publish`.
    Raises:
        BadArgument: an act, State, instrument or measure that is not known.
    """
    entity = find_state(observatory.record, given)
    done = _acts(observatory, acts)
    now = observatory.reading(when.as_of, when.known)
    then = supposing_acts(now, entity.id, done)
    before, after = read_state(now, entity.id), read_state(then, entity.id)
    unchanged = [read_chain(day.regime.if_nothing_changed(when.as_of), entity.id, "public").span for day in (now, then)]
    entries = _entries(before, after)
    changed = [e for e in entries if e["change"]]
    rows = table_of("Before and after", BEFORE_AFTER, entries)
    content = {
        "acts": [str(act) for act in done],
        "before": state_entry(observatory, before),
        "after": state_entry(observatory, after),
        "if_nothing_changed": {"before": unchanged[0], "after": unchanged[1]},
        "changed": [e["id"] for e in changed],
    }
    return Report(
        title=f"{entity.name} ({entity.id}), supposing {', '.join(str(act) for act in done)}, {days(when)}",
        lines=(*_lines(before, after, *unchanged), *_too_early(observatory, when, done)),
        sections=(
            Section(table_of("What would change", BEFORE_AFTER, changed), ("title", "before", "after", "change")),
        )
        if changed
        else (),
        rows=rows,
        tree=tree("state", when, observatory, content, caveats=CAVEATS),
        caveats=CAVEATS,
    )


def _lines(
    before: StateReading, after: StateReading, unchanged: Span | None, after_unchanged: Span | None
) -> list[str]:
    lines = []
    for aspect, words in ASPECT_WORDS.items():
        was, now = met(before.chains[aspect].span), met(after.chains[aspect].span)
        lines.append(f"{words[0].upper()}{words[1:]}: the weakest is {was} before, {now} after.")
    supposed = f"the weakest is {met(unchanged)} before, {met(after_unchanged)} after."
    return [*lines, f"If nothing changed since the lists ended: of the {ASPECT_WORDS['public']}, {supposed}"]


def _acts(observatory: Observatory, texts: Sequence[str]) -> tuple[Act, ...]:
    """The acts meant. Any instrument but guidance can be supposed joined, even one that no link asks for."""
    open_to_all = {str(act): act for act in acts_open(observatory.chain, observatory.rules)}
    acts: list[Act] = []
    for text in texts:
        verb, colon, what = (part.strip() for part in text.partition(":"))
        if verb.lower() == "join" and what:
            instrument = find_instrument(observatory, what, "--suppose join:")
            if instrument.kind == "guidance":
                raise BadArgument("--suppose", text, "guidance binds nobody and cannot be joined.")
            acts.append(Join(instrument.id))
        elif verb.lower() == "adopt" and what:
            acts.append(AdoptMeasure(find_measure(observatory.rules, what, "--suppose adopt:")))
        elif not colon and verb.lower() in open_to_all:
            acts.append(open_to_all[verb.lower()])
        else:
            raise BadArgument("--suppose", text, ACTS)
    return tuple(dict.fromkeys(acts))


def _too_early(observatory: Observatory, when: Moment, acts: Sequence[Act]) -> tuple[str, ...]:
    joined = [observatory.instruments[act.instrument] for act in acts if isinstance(act, Join)]
    return tuple(f"{i.short} could not be joined before {i.opened}." for i in joined if i.opened > when.as_of)


def _entries(before: StateReading, after: StateReading) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for aspect, was in before.chains.items():
        entry = {"kind": "chain", "id": aspect, "title": f"Weakest of the {ASPECT_WORDS[aspect]}"}
        found.append({**entry, **_change(was.span, after.chains[aspect].span, None, None)})
    for link, then in zip(before.links, after.links, strict=True):
        entry = {"kind": "link", "id": link.link.id, "title": link.link.title}
        found.append({**entry, **_change(link.span, then.span, None, None)})
        for r, later in zip(link.requirements, then.requirements, strict=True):
            entry = {"kind": "requirement", "id": r.requirement.id, "title": r.requirement.title}
            found.append({**entry, **_change(r.span, later.span, r.status, later.status)})
    return found


def _change(
    before: Span | None, after: Span | None, status_before: Status | None, status_after: Status | None
) -> dict[str, Any]:
    change = "" if (before, status_before) == (after, status_after) else _words(before, after)
    return {
        "before": before,
        "after": after,
        "status_before": status_before,
        "status_after": status_after,
        "change": change,
    }


def _words(before: Span | None, after: Span | None) -> str:
    if before is None or after is None:
        return "counts now" if after is not None else "no longer counts"
    if after.low > before.high:
        return "certainly better"
    return "possibly better" if after.low > before.low else "reads differently"
