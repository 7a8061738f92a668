"""The key beside a chart, with the same patterns as the chart itself."""

from collections.abc import Sequence
from html import escape

from .canvas import checked_uid
from .patterns import OPEN, checked_class, fill, pattern_definitions
from .shapes import LegendEntry


def legend(uid: str, entries: Sequence[LegendEntry]) -> str:
    """List of samples with their meaning.

    Args:
        uid: id for the patterns, unique on the page.
        entries: in the order in which they are read; besides the chart classes "open" is understood.
    Returns:
        A <ul class="legend"> string. Its direction is that of the page.
    """
    checked_uid(uid)
    items = "".join(
        f"<li>{_sample(f'{uid}-{n}', entry.status)}<span>{escape(entry.label)}</span></li>"
        for n, entry in enumerate(entries)
    )
    return f'<ul class="legend" id="{uid}">{items}</ul>'


def _sample(uid: str, status: str) -> str:
    group = "c-bar-open" if status == OPEN else checked_class(status)
    rect = f'<rect{fill(uid, status)} x="1" y="1" width="16" height="16" rx="2"/>'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" class="legend-sample" width="18" height="18" aria-hidden="true">'
        f'{pattern_definitions(uid, {status})}<g class="{group}">{rect}</g></svg>'
    )
