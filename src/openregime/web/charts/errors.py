"""What can be wrong with the marks handed to a chart: a mistake of the calling code, never of a reader.

None of them is an OpenRegimeError: a reader cannot mend the address of a page that we draw wrongly, so the page fails
as every other fault of ours does, with status 500 and a line in the log.
"""

from collections.abc import Iterable


class ChartError(ValueError):
    """Base of every refusal to draw."""


class UnknownClass(ChartError):
    """A mark asks for a class that no stylesheet knows, so it would be drawn like something it is not."""

    def __init__(self, *, given: str, known: Iterable[str]) -> None:
        self.given, self.known = given, sorted(known)
        super().__init__(f"Class {given!r} is not a chart class. Use one of {self.known}.")


class UnknownPlace(ChartError):
    """A mark names a place that the map or the tile grid does not have."""

    def __init__(self, *, places: Iterable[str]) -> None:
        self.places = sorted(places)
        super().__init__(
            f"No place on this chart for {self.places}. Use ISO alpha-3 codes of library/world/tile_grid.csv."
        )


class BadValue(ChartError):
    """A number, date or name that cannot be drawn."""

    def __init__(self, *, where: str, problem: str) -> None:
        self.where, self.problem = where, problem
        super().__init__(f"{where}: {problem}.")
