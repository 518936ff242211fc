import pytest

from tests.pages import NAME, serving


@pytest.fixture
def desk(client, writer):
    client.force_login(writer)
    return client


@pytest.fixture
def as_editor(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def pages(settings):
    """Web pages of this machine, at journal.example and relais.example; no other is asked for."""
    with serving() as site:
        settings.FETCH_ALLOW = {NAME: site.place, "relais.example": site.place}
        yield site
