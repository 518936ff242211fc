from datetime import timedelta

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from veille.contact import intake, mailing
from veille.lib import tasks
from veille.operations import worker as worker_module
from veille.operations.worker import Worker


def worker(name):
    return Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        backend_name="default",
        interval=0,
        batch=True,
        max_tasks=None,
        startup_delay=False,
        worker_id=name,
    )


class Long:
    """What happens while the task below runs."""

    meanwhile = None
    runs = 0


@tasks.retried
def last_long():
    Long.runs += 1
    Long.meanwhile()


@pytest.fixture
def row(db):
    Long.runs = 0
    row = DBTaskResult.objects.get(id=last_long.enqueue().id)
    row.claim("first")
    return row


def test_worker_that_starts_leaves_another_s_task_to_it(row):
    first, second = worker("first"), worker("second")

    def meanwhile():
        started = timezone.now() - timedelta(hours=1)
        DBTaskResult.objects.filter(pk=row.pk).update(started_at=started)
        first.beat()
        second.beat()
        assert DBTaskResult.objects.get().status == TaskResultStatus.RUNNING

    Long.meanwhile = meanwhile
    first.run_task(row)
    assert (Long.runs, DBTaskResult.objects.get().status) == (1, TaskResultStatus.SUCCESSFUL)


def test_task_of_a_killed_worker_is_taken_up_by_the_next_beat(row):
    DBTaskResult.objects.filter(pk=row.pk).update(started_at=timezone.now() - tasks.SILENCE)
    worker("second").beat()
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY


def test_task_whose_second_try_the_database_refused_to_write_down_is_taken_up(row):
    row.set_failed(OperationalError("database is locked"))
    worker("second").beat()
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY


def test_what_the_contact_form_left_to_do_is_done(db, monkeypatch):
    done = []
    monkeypatch.setattr(intake, "take_in", lambda subjects: done.append(sorted(subjects)))
    monkeypatch.setattr(mailing, "sweep", lambda: done.append("swept"))
    worker_module._contact()
    assert done == [["article", "engagement", "sommet"], "swept"]


@pytest.mark.parametrize("failure", [OperationalError(), InterfaceError(), ProgrammingError(), OSError()])
def test_step_that_meets_an_outage_is_borne(db, monkeypatch, failure):
    monkeypatch.setattr(worker_module.time, "sleep", lambda _: None)

    def step():
        raise failure

    worker_module._bearing_outages(step)
