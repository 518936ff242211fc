import time
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend as Outbox
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from veille.contact import consent, intake, tokens
from veille.contact.models import Retention


@pytest.fixture
def form(db):
    """A filled-in form as its page would post it, shown ten seconds ago: `form(courriel="…")`."""

    def fields(*, age=10, **changes):
        written = {
            "nom": "Claire Martin",
            "courriel": "claire@example.com",
            "organisation": "Mairie de Lyon",
            "message": "Bonjour,\nd’où vient le chiffre de 109 milliards ?",
            "site": "",
            "jeton": tokens.issue(time.time() - age),
            "mention": consent.notice(consent.Controller(), Retention.LONGEST).sealed(),
        }
        return written | changes

    return fields


@pytest.fixture
def inquiry(db):
    """A stored message: `inquiry(message="…", suspicion="…", days_ago=40)`."""

    def stored(*, days_ago=0, **changes):
        words = {"nonce": tokens.read(tokens.issue()).nonce, "email": "claire@example.com", "message": "Bonjour."}
        made = intake.receive(**words | changes)
        made.received_at = made.last_contact_at = timezone.now() - timedelta(days=days_ago)
        made.save()
        return made

    return stored


@pytest.fixture
def run_tasks(db):
    """Runs the tasks that are due, as if `until` from now had come: `run_tasks(until=timedelta(hours=1))`."""
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

    def run(until=timedelta(0)):
        waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, run_after__gt=timezone.now())
        waiting.filter(run_after__lte=timezone.now() + until).update(run_after=timezone.now())
        # Not worker.run(): it closes the connection that holds the test's transaction.
        while row := DBTaskResult.objects.ready().first():
            row.claim("test")
            worker.run_task(row)

    return run


class BrokenServer(BaseEmailBackend):
    """Refuses as a mail server does, with somebody's address in its words."""

    def send_messages(self, messages):
        raise ConnectionError(f"450 mailbox unavailable: {messages[0].reply_to[0]}")


@pytest.fixture
def mail_server(settings):
    """`mail_server.is_broken = True` makes each sending fail."""

    class Server:
        @property
        def is_broken(self):
            return settings.MAILERS["default"]["BACKEND"].endswith("BrokenServer")

        @is_broken.setter
        def is_broken(self, broken):
            backend = BrokenServer if broken else Outbox
            settings.MAILERS = {"default": {"BACKEND": f"{backend.__module__}.{backend.__qualname__}"}}

    mail.outbox = []
    return Server()
