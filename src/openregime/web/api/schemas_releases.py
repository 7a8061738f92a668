"""What is asked and sent: releases, the log, keys."""

import datetime as dt
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from openregime.web.api.asked import Asked
from openregime.web.api.schemas_proposals import KEY


class ReleasesWanted(Asked):
    """Which releases; empty: all."""

    q: str = Field(default="", max_length=200, description="Words of title, content or organisation, at most 8.")
    organisation: str = Field(default="", max_length=40, pattern=KEY, description="Key of the organisation.")
    before: str = Field(
        default="", max_length=40, pattern=KEY, description="`older` of the page before; empty: the newest."
    )
    page_size: int = Field(default=50, ge=1, le=100, description="Releases on a page, 1 to 100.")


class SizesWanted(Asked):
    """Two sizes of the log."""

    earlier: int = Field(ge=1, le=10**15, description="A size that the log had.")
    later: int = Field(ge=1, le=10**15, description="A size that it had then or later.")


class SignatureOut(Schema):
    """An Ed25519 signature."""

    algorithm: Literal["Ed25519"]
    key: str = Field(description="SHA-256 of the public key, in hexadecimal.")
    value: str = Field(description="64 bytes as base64url.")


class HeadOut(Schema):
    """The signed head of the log at one size."""

    origin: str = Field(description="Name of the log.")
    size: int
    root: str = Field(description="SHA-256 in hexadecimal (RFC 9162).")
    at: dt.datetime
    signature: SignatureOut
    cosignatures: list[str] = Field(description="Lines by which witnesses signed it (C2SP tlog-cosignature).")


class WitnessOut(Schema):
    """A witness of the log."""

    name: str
    key: str = Field(description="NAME+ID+KEY in one line, for `openregime verify --witness`.")
    listed_at: dt.datetime
    ended_at: dt.datetime | None = Field(description="null: what it signs is taken in. What it signed before stays.")
    latest: int | None = Field(description="Size of the last head that it signed; null: none yet.")


class WitnessesOut(Schema):
    """The witnesses of the log."""

    witnesses: list[WitnessOut]


class CosignedIn(Schema):
    """A checkpoint that witnesses cosigned."""

    note: str = Field(
        max_length=20_000, description="Log, size and root in three lines, an empty line, the cosignatures."
    )


class CosignedOut(Schema):
    """Who has signed a head by now."""

    size: int
    witnesses: list[str] = Field(description="Names.")


class ReleaseOut(Schema):
    """One release in short."""

    key: str
    address: str = Field(description="Its page.")
    file: str = Field(description="Address of the file that `openregime verify` checks.")
    title: str
    organisation: str
    organisation_key: str
    is_invented: bool = Field(description="Made up to try the program: it says nothing about a real State.")
    issued_at: dt.datetime
    policy_version: str = Field(description="Version of the sharing table by which it was decided.")
    digest: str = Field(description="SHA-256 of the canonical content (RFC 8785).")
    number: int = Field(description="Its entry in the log, from 0.")
    withdraws: str | None = Field(description="Key of the release that this entry takes back; null: none.")
    withdrawn_by: str | None = Field(description="Key of the entry that takes this one back; null: none does.")


class ReleasesOut(Schema):
    """A page of releases, the latest first."""

    releases: list[ReleaseOut]
    older: str = Field(description="`before` of the next page; empty: there is none.")


class LogProofOut(Schema):
    """That a release is in the log."""

    salt: str = Field(description="base64url; the entry is SHA-256 of it and the canonical release.")
    leaf: str = Field(description="Hash of the entry, in hexadecimal.")
    inclusion: list[str] = Field(description="Hashes from the leaf to the root.")
    head: HeadOut


class OneReleaseOut(ReleaseOut):
    """One release with its content, its signature and its proof."""

    content: Any = Field(description="What was signed, as it was signed.")
    signature: SignatureOut
    proof: LogProofOut


class LogOut(Schema):
    """The log as it is now."""

    size: int
    head: HeadOut | None = Field(description="null: nothing has been published yet.")


class ConsistencyOut(Schema):
    """That the log of one size is the beginning of the log of another."""

    earlier: HeadOut
    later: HeadOut
    proof: list[str] = Field(description="Hashes in hexadecimal (RFC 9162, 2.1.4).")
    holds: bool


class KeyOut(Schema):
    """A public key."""

    id: str = Field(description="SHA-256 of the public key, in hexadecimal.")
    public: str = Field(description="32 bytes of Ed25519 as base64url.")
    use: Literal["release", "log"]
    owner: str = Field(description="Key of the organisation, or name of the log.")
    begins: dt.datetime
    ends: dt.datetime | None = Field(description="null: it signs now. What it signed before stays valid.")


class KeysOut(Schema):
    """Every key with which something here was signed."""

    keys: list[KeyOut]
