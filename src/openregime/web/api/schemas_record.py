"""What is sent: claims, sources, totals, statements about absence, the release, results of a search."""

import datetime as dt
from typing import Literal

from ninja import Schema
from pydantic import Field

from openregime.web.api.schemas import StateName, TotalOut, WindowOut


class ClaimOut(Schema):
    """One statement: subject has value for object."""

    id: str
    subject: str
    object: str
    value: str
    valid: WindowOut = Field(description="When it became true.")
    recorded: dt.date = Field(description="Known since.")
    sources: list[str]
    category: str
    note: str
    row: str = Field(description="Table and line of the shipped record.")
    standing: Literal["preferred", "competing"]
    reason: str


class ClaimsOut(Schema):
    """A page of claims."""

    count: int = Field(description="Claims in all.")
    page: int
    page_size: int
    claims: list[ClaimOut]


class FedOut(Schema):
    """A reading that a claim goes into."""

    kind: Literal["requirement", "instrument", "measure", "stakes", "count"]
    of: str
    state: str


class ClaimWithContextOut(ClaimOut):
    """One claim, what competes with it, and what it goes into."""

    others: list[ClaimOut] = Field(description="Claims on the same, where sources differ.")
    feeds: list[FedOut]


class SourceOut(Schema):
    """Where claims come from."""

    id: str
    title: str
    publisher: str
    url: str
    as_of: str = Field(description="The source's own date, in its own words.")
    how_read: str
    licence: str
    collection: Literal["treaties", "evidence", "record", "rules"]
    claims: int = Field(description="Claims that rest on it.")
    provisions: int = Field(description="Provisions paraphrased from it.")


class SourcesOut(Schema):
    """A page of sources."""

    count: int
    page: int
    page_size: int
    sources: list[SourceOut]


class TotalsOut(Schema):
    """All published totals."""

    totals: list[TotalOut]


class CompletenessOut(Schema):
    """A claim about absence: up to a day, what the record does not hold did not happen."""

    id: str
    object: str
    up_to: dt.date
    closes: Literal["names", "dates"]
    except_for: list[str]
    means: Literal["not-met", "not-applicable"]
    recorded: dt.date
    sources: list[str]
    note: str


class CompletenessListOut(Schema):
    """All statements about absence."""

    completeness: list[CompletenessOut]


class RecordOut(Schema):
    """The release of the library that is read."""

    digest: str
    compiled_on: dt.date
    claims: int
    sources: int = Field(
        description="Sources of facts that are loaded; /sources lists the texts of the instruments as well."
    )
    entities: list[StateName]


class HitOut(Schema):
    """One result of a search."""

    kind: str
    id: str = Field(description="Id of the thing, or of the part of a page.")
    title: str
    about: str
    address: str = Field(description="Page of this site.")


class SearchOut(Schema):
    """Results, best first."""

    q: str
    has_all_words: bool
    count: int
    results: list[HitOut] = Field(description="At most 100.")
    near: list[HitOut] = Field(description="Things with a name like the question, when nothing was found.")
