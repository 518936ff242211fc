import pytest

from summit import workflow
from tests import factories


def test_publish_shows_the_summit_to_readers(client, editor):
    event = factories.event("Sommet de Paris", published=False)
    assert client.get("/sommets/sommet-de-paris/").status_code == 404
    workflow.publish(event, by=editor)
    assert client.get("/sommets/sommet-de-paris/").status_code == 200


def test_publish_refuses_who_may_not(writer):
    event = factories.event(published=False)
    with pytest.raises(workflow.Refused, match="Éditeur"):
        workflow.publish(event, by=writer)
    event.refresh_from_db()
    assert event.published_at is None


def test_publish_refuses_what_is_online(editor):
    with pytest.raises(workflow.Refused, match="déjà en ligne"):
        workflow.publish(factories.event(), by=editor)


def test_unpublish_takes_the_summit_from_readers(client, editor):
    event = factories.event("Sommet de Paris")
    workflow.unpublish(event, by=editor)
    assert client.get("/sommets/sommet-de-paris/").status_code == 404


def test_unpublish_refuses_who_may_not_and_what_is_not_online(editor, writer):
    event = factories.event()
    with pytest.raises(workflow.Refused, match="Éditeur"):
        workflow.unpublish(event, by=writer)
    with pytest.raises(workflow.Refused, match="pas en ligne"):
        workflow.unpublish(factories.event(published=False), by=editor)
