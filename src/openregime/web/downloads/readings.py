"""Tables of the readings of one day: weak links, States, one State, one instrument, regions."""

from typing import Any

from django.utils.translation import gettext as _

from openregime.core.facts import Status
from openregime.core.observatory import Observatory
from openregime.core.readings.evidence import in_force_for, joined
from openregime.io.downloads import Column, Table
from openregime.web.downloads import words
from openregime.web.phrases import library_words, reason_words, state_name, state_names
from openregime.web.site.parameters import Moment

Rows = tuple[tuple[Any, ...], ...]


def table_of_readings(
    seen: Observatory,
    moment: Moment,
    title: str,
    columns: tuple[Column, ...],
    rows: Rows,
    *,
    caveats: tuple[str, ...] = (),
) -> Table:
    """A table of readings with what must travel with it; `caveats` are its own, and come first."""
    return Table(
        title=title,
        columns=columns,
        rows=rows,
        caveats=(
            *caveats,
            words.unknown_is_open(),
            words.silence_means_nothing(),
            words.lists_end(),
            words.stakes_are_no_weakness(),
            *words.own_words_held(seen.regime(moment.as_known)),
        ),
        sources=words.sources_of_readings(seen.regime(moment.as_known)),
        as_of=moment.as_of,
        as_known=moment.as_known,
        licence=words.licence(),
        words=words.readme_words(),
    )


def weak_links(seen: Observatory, moment: Moment) -> Table:
    """What is missing, for whom, how much is at stake; most certainly at stake first."""
    columns = (
        Column("link", _("Link")),
        Column("requirement", _("Requirement")),
        Column("title", _("What is asked")),
        Column("speaks", _("Who can decide it"), about=_("public: public evidence; States: only the State")),
        Column("met", _("States that meet it"), "interval", _("narrowed by published totals")),
        Column("certainly_missing", _("States that certainly do not meet it"), "number", _("by name")),
        Column("at_least_missing", _("At least so many do not meet it"), "number", _("totals can say more than names")),
        Column("unknown", _("States of which it is not known"), "number"),
        Column("outside_when_last_known", _("Of those, outside when the list was last complete"), "number"),
        Column("holders_certainly", _("Holders of weapons-usable material that certainly do not meet it"), "number"),
        Column("holders_unknown", _("Holders of which it is not known"), "number"),
        Column("certainly", _("Who certainly does not meet it"), "list", _("ISO codes, most at stake first")),
        Column("perhaps", _("Of whom it is not known"), "list", _("ISO codes, most at stake first")),
    )
    rows = tuple(
        (
            m.link.id,
            m.requirement.id,
            library_words(m.requirement.title),
            m.link.speaks,
            (m.count.low, m.count.high),
            len(m.certainly),
            m.at_least_missing,
            len(m.perhaps),
            len(m.outside_when_last_known),
            m.holders_certainly,
            m.holders_perhaps,
            m.certainly,
            m.perhaps,
        )
        for m in seen.weak_links(moment.as_of, moment.as_known)
    )
    return table_of_readings(seen, moment, _("Weak links of the regime"), columns, rows)


def states(seen: Observatory, moment: Moment) -> Table:
    """Every State with its weakest link and its status in every requirement; certainly weakest first."""
    reading = seen.reading(moment.as_of, moment.as_known)
    regime, names = reading.regime, state_names(seen.record.entities)
    requirements = regime.chain.requirements
    columns = (
        Column("code", _("ISO code")),
        Column("name", _("State")),
        Column("region", _("Region")),
        Column("weakest_link", _("Weakest link"), "share", _("links that public evidence decides")),
        Column("weakest_is", _("Which link"), "list", _("certainly the weakest; empty where none is certainly weak")),
        Column("if_nothing_changed", _("Weakest link if nothing changed"), "share"),
        Column("material", _("Weapons-usable material")),
        Column("reactors", _("Power reactors"), "number"),
        *(Column(r.id, library_words(r.title), "status") for r in requirements),
    )
    rows = []
    for s in seen.listed_states(moment.as_of, moment.as_known):
        codes = reading.codes[regime.state_row[s.state]]
        place = seen.record.entities[s.state].region
        own = (s.state, names[s.state], place, s.span, s.weakest, s.supposed, s.stakes.material, s.stakes.reactors)
        rows.append((*own, *(Status(int(code)) for code in codes)))
    return table_of_readings(seen, moment, _("States by what is certainly weak"), columns, tuple(rows))


def state(seen: Observatory, moment: Moment, state_id: str) -> Table:
    """One State: every requirement with its status, its reason and the claims behind it.

    Raises:
        UnknownSubject: no State has that id.
    """
    entity = seen.record.state(state_id)
    read = seen.state(entity.id, moment.as_of, moment.as_known)
    columns = (
        Column("link", _("Link")),
        Column("link_reading", _("Reading of the link"), "share"),
        Column("requirement", _("Requirement")),
        Column("title", _("What is asked")),
        Column("level", _("Level")),
        Column("status", _("Status"), "status"),
        Column("reading", _("Reading"), "share"),
        Column("begun", _("Since"), "date", _("a day, or the window in which it lies")),
        Column("reason", _("Reason")),
        Column("claims", _("Claims"), "list"),
    )
    rows = tuple(
        (
            link.link.id,
            link.span,
            r.requirement.id,
            library_words(r.requirement.title),
            r.requirement.level,
            r.status,
            r.span,
            r.begun if r.status in (Status.MET, Status.PARTLY_MET, Status.UNKNOWN) else None,
            reason_words(r.reason),
            r.reason.claims,
        )
        for link in read.links
        for r in link.requirements
    )
    return table_of_readings(seen, moment, _("Chain of %(state)s") % {"state": state_name(entity)}, columns, rows)


def instrument(seen: Observatory, moment: Moment, instrument_id: str) -> Table:
    """One instrument: every State with its standing, since when, and the claims behind it.

    Raises:
        UnknownInstrument: the library has no such id.
    """
    read = seen.instrument(instrument_id, moment.as_of, moment.as_known)
    reading = seen.reading(moment.as_of, moment.as_known)
    regime, names = reading.regime, state_names(seen.record.entities)
    thing, bound = joined(instrument_id), in_force_for(instrument_id)
    stakes = seen.stakes(moment.as_of, moment.as_known)
    columns = (
        Column("code", _("ISO code")),
        Column("name", _("State")),
        Column("status", _("Has joined"), "status"),
        Column("in_force", _("In force for it"), "status"),
        Column("since", _("Joined on"), "date", _("a day, or the window in which it lies")),
        Column("outside_when_last_known", _("Outside when the list was last complete")),
        Column("material", _("Weapons-usable material")),
        Column("claims", _("Claims"), "list"),
    )
    rows = []
    for s in (*read.inside, *read.perhaps, *read.outside, *read.not_applicable):
        row = regime.state_row[s]
        status, force = (Status(int(reading.thing(t)[row])) for t in (thing, bound))
        claims = dict.fromkeys(c for t in (*regime.tenures.of(s, thing),) for c in t.claims)
        claims = claims or dict.fromkeys(c for t in regime.tenures.closures_of(s, thing) for c in t.claims)
        since = regime.tenures.window(s, thing) if status in (Status.MET, Status.UNKNOWN) else None
        last = True if s in read.outside_when_last_known else None
        rows.append((s, names[s], status, force, since, last, stakes[s].material, tuple(claims)))
    title = _("States and %(instrument)s") % {"instrument": library_words(read.instrument.short)}
    return table_of_readings(seen, moment, title, columns, tuple(rows))


def regions(seen: Observatory, moment: Moment) -> Table:
    """Every region: its weakest State, how many are certainly weak, certainly whole, open."""
    columns = (
        Column("region", _("Region")),
        Column("states", _("States"), "number"),
        Column("weakest_state", _("Weakest State"), "share"),
        Column("median", _("Median"), "share"),
        Column("certainly_weak", _("Certainly weak"), "number"),
        Column("certainly_whole", _("Certainly whole"), "number"),
        Column("open", _("Open"), "number"),
        Column("weakest", _("Who is weakest"), "list"),
    )
    groups = (*seen.regions(moment.as_of, moment.as_known), seen.whole(moment.as_of, moment.as_known))
    rows = tuple(
        (
            library_words(g.name),
            len(g.states),
            g.span,
            g.median,
            g.certainly_weak,
            g.certainly_whole,
            g.open,
            g.weakest,
        )
        for g in groups
    )
    return table_of_readings(seen, moment, _("Regions and the whole regime"), columns, rows)
