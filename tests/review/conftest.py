import threading

import pytest
from django.db import connection

from tests import factories
from tests.conftest import person
from veille.accounts.roles import WRITER
from veille.articles import drafting
from veille.articles.models import Article

BODY = "<p>Ils sont soixante et un.</p>"


@pytest.fixture
def colleague(db):
    return person(WRITER, "anne@example.org", "Anne Martin")


@pytest.fixture
def draft(db, writer):
    """An article that can be read, by `writer` unless told: `draft("Titre", owner=…)`."""

    def make(title="Qui a signé", *, owner=writer, stage=Article.Stage.DRAFT):
        article = Article.objects.create(
            title=title,
            slug=f"note-{Article.objects.count()}",
            lead="Un chapeau.",
            body=BODY,
            owner=owner,
            updated_by=owner,
            stage=stage,
        )
        drafting.write_lists(article, authors=[factories.author()])
        return article

    return make


@pytest.fixture
def article(draft):
    return draft()


def at_once(*actions):
    """Runs them in threads that start together; what each answered or raised, in order."""
    start, results = threading.Barrier(len(actions)), [None] * len(actions)

    def run(number, action):
        start.wait()
        try:
            results[number] = action()
        except Exception as failure:
            results[number] = failure
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
