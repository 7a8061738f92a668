"""The people of the tests of claims, for what must be the same on either kind of database."""

from tests.web.proposals.conftest import ada, authority, ben

__all__ = ["ada", "authority", "ben"]
