"""Words for what the forecaster says in numbers."""

from django.utils.translation import gettext as _

from openregime.core.readings.outlook.backtest import METHODS
from openregime.core.readings.outlook.reaching import Reach
from openregime.io.outlook.asked import Told
from openregime.io.outlook.models import Run
from openregime.web.site.templatetags._formats import between_words, day_words, number_words


def chance_words(share: float) -> str:
    """A probability: never a certainty."""
    if share < 0.01:
        return _("below 1 %")
    if share > 0.99:
        return _("above 99 %")
    return _("%(n)s %%") % {"n": number_words(100 * share, 0)}


def share_words(share: float) -> str:
    """A share of one, in per cent."""
    return _("%(n)s %%") % {"n": number_words(100 * share, 0)}


def sentence(told: Told) -> str:
    """The answer: parties between which and which, by when; the chance of being in force, or the settled day."""
    low, high = told.range_at_end
    said = _("By %(day)s: %(between)s parties, in four of five cases.") % {
        "day": day_words(told.forecast.end.day),
        "between": between_words(low, high),
    }
    settled = told.forecast.start.settled
    if settled:
        said += " " + _("The last condition for entry into force is met: in force on %(day)s.") % {
            "day": day_words(settled)
        }
    elif told.forecast.start.waits_for_more:
        said += " " + _("Enough have deposited, yet entry into force waits for something else, which is not foreseen.")
    elif told.in_force_by:
        said += " " + _("In force by then: %(chance)s.") % {"chance": chance_words(told.in_force_by[1])}
    return said


def beginning(told: Told) -> list[str]:
    """From where the forecast begins, and what is open about it."""
    start = told.forecast.start
    words = {"count": between_words(start.parties.low, start.parties.high), "day": day_words(start.day)}
    said = [_("It begins on %(day)s with %(count)s parties.") % words]
    if start.day < start.asked:
        said.append(_("Of later days too little is known to begin from."))
    if told.forecast.end.day < start.asked:
        said.append(_("Its whole horizon has passed since; the record does not know what came of all of it."))
    if start.named_to < start.day:
        said.append(
            _("By name the list is complete to %(day)s; who joined since is drawn, as many as were counted.")
            % {"day": day_words(start.named_to)}
        )
    if told.forecast.datings > 1:
        said.append(
            _("Some deposits are not dated: %(n)s ways of dating them are forecast together.")
            % {"n": number_words(told.forecast.datings, 0)}
        )
    return said


def outcome(told: Told) -> str:
    """What came of it, where the record knows; else empty."""
    if not told.came:
        return ""
    last = told.came[-1]
    point = next(p for p in told.forecast.fan if p.day == last.day)
    words = {
        "day": day_words(last.day),
        "came": between_words(last.low, last.high),
        "said": between_words(point.low80, point.high80),
    }
    return _("What came of it: %(came)s parties on %(day)s; it had said %(said)s.") % words


def score_words(run: Run) -> list[str]:
    """How well the method did on treaties that nothing was chosen on."""
    score = run.score
    words = {
        "years": number_words(run.years),
        "n": number_words(score.forecasts, 0),
        "treaties": number_words(score.treaties, 0),
        "gain": share_words(score.gain),
        "low": share_words(score.gain_low),
        "high": share_words(score.gain_high),
        "eighty": number_words(100 * score.coverage[2][0], 0),
        "ninety": number_words(100 * score.coverage[2][1], 0),
    }
    said = [
        _(
            "Scored on %(n)s forecasts %(years)s years ahead, of %(treaties)s treaties that nothing was chosen on: "
            "%(gain)s better than the constant hazard (between %(low)s and %(high)s, by drawing treaties anew)."
        )
        % words,
        _(
            "What it said would hold in 80 of 100 cases held in %(eighty)s; what it said would hold in 90 held in "
            "%(ninety)s."
        )
        % words,
    ]
    if score.state_gain_low > 0:
        states = {
            "gain": share_words(score.state_gain),
            "low": share_words(score.state_gain_low),
            "high": share_words(score.state_gain_high),
        }
        said.append(
            _("Chances of single States were %(gain)s better than giving all the same (between %(low)s and %(high)s).")
            % states
        )
    if not score.beats_the_baseline:
        said.append(_("It did not surely beat the constant hazard, so the constant hazard is what is shown."))
    return said


def method_words(method: str) -> str:
    """One of METHODS."""
    return dict(zip(METHODS, (_("No change"), _("Constant hazard"), _("Pooled hazards")), strict=True))[method]


def what_words(reach: Reach) -> str:
    """What is reached."""
    return {
        "force": _("Entry into force"),
        "more": _("A quarter more parties"),
        "asked": _("The number asked for"),
        "universal": _("All States"),
    }[reach.what]


def reason_words(reason: str) -> str:
    """What speaks for a State."""
    return {
        "alike": _("it is inside the treaties whose members are most alike"),
        "keen": _("it has deposited more than was to be expected in ten years"),
        "region": _("its subregion is inside more than the world"),
        "region_lately": _("neighbours came in lately"),
        "joiner": _("it is inside more treaties than most"),
    }[reason]
