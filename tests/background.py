"""The worker and the mail server, as tests have them: in the test's own transaction, and broken when told so."""

from datetime import timedelta

from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend as Outbox
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult


def worker() -> Worker:
    """Its run() would close the connection that holds the test's transaction; what it does with one task is what matters."""
    return Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    )


def run_due(until=timedelta(0)) -> list:
    """Runs the tasks that are due, as if `until` from now had come, and answers the mails that went out."""
    before, working = len(mail.outbox), worker()
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, run_after__gt=timezone.now())
    waiting.filter(run_after__lte=timezone.now() + until).update(run_after=timezone.now())
    while row := DBTaskResult.objects.ready().first():
        row.claim("test")
        working.run_task(row)
    return mail.outbox[before:]


class BrokenServer(BaseEmailBackend):
    """Refuses as a mail server does, with somebody's address and the mail in its words."""

    def send_messages(self, messages):
        raise ConnectionError(
            f"450 mailbox unavailable: {messages[0].recipients()} {messages[0].reply_to} {messages[0].body}"
        )


class Server:
    """`is_broken = True` makes each sending fail."""

    def __init__(self, settings):
        self.settings = settings

    @property
    def is_broken(self):
        return self.settings.MAILERS["default"]["BACKEND"].endswith("BrokenServer")

    @is_broken.setter
    def is_broken(self, broken):
        backend = BrokenServer if broken else Outbox
        self.settings.MAILERS = {"default": {"BACKEND": f"{backend.__module__}.{backend.__qualname__}"}}
