"""Noise for published counts: the discrete Laplace mechanism of OpenDP, an optional extra, loaded when used.

OpenDP's mechanisms are vetted, and sample exactly with whole numbers: noise that is made from floating point gives away
the count in its last digits (Mironov, ACM CCS 2012). What a mechanism costs is what OpenDP's own privacy map says.
"""

import importlib
import importlib.metadata
import importlib.util
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from openregime.core.errors import OpenRegimeError

LONGEST = 1_000
"""Cells of one table at the most."""


class NoiseNotInstalled(OpenRegimeError, RuntimeError):
    """Noise was asked for, and the optional extra is not installed here."""

    code = "noise-not-installed"

    def __init__(self) -> None:
        super().__init__(
            "Figures with noise need OpenDP, an optional extra: install it with "
            "`python -m pip install --require-hashes --no-deps -r requirements/privacy.txt`, then start again."
        )


@dataclass(frozen=True, slots=True)
class Noisy:
    """Counts with noise, and what the mechanism promises.

    Attributes:
        values: cell -> whole number, which may lie below 0.
        scale: of the discrete Laplace distribution of each cell's noise.
        epsilon: the privacy loss that OpenDP proves for it, at most what was asked for.
        method: name and version of what drew it.
    """

    values: Mapping[str, int]
    scale: float
    epsilon: float
    method: str


def can_draw_noise() -> bool:
    """Whether the optional extra is installed."""
    return importlib.util.find_spec("opendp") is not None


def with_noise(counts: Mapping[str, int], *, epsilon: float, sensitivity: int) -> Noisy:
    """Add independent noise to each count, so that all of them together lose `epsilon` at the most.

    Args:
        counts: cell -> whole number; the cells themselves must not depend on what is protected.
        epsilon: > 0, no unit. sensitivity: by how much all counts together change with one unit, >= 1 (L1).
    Raises:
        NoiseNotInstalled. ValueError: no cells, too many, or an epsilon or sensitivity out of range.
    """
    if not 1 <= len(counts) <= LONGEST or sensitivity < 1 or not 0 < epsilon < math.inf:
        raise ValueError("Noise needs 1 to 1,000 cells, epsilon above 0 and a sensitivity of 1 or more.")
    library = _opendp()
    scale = sensitivity / epsilon
    mechanism = _mechanism(library, scale)
    while mechanism.map(sensitivity) > epsilon:  # its map rounds up, on the safe side
        scale = math.nextafter(scale * (1 + 2**-52), math.inf)
        mechanism = _mechanism(library, scale)
    names = sorted(counts)
    drawn = mechanism([counts[name] for name in names])
    values = dict(zip(names, drawn, strict=True))
    version = importlib.metadata.version("opendp")
    return Noisy(values, scale, mechanism.map(sensitivity), f"OpenDP {version}, make_laplace")


def _mechanism(library: Any, scale: float) -> Any:
    cells = library.vector_domain(library.atom_domain(T="i64"))
    return library.m.make_laplace(cells, library.l1_distance(T="i64"), scale=scale)


def _opendp() -> Any:
    try:
        library = importlib.import_module("opendp.prelude")
    except ImportError as error:
        raise NoiseNotInstalled from error
    library.enable_features("contrib")  # the mechanism is vetted; the flag is for the library's collection as a whole
    return library
