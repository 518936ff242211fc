"""What the product does by itself, each at its interval: a table, and the one verb that runs what is due.

The worker's clock calls run_due(). However many machines do so, each run happens on one of them.
"""

import io
import logging
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from veille.operations.models import PeriodicJob

logger = logging.getLogger(__name__)

DAY = timedelta(days=1)
# A run that failed, or whose process died, is tried again after this; no job may take longer.
LEASE = timedelta(hours=1)


@dataclass(frozen=True)
class Job:
    every: timedelta
    command: str
    options: dict = field(default_factory=dict)
    first_in: timedelta = timedelta(0)  # after its row is made


JOBS = {
    "retention": Job(every=DAY, command="purge"),
    "sessions": Job(every=DAY, command="clearsessions"),
    "attempts": Job(every=DAY, command="purge_attempts"),
    # It looks often and mails once a day (review/daily.py).
    "daily": Job(every=timedelta(minutes=15), command="mail_daily"),
    # A site that is being set up asks nothing of others in its first hour.
    "links": Job(every=DAY, command="check_sources", options={"daily": True}, first_in=timedelta(hours=1)),
}


def schedule() -> None:
    """Gives every job its row; a new one is due at once, unless it says when."""
    rows = [PeriodicJob(name=name, next_run_at=timezone.now() + job.first_in) for name, job in JOBS.items()]
    PeriodicJob.objects.bulk_create(rows, ignore_conflicts=True)


def run_due() -> None:
    """Runs every job whose time has come, one after the other. A failure is one line in the log and stops nothing."""
    now = timezone.now()
    due = PeriodicJob.objects.filter(name__in=JOBS, next_run_at__lte=now)
    for name in due.values_list("name", flat=True):
        if due.filter(name=name).update(next_run_at=now + LEASE):
            _run(name, JOBS[name])


def _run(name: str, job: Job) -> None:
    try:
        call_command(job.command, stdout=io.StringIO(), **job.options)
    except Exception as failure:
        # Its own words may hold what an editor or a visitor wrote: only the kind is told.
        logger.error("job %s failed (%s), again in an hour", name, type(failure).__name__)
    else:
        PeriodicJob.objects.filter(name=name).update(next_run_at=timezone.now() + job.every)
        logger.info("job %s done", name)
