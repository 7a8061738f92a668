"""What can be wrong with the marks handed to a chart: a mistake of the calling code, never of a reader."""

from collections.abc import Iterable

from openregime.core.errors import OpenRegimeError


class ChartError(OpenRegimeError, ValueError):
    """Base of every refusal to draw."""

    code = "chart"


class UnknownClass(ChartError):
    """A mark asks for a class that no stylesheet knows, so it would be drawn like something it is not."""

    code = "chart-class"

    def __init__(self, *, given: str, known: Iterable[str]) -> None:
        self.given, self.known = given, sorted(known)
        super().__init__(f"Class {given!r} is not a chart class. Use one of {self.known}.")


class UnknownPlace(ChartError):
    """A mark names a place that the map or the tile grid does not have."""

    code = "chart-place"

    def __init__(self, *, places: Iterable[str]) -> None:
        self.places = sorted(places)
        super().__init__(
            f"No place on this chart for {self.places}. Use ISO alpha-3 codes of library/world/tile_grid.csv."
        )


class BadValue(ChartError):
    """A number, date or name that cannot be drawn."""

    code = "chart-value"

    def __init__(self, *, where: str, problem: str) -> None:
        self.where, self.problem = where, problem
        super().__init__(f"{where}: {problem}.")
