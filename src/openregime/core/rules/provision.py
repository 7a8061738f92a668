"""What the instruments ask for: provisions, and the sources of their paraphrases."""

from dataclasses import dataclass

from openregime.core.rules.kinds import Basis, Binding, Duty, Trigger


@dataclass(frozen=True, slots=True)
class RuleSource:
    """A publication that provisions are paraphrased from.

    Attributes:
        id: stable id, e.g. `S-CPPNMA`.
        title: title of the publication.
        url: where it was seen.
        as_of: what state of the text it shows, in words; it may be undated.
        looked_up: the parts that were read there; empty when none was.
    """

    id: str
    title: str
    url: str
    as_of: str
    looked_up: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Provision:
    """One thing that an instrument says, in our words; never the authentic text.

    Attributes:
        id: stable id, e.g. `CPPNM-A.2A.1.a`.
        instrument: id of the instrument, e.g. `cppnm_a`.
        article: where it stands, as the instrument counts, e.g. `2A(1)(a)`.
        title: short name, ours unless the text names it.
        duty: what it asks for.
        binding: how strongly.
        trigger: when it bites; an event duty with no event is not thereby met.
        paraphrase: its meaning in our words.
        basis: whether the paraphrase was checked against the text.
        source: id of a RuleSource.
        qualifier: words that soften the duty, e.g. "insofar as reasonable and practicable"; empty when none.
        new_in_amendment: True when the instrument that was amended has no such duty; False when it is known to have
            one; None when nothing is marked, which for an amended instrument is read as False.
        partials_suffice: whether all partial measures together make the whole (our proposal); None when no measure
            is partial.
        note: anything a reader must know; empty when nothing.
    """

    id: str
    instrument: str
    article: str
    title: str
    duty: Duty
    binding: Binding
    trigger: Trigger
    paraphrase: str
    basis: Basis
    source: str
    qualifier: str = ""
    new_in_amendment: bool | None = None
    partials_suffice: bool | None = None
    note: str = ""

    @property
    def is_verified(self) -> bool:
        """True when the paraphrase was checked against a public copy of the text."""
        return self.basis is Basis.LOOKED_UP

    @property
    def is_operative(self) -> bool:
        """True when there is something to implement: not a purpose or scope clause."""
        return self.binding.is_operative

    @property
    def bears_duty(self) -> bool:
        """True when it addresses States from a binding instrument; guidance does not."""
        return self.binding.bears_duty


@dataclass(frozen=True, slots=True)
class AmendedText:
    """That one instrument is the amended text of another.

    Provisions of the amended text that are not new in it bind parties to the original as well.

    Attributes:
        amended: id of the instrument whose provisions are listed.
        original: id of the earlier instrument.
        basis: on what the statement rests.
        source: id of a RuleSource.
        note: anything a reader must know; empty when nothing.
    """

    amended: str
    original: str
    basis: Basis
    source: str
    note: str = ""
