"""What whoever runs an installation asks of the public figures from its command line."""

from openregime.core.errors import OpenRegimeError
from openregime.web.site.serve import prepare

TABLES = ("claims", "rulings", "appeals")


class UnknownFigures(OpenRegimeError, LookupError):
    """There are no public figures of this name."""

    code = "unknown-figures"

    def __init__(self, given: str) -> None:
        self.given = given[:60]
        super().__init__(f"“{self.given}” are no public figures. Known: {', '.join(TABLES)}.")


def published_text(table: str, *, is_invented: bool) -> str:
    """Publish the figures of this month with noise; the words to print.

    Raises:
        UnknownFigures, NoBudget, BudgetSpent, NoiseNotInstalled; StartRefused.
    """
    if table not in TABLES:
        raise UnknownFigures(table)
    prepare()
    from django.utils import timezone

    from openregime.web.disclosure import budgeting, published

    now = timezone.now()
    made = budgeting.publish(table, is_invented=is_invented, now=now)
    _row, _methods, figures = published.methods_and_figures(is_invented, now=now)
    stood = "published now" if made.published_at == now else f"published on {made.published_at.date()}, and stand"
    lines = [
        f"Figures “{table}” of {made.month}, {stood}: scale {made.scale:.4g}, epsilon {made.epsilon.normalize():f}.",
        "number [true number lies here in 95 of 100 cases] cell",
    ]
    lines += [f"{f.value:>6} [{f.low}, {f.high}] {cell}" for cell, f in figures[table].items()]
    return "\n".join(lines) + "\n"


def ledger_text() -> str:
    """Every budget with what was spent of it; the words to print.

    Raises:
        StartRefused.
    """
    prepare()
    from openregime.web.disclosure.budgeting import accounts

    lines = []
    for one in accounts():
        row = one.stored
        lines.append(
            f"{row.key} {row.purpose}{' (invented)' if row.is_invented else ''}: epsilon {row.epsilon.normalize():f} "
            f"from {row.begins} to before {row.ends}, set by {row.organisation.name}; left {one.left.normalize():f}"
        )
        lines += [
            f"  {line.month} {line.published_at:%Y-%m-%d %H:%M} UTC: {line.epsilon.normalize():f}, by {line.by}"
            for line in one.spent
        ]
    return "\n".join(lines or ["No budget has been set."]) + "\n"
