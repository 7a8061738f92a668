"""The reading of one day: every State, every requirement, link, provision, at once, as arrays."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from openregime.core.facts import Claim, Record, Span, Status
from openregime.core.readings.evidence import in_force_for, joined, tenures_of, word_on
from openregime.core.readings.links import Chain, Link
from openregime.core.readings.tenures import Codes, Tenures
from openregime.core.readings.words import words_of
from openregime.core.rules import Rules, implement_provisions
from openregime.core.rules.instruments import Instrument

Floats = NDArray[np.float64]
Share = tuple[np.uint8, np.float64, np.float64]
"""Status code, low and high end of one kind of State."""

ASPECTS = ("public", "States", "together")
"""What is read: links that public evidence decides, links that only States can speak to, both."""

MET, PARTLY_MET, NOT_MET, UNKNOWN, NOT_APPLICABLE, NOT_YET_DUE = (int(s) for s in Status)

_LOW = np.array([1, 0.5, 0, 0, np.nan, np.nan])
_HIGH = np.array([1, 0.5, 0, 1, np.nan, np.nan])


@dataclass(frozen=True)
class ProvisionReading:
    """Provisions of one day. Arrays are n_states x n_provisions, provisions in the order of the rules.

    Attributes:
        bound: Status codes: MET where the State is bound, NOT_YET_DUE before the instrument is in force,
            NOT_APPLICABLE for guidance, which binds nobody.
        status: Status codes: implemented where it binds (guidance: where it recommends).
        low, high: the interval, NaN where the provision does not count.
    """

    bound: Codes
    status: Codes
    low: Floats
    high: Floats


class Regime:
    """Everything that readings need, made once from a record as known on some day.

    Args:
        record: the claims, as known.
        instruments, rules, chain: the library.
    """

    def __init__(self, record: Record, instruments: Mapping[str, Instrument], rules: Rules, chain: Chain) -> None:
        self.record, self.instruments, self.rules, self.chain = record, instruments, rules, chain
        self._prepare(tenures_of(record, instruments, chain, [m.id for m in rules.measures]))

    def _prepare(self, tenures: Tenures) -> None:
        self.tenures = tenures
        self.states = tuple(e.id for e in self.record.states)
        self.state_row = {s: i for i, s in enumerate(self.states)}
        self._shares: dict[tuple[str, ...], dict[bytes, Share]] = {}
        self._rows = np.array([tenures.row_of[s] for s in self.states], dtype=np.intp)
        self.requirements = requirements = self.chain.requirements
        self.requirement_index = {r.id: k for k, r in enumerate(requirements)}
        self._columns = np.array([self._column(k) for k in range(len(requirements))], dtype=np.intp)
        self._measure_columns = np.array([tenures.column_of[f"measure:{m.id}"] for m in self.rules.measures], np.intp)
        index = {m.id: j for j, m in enumerate(self.rules.measures)}
        self._traces = [
            (self._columns[self.requirement_index[t.requirement]], index[t.measure])
            for t in self.chain.measure_evidence
        ]
        self._member = np.zeros((len(requirements), len(self.chain.links)))
        for j, link in enumerate(self.chain.links):
            for requirement in link.requirements:
                self._member[self.requirement_index[requirement.id], j] = 1
        self._words = self._words_on("requirement", [r.id for r in requirements])
        self._provision_words = self._words_on("provision", [p.id for p in self.rules.provisions])
        self.links_for = {a: [j for j, x in enumerate(self.chain.links) if belongs(x, a)] for a in ASPECTS}
        self._prepare_provisions()

    @cached_property
    def words(self) -> Mapping[tuple[str, str], tuple[Claim, ...]]:
        """What States said themselves: see `words_of`."""
        return words_of(self.record)

    def _words_on(self, kind: str, names: Sequence[str]) -> dict[int, int]:
        """Place of a requirement or provision -> column of the States' own word on it, where any State has spoken."""
        column_of = self.tenures.column_of
        return {n: column_of[w] for n, name in enumerate(names) if (w := word_on(kind, name)) in column_of}

    def _column(self, k: int) -> int:
        requirement = self.requirements[k]
        evidence = requirement.evidence
        if evidence.kind == "provisions":
            return 0  # filled from the provisions
        thing = joined(evidence.of) if evidence.kind == "joined" else requirement.id
        return self.tenures.column_of[thing]

    def _prepare_provisions(self) -> None:
        ids = [i for i in self.instruments if i in self.rules.instruments or self.rules_original(i)]
        self._force_ids = ids
        self._force_columns = np.array([self.tenures.column_of[in_force_for(i)] for i in ids], dtype=np.intp)
        position = {i: n for n, i in enumerate(ids)}
        provisions = self.rules.provisions
        self._own = np.array([position[p.instrument] for p in provisions], dtype=np.intp)
        original = {a.amended: a.original for a in self.rules.amended_texts}
        self._also = np.array(
            [
                position[p.instrument if p.new_in_amendment else original.get(p.instrument, p.instrument)]
                for p in provisions
            ],
            dtype=np.intp,
        )
        self._guidance = np.array([self.instruments[p.instrument].kind == "guidance" for p in provisions], dtype=bool)
        self._guidance_due = np.array(
            [
                self.instruments[p.instrument].opened.toordinal() if g else 0
                for p, g in zip(provisions, self._guidance, strict=True)
            ]
        )

    def rules_original(self, instrument_id: str) -> bool:
        """True when provisions of an amended text bind parties to this instrument as well."""
        return any(a.original == instrument_id for a in self.rules.amended_texts)

    def at(self, day: dt.date) -> "DayReading":
        """The reading of one day."""
        return DayReading(self, day, self.tenures.codes(day))

    def if_nothing_changed(self, day: dt.date) -> "DayReading":
        """The reading of one day, supposing that who was outside when a complete list ended has stayed outside.

        One of the fillings that the reading of `at` leaves open; a supposition, and to be shown as one.
        """
        strict = self.tenures.codes(day) if self._words else None
        return DayReading(self, day, self.tenures.codes_if_nothing_changed(day), strict)

    def supposing(self, tenures: Tenures) -> "Regime":
        """The same regime with other tenures: what a scenario supposes."""
        other = object.__new__(Regime)
        other.record, other.instruments, other.rules, other.chain = (
            self.record,
            self.instruments,
            self.rules,
            self.chain,
        )
        other._prepare(tenures)
        return other


class DayReading:
    """Arrays of one day, worked out when asked for. Rows are `regime.states`.

    `strict` are the codes without a supposition, where `codes` make one: a State's own word counts where these are
    open, and no supposition stands against it.
    """

    def __init__(self, regime: Regime, day: dt.date, codes: Codes, strict: Codes | None = None) -> None:
        self.regime, self.day = regime, day
        self._all, self._strict = codes, codes if strict is None else strict

    @cached_property
    def _state_codes(self) -> Codes:
        return self._all[self.regime._rows]

    def thing(self, thing_id: str) -> Codes:
        """Status codes of all States in one thing (see `evidence.joined`), n."""
        return self._state_codes[:, self.regime.tenures.column_of[thing_id]]

    def subject(self, subject_id: str, thing_id: str) -> Status:
        """Status of one subject, a State or an organization, in one thing."""
        tenures = self.regime.tenures
        return Status(int(self._all[tenures.row_of[subject_id], tenures.column_of[thing_id]]))

    @cached_property
    def measures(self) -> tuple[Codes, Codes]:
        """Status codes of national measures, each n x m: the least that is shown, and what is said outright.

        In the first, a trace of public evidence counts as partly met; in the second only a State's own word counts,
        since a trace does not show that no more is in place. Where the State says that nothing is in place and a trace
        shows something, both are partly met: a word does not undo what is seen.
        """
        regime = self.regime
        said = self._state_codes[:, regime._measure_columns].copy()
        said[said == NOT_YET_DUE] = UNKNOWN
        shown = said.copy()
        for requirement, column in regime._traces:
            seen = self._state_codes[:, requirement] == MET
            shown[seen & (said[:, column] == UNKNOWN), column] = PARTLY_MET
            denied = seen & (said[:, column] == NOT_MET)
            shown[denied, column] = said[denied, column] = PARTLY_MET
        return shown, said

    @cached_property
    def _situations(self) -> tuple[NDArray[np.intp], tuple[bytes, ...], tuple[Codes, Codes, Codes, Codes]]:
        """Many States are alike: the provisions are read once for each kind.

        Returns the kind of each State, and for each kind a key to remember it by, what is in force for it, its
        measures, shown and said, and its own word on provisions.
        """
        shown, said = self.measures
        force = self._state_codes[:, self.regime._force_columns]
        words = self._state_codes[:, list(self.regime._provision_words.values())]
        together = np.hstack([force, shown, said, words])
        content, width = together.tobytes(), together.shape[1]
        kinds: dict[bytes, int] = {}
        first: list[int] = []
        kind = np.empty(len(together), dtype=np.intp)
        for row in range(len(together)):
            kind[row] = found = kinds.setdefault(content[row * width : (row + 1) * width], len(first))
            if found == len(first):
                first.append(row)
        return kind, tuple(kinds), (force[first], shown[first], said[first], words[first])

    @cached_property
    def provisions(self) -> ProvisionReading:
        """Every provision for every State."""
        kind, _, situations = self._situations
        read = self._read_provisions(*situations)
        return ProvisionReading(read.bound[kind], read.status[kind], read.low[kind], read.high[kind])

    def _read_provisions(self, force: Codes, shown: Codes, said: Codes, words: Codes) -> ProvisionReading:
        regime = self.regime
        own, also = force[:, regime._own], force[:, regime._also]
        bound = np.where((also == MET) | ((also == UNKNOWN) & (own != MET)), also, own)
        bound[:, regime._guidance] = NOT_APPLICABLE
        least = implement_provisions(regime.rules, shown)
        status, low, high = least.status, least.low, implement_provisions(regime.rules, said).high
        self._take_words_on_provisions(words, status, low, high)
        operative = status != NOT_APPLICABLE
        later = self.day.toordinal() < regime._guidance_due
        for code, where in (
            (NOT_APPLICABLE, (bound == NOT_MET) | ((bound == NOT_APPLICABLE) & ~regime._guidance)),
            (NOT_YET_DUE, (bound == NOT_YET_DUE) | later),
        ):
            status[operative & where] = code
            low[operative & where] = high[operative & where] = np.nan
        open_ = operative & (bound == UNKNOWN)
        status[open_], low[open_], high[open_] = UNKNOWN, 0, 1
        return ProvisionReading(bound, status, low, high)

    def _take_words_on_provisions(self, words: Codes, status: Codes, low: Floats, high: Floats) -> None:
        """A State's own word on a provision closes what its measures leave open, and never goes beyond it."""
        for at, place in enumerate(self.regime._provision_words):
            for code in (MET, PARTLY_MET, NOT_MET):
                share = _LOW[code]
                fits = (words[:, at] == code) & (low[:, place] < high[:, place])
                fits &= (low[:, place] <= share) & (share <= high[:, place])
                status[fits, place], low[fits, place], high[fits, place] = code, share, share

    @cached_property
    def _requirements(self) -> tuple[Codes, Floats, Floats]:
        regime = self.regime
        codes = self._with_words.copy()
        low, high = _LOW[codes], _HIGH[codes]
        for k, requirement in enumerate(regime.requirements):
            evidence = requirement.evidence
            if evidence.kind == "provisions":
                codes[:, k], low[:, k], high[:, k] = self._implementation(evidence.of_instruments)
            elif evidence.needs:
                self._apply_needs(codes[:, k], evidence.needs)
                low[:, k], high[:, k] = _LOW[codes[:, k]], _HIGH[codes[:, k]]
        return codes, low, high

    @cached_property
    def _with_words(self) -> Codes:
        """What the evidence shows of requirements, n x r; where it leaves one open, the State's own word on it."""
        regime = self.regime
        codes = self._state_codes[:, regime._columns].copy()
        for k, column in regime._words.items():
            word = self._state_codes[:, column]
            taken = self.is_open(k) & ((word < UNKNOWN) | (word == NOT_APPLICABLE))
            codes[taken, k] = word[taken]
        return codes

    def is_open(self, k: int) -> NDArray[np.bool_]:
        """Of which States the evidence leaves the k-th requirement open, before any own word and supposition."""
        regime = self.regime
        found: NDArray[np.bool_] = self._strict[regime._rows, regime._columns[k]] == UNKNOWN
        return found

    def _held(self, instrument: str) -> Codes:
        """Status codes of all States in one instrument, with their own word where the chain asks for it, n."""
        for k in self.regime._words:
            if self.regime.requirements[k].evidence.of == instrument:
                return self._with_words[:, k]
        return self.thing(joined(instrument))

    def _apply_needs(self, codes: Codes, needs: tuple[str, ...]) -> None:
        """Nobody owes what an instrument asks for that he has not joined; where that is open, so is the requirement.

        Even a State's own word leaves it open then: would the requirement fall away, the mean of the rest could lie
        on either side.
        """
        away, there = np.ones(len(codes), dtype=bool), np.zeros(len(codes), dtype=bool)
        for needed in needs:
            held = self._held(needed)
            away &= (held == NOT_MET) | (held == NOT_YET_DUE) | (held == NOT_APPLICABLE)
            there |= held == MET
        due = codes != NOT_YET_DUE
        codes[~away & ~there & due & (codes != NOT_APPLICABLE)] = UNKNOWN
        codes[away & due] = NOT_APPLICABLE

    def _implementation(self, instrument_ids: tuple[str, ...]) -> tuple[Codes, Floats, Floats]:
        """Share of the provisions that bind (or may bind) and are implemented; remembered from day to day by kind."""
        kind, keys, situations = self._situations
        known = self.regime._shares.setdefault(instrument_ids, {})
        new = [n for n, key in enumerate(keys) if key not in known]
        if new:
            codes, low, high = self._shares_of(tuple(part[new] for part in situations), instrument_ids)
            known.update(zip([keys[n] for n in new], zip(codes, low, high, strict=True), strict=True))
        found = [known[key] for key in keys]
        return (
            np.array([f[0] for f in found], dtype=np.uint8)[kind],
            np.array([f[1] for f in found])[kind],
            np.array([f[2] for f in found])[kind],
        )

    def _shares_of(
        self, situations: tuple[Codes, ...], instrument_ids: tuple[str, ...]
    ) -> tuple[Codes, Floats, Floats]:
        read = self._read_provisions(*situations)
        chosen = np.array([p.instrument in instrument_ids for p in self.regime.rules.provisions])
        low, high = read.low[:, chosen], read.high[:, chosen]
        counted = ~np.isnan(low)
        n = counted.sum(axis=1)
        with np.errstate(invalid="ignore"):
            share_low = np.where(counted, low, 0).sum(axis=1) / n
            share_high = np.where(counted, high, 0).sum(axis=1) / n
        codes = np.full(len(n), UNKNOWN, dtype=np.uint8)
        codes[share_low == 1] = MET
        codes[share_high == 0] = NOT_MET
        codes[(share_low == share_high) & (share_low > 0) & (share_low < 1)] = PARTLY_MET
        later = (read.status[:, chosen] == NOT_YET_DUE).any(axis=1)
        codes[n == 0] = NOT_APPLICABLE
        codes[(n == 0) & later] = NOT_YET_DUE
        return codes, share_low, share_high

    @property
    def codes(self) -> Codes:
        """Status codes of requirements, n x r, in the order of the chain."""
        return self._requirements[0]

    @property
    def low(self) -> Floats:
        """Low ends of requirements, n x r; NaN where it does not count."""
        return self._requirements[1]

    @property
    def high(self) -> Floats:
        """High ends of requirements, n x r; NaN where it does not count."""
        return self._requirements[2]

    @cached_property
    def links(self) -> tuple[Floats, Floats]:
        """Low and high ends of links, n x l: share of the requirements met, of those that apply and are due."""
        return links_of(self.low, self.high, self.regime._member)

    @cached_property
    def chains(self) -> Mapping[str, tuple[Floats, Floats]]:
        """For each of ASPECTS: low and high end of the weakest link, n; NaN where no link counts."""
        low, high = self.links
        return {
            aspect: (least(low[:, chosen]), least(high[:, chosen])) for aspect, chosen in self.regime.links_for.items()
        }

    def chain_spans(self, aspect: str = "together") -> list[Span | None]:
        """The span of the weakest link of every State, in the order of `regime.states`; None where no link counts."""
        low, high = self.chains[aspect]
        return [None if b != b else Span(a, b) for a, b in zip(low.tolist(), high.tolist(), strict=True)]

    def chain_span(self, state: str, aspect: str = "together") -> Span | None:
        """The span of a State's weakest link; None where no link counts."""
        low, high = self.chains[aspect]
        row = self.regime.state_row[state]
        return None if np.isnan(high[row]) else Span(float(low[row]), float(high[row]))


def belongs(link: Link, aspect: str) -> bool:
    """Whether a link is read under an aspect."""
    return aspect == "together" or link.speaks == aspect


def links_of(low: Floats, high: Floats, member: NDArray[np.float64]) -> tuple[Floats, Floats]:
    """Spans of links from spans of requirements: the mean over those that count.

    Args:
        low, high: n x r, NaN where the requirement does not count.
        member: r x l, 1 where the requirement belongs to the link.
    Returns:
        Low and high ends, n x l; NaN where nothing counts.
    """
    counted = ~np.isnan(low)
    weight = counted.astype(np.float64) @ member
    with np.errstate(invalid="ignore"):
        return (
            np.where(counted, low, 0) @ member / np.where(weight > 0, weight, np.nan),
            np.where(counted, high, 0) @ member / np.where(weight > 0, weight, np.nan),
        )


def least(values: Floats) -> Floats:
    """The least of each row, leaving out NaN; NaN where a row holds nothing else."""
    if values.shape[1] == 0:
        return np.full(values.shape[0], np.nan)
    found: Floats = np.fmin.reduce(values, axis=1)
    return found
