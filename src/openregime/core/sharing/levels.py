"""How much of an item somebody may have: seven levels in one order, from nothing to the item itself."""

from enum import IntEnum

from openregime.core.errors import OpenRegimeError


class UnknownLevel(OpenRegimeError, LookupError):
    """A word that names no level."""

    code = "unknown-level"

    def __init__(self, given: str) -> None:
        self.given = given[:60]
        super().__init__(f"“{self.given}” is no level. Known: {', '.join(level.slug for level in Level)}.")


class Level(IntEnum):
    """How much may be had; a greater value is more open, and the strictest of several is their minimum.

    Source: the order of the least restrictive choice in the disclosure guide (step 7); the numbers are ours.
    """

    WITHHOLD = 0
    EXISTENCE = 1
    DELAYED = 2
    AGGREGATE = 3
    SUMMARY = 4
    REDACTED = 5
    FULL = 6

    @property
    def slug(self) -> str:
        """The level as files, addresses and programs write it: `withhold`, `existence`, ... `full`."""
        return self.name.lower()

    @classmethod
    def of(cls, slug: str) -> "Level":
        """The level that a word names.

        Raises:
            UnknownLevel: none.

        >>> Level.of("summary") < Level.of("full")
        True
        """
        try:
            return cls[slug.upper()] if slug == slug.lower() else cls[""]
        except KeyError:
            raise UnknownLevel(slug) from None
