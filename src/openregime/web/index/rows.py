"""The table of intervals as markup: some two hundred rows in a few milliseconds, so that a slider can ask for them."""

from collections.abc import Sequence

import numpy as np
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from openregime.core.facts.spoken import SPOKEN
from openregime.core.readings.studies import StudyRanks, UnitResult
from openregime.io.index.comments import Comments
from openregime.io.index.results import minimum_of
from openregime.web.index import words
from openregime.web.index.worked import Worked
from openregime.web.search.words import folded
from openregime.web.site import own_words

SCALE = (1.0, 100.0)
COMMENT_SHOWN = 160
"""Characters of a State's own comment that stand in its row."""


def rows_of(
    worked: Worked, house: Worked, comments: Comments, *, query: str, is_own: bool, by_name: bool = False
) -> SafeString:
    """One row for each State, strongest middle first, or by name where no order is certain.

    Args:
        house: the same day with the library's choices; its ranks stand beside those of a reader's own.
        comments: what States say of their own rows.
        query: the days, for links to the State.
        is_own: whether the reader changed anything.
        by_name: in the order of the names in the reader's language.
    """
    writer = _Writer(worked, house.ranks if is_own else None, comments, query)
    units = worked.results.by_strength()
    if by_name:
        units = tuple(sorted(units, key=lambda one: folded(worked.study.unit_name(one.unit))))
    return mark_safe("".join(map(writer.row, units)))  # noqa: S308 - `_Writer` escapes


class _Writer:
    """Writes rows; what all of them share is worked out once. Every name is escaped, every number is ours."""

    def __init__(self, worked: Worked, before: StudyRanks | None, comments: Comments, query: str) -> None:
        self._study, self._ranks, self._before = worked.study, worked.ranks, before
        self._comments = comments
        self._at = {unit: i for i, unit in enumerate(worked.ranks.units)}
        self._known = worked.base.coverage
        self._ranges = words.Ranges()
        self._labels = {name: escape(text) for name, text in _labels().items()}
        self._head, self._tail = reverse("state", args=["AAA"]).split("AAA")
        self._tail += f"?{escape(query)}"
        self._weakest: dict[tuple[tuple[str, ...], tuple[str, ...]], str] = {}

    def row(self, one: UnitResult) -> str:
        """One unit."""
        i, labels = self._at[one.unit], self._labels
        rank = self._ranges.words(int(self._ranks.low[i]), int(self._ranks.high[i]))
        share = self._ranges.words(*(2 * (100 * self._known[one.unit],)))
        low, high = one.low or SCALE[0], one.high or SCALE[0]
        return (
            f'<tr id="unit-{one.unit}"><th scope="row"><a href="{self._head}{one.unit}{self._tail}">'
            f"{escape(self._study.unit_name(one.unit))}</a></th>"
            f'<td class="is-rank" data-label="{labels["rank"]}">{rank}{self._moved(i)}</td>'
            f'<td class="is-meter" data-label="{labels["index"]}">'
            f"{_drawn(low, high, SCALE, self._ranges.index(low, high))}</td>"
            f'<td data-label="{labels["weakest"]}">{self._weakest_of(one)}{self._least(one)}</td>'
            f'<td class="is-number" data-label="{labels["known"]}">{share}&nbsp;%</td>'
            f'<td class="note" data-label="{labels["comment"]}">{self._comment_of(one.unit)}</td></tr>\n'
        )

    def _comment_of(self, unit: str) -> str:
        """The State's own comment, cut, as the way to its claim."""
        if unit not in self._comments:
            return self._labels["silent"]
        said, key = self._comments[unit].words, self._comments[unit].claim.removeprefix(SPOKEN)
        shown = said if len(said) <= COMMENT_SHOWN else said[: COMMENT_SHOWN - 1].rstrip() + "…"
        return f'<a href="{escape(reverse("proposed-claim", args=[key]))}" dir="auto">{escape(shown)}</a>'

    def _moved(self, i: int) -> str:
        before = self._before
        if before is None or (before.low[i] == self._ranks.low[i] and before.high[i] == self._ranks.high[i]):
            return ""
        was = self._ranges.words(int(before.low[i]), int(before.high[i]))
        return f'<span class="note block">{self._labels["was"] % {"rank": was}}</span>'

    def _least(self, one: UnitResult) -> str:
        """What the weakest pillar has, below its name."""
        least = minimum_of(one)
        return (
            ""
            if least is None
            else f'<span class="note block">{self._labels["least"]} {self._ranges.index(*least)}</span>'
        )

    def _weakest_of(self, one: UnitResult) -> str:
        key = (one.weakest, one.certainly_weakest)
        if key not in self._weakest:
            self._weakest[key] = escape(words.weakest(self._study, one))
        return self._weakest[key]


def _labels() -> dict[str, str]:
    return {
        "rank": _("Rank in 90 % of worlds"),
        "index": _("Index, 1 to 100"),
        "weakest": _("Weakest pillar"),
        "least": words.least(),
        "known": _("Known"),
        "comment": _("Its own comment"),
        "silent": _("none given") if own_words.are_read() else _("not read"),
        "was": _("by the house’s choices %(rank)s"),
    }


def meter(low: float, high: float, scale: tuple[float, float] = SCALE) -> str:
    """A bar from the least to the most, with its words; the classes are those of components/interval_meter.html."""
    return _drawn(low, high, scale, escape(words.Ranges().index(low, high)))


def _drawn(low: float, high: float, scale: tuple[float, float], said: str) -> str:
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
        f'<span class="meter-words">{said}</span></span>'
    )


def certain_pairs(units: Sequence[UnitResult]) -> tuple[int, int]:
    """In how many pairs one certainly stands above the other, whatever is not known; and how many pairs there are."""
    low = np.array([one.low for one in units], dtype=np.float64)
    high = np.array([one.high for one in units], dtype=np.float64)
    above = low[:, None] > (high + 1e-12 * np.abs(high))[None, :]  # a tie is none, also below zero
    return int(above.sum()), len(units) * (len(units) - 1) // 2
