"""Background tasks that are tried again. The task table is the outbox: a task is written in the same transaction
as the row it speaks of, and must be safe to run twice and bear a row that is gone.
"""

import functools
import logging
from collections.abc import Callable
from datetime import timedelta

from django.tasks import Task, TaskResultStatus, task
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

# Minutes before each further try: 48 hours in all.
BACK_OFF = [1, 5, 15, 60, 180, 360, 720, 1540]

# A task that so many workers died on is not given to another.
MAX_CLAIMS = 5

# A worker says this often that the task in hand is alive; one of which nothing was heard for so long is stranded.
BEAT = timedelta(seconds=5)
SILENCE = timedelta(seconds=30)

# What a worker told twice to stop leaves in the row of the task it was running, and a database that refused even to
# write down that the task is to be tried again.
INTERRUPTIONS = [
    "builtins.SystemExit",
    "builtins.KeyboardInterrupt",
    "django.db.utils.OperationalError",
    "django.db.utils.InterfaceError",
]


class GivenUp(Exception):
    """The last try failed. Only its kind is told: a failure's own words may hold an address or a text, and they
    would stand in the task table and in the log.
    """


def retried(function: Callable) -> Task:
    """A task that runs again after a failure, later each time, then gives up and says so in the log."""

    @functools.wraps(function)
    def run(*args, attempt: int = 0, **kwargs):
        try:
            return function(*args, **kwargs)
        except Exception as failure:
            kind = type(failure).__name__
            if attempt >= len(BACK_OFF):
                raise GivenUp(f"{function.__qualname__}: {kind} after {attempt + 1} tries") from None
            later = timezone.now() + timedelta(minutes=BACK_OFF[attempt])
            logger.warning("%s failed (%s), again at %s", function.__qualname__, kind, later)
            queued.using(run_after=later).enqueue(*args, attempt=attempt + 1, **kwargs)
            return None

    queued = task(run)
    return queued


def still_running(row: DBTaskResult) -> None:
    """A sign of life: from then on it counts as started now."""
    DBTaskResult.objects.running().filter(pk=row.pk).update(started_at=timezone.now())


def requeue_stranded(older_than: timedelta = SILENCE) -> int:
    """Gives the tasks of workers that were killed back to the queue, and says how many; those that other workers have
    in hand are left to them.
    """
    running = DBTaskResult.objects.running().filter(started_at__lte=timezone.now() - older_than)
    interrupted = DBTaskResult.objects.failed().filter(exception_class_path__in=INTERRUPTIONS)
    return sum(_requeue(row) for row in running | interrupted)


def _requeue(row: DBTaskResult) -> int:
    if len(row.worker_ids) >= MAX_CLAIMS:
        row.set_failed(GivenUp(f"{row.task_name}: interrupted {len(row.worker_ids)} times"))
        return 0
    same = DBTaskResult.objects.filter(pk=row.pk, status=row.status, started_at=row.started_at)
    return same.update(
        status=TaskResultStatus.READY, started_at=None, finished_at=None, exception_class_path="", traceback=""
    )


def finished(days: int = 30):
    """The rows of tasks that ended, well or not, at least so many days ago."""
    return DBTaskResult.objects.finished().filter(finished_at__lte=timezone.now() - timedelta(days=days))


def prune_finished(days: int = 30) -> int:
    """Deletes those rows, and says how many."""
    return finished(days).delete()[0]
