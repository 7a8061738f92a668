"""Why a requirement stands in the list of weak links: what is missing, for how many, what is at stake."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openregime.core.readings.weak_links import Missing
from openregime.web.site.templatetags._formats import comma, semicolon


def reason_in_words(missing: Missing, *, is_listed: bool) -> str:
    """Why a requirement is in the list, in one sentence.

    Args:
        is_listed: a complete list decides it up to some day; else single sources do.
    """
    if missing.certainly:
        words = _certainly(missing)
    elif missing.at_least_missing:
        words = _("Nobody by name; published totals say that at least %(n)d States do not meet it") % {
            "n": missing.at_least_missing
        }
    elif missing.outside_when_last_known:
        words = _last_known(missing, is_listed=is_listed)
    else:
        words = _("Nothing public decides it")
    return words + "."


def _certainly(missing: Missing) -> str:
    n = len(missing.certainly)
    words = ngettext("%(n)d State certainly does not meet it", "%(n)d States certainly do not meet it", n) % {"n": n}
    words += _holders(missing.holders_certainly)
    if missing.at_least_missing > n:
        words += semicolon() + _("published totals say at least %(n)d") % {"n": missing.at_least_missing}
    if missing.perhaps:
        more = len(missing.perhaps)
        words += semicolon() + ngettext("of %(n)d more it is not known", "of %(n)d more it is not known", more) % {
            "n": more
        }
    return words


def _holders(n: int) -> str:
    if not n:
        return ""
    words = ngettext(
        "%(n)d of them a holder of weapons-usable material", "%(n)d of them holders of weapons-usable material", n
    )
    return comma() + words % {"n": n}


def _last_known(missing: Missing, *, is_listed: bool) -> str:
    n = len(missing.outside_when_last_known)
    if is_listed:
        words = ngettext(
            "Nothing later is known of %(n)d State that was outside when the list was last complete",
            "Nothing later is known of %(n)d States that were outside when the list was last complete",
            n,
        ) % {"n": n}
    else:
        words = ngettext(
            "Nothing later is known of %(n)d State that did not meet it on the last day that a source decides",
            "Nothing later is known of %(n)d States that did not meet it on the last day that a source decides",
            n,
        ) % {"n": n}
    words += _holders(missing.holders_outside_when_last_known)
    if missing.joined_unnamed:
        joined = _("published totals say that at least %(n)d of them have joined since, not which")
        words += semicolon() + joined % {"n": missing.joined_unnamed}
    return words
