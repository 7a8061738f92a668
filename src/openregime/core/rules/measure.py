"""What a State can do: national measures, and what each contributes to which provision."""

from dataclasses import dataclass

from openregime.core.rules.kinds import Basis, Degree


@dataclass(frozen=True, slots=True)
class Measure:
    """Something a State puts in place by itself: a law, a body, a procedure.

    Attributes:
        id: stable id, M01 to M35 in the shipped rules.
        title: short name.
        theme: group of kindred measures, e.g. `criminalisation`; default efforts are stated by theme.
        evidence_examples: the kinds of document that would show it.
        evidence_normally_public: `yes`, or in words how far; what protects a site is not public and not asked for.
        basis: on what the measure and its crosswalk rest.
        note: anything a reader must know; empty when nothing.
    """

    id: str
    title: str
    theme: str
    evidence_examples: tuple[str, ...]
    evidence_normally_public: str
    basis: Basis
    note: str = ""


@dataclass(frozen=True, slots=True)
class Contribution:
    """One line of the crosswalk: this measure implements that provision, in full or in part."""

    measure: str
    provision: str
    degree: Degree
