"""Opens the shipped library as one object to ask."""

from functools import lru_cache

from openregime.core.facts import Record
from openregime.core.observatory import Observatory
from openregime.io.chain import load_chain, load_instruments
from openregime.io.rules import load_shipped_efforts, load_shipped_rules
from openregime.io.shipped import load_record


@lru_cache(maxsize=1)
def load() -> Observatory:
    """The shipped record, rules and chain, read once per process.

    >>> load().instrument("cppnm_a", "2016-05-08").joined.low
    102
    """
    return over(load_record())


def over(record: Record) -> Observatory:
    """The shipped rules, chain and efforts over some record."""
    rules = load_shipped_rules()
    return Observatory(record, load_instruments(), rules, load_chain(), load_shipped_efforts(rules))
