"""What is asked and sent: claims by people, as far as the caller may see them."""

import datetime as dt
from typing import Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from openregime.web.api.asked import Asked
from openregime.web.api.schemas_sharing import LevelSlug, StepOut

StageSlug = Literal["draft", "submitted", "approved", "superseded", "withdrawn"]
KEY = r"^[-a-zA-Z0-9_]*$"


class ProposalsWanted(Asked):
    """Which claims by people; empty: all that the caller may see."""

    q: str = Field(default="", max_length=200, description="Words, at most 8; looked for where the caller may read.")
    object: str = Field(
        default="", max_length=160, description="What a claim is about, e.g. `provision:CPPNM-A.2A.1.a`."
    )
    category: str = Field(default="", max_length=20, description="Information category, C01 to C24.")
    organisation: str = Field(default="", max_length=160, description="Part of the name of the organisation.")
    state: str = Field(default="", max_length=3, description="ISO 3166-1 alpha-3 code of the State.")
    stage: Literal["", "draft", "submitted", "approved", "superseded", "withdrawn"] = Field(
        default="", description="Where the claims stand; drafts are those of one's own organisation."
    )
    before: str = Field(
        default="", max_length=40, pattern=KEY, description="`older` of the page before; empty: the newest."
    )
    page_size: int = Field(default=50, ge=1, le=100, description="Claims on a page, 1 to 100.")


class ProposalIn(Schema):
    """A claim to propose. Fields that are not named here are refused."""

    model_config = ConfigDict(extra="forbid")

    organisation: str = Field(max_length=80, pattern=KEY, description="Key of one's own organisation.")
    object: str = Field(max_length=160, description="`provision:ID`, `measure:ID`, `instrument:ID` or `topic:a-word`.")
    value: str = Field(max_length=2_000, description="What is the case; for provisions and measures a status.")
    valid: str = Field(max_length=40, description="Since when: a day, a month, a year, or two days with a slash.")
    ends_on: str = Field(default="", max_length=10, description="The last day on which it holds: YYYY-MM-DD; or empty.")
    basis: str = Field(max_length=1_000, description="On what it rests.")
    category: str = Field(max_length=20, description="Information category, C01 to C24; it decides who sees how much.")
    note: str = Field(default="", max_length=2_000, description="A note.")
    summary: str = Field(default="", max_length=600, description="For those who may have no more than a summary.")
    redacted: str = Field(default="", max_length=2_000, description="The claim with what is sensitive taken out.")
    facility: str = Field(default="", max_length=120, description="Shown to one's own organisation only.")
    giver: str = Field(default="", max_length=120, description="Who gave it in confidence; needed for C19.")
    closed_until: str = Field(default="", max_length=10, description="The day on which it opens: YYYY-MM-DD; or empty.")
    supersedes: str = Field(
        default="", max_length=40, pattern=KEY, description="Key of an approved claim of one's own that this replaces."
    )


class ReasonIn(Schema):
    """Why something is done."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=3, max_length=2_000, description="A sentence.")


class ProposedClaimOut(Schema):
    """A claim by people. What the caller may not have is empty or null, whatever it holds."""

    key: str
    address: str = Field(description="Its page.")
    level: LevelSlug = Field(description="How much of it the caller is shown.")
    level_title: str
    stage: StageSlug
    organisation: str
    is_invented: bool = Field(description="Made up to try the program: it says nothing about a real State.")
    is_own: bool = Field(description="Whether the caller's own organisation made it.")
    state: str
    category: str
    settled_on: dt.date | None = Field(description="The day it was approved; null: it was not.")
    object: str = Field(description="From level `summary` on.")
    title: str = Field(description="The object in words.")
    words: str = Field(description="The value, or the words prepared for those who may have less.")
    valid: str | None = Field(description="Since when, as a day or window; in full only.")
    ends_on: str | None = Field(description="The last day on which it holds; in full only; null while no end is known.")
    basis: str
    note: str
    facility: str = Field(description="Own organisation only, as are `author`, `giver`, `summary` and `redacted`.")
    author: str
    giver: str
    summary: str
    redacted: str


class ProposalsOut(Schema):
    """A page of claims by people, the newest first. There is no count: it would tell of what is not shown."""

    claims: list[ProposedClaimOut]
    older: str = Field(description="`before` of the next page; empty: there is none.")


class FileOut(Schema):
    """A file beside a claim."""

    key: str
    address: str
    name: str
    kind: str
    size: int
    sha256: str


class FilesOut(Schema):
    """The files beside a claim, the oldest first."""

    files: list[FileOut]


class FileContentOut(FileOut):
    """A file with what is in it."""

    content: str = Field(description="The bytes, in base64.")


class DisputeIn(Schema):
    """An objection to a claim, or a reply to one."""

    model_config = ConfigDict(extra="forbid")

    organisation: str = Field(max_length=80, pattern=KEY, description="Key of one's own organisation.")
    words: str = Field(min_length=3, max_length=2_000, description="What is said; shown to whoever has the claim.")
    answers: str = Field(
        default="", max_length=40, pattern=KEY, description="Key of the objection that is replied to; or empty."
    )


class ReplyOut(Schema):
    """What the organisation that made the claim replies."""

    organisation: str
    words: str
    said_at: dt.datetime


class DisputeOut(ReplyOut):
    """An objection with the replies to it."""

    key: str
    replies: list[ReplyOut]


class DisputesOut(Schema):
    """Objections to a claim, the oldest first."""

    disputes: list[DisputeOut]


class OneProposalOut(ProposedClaimOut):
    """A claim by people with its files."""

    files: list[FileOut] = Field(description="In full only.")


class AudienceOut(Schema):
    """What one audience is really shown."""

    audience: str
    level: str
    reason: str
    lacks: str = Field(description="What could be written so that it sees more; empty where nothing is missing.")


class WhyOut(Schema):
    """Why a caller sees so much of a claim, and not more."""

    key: str
    level: LevelSlug
    level_title: str
    rule: str
    reason: str
    steps: list[StepOut]
    decided_by: str
    until: dt.datetime | None = Field(description="When it may turn out differently by itself; null: not known.")
    review_on: dt.date
    changes: list[str]
    audiences: list[AudienceOut] = Field(description="For one's own claims only: what everybody else is shown.")
