"""Decisions on very many items at once: the same answers as the gate gives one at a time, worked out with arrays.

Items become columns of numbers once; then one asker, one situation and one time give the levels of all of them. Items
with rulings or consents of their own are few: they are decided one at a time.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from openregime.core.sharing.gate import Gate
from openregime.core.sharing.items import Asker, Item
from openregime.core.sharing.labels import Label
from openregime.core.sharing.levels import Level
from openregime.core.sharing.situations import Situation
from openregime.core.sharing.table import PolicyTable

NEVER = np.iinfo(np.int64).max
ALWAYS = np.iinfo(np.int64).min
Levels = NDArray[np.int8]


@dataclass(frozen=True)
class ItemColumns:
    """n items as columns, each of length n.

    Attributes:
        categories: bit k is set where the item carries the k-th category of the table; 0: none that is known.
        states, holders, missions: places in `names`; 0 is the empty name.
        names: id -> place, "" -> 0.
        published_at, completed_at: microseconds since 1970; NEVER where not.
        closed_until: microseconds since 1970; ALWAYS where not closed.
        is_barred: whether a law bars it.
        own: row -> the item, for those with consents or rulings of their own, which are decided one at a time.
    """

    categories: NDArray[np.uint32]
    states: NDArray[np.int32]
    holders: NDArray[np.int32]
    missions: NDArray[np.int32]
    names: Mapping[str, int]
    published_at: NDArray[np.int64]
    completed_at: NDArray[np.int64]
    closed_until: NDArray[np.int64]
    is_barred: NDArray[np.bool_]
    own: Mapping[int, Item]

    def __len__(self) -> int:
        return len(self.categories)


def columns_of(table: PolicyTable, items: Sequence[Item], *, ruled: frozenset[str] = frozenset()) -> ItemColumns:
    """Items as columns.

    Args:
        ruled: ids of items on which there are rulings; `Gate.ruled_items` gives them.
    """
    place = {c.id: k for k, c in enumerate(table.categories)}
    names: dict[str, int] = {"": 0}

    def named(name: str) -> int:
        return names.setdefault(name, len(names))

    def bits(label: Label) -> int:
        if label.categories - place.keys():
            return 0
        return sum(1 << place[c] for c in label.categories)

    return ItemColumns(
        categories=np.array([bits(i.label) for i in items], dtype=np.uint32),
        states=np.array([named(i.state) for i in items], dtype=np.int32),
        holders=np.array([named(i.holder) for i in items], dtype=np.int32),
        missions=np.array([named(i.mission) for i in items], dtype=np.int32),
        names=names,
        published_at=_times([i.publication.at if i.publication else None for i in items], NEVER),
        completed_at=_times([i.completed_at for i in items], NEVER),
        closed_until=_times([i.label.closed_until for i in items], ALWAYS),
        is_barred=np.array([bool(i.label.bars) for i in items], dtype=np.bool_),
        own={n: i for n, i in enumerate(items) if i.consents or i.id in ruled},
    )


def microseconds(time: dt.datetime) -> int:
    """A time as whole microseconds since 1970 in UTC."""
    return (time - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)


def _times(times: Sequence[dt.datetime | None], missing: int) -> NDArray[np.int64]:
    return np.array([missing if t is None else microseconds(t) for t in times], dtype=np.int64)


def levels_of(
    gate: Gate, columns: ItemColumns, asker: Asker | None, situation: Situation | None, now: dt.datetime
) -> Levels:
    """The level of each of n items for one asker.

    Args:
        columns: made for the table of the gate, with `ruled=gate.ruled_items`.
        asker, situation, now: as in `Gate.decide`.
    Returns:
        n values of Level, equal to what `Gate.decide` gives for each item.
    """
    n = len(columns)
    found = np.zeros(n, dtype=np.int8)
    if asker is None or not asker.name or asker.audience not in gate.table.audience_by_id or now.tzinfo is None:
        return found
    is_closed = columns.closed_until > microseconds(now)
    for rows, probe in _groups(gate, columns, asker, situation, now):
        found[rows] = _least(columns.categories[rows], _by_category(gate, probe, asker, situation, now))
        closed = rows[is_closed[rows]]
        if len(closed):
            probe = replace(probe, label=Label(closed_until=now + dt.timedelta(days=1)))
            found[closed] = _least(columns.categories[closed], _by_category(gate, probe, asker, situation, now))
    _settle(gate, columns, asker, microseconds(now), found)
    for row, item in columns.own.items():
        found[row] = gate.decide(asker, item, situation, now).level
    return found


def _groups(
    gate: Gate, columns: ItemColumns, asker: Asker, situation: Situation | None, now: dt.datetime
) -> list[tuple[NDArray[np.intp], Item]]:
    """Rows that the gate cannot tell apart but by category, each with an item like them.

    What can make a difference: the State where the asker, the situation or a ruling is bound to one, the mission of a
    reviewer, the holder that a ruling names, and whether an opening after completion has come.
    """
    names = columns.names
    states = {asker.state, situation.state if situation else "", *(r.state for r in gate.rulings if not r.item)} - {""}
    holders = {r.holder for r in gate.rulings if not r.item} - {""}
    key = np.zeros(len(columns), dtype=np.int64)
    probes: list[Item] = [Item("", Label(), now.date())]
    parts = [
        (columns.states, sorted(states), "state"),
        (columns.holders, sorted(holders), "holder"),
        (columns.missions, sorted(asker.missions - {""}), "mission"),
    ]
    for column, known, field in parts:
        here = [name for name in known if name in names]
        code = np.zeros(len(columns), dtype=np.int64)
        for k, name in enumerate(here, 1):
            code[column == names[name]] = k
        probes = [replace(p, **{field: v}) for p in probes for v in ("", *here)]  # type: ignore[arg-type]
        key = key * (len(here) + 1) + code
    ends = [c.opens_after_days for c in gate.table.categories if c.opens_after_days is not None]
    for days in sorted(set(ends)):
        past = now - dt.timedelta(days=days)
        probes = [replace(p, completed_at=t) for p in probes for t in (None, past)]
        key = key * 2 + (columns.completed_at <= microseconds(past))
    if len(probes) == 1 or not key.any():
        return [(np.arange(len(columns)), probes[0])]
    order = np.argsort(key, kind="stable")
    edges = np.flatnonzero(np.diff(key[order], prepend=-1))
    return [(rows, probes[key[rows[0]]]) for rows in np.split(order, edges[1:])]


def _by_category(gate: Gate, probe: Item, asker: Asker, situation: Situation | None, now: dt.datetime) -> Levels:
    """The level of each category by itself, for an item like the probe: the gate decides, once for each category.

    Advice waits for no day alone, but does where it stands beside something else; alone it is settled afterwards.
    """
    plain, closed = replace(asker, organisation=""), probe.label.closed_until
    made = []
    for c in gate.table.categories:
        item = replace(probe, label=replace(Label.of(c.id), closed_until=closed))
        level = gate.decide(plain, item, situation, now).level
        waits = closed is not None and c.id in gate.table.always_open
        made.append(int(Level.DELAYED if waits else level))
    return np.array(made, dtype=np.int8)


def _least(categories: NDArray[np.uint32], levels: Levels) -> Levels:
    """The least level over the categories of each item; nothing where none is known."""
    found = np.full(len(categories), Level.FULL, dtype=np.int8)
    present = int(np.bitwise_or.reduce(categories)) if len(categories) else 0
    for k, level in enumerate(levels):
        if present >> k & 1 and level < Level.FULL:
            has = (categories >> np.uint32(k)) & np.uint32(1) != 0
            np.minimum(found, level, out=found, where=has)
    found[categories == 0] = Level.WITHHOLD
    return found


def _settle(gate: Gate, columns: ItemColumns, asker: Asker, now: int, found: Levels) -> None:
    """What settles it whatever the table says: the law, holding, publication, advice."""
    known = columns.categories != 0
    found[columns.is_barred] = Level.WITHHOLD
    if asker.organisation and asker.organisation in columns.names:
        found[known & (columns.holders == columns.names[asker.organisation])] = Level.FULL
    found[known & (columns.published_at <= now)] = Level.FULL
    open_bits = sum(1 << k for k, c in enumerate(gate.table.categories) if c.id in gate.table.always_open)
    found[known & ((columns.categories & ~np.uint32(open_bits)) == 0)] = Level.FULL
