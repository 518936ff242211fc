from datetime import timedelta

import pytest
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests import background
from veille.lib import tasks

SECRET = "claire@example.org"

WORKER = background.worker()


class Post:
    """What the tasks below did, and whether they may."""

    sent: list = []
    is_open = True


@tasks.retried
def deliver(letter, *, urgent=False):
    if not Post.is_open:
        raise ConnectionRefusedError(f"refused for {SECRET}")
    Post.sent.append((letter, urgent))


@tasks.retried
def stop(letter):
    raise SystemExit(1)


@pytest.fixture(autouse=True)
def post(db):
    Post.sent, Post.is_open = [], True
    return Post


def work(*, until=timedelta(0)):
    """Runs what is due, as if `until` from now had come."""
    due = DBTaskResult.objects.filter(
        status=TaskResultStatus.READY, run_after__gt=timezone.now(), run_after__lte=timezone.now() + until
    )
    due.update(run_after=timezone.now())
    while row := DBTaskResult.objects.ready().first():
        row.claim("test")
        WORKER.run_task(row)


def statuses():
    return sorted(DBTaskResult.objects.values_list("status", flat=True))


def test_retried_task_runs_once_when_it_succeeds(post):
    deliver.enqueue("a", urgent=True)
    work()
    assert post.sent == [("a", True)]
    assert statuses() == ["SUCCESSFUL"]


def test_retried_task_waits_longer_after_each_failure(post):
    post.is_open = False
    deliver.enqueue("a")
    waits = []
    for _ in tasks.BACK_OFF:
        work(until=timedelta(days=2))
        again = DBTaskResult.objects.get(status=TaskResultStatus.READY)
        waits.append(round((again.run_after - timezone.now()).total_seconds() / 60))
    assert waits == tasks.BACK_OFF


def test_retried_task_is_not_run_before_its_time(post):
    post.is_open = False
    deliver.enqueue("a", urgent=True)
    work()
    post.is_open = True
    work()
    assert post.sent == []
    work(until=timedelta(minutes=1))
    assert post.sent == [("a", True)]


def test_retried_task_gives_up_after_its_last_try_without_the_words_of_the_failure(post, caplog):
    post.is_open = False
    deliver.enqueue("a", attempt=len(tasks.BACK_OFF))
    work()
    row = DBTaskResult.objects.get()
    assert row.status == TaskResultStatus.FAILED
    assert row.exception_class_path == "veille.lib.tasks.GivenUp"
    assert "deliver: ConnectionRefusedError after 9 tries" in row.traceback
    assert SECRET not in row.traceback
    assert SECRET not in caplog.text
    assert [record.levelname for record in caplog.records if record.name == "django.tasks"] == ["ERROR"]


def test_failed_try_logs_the_kind_of_failure_only(post, caplog):
    post.is_open = False
    deliver.enqueue("a")
    work()
    assert "deliver failed (ConnectionRefusedError), again at" in caplog.text
    assert SECRET not in caplog.text


def claimed(*workers, ago=timedelta(0)):
    row = DBTaskResult.objects.get(id=deliver.enqueue("a").id)
    for worker in workers:
        row.claim(worker)
    DBTaskResult.objects.filter(pk=row.pk).update(started_at=timezone.now() - ago)
    return row


def test_stranded_task_is_taken_up_again(post):
    claimed("killed", ago=tasks.SILENCE)
    work()
    assert post.sent == []
    assert tasks.requeue_stranded() == 1
    work()
    assert post.sent == [("a", False)]
    assert DBTaskResult.objects.get().worker_ids == ["killed", "test"]


def test_running_task_of_another_worker_is_left_to_it():
    row = claimed("other", ago=timedelta(minutes=4))
    tasks.still_running(row)
    assert tasks.requeue_stranded() == 0
    assert tasks.requeue_stranded(timedelta(0)) == 1


def test_sign_of_life_starts_nothing_that_is_not_running():
    row = DBTaskResult.objects.get(id=deliver.enqueue("a").id)
    tasks.still_running(row)
    row.refresh_from_db()
    assert (row.status, row.started_at) == (TaskResultStatus.READY, None)


def test_interrupted_task_is_taken_up_again():
    stop.enqueue("a")
    work()
    assert statuses() == ["FAILED"]
    assert tasks.requeue_stranded() == 1
    row = DBTaskResult.objects.get()
    assert (row.status, row.traceback, row.finished_at) == (TaskResultStatus.READY, "", None)


def test_task_that_workers_die_on_is_failed():
    claimed(*"abcde", ago=tasks.SILENCE)
    assert tasks.requeue_stranded() == 0
    row = DBTaskResult.objects.get()
    assert row.status == TaskResultStatus.FAILED
    assert "deliver: interrupted 5 times" in row.traceback


def test_task_that_failed_by_itself_stays_failed():
    DBTaskResult.objects.get(id=deliver.enqueue("a").id).set_failed(ValueError())
    assert tasks.requeue_stranded() == 0
    assert statuses() == ["FAILED"]


def test_finished_tasks_are_pruned_after_thirty_days():
    for age in (29, 31):
        row = DBTaskResult.objects.get(id=deliver.enqueue("a").id)
        row.set_successful(None)
        DBTaskResult.objects.filter(pk=row.pk).update(finished_at=timezone.now() - timedelta(days=age))
    old = DBTaskResult.objects.get(id=deliver.enqueue("waits").id)
    DBTaskResult.objects.filter(pk=old.pk).update(enqueued_at=timezone.now() - timedelta(days=90))
    assert tasks.prune_finished() == 1
    assert statuses() == ["READY", "SUCCESSFUL"]
