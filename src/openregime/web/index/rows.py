"""The table of intervals as markup: some two hundred rows in a few milliseconds, so that a slider can ask for them."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from openregime.core.readings.studies import StudyRanks, UnitResult
from openregime.web.index import words
from openregime.web.index.worked import Worked

SCALE = (1.0, 100.0)


def rows_of(worked: Worked, house: Worked, *, query: str, is_own: bool) -> SafeString:
    """One row for each State, strongest middle first.

    Args:
        house: the same day with the library's choices; its ranks stand beside those of a reader's own.
        query: the days, for links to the State.
        is_own: whether the reader changed anything.
    """
    study = worked.study
    labels = {name: escape(text) for name, text in _labels().items()}
    before = house.ranks if is_own else None
    positions = {unit: i for i, unit in enumerate(worked.ranks.units)}
    return mark_safe(  # noqa: S308 - every name and number in it is escaped or written by us
        "".join(
            _row(
                one,
                escape(study.unit_name(one.unit)),
                escape(words.weakest(study, one)),
                worked.ranks,
                before,
                positions[one.unit],
                labels,
                query,
            )
            for one in worked.results.by_strength()
        )
    )


def _labels() -> dict[str, str]:
    return {
        "rank": _("Rank"),
        "index": _("Index, 1 to 100"),
        "weakest": _("Weakest pillar"),
        "known": _("Known"),
        "comment": _("Its own comment"),
        "silent": _("none given"),
        "was": _("by the house’s choices %(rank)s"),
    }


def _row(
    one: UnitResult,
    name: str,
    weakest: str,
    ranks: StudyRanks,
    before: StudyRanks | None,
    i: int,
    labels: dict[str, str],
    query: str,
) -> str:
    low, high = one.low or SCALE[0], one.high or SCALE[0]
    rank = words.range_words(int(ranks.low[i]), int(ranks.high[i]))
    moved = ""
    if before is not None and (ranks.low[i] != before.low[i] or ranks.high[i] != before.high[i]):
        was = words.range_words(int(before.low[i]), int(before.high[i]))
        moved = f'<span class="note block">{labels["was"] % {"rank": was}}</span>'
    share = words.figure(100 * one.coverage)
    state = reverse("state", args=[one.unit])
    return (
        f'<tr id="unit-{one.unit}"><th scope="row"><a href="{state}?{escape(query)}">{name}</a></th>'
        f'<td class="is-rank" data-label="{labels["rank"]}">{rank}{moved}</td>'
        f'<td class="is-meter" data-label="{labels["index"]}">{meter(low, high)}</td>'
        f'<td data-label="{labels["weakest"]}">{weakest}</td>'
        f'<td class="is-number" data-label="{labels["known"]}">{share}&nbsp;%</td>'
        f'<td class="note" data-label="{labels["comment"]}">{labels["silent"]}</td></tr>\n'
    )


def meter(low: float, high: float, scale: tuple[float, float] = SCALE) -> str:
    """A bar from the least to the most, with its words; the classes are those of components/interval_meter.html."""
    a, b = (100 * (end - scale[0]) / (scale[1] - scale[0]) for end in (low, high))
    a, b = max(0.0, min(100.0, a)), max(0.0, min(100.0, b))
    certain, opened, end = f"{a:.1f}%", f"{b - a:.1f}%", f"{b:.1f}%"
    return (
        '<span class="meter"><svg class="meter-bar" width="100%" height="14" aria-hidden="true" focusable="false">'
        '<rect class="meter-track" width="100%" height="100%"/>'
        f'<rect class="meter-certain" width="{certain}" height="100%"/>'
        f'<rect class="meter-open" x="{certain}" width="{opened}" height="100%"/>'
        f'<line class="meter-end" x1="{certain}" x2="{certain}" y1="0" y2="100%"/>'
        f'<line class="meter-end" x1="{end}" x2="{end}" y1="0" y2="100%"/></svg>'
        f'<span class="meter-words">{escape(words.range_words(low, high, 1 if high < 10 else 0))}</span></span>'
    )


def certain_pairs(units: Sequence[UnitResult]) -> tuple[int, int]:
    """In how many pairs one certainly stands above the other, whatever is not known; and how many pairs there are."""
    import numpy as np

    low = np.array([one.low for one in units], dtype=np.float64)
    high = np.array([one.high for one in units], dtype=np.float64)
    above = low[:, None] > high[None, :] * (1 + 1e-12)
    return int(above.sum()), len(units) * (len(units) - 1) // 2
