"""The crosswalk: national measures across, instruments down; which article each measure serves, wholly or in part."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from openregime.core.observatory import Observatory
from openregime.core.rules import Measure
from openregime.web.phrases import article_words, library_words
from openregime.web.record.queries import observatory
from openregime.web.site.parameters import Moment, one_of
from openregime.web.site.templatetags._formats import semicolon

COLUMNS = (("cppnm", "cppnm_a"), ("icsant",), ("unscr1540",), ("nss20", "nss13", "nss14", "nss15"))


def page(query: Mapping[str, str], moment: Moment) -> dict[str, Any]:
    """Context of instruments/crosswalk.html; `?theme=` narrows the measures."""
    seen = observatory()
    themes = sorted({m.theme for m in seen.rules.measures})
    theme = one_of(query, "theme", ["", *themes], "")
    rows = [_row(seen, m) for m in seen.rules.measures if not theme or m.theme == theme]
    unserved = [p for p in seen.rules.provisions if p.is_operative and not seen.rules.measures_for(p.id)]
    three = sum(1 for r in rows if all(cell["provisions"] for cell in r["cells"][:3]))
    return {
        "title": _("Crosswalk"),
        "rows": rows,
        "columns": [_("CPPNM and Amendment"), _("ICSANT"), _("Resolution 1540"), _("IAEA guidance")],
        "themes": [(t, library_words(t)) for t in themes],
        "theme": theme,
        "all_three": three,
        "measures": len(rows),
        "unserved": [{"id": p.id, "title": library_words(p.title)} for p in unserved],
    }


def _row(seen: Observatory, measure: Measure) -> dict[str, Any]:
    served = [(seen.rules.provision(c.provision), str(c.degree)) for c in seen.rules.provisions_served_by(measure.id)]
    cells = []
    for instruments in COLUMNS:
        cells.append(
            {
                "provisions": [
                    {
                        "id": p.id,
                        "instrument": p.instrument,
                        "article": article_words(p) or p.id,
                        "title": library_words(p.title),
                        "is_partial": degree == "partial",
                    }
                    for p, degree in served
                    if p.instrument in instruments
                ]
            }
        )
    return {
        "id": measure.id,
        "title": library_words(measure.title),
        "theme": library_words(measure.theme),
        "evidence": semicolon().join(library_words(e) for e in measure.evidence_examples),
        "cells": cells,
        "serves": len(served),
    }
