"""The fixed vocabularies of the rules: what kind of duty, how strongly binding, when it bites, on what basis."""

from enum import StrEnum


class Duty(StrEnum):
    """What a provision asks a State to do."""

    CRIMINALISE = "criminalise"
    LEGISLATE = "legislate"
    ESTABLISH = "establish"
    COOPERATE = "cooperate"
    INFORM = "inform"
    PROTECT = "protect"
    REPORT = "report"
    REFRAIN = "refrain"


class Binding(StrEnum):
    """How strongly a provision binds, from a plain duty down to words that bind nobody."""

    BINDING = "binding"
    BINDING_QUALIFIED = "binding-qualified"
    BEST_EFFORTS = "best-efforts"
    CALLS_UPON = "calls-upon"
    INVITES = "invites"
    GUIDANCE = "guidance"
    PURPOSE = "purpose"
    SCOPE = "scope"

    @property
    def is_operative(self) -> bool:
        """True when there is something to implement: a purpose or a scope clause asks for nothing."""
        return self not in (Binding.PURPOSE, Binding.SCOPE)

    @property
    def bears_duty(self) -> bool:
        """True when a binding instrument addresses the State: operative, and not mere guidance."""
        return self.is_operative and self is not Binding.GUIDANCE


class Trigger(StrEnum):
    """When a duty bites: at all times, or only once something happens."""

    STANDING = "standing"
    EVENT = "event"


class Degree(StrEnum):
    """How far one measure implements one provision."""

    FULL = "full"
    PARTIAL = "partial"


class Basis(StrEnum):
    """On what a statement rests."""

    LOOKED_UP = "looked_up"
    RECALLED = "recalled"
    PROPOSAL = "proposal"

    @property
    def words(self) -> str:
        """The sentence that pages show beside a paraphrase."""
        return _WORDS[self]


_WORDS = {
    Basis.LOOKED_UP: "paraphrase, checked against a public copy of the text",
    Basis.RECALLED: "paraphrase, not verified against the text",
    Basis.PROPOSAL: "our proposal, not part of any text",
}
