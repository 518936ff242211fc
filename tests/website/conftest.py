import pytest

from tests import factories


@pytest.fixture(autouse=True)
def identity(db):
    """The row that `prepare` makes before anybody reads."""
    return factories.identity()
