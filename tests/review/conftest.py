import threading

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend as Outbox
from django.db import connection
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

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


class BrokenServer(BaseEmailBackend):
    def send_messages(self, messages):
        raise ConnectionError(f"450 mailbox unavailable: {messages[0].to[0]} {messages[0].body}")


@pytest.fixture
def mail_server(settings):
    """`mail_server(is_broken=True)` makes each sending fail, with the mail in its words."""

    def turn(*, is_broken):
        backend = BrokenServer if is_broken else Outbox
        settings.MAILERS = {"default": {"BACKEND": f"{backend.__module__}.{backend.__qualname__}"}}

    return turn


@pytest.fixture
def run_tasks(db):
    """Does what the worker would do now, and answers the mails that went out: `run_tasks(until=timedelta(minutes=1))`."""

    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    )

    def run(until=None):
        before = len(mail.outbox)
        waiting = DBTaskResult.objects.filter(status="READY")
        if until:
            waiting.filter(run_after__lte=timezone.now() + until).update(run_after=timezone.now())
        # Not worker.run(): it closes the connection that holds the test's transaction.
        for row in list(waiting.ready()):
            row.claim("test")
            worker.run_task(row)
        return mail.outbox[before:]

    mail.outbox = []
    return run


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
