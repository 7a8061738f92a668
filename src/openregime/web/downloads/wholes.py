"""Tables of statements about a whole list: published totals, and up to which day silence means no."""

from django.utils.translation import gettext as _

from openregime.core.facts import Completeness, Total
from openregime.core.observatory import Observatory
from openregime.io.downloads import Column, Table
from openregime.web.downloads import words
from openregime.web.record.cross_references import cross_references_of
from openregime.web.site.parameters import Moment


def totals(seen: Observatory, moment: Moment) -> Table:
    """The published totals that were known by the day of knowledge."""
    known = seen.record.as_known(moment.as_known).totals
    columns = (
        Column("id", _("Id")),
        Column("object", _("Of what")),
        Column("day", _("Day"), "date", _("a day, or the window in which it lies")),
        Column("states", _("States"), "interval", _("EURATOM taken out")),
        Column("published", _("As published"), "number"),
        Column("basis", _("Basis")),
        Column("recorded", _("Known since"), "date"),
        Column("sources", _("Sources"), "list"),
        Column("note", _("Remark")),
    )
    rows = tuple(
        (t.id, t.object, t.day, (t.low, t.high), t.published, t.basis, t.recorded, t.sources, t.note) for t in known
    )
    return _table(seen, moment, _("Published totals"), columns, rows, known)


def completeness(seen: Observatory, moment: Moment) -> Table:
    """The statements about absence that were known by the day of knowledge."""
    known = seen.record.as_known(moment.as_known).completeness
    columns = (
        Column("id", _("Id")),
        Column("object", _("Of what")),
        Column("up_to", _("Complete up to"), "date"),
        Column("closes", _("How it is complete"), about=_("names: by name; dates: dated rows by name")),
        Column("means", _("What absence means"), about=_("a status")),
        Column("except_for", _("Not covered"), "list"),
        Column("recorded", _("Known since"), "date"),
        Column("sources", _("Sources"), "list"),
        Column("note", _("Remark")),
    )
    rows = tuple(
        (c.id, c.object, c.up_to, c.closes, c.means, tuple(sorted(c.except_for)), c.recorded, c.sources, c.note)
        for c in known
    )
    return _table(seen, moment, _("Where silence means no"), columns, rows, known)


def _table(
    seen: Observatory,
    moment: Moment,
    title: str,
    columns: tuple[Column, ...],
    rows: tuple[tuple[object, ...], ...],
    known: tuple[Total, ...] | tuple[Completeness, ...],
) -> Table:
    return Table(
        title=title,
        columns=columns,
        rows=rows,
        sources=words.sources_named(cross_references_of(seen), (s for statement in known for s in statement.sources)),
        as_known=moment.as_known,
        licence=words.licence(),
        words=words.readme_words(),
    )
