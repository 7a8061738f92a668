"""What holds for every chart: well formed, safe, named, and silent about colours."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from openregime.web.charts import (
    BadValue,
    Bar,
    EventMark,
    IntervalRow,
    Lane,
    LegendEntry,
    MapMark,
    Moment,
    PartiesStep,
    PublishedTotal,
    ScheduleRow,
    ThresholdStep,
    interval_bars,
    legend,
    parties_over_time,
    schedule_chart,
    tile_grid,
    timeline,
    world_map,
)

HOSTILE = """<script>alert('x')</script> & "quoted" ]]>"""
DAY, LATER = date(2001, 3, 4), date(2016, 5, 8)
AXIS = {"first": date(1980, 1, 1), "last": date(2026, 1, 1)}


def draw_map(uid: str, text: str, href: str | None) -> str:
    return world_map(uid, {"FRA": MapMark("s-partly", text, href)}, title=text, description=text)


def draw_tiles(uid: str, text: str, href: str | None) -> str:
    mark = {"FRA": MapMark("r-0", text, href)}
    return tile_grid(uid, mark, title=text, description=text, codes={"FRA": text})


def draw_intervals(uid: str, text: str, href: str | None) -> str:
    return interval_bars(uid, [IntervalRow(text, 0.2, 0.6, text, href)], title=text, description=text)


def draw_parties(uid: str, text: str, href: str | None) -> str:
    return parties_over_time(
        uid,
        [PartiesStep(DAY, 3, 5), PartiesStep(LATER, 9, 9)],
        totals=[PublishedTotal(LATER, 9, text, href)],
        threshold=[ThresholdStep(DAY, 7)],
        events=[EventMark(LATER, text, "force")],
        title=text,
        description=text,
        count_label=lambda n: f"{text}{n}",
        **AXIS,
    )


def draw_timeline(uid: str, text: str, href: str | None) -> str:
    lane = Lane(text, (Bar(DAY, LATER, None, "s-met", text, href),), (Moment(DAY, DAY, "s-due", text, href),))
    return timeline(uid, [lane], title=text, description=text, as_of=LATER, as_of_label=text, **AXIS)


def draw_schedule(uid: str, text: str, href: str | None) -> str:
    rows = [ScheduleRow(text, 0, 1, "s-due", text, text, href)]
    return schedule_chart(uid, rows, [text, text], title=text, description=text)


DRAWINGS = [draw_map, draw_tiles, draw_intervals, draw_parties, draw_timeline, draw_schedule]
Drawing = Callable[[str, str, str | None], str]


@pytest.mark.parametrize("draw", DRAWINGS)
def test_hostile_text_stays_text(draw: Drawing) -> None:
    svg = draw("c", HOSTILE, '/x?a="><script>')
    root = ET.fromstring(svg)

    assert "<script" not in svg
    assert not [element for element in root.iter() if element.tag.endswith("script")]
    assert HOSTILE in {element.text for element in root.iter()}
    assert '/x?a="><script>' in {element.get("href") for element in root.iter()}


@pytest.mark.parametrize("draw", DRAWINGS)
@pytest.mark.parametrize("href", ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_only_web_addresses_are_linked(draw: Drawing, href: str) -> None:
    with pytest.raises(BadValue, match="neither relative"):
        draw("c", "text", href)


@pytest.mark.parametrize("draw", DRAWINGS)
@pytest.mark.parametrize("uid", ["", "1c", "a b", 'a"b', "a)b"])
def test_an_id_that_could_break_the_page_is_refused(draw: Drawing, uid: str) -> None:
    with pytest.raises(BadValue, match="uid"):
        draw(uid, "text", None)


@pytest.mark.parametrize("draw", DRAWINGS)
def test_a_chart_is_an_image_unless_it_holds_links(draw: Drawing) -> None:
    assert ET.fromstring(draw("c", "text", None)).get("role") == "img"
    assert ET.fromstring(draw("c", "text", "/x")).get("role") == "group"


@pytest.mark.parametrize("draw", DRAWINGS)
def test_two_charts_on_a_page_share_no_id_and_each_is_named_and_described(draw: Drawing) -> None:
    one, other = ET.fromstring(draw("one", "text", "/x")), ET.fromstring(draw("other", "text", "/x"))
    ids = [{element.get("id") for element in root.iter() if element.get("id")} for root in (one, other)]

    assert not ids[0] & ids[1]
    assert {one.get("aria-labelledby"), one.get("aria-describedby")} <= ids[0]


@pytest.mark.parametrize("draw", DRAWINGS)
def test_every_pattern_that_is_used_is_there(draw: Drawing) -> None:
    root = ET.fromstring(draw("c", "text", "/x"))
    used = {e.get("fill", "")[5:-1] for e in root.iter() if e.get("fill", "").startswith("url(#")}

    assert used <= {element.get("id") for element in root.iter()}


@pytest.mark.parametrize("draw", DRAWINGS)
def test_no_chart_brings_style_or_colour(draw: Drawing) -> None:
    """The pages forbid inline style (style-src 'self'); colours live in the stylesheet alone."""
    root = ET.fromstring(draw("c", "text", "/x"))

    for element in root.iter():
        assert element.get("style") is None
        assert element.get("stroke") in (None, "none")
        assert (element.get("fill") or "none") == "none" or element.get("fill", "").startswith("url(#c")


def test_the_same_marks_give_the_same_bytes_in_another_process() -> None:
    """Sets are ordered anew in every process; the exported site must not change with them."""
    script = (
        "from openregime.web.charts import *\n"
        "marks = {c: MapMark(s, c) for c, s in zip(('FRA', 'DEU', 'ITA', 'ESP', 'PRT', 'POL'), STATUS_CLASSES)}\n"
        "print(world_map('m', marks, title='t', description='d') + tile_grid('g', marks, title='t', description='d'))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    ]

    assert len(runs[0]) > 100_000
    assert runs[0] == runs[1] == runs[2]


def test_the_legend_shows_the_pattern_of_the_chart_and_escapes_its_words() -> None:
    root = ET.fromstring(legend("key", [LegendEntry("s-unknown", HOSTILE), LegendEntry("open", "open")]))

    assert HOSTILE in {element.text for element in root.iter()}
    assert {"key-0-unknown", "key-1-open"} <= {element.get("id") for element in root.iter()}
