"""The background worker: one thread runs queued tasks (django-tasks-db's own loop), another says that the task in hand
is alive and takes up those of workers that are not, a third runs the jobs that are due, a fourth takes in the messages
that the database refused and finds the mails that lost their task.
"""

import logging
import signal
import threading
import time

from django.db import Error, close_old_connections, connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands import db_worker

from veille.contact import intake, mailing
from veille.lib import tasks
from veille.operations import jobs
from veille.operations.processes import end_with_parent
from veille.website.urls import SUBJECTS

logger = logging.getLogger(__name__)

TICK = 30  # seconds between two looks at the periodic jobs
ROUND = 5  # seconds between two looks at what the contact form left to do


class Worker(db_worker.Worker):
    """Knows which task it has in hand."""

    in_hand = None

    def run_task(self, db_task_result):
        self.in_hand = db_task_result
        try:
            super().run_task(db_task_result)
        finally:
            self.in_hand = None

    def beat(self) -> None:
        if row := self.in_hand:
            tasks.still_running(row)
        tasks.requeue_stranded()


def run() -> None:
    """Works until SIGTERM or SIGINT; the task in hand is finished first."""
    worker = Worker(
        worker_id=get_random_string(32),
        queue_names=["*"],
        excluded_queue_names=[],
        backend_name="default",
        interval=1,
        batch=False,
        max_tasks=None,
        startup_delay=False,
    )

    # Its own handler would raise SystemExit between two steps, or mark the task in hand as failed.
    def stop(*_):
        worker.running = False

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    end_with_parent()
    for step, pause in ((worker.beat, tasks.BEAT.total_seconds()), (_jobs, TICK), (_contact, ROUND)):
        threading.Thread(target=_again_and_again, args=(step, pause), daemon=True).start()
    while worker.running:
        _bearing_outages(worker.run)


def _jobs() -> None:
    # Each time: a database that does not answer yet must not end the worker.
    jobs.schedule()
    jobs.run_due()


def _contact() -> None:
    intake.take_in(SUBJECTS)
    mailing.sweep()


def _again_and_again(step, pause: float) -> None:
    while True:
        _bearing_outages(step)
        time.sleep(pause)


def _bearing_outages(step) -> None:
    try:
        close_old_connections()
        step()
    except (Error, OSError) as failure:
        logger.error("the database or the disk does not answer (%s), again in 5 s", type(failure).__name__)
        connection.close()
        time.sleep(5)
