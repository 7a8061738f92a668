"""Small rules made for tests: two instruments `a` and `b`, and what serves their provisions."""

from collections.abc import Mapping, Sequence

from openregime.core.rules import (
    Basis,
    Binding,
    Contribution,
    Degree,
    Duty,
    Measure,
    Provision,
    Rules,
    RuleSource,
    Trigger,
)


def made_provision(provision_id: str, *, binding: Binding = Binding.BINDING, suffices: bool | None = None) -> Provision:
    """A provision whose instrument is what stands before the point in its id."""
    return Provision(
        id=provision_id,
        instrument=provision_id.partition(".")[0],
        article=provision_id,
        title=provision_id,
        duty=Duty.PROTECT,
        binding=binding,
        trigger=Trigger.STANDING,
        paraphrase=provision_id,
        basis=Basis.PROPOSAL,
        source="S",
        partials_suffice=suffices,
    )


def made_rules(
    served: Mapping[str, Sequence[str]], *, suffices: Mapping[str, bool] | None = None, others: Sequence[str] = ()
) -> Rules:
    """Rules from provision id -> measures that serve it; `~M1` is a partial contribution of M1."""
    measures = dict.fromkeys([m.removeprefix("~") for ms in served.values() for m in ms] + list(others))
    links = [
        Contribution(m.removeprefix("~"), p, Degree.PARTIAL if m.startswith("~") else Degree.FULL)
        for p, ms in served.items()
        for m in ms
    ]
    return Rules(
        tuple(made_provision(p, suffices=(suffices or {}).get(p)) for p in served),
        tuple(Measure(m, m, "theme", (), "yes", Basis.PROPOSAL) for m in measures),
        tuple(links),
        (RuleSource("S", "Made for tests", "https://example.org", "2026"),),
    )
