"""Calls for the sharing table: who may see what in which situation, and why."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from openregime.core.sharing import Decision, Level, PolicyTable, UnknownCell
from openregime.io.sharing.table import load_sharing_table
from openregime.web.api import schemas_sharing as schemas
from openregime.web.api.interface import NOT_FOUND
from openregime.web.phrases import library_words
from openregime.web.sharing.words import gate, names, sentence

router = Router(tags=["Sharing"])
_NOW = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""No cell of the default table depends on the day."""


@router.get(
    "/sharing/decide",
    response={200: schemas.SharingDecisionOut, **NOT_FOUND},
    summary="Who may see what: one decision",
)
def decide(request: HttpRequest, asked_for: Query[schemas.CellAsked]):  # type: ignore[no-untyped-def]
    """How much an audience of the item's own State and mission may have of a category in a situation, and why."""
    decision = gate().cell(asked_for.category, asked_for.audience, asked_for.situation, _NOW)
    return _decided(load_sharing_table(), decision, asked_for.situation)


@router.get(
    "/sharing/table", response={200: schemas.SharingTableOut, **NOT_FOUND}, summary="Who may see what: the table"
)
def table(request: HttpRequest, asked_for: Query[schemas.CellsAsked]):  # type: ignore[no-untyped-def]
    """The default table, whole or narrowed to a category, an audience, a situation."""
    whole, titles = load_sharing_table(), names()
    chosen = {
        "category": _chosen("category", asked_for.category, tuple(whole.category_by_id)),
        "audience": _chosen("audience", asked_for.audience, tuple(whole.audience_by_id)),
        "situation": _chosen("situation", asked_for.situation, tuple(whole.situation_by_id)),
    }
    return {
        "version": whole.version,
        "basis": "proposal",
        "note": library_words(whole.note),
        "categories": [_category(whole, c, titles[c]) for c in chosen["category"]],
        "audiences": [{"id": a, "title": titles[a]} for a in chosen["audience"]],
        "situations": [{"id": s, "title": titles[s]} for s in chosen["situation"]],
        "levels": [{"id": level.slug, "title": titles[level.slug]} for level in sorted(Level, reverse=True)],
        "cells": [
            _cell(whole, c, a, s) for c in chosen["category"] for a in chosen["audience"] for s in chosen["situation"]
        ],
    }


def _chosen(kind: str, given: str, known: tuple[str, ...]) -> tuple[str, ...]:
    if given and given not in known:
        raise UnknownCell(kind, given, known)
    return (given,) if given else known


def _category(whole: PolicyTable, category: str, title: str) -> dict[str, Any]:
    found = whole.category_by_id[category]
    return {
        "id": category,
        "title": title,
        "kind": found.kind,
        "definition": library_words(found.definition),
        "reason": library_words(found.reason),
        "release": library_words(found.release),
        "review_months": found.review_months,
        "people_to_loosen": found.people_to_loosen,
    }


def _cell(whole: PolicyTable, category: str, audience: str, situation: str) -> dict[str, Any]:
    return {
        "category": category,
        "audience": audience,
        "situation": situation,
        "level": whole.level(category, audience, situation).slug,
        "moved": library_words(whole.move(category, audience, situation)),
    }


def _decided(whole: PolicyTable, decision: Decision, situation: str) -> dict[str, Any]:
    titles, kind = names(), whole.category_by_id[decision.category]
    floors = [f for f in whole.floors_of[kind.id] if not f.audiences or decision.audience in f.audiences]
    shown = [c for c in decision.changes if c.code not in ("review", "review-due")]
    return {
        "category": decision.category,
        "audience": decision.audience,
        "situation": situation,
        "level": decision.level.slug,
        "level_title": titles[decision.level.slug],
        "rule": decision.rule,
        "reason": sentence(decision.reason, titles),
        "decided_by": list(decision.decided_by),
        "review_months": kind.review_months,
        "people_to_loosen": kind.people_to_loosen,
        "hard_floors": [library_words(f.words) for f in floors],
        "tlp": library_words(whole.labels.get((decision.audience, decision.level.slug), "")),
        "steps": [
            {"words": sentence(s.words, titles), "level": s.level.slug if s.level is not None else None}
            for s in decision.steps
        ],
        "changes": [sentence(c, titles) for c in shown],
        "table_version": whole.version,
    }
