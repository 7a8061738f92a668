"""What States say of their own rows, as far as a request reads it."""

from openregime.core.observatory import Observatory
from openregime.io.index.comments import Comments, comments_of
from openregime.web.site import own_words
from openregime.web.site.parameters import Moment


def own_comments(seen: Observatory, moment: Moment) -> Comments | None:
    """State id -> its own comment that holds on the day; None where the address asks for none of anybody's words."""
    return comments_of(seen.regime(moment.as_known).record, moment.as_of) if own_words.are_read() else None
