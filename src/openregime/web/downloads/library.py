"""Tables of the library: instruments, provisions, measures, the crosswalk, sources, claims."""

from typing import Any

from django.utils.translation import gettext as _

from openregime.core.facts import Source
from openregime.core.observatory import Observatory
from openregime.io.downloads import Column, Table
from openregime.web.downloads import words
from openregime.web.phrases import library_words, state_names
from openregime.web.record.cross_references import RULES, cross_references_of
from openregime.web.record.known_sources import sources_known_by
from openregime.web.site.parameters import Moment


def _table(title: str, columns: tuple[Column, ...], rows: tuple[Any, ...], **more: Any) -> Table:
    return Table(title=title, columns=columns, rows=rows, licence=words.licence(), words=words.readme_words(), **more)


def _rule_sources(seen: Observatory) -> tuple[Source, ...]:
    return tuple(s for s in cross_references_of(seen).sources.values() if s.collection == RULES)


def instruments(seen: Observatory, moment: Moment) -> Table:
    """Every instrument with how many States are inside on the day."""
    columns = (
        Column("id", _("Id")),
        Column("short", _("Short name")),
        Column("title", _("Title")),
        Column("kind", _("Kind")),
        Column("document", _("Document")),
        Column("opened", _("Open since"), "date"),
        Column("in_force", _("In force since"), "date"),
        Column("states_inside", _("States inside"), "interval", _("narrowed by published totals")),
        Column("holders_outside", _("Holders of weapons-usable material certainly outside"), "list"),
        Column("entry_rule", _("How it enters into force")),
        Column("basis", _("Basis")),
    )
    rows = []
    for i in seen.instruments.values():
        read = seen.instrument(i.id, moment.as_of, moment.as_known) if i.counts_as else None
        inside = (read.joined.low, read.joined.high) if read is not None and read.is_open else None
        outside = read.holders[2] if inside is not None and read is not None else ()
        own = (i.id, library_words(i.short), library_words(i.title), i.kind, i.document, i.opened, i.in_force)
        rows.append((*own, inside, outside, library_words(i.entry_rule), i.basis))
    return _table(
        _("Instruments"),
        columns,
        tuple(rows),
        caveats=(words.unknown_is_open(), words.lists_end()),
        sources=words.sources_of_readings(seen.regime(moment.as_known)),
        as_of=moment.as_of,
        as_known=moment.as_known,
    )


def provisions(seen: Observatory) -> Table:
    """Every provision with the measures that serve it."""
    columns = (
        Column("id", _("Id")),
        Column("instrument", _("Instrument")),
        Column("article", _("Article")),
        Column("title", _("Title")),
        Column("duty", _("Duty")),
        Column("binding", _("How it binds")),
        Column("trigger", _("When it bites")),
        Column("qualifier", _("Qualifier")),
        Column("paraphrase", _("Paraphrase")),
        Column("basis", _("Basis"), about=_("looked_up: checked against the text; recalled: not verified")),
        Column("measures_in_full", _("Measures that serve it in full"), "list"),
        Column("measures_in_part", _("Measures that serve it in part"), "list"),
        Column("source", _("Source")),
    )
    rows = []
    for p in seen.rules.provisions:
        served = seen.rules.measures_for(p.id)
        full, part = (tuple(c.measure for c in served if c.degree.value == d) for d in ("full", "partial"))
        words_of_it = (library_words(p.title), p.duty, p.binding, p.trigger, library_words(p.qualifier))
        own = (p.id, p.instrument, p.article, *words_of_it, library_words(p.paraphrase))
        rows.append((*own, p.basis, full, part, p.source))
    return _table(
        _("Provisions"),
        columns,
        tuple(rows),
        caveats=(words.paraphrases(), words.proposals()),
        sources=_rule_sources(seen),
    )


def measures(seen: Observatory) -> Table:
    """Every national measure with the provisions that it serves."""
    columns = (
        Column("id", _("Id")),
        Column("title", _("Title")),
        Column("theme", _("Theme")),
        Column("evidence_examples", _("What would show it"), "list"),
        Column("evidence_normally_public", _("Whether that is normally public")),
        Column("provisions_in_full", _("Provisions it serves in full"), "list"),
        Column("provisions_in_part", _("Provisions it serves in part"), "list"),
        Column("basis", _("Basis")),
    )
    rows = []
    for m in seen.rules.measures:
        served = seen.rules.provisions_served_by(m.id)
        full, part = (tuple(c.provision for c in served if c.degree.value == d) for d in ("full", "partial"))
        shown = (m.evidence_examples, m.evidence_normally_public)
        rows.append((m.id, library_words(m.title), library_words(m.theme), *shown, full, part, m.basis))
    return _table(
        _("National measures"), columns, tuple(rows), caveats=(words.proposals(),), sources=_rule_sources(seen)
    )


def crosswalk(seen: Observatory) -> Table:
    """One row for each measure and provision that it serves."""
    columns = (
        Column("measure", _("Measure")),
        Column("measure_title", _("What it is")),
        Column("provision", _("Provision")),
        Column("instrument", _("Instrument")),
        Column("article", _("Article")),
        Column("provision_title", _("What is asked")),
        Column("degree", _("How far"), about=_("full or partial")),
    )
    rows = []
    for c in seen.rules.crosswalk:
        m, p = seen.rules.measure(c.measure), seen.rules.provision(c.provision)
        rows.append(
            (m.id, library_words(m.title), p.id, p.instrument, p.article, library_words(p.title), c.degree.value)
        )
    caveats = (words.paraphrases(), words.proposals())
    return _table(_("Crosswalk"), columns, tuple(rows), caveats=caveats, sources=_rule_sources(seen))


def sources(seen: Observatory, moment: Moment) -> Table:
    """Every source behind what was known by the day of knowledge, with how many claims rested on it by then."""
    columns = (
        Column("id", _("Id")),
        Column("title", _("Title")),
        Column("publisher", _("Publisher")),
        Column("url", _("Address")),
        Column("as_of", _("Its own date")),
        Column("how_read", _("How it was read")),
        Column("licence", _("Licence")),
        Column("collection", _("Collection")),
        Column("claims", _("Claims that rest on it"), "number"),
        Column("provisions", _("Provisions paraphrased from it"), "number"),
    )
    rows = tuple(
        (s.id, s.title, s.publisher, s.url, s.as_of, s.how_read, s.licence, s.collection, r.n_claims, r.n_provisions)
        for r in sources_known_by(seen, moment.as_known)
        for s in (r.source,)
    )
    return _table(_("Sources"), columns, rows, as_known=moment.as_known)


def claims(seen: Observatory, moment: Moment) -> Table:
    """Every claim that was known by the day of knowledge, competing ones among them."""
    names = state_names(seen.record.entities)
    columns = (
        Column("id", _("Id")),
        Column("subject", _("Subject"), about=_("ISO code, EUR, TWN, WORLD or REGIME")),
        Column("name", _("Name")),
        Column("object", _("Speaks of")),
        Column("value", _("Value"), about=_("as the table has it")),
        Column("valid", _("True from"), "date", _("a day, or the window in which it lies")),
        Column("recorded", _("Known since"), "date"),
        Column("standing", _("Standing"), about=_("competing: another source says otherwise and is used")),
        Column("reason", _("Why one is preferred")),
        Column("category", _("Kind of information")),
        Column("sources", _("Sources"), "list"),
        Column("row", _("Read from")),
        Column("note", _("Remark")),
    )
    held = seen.record.as_known(moment.as_known).claims
    rows = tuple(
        (
            c.id,
            c.subject,
            names[c.subject],
            c.object,
            c.value,
            c.valid,
            c.recorded,
            c.standing.value,
            c.reason,
            c.category,
            c.sources,
            c.row,
            c.note,
        )
        for c in held
    )
    named = words.sources_named(cross_references_of(seen), (s for c in held for s in c.sources))
    caveats = (words.silence_means_nothing(),)
    return _table(_("Claims"), columns, rows, caveats=caveats, sources=named, as_known=moment.as_known)
