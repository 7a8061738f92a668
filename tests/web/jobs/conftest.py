"""The people of the tests of claims: who writes, who approves, who administers, and somebody from elsewhere."""

from tests.web.proposals.conftest import ada, authority, ben, cleo, eve

__all__ = ["ada", "authority", "ben", "cleo", "eve"]
