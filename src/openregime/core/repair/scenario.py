"""Acts that a scenario supposes: joining an instrument, adopting a measure, a mission and what is published of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from openregime.core.errors import OpenRegimeError
from openregime.core.facts.status import Status
from openregime.core.readings.links import Chain
from openregime.core.repair.situation import Situation
from openregime.core.rules import Rules


class BadAct(OpenRegimeError, ValueError):
    """A text that names no act, or an act upon something unknown."""

    code = "bad-act"

    def __init__(self, text: str, problem: str) -> None:
        self.text, self.problem = text, problem
        super().__init__(f"“{text}” is no act: {problem} Write join:cppnm_a, adopt:M13, mission or publish.")


@dataclass(frozen=True, slots=True, order=True)
class Join:
    """The State joins an instrument."""

    instrument: str

    def __str__(self) -> str:
        return f"join:{self.instrument}"


@dataclass(frozen=True, slots=True, order=True)
class AdoptMeasure:
    """The State puts a national measure in place."""

    measure: str

    def __str__(self) -> str:
        return f"adopt:{self.measure}"


@dataclass(frozen=True, slots=True, order=True)
class InviteMission:
    """The State hosts an advisory mission of its peers. It changes readings, not the plan."""

    def __str__(self) -> str:
        return "mission"


@dataclass(frozen=True, slots=True, order=True)
class PublishResult:
    """The State makes something of a mission's result public. Like a mission, it changes readings, not the plan."""

    def __str__(self) -> str:
        return "publish"


Act = Join | AdoptMeasure | InviteMission | PublishResult
_WITHOUT_ID: dict[str, Act] = {"mission": InviteMission(), "publish": PublishResult()}


def parse_act(text: str, *, instruments: Collection[str], measures: Collection[str]) -> Act:
    """Read one act.

    Args:
        text: `join:<instrument>`, `adopt:<measure>`, `mission` or `publish`; case and blanks around it do not matter.
        instruments: ids that can be joined.
        measures: ids that can be adopted.
    Raises:
        BadAct: anything else, or an unknown id; the message says which are known.

    >>> parse_act("join:cppnm_a", instruments={"cppnm_a"}, measures={"M13"})
    Join(instrument='cppnm_a')
    """
    verb, _, target = (part.strip() for part in text.partition(":"))
    if (alone := _WITHOUT_ID.get(verb.lower())) is not None:
        if ":" in text:
            raise BadAct(text, f"{verb.lower()} takes no id.")
        return alone
    if verb.lower() == "join":
        return Join(_known(text, target.lower(), instruments, "instrument"))
    if verb.lower() == "adopt":
        return AdoptMeasure(_known(text, target.upper(), measures, "measure"))
    raise BadAct(text, f"“{verb}” is none of join, adopt, mission, publish.")


def parse_acts(texts: Iterable[str], *, instruments: Collection[str], measures: Collection[str]) -> tuple[Act, ...]:
    """Read several acts, each once, in the order given; arguments and errors as in `parse_act`."""
    acts = (parse_act(text, instruments=instruments, measures=measures) for text in texts)
    return tuple(dict.fromkeys(acts))


def _known(text: str, target: str, known: Collection[str], kind: str) -> str:
    if target not in known:
        shown = sorted(known)
        listed = ", ".join(shown[:8]) + (", ..." if len(shown) > 8 else "")
        raise BadAct(text, f"there is no {kind} “{target}”; known: {listed or 'none'}.")
    return target


def joinable(chain: Chain) -> tuple[str, ...]:
    """Ids of the instruments that a chain asks a State to join, in its order."""
    return tuple(r.evidence.of for r in chain.requirements if r.evidence.kind == "joined")


def acts_open(chain: Chain, rules: Rules) -> tuple[Act, ...]:
    """Every act that a State can be supposed to do, in the order in which they are offered."""
    joins = (Join(instrument) for instrument in joinable(chain))
    return (*joins, InviteMission(), PublishResult(), *(AdoptMeasure(m.id) for m in rules.measures))


def after_acts(situation: Situation, acts: Iterable[Act]) -> Situation:
    """The situation of a State after some acts, in any order; a mission and its result change nothing here."""
    instruments, measures = dict(situation.instruments), dict(situation.measures)
    for act in acts:
        match act:
            case Join(instrument):
                instruments[instrument] = Status.MET
            case AdoptMeasure(measure):
                measures[measure] = Status.MET
    return Situation.of(situation.state, instruments, measures)
