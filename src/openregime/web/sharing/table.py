"""The sharing table as a file: one row for each cell."""

from django.utils.translation import gettext as _

from openregime.io.downloads import Column, Table
from openregime.io.sharing.table import load_sharing_table
from openregime.web.downloads import words as file_words
from openregime.web.phrases import library_words
from openregime.web.sharing import words


def sharing_table() -> Table:
    """Category x audience x situation with level, reasons, review period, people needed."""
    table, titles = load_sharing_table(), words.names()
    columns = (
        Column("category", _("Category")),
        Column("category_title", _("Title")),
        Column("audience", _("Audience")),
        Column("audience_title", _("Title of the audience")),
        Column("situation", _("Situation")),
        Column("level", _("Level"), about=_("full, redacted, summary, aggregate, delayed, existence, withhold")),
        Column("level_title", _("Level in words")),
        Column("reason", _("Why this much")),
        Column("moved", _("What the situation changes")),
        Column("review_months", _("Reviewed after (months)"), "number"),
        Column("people_to_loosen", _("People needed to open it further"), "number"),
        Column("hard_floor", _("Hard floor")),
        Column("basis", _("Basis")),
    )
    rows = []
    for (category, audience), levels in table.levels.items():
        kind = table.category_by_id[category]
        floors = [f.words for f in table.floors_of[category] if not f.audiences or audience in f.audiences]
        for situation, level in zip(table.situations, levels, strict=True):
            title, _meaning, reason = table.level_words[level]
            rows.append(
                (
                    category,
                    titles[category],
                    audience,
                    titles[audience],
                    situation.id,
                    level.slug,
                    library_words(title),
                    library_words(reason),
                    library_words(table.move(category, audience, situation.id)),
                    kind.review_months,
                    kind.people_to_loosen,
                    " ".join(library_words(f) for f in floors),
                    "proposal",
                )
            )
    return Table(
        title=_("Who may see what"),
        columns=columns,
        rows=tuple(rows),
        caveats=(library_words(table.note),),
        licence=file_words.licence(),
        words=file_words.readme_words(),
    )
