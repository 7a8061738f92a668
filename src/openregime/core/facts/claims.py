"""A claim, not a value: who says what about whom, true when, known since when."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from openregime.core.facts.dates import Window


class Standing(StrEnum):
    """Whether a claim is the one that readings use."""

    PREFERRED = "preferred"
    COMPETING = "competing"
    """Another source says otherwise; kept, with the reason why the other one is used."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where claims come from; every source has a page.

    `as_of` is the source's own date in its own words; `collection` names the folder of the record that cites it.
    """

    id: str
    title: str
    publisher: str
    url: str
    as_of: str
    how_read: str
    licence: str
    collection: str


@dataclass(frozen=True, slots=True)
class Entity:
    """Whom claims are about: a State, a regional organization, an area, or the regime as a whole.

    `kind`: `State`, `organization`, `area` or `whole`. Only a `State` has a chain of its own.
    `region` and `subregion` follow UN M49; empty for what lies in none. `exists_since` is the first day of a State
    that came into being after 1970, from which alone anything applies to it; None for those that existed before.
    `iso2` is the ISO 3166-1 alpha-2 code, empty where there is none.
    """

    id: str
    name: str
    kind: str
    region: str
    subregion: str
    is_un_member: bool
    un_member_since: int | None
    note: str
    exists_since: dt.date | None = None
    iso2: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement: *subject* has *value* for *object*.

    Attributes:
        id: stable, made of the table and the row's key, e.g. `adherence/FRA/cppnm_a/deposited`.
        subject: ISO 3166-1 alpha-3, or EUR, TWN, WORLD, REGIME.
        object: what is spoken of, `thing.aspect`, e.g. `cppnm_a.deposited`.
        value: the text of the source table, unchanged.
        valid: the window in which the statement became true (valid time); a known day for a dated act.
        recorded: known since (recorded time), UTC day.
        sources: source ids, the main one first; never empty.
        category: information category of the disclosure guide, e.g. C01.
        note: remark of the record, may be empty.
        row: `table:line` of the shipped record, line 2 being the first below the header.
        standing: preferred or competing; `reason` says why where sources differ.
        ends_on: the last day on which a State's own word holds; None where no end is known, and for all other claims.
    """

    id: str
    subject: str
    object: str
    value: str
    valid: Window
    recorded: dt.date
    sources: tuple[str, ...]
    category: str
    note: str
    row: str
    standing: Standing
    reason: str
    ends_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Completeness:
    """A claim about absence: up to `up_to`, what the record does not hold did not happen; after that day it is unknown.

    Attributes:
        object: the thing whose list is complete, e.g. `cppnm_a`.
        closes: `names`: who has no row was outside; `dates`: who has no *dated* row up to that day was outside too.
        except_for: subjects the statement does not cover.
        means: the status of a subject without a row, `not-met` or `not-applicable`.
    """

    id: str
    object: str
    up_to: dt.date
    closes: str
    except_for: frozenset[str]
    means: str
    recorded: dt.date
    sources: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Total:
    """A published total: a claim about the whole that narrows what the parts leave open.

    Attributes:
        object: thing counted, e.g. `cppnm_a`.
        day: window of the day it speaks of; `Window(a, b)` for an undated total.
        low, high: how many States (EURATOM taken out: where the source does not say whether it is in, both are kept).
        published: the number as printed.
    """

    id: str
    object: str
    day: Window
    low: int
    high: int
    published: int
    basis: str
    recorded: dt.date
    sources: tuple[str, ...]
    note: str
