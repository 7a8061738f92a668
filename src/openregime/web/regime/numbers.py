"""Counts in words: between how many and how many, or at least how many."""

from django.utils.translation import gettext as _

from openregime.core.readings.counts import Count
from openregime.web.site.templatetags._formats import between_words, number_words


def count_words(count: Count, n_states: int) -> str:
    """A count of States; "at least" where nothing but the number of all States bounds it from above."""
    if count.high >= n_states > count.low:
        return _("at least %(n)s") % {"n": number_words(count.low, 0)}
    return between_words(count.low, count.high)
