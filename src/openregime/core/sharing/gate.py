"""The one gate: decides how much of an item an asker may have, and says why.

The order of the questions follows the decision procedure of the disclosure guide; each answer can only close further,
except where a rule says in so many words that it opens.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from openregime.core.sharing import explaining
from openregime.core.sharing.decisions import Change, Decision, Filled, Step
from openregime.core.sharing.items import Asker, Item
from openregime.core.sharing.labels import IN_CONFIDENCE, Label
from openregime.core.sharing.levels import Level
from openregime.core.sharing.rulings import Ruling, check_rulings, is_hold, lapses_at, people_needed, renews_alone
from openregime.core.sharing.situations import NORMAL, NORMALLY, Situation
from openregime.core.sharing.table import Floor, PolicyTable
from openregime.core.sharing.work import LEVELS, Work


class Gate:
    """A table and the rulings on it, ready to decide.

    Args:
        table: the default table.
        rulings: what was decided otherwise; all of them, whether they hold now or not.
    Raises:
        BadRuling: a ruling that cannot stand; no gate is made.
    """

    def __init__(self, table: PolicyTable, rulings: Sequence[Ruling] = ()) -> None:
        check_rulings(table, rulings)
        self.table, self.rulings = table, tuple(rulings)
        self._rows = {key: tuple(int(level) for level in row) for key, row in table.levels.items()}
        self._situations = tuple(s.id for s in table.situations)
        self._every_place = tuple(range(len(self._situations)))
        self._on_category: dict[str, list[Ruling]] = defaultdict(list)
        self._on_item: dict[str, list[Ruling]] = defaultdict(list)
        for ruling in rulings:
            (self._on_category[ruling.category] if ruling.category else self._on_item[ruling.item]).append(ruling)
        self._plain = frozenset(
            c.id
            for c in table.categories
            if c.id not in self._on_category and c.opens_after_days is None and c.id != IN_CONFIDENCE
        )  # the table itself keeps to its floors
        self._floors: dict[tuple[str, str], Floor] = {}
        for floor in table.floors:
            for audience in floor.audiences or table.audience_by_id:
                if floor.at_most is not None:
                    self._floors[floor.category, audience] = floor

    @property
    def ruled_items(self) -> frozenset[str]:
        """Ids of the items on which there are rulings."""
        return frozenset(self._on_item)

    def decide(self, asker: Asker | None, item: Item, situation: Situation | None, now: dt.datetime) -> Decision:
        """How much of an item an asker may have.

        Args:
            asker: None is nobody.
            situation: None where it is not known; then the strictest counts. One that does not hold at `now` never
                opens more than the normal situation.
            now: UTC.
        """
        return self._decided(asker, item, situation, now, None)

    def preview(self, item: Item, situation: Situation | None, now: dt.datetime) -> dict[str, Decision]:
        """What each audience of the item's own State and mission would see: audience id -> decision."""
        missions = frozenset({item.mission}) if item.mission else frozenset()
        askers = (Asker("preview", a.id, state=item.state, missions=missions) for a in self.table.audiences)
        return {asker.audience: self.decide(asker, item, situation, now) for asker in askers}

    def cell(self, category: str, audience: str, situation: str, now: dt.datetime) -> Decision:
        """The decision on one cell: for a new item of a category, asked by an audience of its own State and mission.

        Raises:
            UnknownCell: one of the three is not in the table.
        """
        self.table.level(category, audience, situation)
        asker = Asker("Whoever asks", audience, "its own", missions=frozenset({"its own"}))
        item = Item("an item", Label.of(category), now.date(), state="its own", mission="its own")
        kind = self.table.situation_by_id[situation]
        held = Situation(situation, now, now + dt.timedelta(days=kind.longest_days), kind.declared_by, "asked about")
        return self.decide(asker, item, NORMALLY if situation == NORMAL else held, now)

    def steps_of(self, decision: Decision) -> tuple[Step, ...]:
        """The steps by which a decision came about."""
        trace: list[Step] = []
        self._decided(decision.asker, decision.item, decision.situation, decision.now, trace)
        return tuple(trace)

    def deciders_of(self, decision: Decision) -> tuple[str, ...]:
        """See `Decision.decided_by`."""
        return explaining.deciders(self, decision)

    def changes_of(self, decision: Decision) -> tuple[Change, ...]:
        """See `Decision.changes`."""
        return explaining.changes(self, decision)

    def review_day(self, item: Item) -> dt.date:
        """The day on which an item is decided anew: the earliest that one of its categories asks for."""
        known = [self.table.category_by_id[c] for c in item.label.categories if c in self.table.category_by_id]
        months = min((c.review_months for c in known), default=0)
        return explaining.months_after(item.entered_on, months)

    # ---- the questions, in order

    def _decided(
        self, asker: Asker | None, item: Item, situation: Situation | None, now: dt.datetime, trace: list[Step] | None
    ) -> Decision:
        work = Work(item, situation, now, trace)
        if asker is None or not self._is_missing(work, asker):
            if asker is None:
                self._refuse(work, "nobody-asks")
            else:
                self._who_and_when(work, asker)
                if not self._is_settled(work, asker):
                    self._weigh(work)
        audience = work.audiences[0] if work.audiences else ""
        made = Decision(
            LEVELS[work.level], work.rule, asker, item, situation, now, self, audience, work.category, work.until,
            work.ruling,
        )  # fmt: skip
        closed = item.label.closed_until
        if closed is None or closed <= now or work.level <= max(2, work.life) or work.rule in _NEVER_DELAYED:
            return made
        return self._delayed(work, made, closed)

    def _refuse(self, work: Work, rule: str, **values: Filled) -> bool:
        work.set(0, rule, str(values.get("category", "")))
        work.note(rule, **values)
        return True

    def _is_missing(self, work: Work, asker: Asker) -> bool:
        """Whether something without which nobody sees anything is missing; then the decision is made."""
        if not asker.name:
            return self._refuse(work, "nobody-asks")
        if not asker.audience:
            return self._refuse(work, "no-audience")
        if asker.audience not in self.table.audience_by_id:
            return self._refuse(work, "unknown-audience", audience=asker.audience)
        if work.now.tzinfo is None:
            return self._refuse(work, "no-time")
        for category in work.item.label.categories:
            if not category:
                return self._refuse(work, "no-category")
            if category not in self.table.category_by_id:
                return self._refuse(work, "unknown-category", category=category)
        return False

    def _who_and_when(self, work: Work, asker: Asker) -> None:
        """As whom the asker counts for this item, and which situations count."""
        audience, item = self.table.audience_by_id[asker.audience], work.item
        bound = (
            not audience.bound_to
            or (audience.bound_to == "state" and bool(item.state) and asker.state == item.state)
            or (audience.bound_to == "mission" and bool(item.mission) and item.mission in asker.missions)
        )
        work.audiences = (audience.id,) if bound else (audience.id, audience.elsewhere)
        if work.trace is not None:
            code = "audience" if bound else "audience-elsewhere"
            work.note(code, name=asker.name, audience=audience.id, elsewhere=audience.elsewhere)
        situation = work.situation
        place = None if situation is None else self.table.situation_place.get(situation.kind)
        if situation is None or place is None:
            work.places = self._every_place
            work.note("situation-unknown")
        elif situation.holds_at(work.now) and situation.state in ("", item.state):
            work.places = (place,)
            work.turns_at(situation.ends)
            work.note("situation", situation=situation.kind)
        else:
            work.places = (place, self.table.situation_place[NORMAL])
            work.note("situation-over", situation=situation.kind)

    def _is_settled(self, work: Work, asker: Asker) -> bool:
        """Whether advice, publication, holding or the law settle it before the table is looked at."""
        item, label = work.item, work.item.label
        if label.categories <= self.table.always_open:
            work.set(6, "protective-advice", next(iter(label.categories)))
            work.note("protective-advice")
        elif item.publication is not None and item.publication.at <= work.now:
            work.set(6, "already-public")
            work.note("already-public", by=item.publication.by, day=item.publication.at.date())
        elif item.holder and asker.organisation == item.holder:
            work.set(6, "own-item")
            work.note("own-item", organisation=item.holder)
        elif label.bars:
            work.set(0, "legal-bar")
            work.note("legal-bar", bars=tuple(sorted(label.bars)))
        else:
            return False
        return True

    def _weigh(self, work: Work) -> None:
        """The table, the rulings, the floors and the givers, for each audience that the asker counts as."""
        if work.trace is not None and len(work.item.label.categories) > 1:
            work.note("several-categories", categories=tuple(sorted(work.item.label.categories)))
        best: tuple[int, str, str, str] | None = None
        life = 6
        for audience in work.audiences:
            self._weigh_for(work, audience)
            life = min(life, work.life)
            if best is None or work.level < best[0]:
                best = (work.level, work.rule, work.category, work.ruling)
        assert best is not None
        if "public" in work.audiences and best[0]:
            trace, work.trace = work.trace, None
            self._weigh_for(work, "regulator")
            work.trace = trace
            if work.level < best[0]:
                best = (work.level, "never-above-regulator", "", "")
                work.set(*best)
                work.note("never-above-regulator")
        work.set(*best)
        work.life = life

    def _weigh_for(self, work: Work, audience: str) -> None:
        label = work.item.label
        if work.trace is None and label.categories <= self._plain and work.item.id not in self._on_item:
            rows, places = self._rows, work.places
            level, category = min((rows[c, audience][place], c) for c in label.categories for place in places)
            work.set(level, "table", category)
            work.life = 0
            return
        best: tuple[int, str, str, str] | None = None
        life = 6
        for category in sorted(label.categories):
            if category == IN_CONFIDENCE:
                continue  # the givers decide, below
            for place in work.places:
                self._cell(work, category, audience, place)
                life = min(life, work.life)
                if best is None or work.level < best[0]:
                    best = (work.level, work.rule, work.category, work.ruling)
        work.set(*(best or (6, "table", IN_CONFIDENCE, "")))
        work.life = life
        rulings = self._on_item.get(work.item.id)
        if rulings:
            self._open_item(work, rulings, audience)
        if label.givers:
            self._ask_givers(work, audience)
        if rulings:
            self._rule_item(work, rulings, audience)

    def _cell(self, work: Work, category: str, audience: str, place: int) -> None:
        """One cell with the rulings on its category and its hard floor; `life` is what a threat to life opens it to."""
        work.set(self._rows[category, audience][place], "table", category)
        work.life = 0
        if work.trace is None and category in self._plain:
            return
        situation = self._situations[place]
        work.note("table", category=category, audience=audience, situation=situation, level=LEVELS[work.level])
        has_opened = self._open_by_itself(work, category)
        self._rule_category(work, category, audience, situation)
        floor = self._floors.get((category, audience))
        if floor is None or floor.at_most is None or (floor.is_until_completed and has_opened):
            return
        if work.level > max(floor.at_most, work.life):
            work.set(max(floor.at_most, work.life), "floor", category)
            work.note("floor", category=category, audience=audience, words=floor.words)

    def _rule_category(self, work: Work, category: str, audience: str, situation: str) -> None:
        """The rulings on a category; what closes wins over what opens."""
        holding = []
        for ruling in self._on_category.get(category, ()):
            if ruling.holds(work.item, audience, situation, work.now):
                work.turns_at(ruling.ends)
                holding.append(ruling)
            else:
                work.turns_at(ruling.decided_at)
        work.life = max((int(r.level) for r in holding if r.opens and r.threat_to_life), default=0)
        for ruling in sorted(holding, key=lambda r: (not r.opens, -r.level)):
            self._apply(work, ruling, category)

    def _open_by_itself(self, work: Work, category: str) -> bool:
        kind = self.table.category_by_id[category]
        completed = work.item.completed_at
        if kind.opens_to is None or kind.opens_after_days is None or completed is None:
            return False
        opens_at = completed + dt.timedelta(days=kind.opens_after_days)
        if opens_at > work.now:
            work.turns_at(opens_at)
            return False
        if kind.opens_to > work.level:
            work.set(int(kind.opens_to), "opened", category)
            work.note("opened", category=category, days=kind.opens_after_days)
        return True

    def _apply(self, work: Work, ruling: Ruling, category: str = "") -> None:
        if (ruling.level > work.level) if ruling.opens else (ruling.level < work.level):
            work.set(int(ruling.level), "ruling", category or work.category, ruling.id)
            work.note("ruling", ruling=ruling.id, reason=ruling.reason)

    def _open_item(self, work: Work, rulings: Sequence[Ruling], audience: str) -> None:
        """Rulings that open one item: with enough people, and not beyond a hard floor."""
        needed = people_needed(self.table, work.item.label)
        floors = [f for c in sorted(work.item.label.categories) if (f := self._floors.get((c, audience)))]
        for ruling in self._holding(work, rulings, audience):
            if not ruling.opens or ruling.threat_to_life or ruling.level <= work.level:
                continue
            if len(ruling.by) < needed:
                work.note("ruling-too-few", ruling=ruling.id, needed=needed)
                continue
            cap = min((int(f.at_most) for f in floors if f.at_most is not None), default=6)
            lowest = next((f for f in floors if f.at_most == cap), None)
            if cap > work.level:
                work.set(min(cap, int(ruling.level)), "ruling", work.category, ruling.id)
                work.note("ruling", ruling=ruling.id, reason=ruling.reason)
            if lowest is not None and cap < ruling.level:
                work.set(work.level, "floor", lowest.category)
                work.note("floor", category=lowest.category, audience=audience, words=lowest.words)

    def _ask_givers(self, work: Work, audience: str) -> None:
        """Third parties get what the giver agreed to; silence is no."""
        before = (work.level, work.rule, work.category, work.ruling)
        trace, work.trace = work.trace, None
        unasked, life = 6, work.life
        for place in work.places:
            self._cell(work, IN_CONFIDENCE, audience, place)
            unasked, life = min(unasked, work.level), min(life, work.life)
        work.trace, work.life = trace, life
        work.set(*before)
        for giver in sorted(work.item.label.givers):
            consents = [c for c in work.item.consents if c.covers(giver, audience, work.now)]
            for consent in consents:
                work.turns_at(consent.until)
            agreed = max((int(c.level) for c in consents), default=0)
            if max(unasked, agreed) < work.level:
                work.set(max(unasked, agreed), "giver", IN_CONFIDENCE)
                work.note("giver", givers=(giver,))
            elif consents:
                work.note("consent", givers=(giver,))
            elif work.rule == "table" and work.category == IN_CONFIDENCE:  # nothing else limits it, nor does the giver
                situation = self._situations[work.places[-1]]
                work.note(
                    "table", category=IN_CONFIDENCE, audience=audience, situation=situation, level=LEVELS[work.level]
                )

    def _rule_item(self, work: Work, rulings: Sequence[Ruling], audience: str) -> None:
        """Rulings on one item that stand above floors and givers (a threat to life), then those that close it."""
        needed = people_needed(self.table, work.item.label)
        holding = self._holding(work, rulings, audience)
        for ruling in holding:
            if ruling.opens and ruling.threat_to_life and len(ruling.by) >= needed:
                work.life = max(work.life, int(ruling.level))
                self._apply(work, ruling)
        for ruling in holding:
            if not ruling.opens:
                self._apply(work, ruling)

    def _holding(self, work: Work, rulings: Sequence[Ruling], audience: str) -> list[Ruling]:
        """The rulings on an item that hold now. A hold on the basics of an event lapses by itself.

        Where several situations count, what opens must hold in all of them and what closes in any.
        """
        kinds = [self.table.category_by_id[c] for c in work.item.label.categories]
        hours = min((k.longest_hold_hours for k in kinds if k.longest_hold_hours is not None), default=None)
        found = []
        for ruling in rulings:
            held = [ruling.holds(work.item, audience, self._situations[p], work.now) for p in work.places]
            if not (all(held) if ruling.opens else any(held)):
                work.turns_at(ruling.decided_at)
                continue
            if hours is not None and is_hold(ruling):
                if lapses_at(ruling, hours) <= work.now or renews_alone(ruling, rulings, hours):
                    continue
                work.turns_at(lapses_at(ruling, hours))
            work.turns_at(ruling.ends)
            found.append(ruling)
        return found

    def _delayed(self, work: Work, made: Decision, closed_until: dt.datetime) -> Decision:
        """Until its day an item is delayed, or open as far as a threat to life asks for."""
        work.set(max(int(Level.DELAYED), work.life), "closed-until", work.category)
        work.turns_at(closed_until)
        work.note("closed-until", day=closed_until.date())
        return replace(
            made, level=LEVELS[work.level], rule="closed-until", until=work.until, opens_at=closed_until,
            opens_to=made.level, ruling="",
        )  # fmt: skip


_NEVER_DELAYED = frozenset({"protective-advice", "already-public", "own-item"})
