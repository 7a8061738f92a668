"""What is sent: the sharing table and its decisions."""

from typing import Literal

from ninja import Schema
from pydantic import Field

from openregime.web.api.asked import Asked

LevelSlug = Literal["full", "redacted", "summary", "aggregate", "delayed", "existence", "withhold"]


class CellAsked(Asked):
    """One cell of the table."""

    category: str = Field(max_length=20, description="Information category, C01 to C24.")
    audience: str = Field(max_length=40, description="Audience, e.g. `public` or `regulator`.")
    situation: str = Field(default="normal", max_length=40, description="`normal`, `elevated` or `emergency`.")


class CellsAsked(Asked):
    """Which cells of the table; empty: all."""

    category: str = Field(default="", max_length=20, description="Only this information category.")
    audience: str = Field(default="", max_length=40, description="Only this audience.")
    situation: str = Field(default="", max_length=40, description="Only this situation.")


class StepOut(Schema):
    """One step of an explanation."""

    words: str
    level: LevelSlug | None = Field(description="The most that may be had after it; null: not yet said.")


class SharingDecisionOut(Schema):
    """A decision of the default table, with its reasons."""

    category: str
    audience: str
    situation: str
    level: LevelSlug
    level_title: str
    rule: str = Field(description="Stable code of the rule that decided, e.g. `table`, `protective-advice`.")
    reason: str
    decided_by: list[str]
    review_months: int = Field(description="Whatever is withheld is decided anew after so many months.", ge=1)
    people_to_loosen: int = Field(description="People, each in a role of their own, to open it further.", ge=1)
    hard_floors: list[str]
    tlp: str = Field(description="Traffic light label that fits; empty where none is suggested.")
    steps: list[StepOut]
    changes: list[str] = Field(description="What would change it.")
    table_version: str


class CellOut(Schema):
    """One cell."""

    category: str
    audience: str
    situation: str
    level: LevelSlug
    moved: str = Field(description="Why the situation moves it from its normal level; empty: it does not.")


class CategoryOut(Schema):
    """One information category."""

    id: str
    title: str
    kind: str
    definition: str
    reason: str
    release: str
    review_months: int
    people_to_loosen: int


class NamedOut(Schema):
    """An audience, a situation or a level."""

    id: str
    title: str


class SharingTableOut(Schema):
    """The table, whole or in part."""

    version: str
    basis: str
    note: str
    categories: list[CategoryOut]
    audiences: list[NamedOut]
    situations: list[NamedOut]
    levels: list[NamedOut]
    cells: list[CellOut]
