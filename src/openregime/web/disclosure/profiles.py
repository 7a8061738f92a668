"""From an item to its profile: asking the gate once for every audience and situation, and again when it may change."""

import datetime as dt
import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django.db import transaction

from openregime.core.sharing import Asker, Consent, Gate, Item, Label, Level, Publication, Situation
from openregime.core.sharing.situations import NORMAL
from openregime.web.disclosure.models import DisclosureProfile, ProfileCell

_ALWAYS = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_NEVER = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


def profile_for(item: Item, gate: Gate, *, now: dt.datetime) -> DisclosureProfile:
    """The profile of an item, made if it is new. Call it inside the transaction that stores the item.

    Args:
        item: its id counts only where a ruling names it.
    """
    source = _source_of(item, gate)
    digest = sha256(json.dumps(source, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    found = DisclosureProfile.objects.filter(digest=digest).first()
    if found is not None:
        return found
    made = DisclosureProfile.objects.create(
        digest=digest,
        state=item.state,
        holder=item.holder,
        mission=item.mission,
        categories=sorted(item.label.categories),
        source=source,
    )
    ask_again([made], gate, now=now)
    return made


@transaction.atomic
def ask_again(profiles: Iterable[DisclosureProfile], gate: Gate, *, now: dt.datetime) -> None:
    """Write what the gate says of profiles at a time, in place of what it said before."""
    cells: list[ProfileCell] = []
    changed: list[DisclosureProfile] = []
    for profile in profiles:
        made, profile.turns_at = _cells(profile, gate, now)
        cells += made
        changed.append(profile)
    ProfileCell.objects.filter(profile__in=changed).delete()
    ProfileCell.objects.bulk_create(cells, 900)
    DisclosureProfile.objects.bulk_update(changed, ["turns_at"], 400)


def _cells(profile: DisclosureProfile, gate: Gate, now: dt.datetime) -> tuple[list[ProfileCell], dt.datetime | None]:
    item = item_of(profile.source)
    missions = frozenset({item.mission}) if item.mission else frozenset()
    made: list[ProfileCell] = []
    turns: list[dt.datetime] = []
    for kind in gate.table.situations:
        ends = None if kind.id == NORMAL else _NEVER
        situation = Situation(kind.id, _ALWAYS, ends, "profile", "", item.state)
        for audience in gate.table.audiences:
            for bound in (True, False):
                asker = Asker(
                    "profile",
                    audience.id,
                    state=item.state if bound else "",
                    missions=missions if bound else frozenset(),
                )
                decision = gate.decide(asker, item, situation, now)
                made.append(
                    ProfileCell(
                        profile=profile, audience=audience.id, bound=bound, situation=kind.id, level=int(decision.level)
                    )
                )
                if decision.until is not None and decision.until < _NEVER:
                    turns.append(decision.until)
    return made, min(turns, default=None)


def _source_of(item: Item, gate: Gate) -> dict[str, Any]:
    """Everything about an item that the gate looks at, as JSON."""
    label = item.label
    return {
        "categories": sorted(label.categories),
        "givers": sorted(label.givers),
        "bars": sorted(label.bars),
        "closed_until": _text(label.closed_until),
        "state": item.state,
        "holder": item.holder,
        "mission": item.mission,
        "completed_at": _text(item.completed_at),
        "publication": (
            [item.publication.by, _text(item.publication.at), item.publication.where] if item.publication else None
        ),
        "consents": [
            [c.giver, sorted(c.audiences), int(c.level), _text(c.given_at), _text(c.until)] for c in item.consents
        ],
        "item": item.id if any(ruling.item == item.id for ruling in gate.rulings) else "",
    }


def item_of(source: dict[str, Any]) -> Item:
    """The item that a profile stands for."""
    publication = source["publication"]
    return Item(
        id=source["item"],
        label=Label(
            frozenset(source["categories"]),
            frozenset(source["givers"]),
            frozenset(source["bars"]),
            closed_until=_time(source["closed_until"]),
        ),
        entered_on=dt.date.min,
        state=source["state"],
        holder=source["holder"],
        mission=source["mission"],
        completed_at=_time(source["completed_at"]),
        publication=Publication(publication[0], dt.datetime.fromisoformat(publication[1]), publication[2])
        if publication
        else None,
        consents=tuple(
            Consent(giver, frozenset(audiences), Level(level), dt.datetime.fromisoformat(given), _time(until))
            for giver, audiences, level, given, until in source["consents"]
        ),
    )


def _text(time: dt.datetime | None) -> str | None:
    return None if time is None else time.astimezone(dt.UTC).isoformat()


def _time(text: str | None) -> dt.datetime | None:
    return None if text is None else dt.datetime.fromisoformat(text)
