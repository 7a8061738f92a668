"""What a call may carry in its address. Names that are not listed are refused (`interface.py`)."""

from typing import Literal

from ninja import Schema
from pydantic import Field

DAY = r"^(today|\d{4}-\d{2}-\d{2})?$"
"""An ISO date, the word today, or nothing, which means today; the calendar is checked when the day is read."""

Aspect = Literal["public", "States", "together"]


class Asked(Schema):
    """Parameters of every call."""

    lang: Literal["", "ar", "en", "es", "fr", "ru", "zh", "zh-cn", "zh-hans"] = Field(
        default="", description="Language of titles and reasons; English where a text is not translated."
    )
    own_words: Literal["", "with", "without"] = Field(
        default="",
        description="`without`: readings of the shipped record alone, without what States say of themselves here.",
    )


class Days(Asked):
    """The two times of a reading."""

    as_of: str = Field(
        default="", pattern=DAY, description="The day read about: YYYY-MM-DD, from 1970-01-01 to today; empty: today."
    )
    as_known: str = Field(
        default="",
        pattern=DAY,
        description="Only claims recorded by this day count: YYYY-MM-DD, to today; empty: today.",
    )


class DaysAndAspect(Days):
    """The two times, and which links are read."""

    aspect: Aspect = Field(
        default="public",
        description="`public`: links that public evidence decides; `States`: links that only States can speak to.",
    )


class Regions(DaysAndAspect):
    """How the States are grouped."""

    by: Literal["region", "subregion"] = Field(default="region", description="UN M49 region or subregion.")


class Since(Days):
    """An earlier day to compare with."""

    since: str = Field(
        pattern=r"^(today|\d{4}-\d{2}-\d{2})$", description="The earlier day: YYYY-MM-DD. The later one is `as_of`."
    )
    since_known: str = Field(
        default="",
        pattern=DAY,
        description="The day of knowledge for the earlier day; empty: the same as `as_known`.",
    )


class Planned(Days):
    """What a plan is made for, and what it may cost."""

    instrument: list[str] = Field(
        default=[], max_length=20, description="Instruments to satisfy together; none: cppnm_a, icsant and unscr1540."
    )
    have: list[str] = Field(default=[], max_length=60, description="Measures to take as in place, e.g. M01.")
    limit: float | None = Field(
        default=None, ge=6, le=10_000, description="Person-months a year that the State can give; none: the proposal."
    )
    effort: list[str] = Field(
        default=[],
        max_length=60,
        description="Effort of a measure in person-months, with years after a colon if wished: `M13=6` or `M13=6:2`.",
    )


class Supposed(Days):
    """Acts that have not happened."""

    act: list[str] = Field(
        default=[], max_length=60, description="`join:<instrument>`, `adopt:<measure>`, `mission` or `publish`."
    )


class Paged(Asked):
    """A page of a long list."""

    page: int = Field(default=1, ge=1, le=100_000, description="Page, from 1.")
    page_size: int = Field(default=100, ge=1, le=500, description="Entries of one page, 1 to 500.")


class Known(Asked):
    """The day of knowledge."""

    as_known: str = Field(default="", pattern=DAY, description="Only what was recorded by this day; empty: today.")


class ClaimsWanted(Paged, Known):
    """Which claims."""

    subject: str = Field(default="", max_length=12, description="ISO alpha-3, EUR, TWN, WORLD or REGIME.")
    object: str = Field(
        default="", max_length=160, description="What is spoken of: `cppnm_a` finds `cppnm_a.deposited` and the rest."
    )
    source: str = Field(default="", max_length=80, description="Id of a source that the claim rests on.")
    table: str = Field(default="", max_length=80, description="Table of the record, e.g. `treaties/adherence.csv`.")
    standing: Literal["", "preferred", "competing"] = Field(default="", description="Whether readings use it.")


class SourcesWanted(Paged, Known):
    """Which sources."""

    q: str = Field(default="", max_length=200, description="Words that title, publisher, address or id contain.")
    collection: Literal["", "treaties", "evidence", "record", "rules"] = Field(
        default="", description="Part of the library that cites it."
    )


class ProvisionsWanted(Asked):
    """Which provisions."""

    instrument: str = Field(default="", max_length=40, description="Id of an instrument; empty: all.")


class Question(Asked):
    """What to look for."""

    q: str = Field(max_length=200, description="Words in any language.")
    kind: Literal["", "state", "instrument", "provision", "measure", "statement", "institution", "help", "source"] = (
        Field(default="", description="Only results of one kind.")
    )
