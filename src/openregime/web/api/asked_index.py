"""What calls on an index may carry in their address, and what a posted study is made of."""

from typing import Literal

from ninja import Schema
from pydantic import Field

from openregime.io.index.report import LONGEST_REASON
from openregime.web.api.asked import Asked, Days

What = Literal["build", "audit", "uncertainty", "sensitivity"]
Kind = Literal["html", "pdf"]


class IndexChosen(Days):
    """The two times, and choices that differ from the library's."""

    p: str = Field(
        default="",
        max_length=8,
        description="Power of the mean over pillars, −100 to 1, or `min`; empty: the library's, −5.",
    )
    weight: list[str] = Field(
        default=[],
        max_length=20,
        description="Weight of a pillar as `hard-law=2`, 0 to 5; those not named keep theirs.",
    )


class IndexDrawn(IndexChosen):
    """The same, and how many worlds are drawn from which seed."""

    seed: int = Field(default=1, ge=0, le=2**31 - 1, description="The same seed gives the same numbers.")
    replications: int = Field(default=1_000, ge=1, le=20_000, description="Worlds to draw.")


class IndexCompared(IndexChosen):
    """The same, and with what it is compared."""

    other: str = Field(
        default="nti",
        max_length=80,
        description="`nti` for the latest edition of published scores known by `as_known`, "
        "`nti:secure_materials:2018` for an earlier one, or the name of another index.",
    )


class Reported(Asked):
    """As what a report is sent. It is written in `lang`: en or ar; any other gives English, which says so."""

    format: Kind = Field(default="html", description="`html`: one file that needs no other; `pdf`: tagged PDF/UA-1.")


class Signed(Schema):
    """Who publishes a report in spite of failed checks, and why."""

    signed_by: str = Field(
        default="",
        max_length=200,
        description="Who publishes in spite of failed checks; needed with `reason` where one failed; printed in it.",
    )
    reason: str = Field(
        default="",
        max_length=LONGEST_REASON,
        description="Why it is published in spite of failed checks; printed in the report.",
    )


class IndexReported(IndexDrawn, Reported, Signed):
    """Choices, worlds, as what the report is sent, and who signs for failed checks."""


class Nothing(Asked):
    """A call that takes nothing but the language."""
