"""What is sent: the public figures of disclosure, and the ledger of their budgets of noise."""

import datetime as dt
from typing import Literal

from ninja import Schema
from pydantic import Field

from openregime.web.api.asked import Asked


class FiguresAsked(Asked):
    """Which organisations are counted."""

    of: Literal["real", "invented"] = Field(
        default="real", description="`invented`: those made to try the program, which are counted apart."
    )


class FigureOut(Schema):
    """One published number and how it was made."""

    table: Literal["claims", "rulings", "appeals"]
    row: str = Field(description="Empty: all together.")
    column: str = Field(description="How long withheld, or `open`; empty: all together.")
    words: str
    value: int | None = Field(
        description="null: not given, because it would tell of few. With noise it may be below 0."
    )
    low: int | None = Field(description="With noise the true number lies between low and high in 95 of 100 cases.")
    high: int | None
    method: Literal["suppressed", "noise"]
    scale: float | None = Field(description="Of the discrete Laplace noise in each inner cell; null: no noise.")
    epsilon: float | None = Field(description="What the publication cost of its budget; null: no noise.")
    most: int | None = Field(description="What one organisation counts for at the most; null: no noise.")
    budget: str = Field(description="Key of the budget; empty: no noise.")
    published_on: dt.date
    policy_version: str = Field(description="Version of the sharing table.")


class FiguresOut(Schema):
    """How much is withheld, why, for how long, and what came of appeals."""

    of: Literal["real", "invented"]
    figures: list[FigureOut]


class SpendingOut(Schema):
    """One line of a ledger."""

    month: str = Field(description="YYYY-MM of the figures.")
    at: dt.datetime
    epsilon: float
    left: float = Field(description="Of the budget after it.")
    scale: float
    most: int
    method: str = Field(description="What drew the noise.")


class BudgetOut(Schema):
    """A budget of noise with what was spent of it."""

    key: str
    purpose: str = Field(description="The table that it is for, in words.")
    purpose_id: Literal["claims", "rulings", "appeals"]
    organisation: str = Field(description="The secretariat that set it.")
    is_invented: bool
    reason: str
    epsilon: float = Field(description="For the whole period.")
    each: float = Field(description="What one publication costs.")
    most: int = Field(description="What one organisation counts for at the most, in all cells together.")
    begins: dt.date
    ends: dt.date = Field(description="The day after the last.")
    left: float
    lines: list[SpendingOut]


class LedgerOut(Schema):
    """Every budget, the newest first."""

    budgets: list[BudgetOut]
