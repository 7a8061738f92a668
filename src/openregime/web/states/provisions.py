"""The provisions that bind or guide one State: whether each is implemented, how far that is known, what would do it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from openregime.core.facts import Status
from openregime.core.observatory import Observatory
from openregime.core.readings.day import DayReading
from openregime.core.rules import Contribution, Provision
from openregime.web.phrases import article_words, library_words
from openregime.web.site.parameters import Moment, one_of

GAPS = "gaps"
SHOWN = (GAPS, "all", *(status.slug for status in Status))


def provisions(query: Mapping[str, str], seen: Observatory, state: str, moment: Moment, kept: str) -> dict[str, Any]:
    """Provisions by instrument, narrowed by `?instrument=` and `?provisions=` (gaps, all, or a status).

    `kept` is the query that links inside the site carry on.

    Raises:
        BadParameter: an instrument without provisions, or a word that is none of SHOWN.
    """
    chosen = one_of(query, "instrument", ("", *seen.rules.instruments), "")
    shown = one_of(query, "provisions", SHOWN, GAPS)
    reading = seen.reading(moment.as_of, moment.as_known)
    groups = _groups(seen, reading, state, shown, f"{reverse('crosswalk')}{kept}")
    return {
        "groups": [g for g in groups if not chosen or g["id"] == chosen],
        "instrument": chosen,
        "shown": shown,
        "choices": [(i, library_words(seen.instruments[i].short)) for i in seen.rules.instruments],
        "shown_choices": [(slug, shown_words(slug)) for slug in SHOWN],
        "is_narrowed": bool(chosen) or shown != GAPS,
    }


def shown_words(slug: str) -> str:
    """A choice of what is shown."""
    return {
        GAPS: pgettext("provisions", "Gaps: not met, partly met or unknown"),
        "all": pgettext("provisions", "All"),
        "met": pgettext("provisions", "Met"),
        "partly-met": pgettext("provisions", "Partly met"),
        "not-met": pgettext("provisions", "Not met"),
        "unknown": pgettext("provisions", "Unknown"),
        "not-applicable": pgettext("provisions", "Not applicable"),
        "not-yet-due": pgettext("provisions", "Not yet due"),
    }[slug]


def _groups(seen: Observatory, reading: DayReading, state: str, shown: str, crosswalk: str) -> list[dict[str, Any]]:
    row = reading.regime.state_row[state]
    read, language = reading.provisions, get_language() or ""
    cells = {status: _cell_of_status(status.slug, language) for status in Status}
    anchors = {m.id: format_html('<a href="{}#{}">{}</a>', crosswalk, m.id, m.id) for m in seen.rules.measures}
    groups: dict[str, dict[str, Any]] = {}
    for column, provision in enumerate(seen.rules.provisions):
        status = Status(int(read.status[row, column]))
        if provision.instrument not in groups:
            groups[provision.instrument] = _group(seen, provision.instrument)
        group = groups[provision.instrument]
        group["counts"][status] += 1
        group["bound"][Status(int(read.bound[row, column]))] += 1
        if shown in ("all", status.slug) or (
            shown == GAPS and status in (Status.NOT_MET, Status.PARTLY_MET, Status.UNKNOWN)
        ):
            group["rows"].append(
                {
                    "article": article_words(provision),
                    "title": library_words(provision.title),
                    "status": cells[status],
                    "words": _cell_of_words(provision, language),
                    "measures": _joined(anchors, seen.rules.measures_for(provision.id)),
                }
            )
    for group in groups.values():
        group["bound_words"] = bound_words(group.pop("bound"), seen.instruments[group["id"]].binds)
        group["total"] = sum(group["counts"].values())
        group["counts"] = [{"status": s, "n": n} for s, n in sorted(group["counts"].items())]
    return list(groups.values())


@lru_cache(maxsize=2048)
def _cell_of_words(provision: Provision, language: str) -> SafeString:
    """The cell with our words for a provision: the same for every State, so made once for each language."""
    words = {"paraphrase": library_words(provision.paraphrase), "is_verified": provision.is_verified}
    return render_to_string("states/provision_cells.html", words)


@lru_cache(maxsize=64)
def _cell_of_status(slug: str, language: str) -> SafeString:
    return render_to_string("states/status_cell.html", {"status": slug, "label": _("Implemented")})


def _joined(links: Mapping[str, SafeString], served: Sequence[Contribution]) -> SafeString | str:
    return format_html_join(", ", "{}", ((links[one.measure],) for one in served)) or "–"


def _group(seen: Observatory, instrument: str) -> dict[str, Any]:
    return {
        "id": instrument,
        "name": library_words(seen.instruments[instrument].title),
        "short": library_words(seen.instruments[instrument].short),
        "counts": Counter(),
        "bound": Counter(),
        "rows": [],
    }


def bound_words(bound: Mapping[Status, int], binds: bool) -> str:
    """Whether an instrument binds the State, in words; its provisions can differ where an older text binds already."""
    if not binds:
        return _("guidance: binds nobody")
    found = {status for status, n in bound.items() if n}
    if found == {Status.MET}:
        return _("binds the State")
    if Status.MET in found:
        return _("binds the State in part, through the older text")
    if Status.UNKNOWN in found:
        return _("whether it binds the State is not known")
    if found == {Status.NOT_YET_DUE}:
        return _("not in force on that day")
    if Status.NOT_MET in found:
        return _("does not bind the State")
    return _("does not apply to the State")
