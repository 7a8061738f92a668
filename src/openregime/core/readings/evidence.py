"""What the claims of a record show of each requirement: adherence, missions, statements, a State's own word."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from openregime.core.errors import OpenRegimeError
from openregime.core.facts import ALWAYS, NEVER, Claim, Record, Standing, Status, Window, day_of
from openregime.core.readings.links import Chain, Evidence, Requirement
from openregime.core.readings.tenures import Closure, Tenure, Tenures, Thing
from openregime.core.rules.instruments import Instrument

SUMMIT_DAYS = {
    "2010": dt.date(2010, 4, 13),
    "2012": dt.date(2012, 3, 27),
    "2014": dt.date(2014, 3, 25),
    "2016": dt.date(2016, 4, 1),
}
"""Last day of each Nuclear Security Summit: the first day on which its joint statements had been joined."""

NOT_A_MISSION_BEFORE = dt.date(1996, 1, 1)
"""The first advisory missions of the record were held in 1996."""


STATUS_OF_WORD = {status.slug: status for status in Status}


class UnknownWord(OpenRegimeError, ValueError):
    """A claim on a status whose value is none of the six."""

    code = "unknown-word"

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        super().__init__(
            f"{claim.row}: “{claim.value}”, said of {claim.object} of {claim.subject}, is no status. "
            f"Use one of {', '.join(STATUS_OF_WORD)}."
        )


def joined(instrument_id: str) -> str:
    """Thing id: has consented to be bound by, or subscribed to, an instrument."""
    return f"joined:{instrument_id}"


def in_force_for(instrument_id: str) -> str:
    """Thing id: an instrument is in force for the State."""
    return f"in-force:{instrument_id}"


def word_on(kind: str, name: str) -> str:
    """Thing id: a State's own word on a `requirement` or a `provision`, beside what public evidence decides."""
    return f"word:{kind}:{name}"


def tenures_of(record: Record, instruments: Mapping[str, Instrument], chain: Chain, measures: Iterable[str]) -> Tenures:
    """Everything that the record shows, as windows.

    Args:
        record: as known on the day one wants to look from.
        instruments, chain: the library.
        measures: ids of national measures; a State's own word on one is a claim on `measure.<id>.status`.
    """
    subjects = [e.id for e in record.entities.values() if e.kind in ("State", "organization")]
    work = _Work(record, instruments, frozenset(subjects))
    for instrument in instruments.values():
        work.add_adherence(instrument)
    for requirement in chain.requirements:
        work.add_requirement(requirement)
    for measure in measures:
        work.add_spoken(f"measure:{measure}", f"measure.{measure}.status", ALWAYS + dt.timedelta(days=1))
    work.add_words(chain)
    work.close_before_statehood()
    return Tenures(subjects, work.things, work.tenures, work.closures)


@dataclass
class _Work:
    record: Record
    instruments: Mapping[str, Instrument]
    subjects: frozenset[str]
    things: list[Thing] = field(default_factory=list)
    tenures: list[Tenure] = field(default_factory=list)
    closures: list[Closure] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rows: dict[tuple[str, str], dict[str, Claim]] = {}
        self.said: dict[str, list[Claim]] = {}
        for claim in sorted(self.record.claims, key=_superseding):
            if claim.standing is Standing.PREFERRED and claim.subject in self.subjects:
                thing, _, aspect = claim.object.rpartition(".")
                self.rows.setdefault((thing, claim.subject), {})[aspect] = claim
                if aspect == "status":
                    self.said.setdefault(thing, []).append(claim)
        self.by_thing: dict[str, dict[str, dict[str, Claim]]] = {}
        self.volunteered = {
            name.removeprefix("requirement."): name for name in self.said if name.startswith("requirement.")
        }
        for (thing, subject), row in self.rows.items():
            self.by_thing.setdefault(thing, {})[subject] = row

    # --- adherence -------------------------------------------------------------------------------------------------

    def add_adherence(self, instrument: Instrument) -> None:
        thing, bound = joined(instrument.id), in_force_for(instrument.id)
        self.things.append(Thing(thing, instrument.opened, is_single=True))
        self.things.append(Thing(bound, instrument.in_force, is_single=True))
        if instrument.kind == "resolution":
            self._add_members(instrument)
            return
        rows = self.by_thing.get(instrument.id, {})
        inside: dict[str, Window] = {}
        for subject, row in rows.items():
            status = row.get("status")
            if status is None:
                continue
            if status.value in ("party", "subscriber"):
                inside[subject] = self._deposit_window(instrument, row)
            else:
                self._close(subject, instrument, status.recorded, Status.NOT_MET, (status.id,))
        self._close_by_completeness(instrument, rows, inside)
        for subject, begin in inside.items():
            row = rows[subject]
            ending = self.rows.get((f"{instrument.id}.end_window", subject), {})
            ids = tuple(c.id for c in (*row.values(), *ending.values()))
            end = _end_window(ending)
            self.tenures.append(Tenure(subject, thing, begin, ids + self._bound_ids(subject, instrument.id), end))
            self.tenures.append(Tenure(subject, bound, self._force_window(instrument, row, begin), ids, end))

    def _bound_ids(self, subject: str, instrument_id: str) -> tuple[str, ...]:
        row = self.rows.get((f"{instrument_id}.deposit_window", subject), {})
        return tuple(c.id for a, c in row.items() if a in ("not_before", "not_after"))

    def _deposit_window(self, instrument: Instrument, row: Mapping[str, Claim]) -> Window:
        begin = row["deposited"].valid if "deposited" in row else None
        force = row["in_force"].valid if "in_force" in row else None
        if begin is not None:
            if "kind" in row and row["kind"].value == "succession" and force is not None:
                return Window(min(begin.earliest, force.earliest), min(begin.latest, force.latest))
            return begin
        status = row["status"]
        bounds = self.rows.get((f"{instrument.id}.deposit_window", status.subject), {})
        opened = max(instrument.opened, self.record.entities[status.subject].exists_since or instrument.opened)
        earliest = day_of(bounds["not_before"].value).earliest if "not_before" in bounds else opened
        latest = day_of(bounds["not_after"].value).latest if "not_after" in bounds else status.recorded
        if force is not None:
            latest = min(latest, force.latest)
        return Window(min(max(earliest, opened), latest), latest)

    def _force_window(self, instrument: Instrument, row: Mapping[str, Claim], begin: Window) -> Window:
        if "in_force" in row:
            return row["in_force"].valid
        return Window(instrument.bound_from(begin.earliest), instrument.bound_from(begin.latest))

    def _close(
        self, subject: str, instrument: Instrument, until: dt.date, status: Status, claims: tuple[str, ...]
    ) -> None:
        for thing in (joined(instrument.id), in_force_for(instrument.id)):
            self.closures.append(Closure(subject, thing, until, status, claims))

    def _close_by_completeness(
        self, instrument: Instrument, rows: Mapping[str, object], inside: dict[str, Window]
    ) -> None:
        for complete in self.record.completeness:
            if complete.object != instrument.id:
                continue
            status = Status.NOT_APPLICABLE if complete.means == "not-applicable" else Status.NOT_MET
            for subject in self.subjects - complete.except_for:
                window = inside.get(subject)
                if window is None:
                    if subject not in rows or status is Status.NOT_MET:
                        until = NEVER if status is Status.NOT_APPLICABLE else complete.up_to
                        self._close(subject, instrument, until, status, (complete.id,))
                elif complete.closes == "dates" and not window.is_day and window.latest > complete.up_to:
                    following = complete.up_to + dt.timedelta(days=1)
                    inside[subject] = Window(max(window.earliest, following), window.latest)
                    self._close(subject, instrument, complete.up_to, status, (complete.id,))

    def _add_members(self, instrument: Instrument) -> None:
        for entity in self.record.entities.values():
            if entity.id not in self.subjects:
                continue
            if not entity.is_un_member:
                self._close(entity.id, instrument, NEVER, Status.NOT_APPLICABLE, (f"states/{entity.id}/un_member",))
                continue
            since = day_of(str(entity.un_member_since or instrument.opened.year))
            begin = Window(max(since.earliest, instrument.opened), max(since.latest, instrument.opened))
            if since.earliest <= instrument.opened:
                begin = Window.on(instrument.opened)
            ids = (f"states/{entity.id}/un_member", f"states/{entity.id}/un_member_since")
            for thing in (joined(instrument.id), in_force_for(instrument.id)):
                self.tenures.append(Tenure(entity.id, thing, begin, ids))

    def close_before_statehood(self) -> None:
        """Nothing applies to a State before it exists."""
        for entity in self.record.entities.values():
            if entity.exists_since is not None:
                until = entity.exists_since - dt.timedelta(days=1)
                for thing in self.things:
                    self.closures.append(Closure(entity.id, thing.id, until, Status.NOT_APPLICABLE, ()))

    # --- other evidence --------------------------------------------------------------------------------------------

    def add_requirement(self, requirement: Requirement) -> None:
        evidence = requirement.evidence
        if evidence.kind in ("joined", "provisions"):
            return
        opened = evidence.opened or ALWAYS + dt.timedelta(days=1)
        if evidence.kind == "spoken":
            self.add_spoken(requirement.id, f"{requirement.id}.status", opened)
            return
        self.things.append(Thing(requirement.id, opened, is_single=False))
        {
            "mission": self._add_missions,
            "published": self._add_published,
            "statement": self._add_statements,
            "institution": self._add_institutions,
        }[evidence.kind](requirement.id, evidence)

    def add_spoken(self, thing: str, wanted: str, opened: dt.date) -> None:
        """A State's own word: each claim on `wanted` holds from the day it speaks of until the next one speaks.

        Raises:
            UnknownWord: a claim whose value is no status.
        """
        self.things.append(Thing(thing, opened, is_single=False))
        by_subject: dict[str, dict[Window, Claim]] = {}
        told = self.said.get(wanted.removesuffix(".status"), [])
        if thing in self.volunteered:
            told = sorted([*told, *self.said[self.volunteered[thing]]], key=_superseding)
        for claim in told:
            by_subject.setdefault(claim.subject, {})[claim.valid] = claim  # of one day, the later recorded counts
        for subject, spoken in by_subject.items():
            claims = [spoken[w] for w in sorted(spoken, key=lambda w: (w.latest, w.earliest))]
            for claim, following in zip(claims, [*claims[1:], None], strict=True):
                if (status := _word(claim)) in (Status.UNKNOWN, Status.NOT_YET_DUE):
                    continue
                end = Window(NEVER, NEVER)
                if following is not None:
                    end = Window(max(following.valid.earliest, claim.valid.earliest), following.valid.latest)
                end = _no_later_than(end, claim.ends_on)
                self.tenures.append(Tenure(subject, thing, claim.valid, (claim.id,), end, status))

    def add_words(self, chain: Chain) -> None:
        """A State's own word on what other evidence decides, as things of their own: they count where it is silent."""
        for requirement in chain.requirements:
            evidence = requirement.evidence
            if f"requirement.{requirement.id}" in self.said and evidence.kind not in ("spoken", "provisions"):
                opened = evidence.opened or ALWAYS + dt.timedelta(days=1)
                self.add_spoken(word_on("requirement", requirement.id), f"requirement.{requirement.id}.status", opened)
        for told in sorted(name for name in self.said if name.startswith("provision.")):
            thing = word_on("provision", told.removeprefix("provision."))
            self.add_spoken(thing, f"{told}.status", ALWAYS + dt.timedelta(days=1))

    def _missions(self) -> Iterable[tuple[str, Mapping[str, Claim], Window]]:
        for thing, rows in self.by_thing.items():
            if thing.startswith("mission."):
                for subject, row in rows.items():
                    if "status" in row and row["status"].value == "held":
                        valid = row["status"].valid
                        earliest = max(valid.earliest, NOT_A_MISSION_BEFORE)
                        yield subject, row, Window(earliest, max(valid.latest, earliest))

    def _add_missions(self, thing: str, evidence: Evidence) -> None:
        for subject, row, held in self._missions():
            end = Window(NEVER, NEVER)
            if evidence.within_years is not None:
                end = Window(
                    _years_on(held.earliest, evidence.within_years), _years_on(held.latest, evidence.within_years)
                )
            self.tenures.append(Tenure(subject, thing, held, tuple(c.id for c in row.values()), end))

    def _add_published(self, thing: str, evidence: Evidence) -> None:
        for subject, row, held in self._missions():
            claim = row.get("report_published")
            if claim is None or claim.value == "unknown":
                continue
            if claim.value == "no":
                self.closures.append(Closure(subject, thing, claim.recorded, Status.NOT_MET, (claim.id,)))
            else:
                begin = Window(held.earliest, max(claim.recorded, held.latest))
                self.tenures.append(Tenure(subject, thing, begin, (claim.id,)))

    def _add_statements(self, thing: str, evidence: Evidence) -> None:
        wanted = {f"statement.{s}" for s in evidence.any_of}
        for name, rows in self.by_thing.items():
            if name.startswith("statement.") and (not wanted or name in wanted):
                for subject, row in rows.items():
                    if (claim := row.get("joined")) is not None:
                        day = SUMMIT_DAYS["20" + name[len("statement.NSS") :][:2]]
                        begin = Window(day, max(claim.recorded, day))
                        self.tenures.append(Tenure(subject, thing, begin, (claim.id,)))
        self._close_statements(thing, wanted)

    def _close_statements(self, thing: str, wanted: set[str]) -> None:
        """Nobody outside every list had joined by the first day to which one is complete, when all of them are."""
        complete = {c.object: c for c in self.record.completeness if c.object in wanted}
        if not wanted or wanted - complete.keys():
            return
        until = min(c.up_to for c in complete.values())
        named = {t.subject for t in self.tenures if t.thing == thing}
        for subject in self.subjects - named:
            ids = tuple(c.id for c in complete.values())
            self.closures.append(Closure(subject, thing, until, Status.NOT_MET, ids))

    def _add_institutions(self, thing: str, evidence: Evidence) -> None:
        for name, rows in self.by_thing.items():
            if name.startswith("institution."):
                for subject, row in rows.items():
                    claim = next(iter(row.values()))
                    earliest = max(claim.valid.earliest, evidence.opened or ALWAYS)
                    begin = Window(earliest, max(claim.valid.latest, earliest))
                    self.tenures.append(Tenure(subject, thing, begin, tuple(c.id for c in row.values())))


def _no_later_than(end: Window, last: dt.date | None) -> Window:
    """An end that comes at the latest on the day after `last`."""
    if last is None or last >= NEVER:
        return end
    after = last + dt.timedelta(days=1)
    return Window(min(end.earliest, after), min(end.latest, after))


def _end_window(ending: Mapping[str, Claim]) -> Window:
    """When a membership ended; never, as far as is known, where no end is recorded."""
    if not ending:
        return Window(NEVER, NEVER)
    earliest = day_of(ending["not_before"].value).earliest if "not_before" in ending else ALWAYS
    return Window(earliest, day_of(ending["not_after"].value).latest if "not_after" in ending else NEVER)


def _superseding(claim: Claim) -> tuple[dt.date, str]:
    """Sort key: of two preferred claims on the same thing the later recorded one counts, whatever the order of rows."""
    return claim.recorded, claim.id


def _word(claim: Claim) -> Status:
    try:
        return STATUS_OF_WORD[claim.value]
    except KeyError:
        raise UnknownWord(claim) from None


def _years_on(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
