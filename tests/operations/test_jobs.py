import logging
from datetime import timedelta

import pytest
from django.core.management import get_commands
from django.utils import timezone

from veille.operations import jobs
from veille.operations.models import PeriodicJob


@pytest.fixture
def ran(db, monkeypatch):
    """The commands of two jobs as they run, instead of running; « second » fails."""
    commands = []

    def call_command(name, **_):
        commands.append(name)
        if name == "second":
            raise RuntimeError("ce qu’un visiteur a écrit")

    monkeypatch.setattr(jobs, "JOBS", {"one": jobs.Job(jobs.DAY, "first"), "two": jobs.Job(jobs.DAY, "second")})
    monkeypatch.setattr(jobs, "call_command", call_command)
    return commands


def hours_ahead(name):
    return round((PeriodicJob.objects.get(name=name).next_run_at - timezone.now()) / timedelta(hours=1))


def test_job_runs_at_once_and_then_a_day_later(ran):
    jobs.schedule()
    jobs.run_due()
    jobs.run_due()
    assert ran == ["first", "second"]
    assert hours_ahead("one") == 24


def test_job_may_wait_for_its_first_run_and_has_its_options(ran, monkeypatch):
    given = []
    late = jobs.Job(jobs.DAY, "late", options={"daily": True}, first_in=timedelta(hours=1))
    monkeypatch.setattr(jobs, "JOBS", {"late": late})
    monkeypatch.setattr(jobs, "call_command", lambda name, stdout, **options: given.append((name, options)))
    jobs.schedule()
    jobs.run_due()
    assert (given, hours_ahead("late")) == ([], 1)
    PeriodicJob.objects.update(next_run_at=timezone.now())
    jobs.run_due()
    assert (given, hours_ahead("late")) == ([("late", {"daily": True})], 24)


def test_links_are_checked_daily_and_not_in_the_first_hour():
    assert jobs.JOBS["links"] == jobs.Job(jobs.DAY, "check_sources", {"daily": True}, timedelta(hours=1))


def test_daily_mail_is_looked_for_every_quarter_of_an_hour():
    assert jobs.JOBS["daily"] == jobs.Job(timedelta(minutes=15), "mail_daily")


def test_failed_job_is_one_line_without_its_words_and_comes_back_in_an_hour(ran, caplog):
    jobs.schedule()
    with caplog.at_level(logging.ERROR):
        jobs.run_due()
    assert [record.getMessage() for record in caplog.records] == ["job two failed (RuntimeError), again in an hour"]
    assert hours_ahead("two") == 1


def test_scheduling_again_moves_nothing(ran):
    jobs.schedule()
    jobs.run_due()
    jobs.schedule()
    assert hours_ahead("one") == 24


def test_two_clocks_that_saw_the_same_job_due_run_it_once(ran, monkeypatch):
    jobs.schedule()
    inner = jobs._run

    def other_clock_first(name, job):
        jobs.run_due()
        inner(name, job)

    monkeypatch.setattr(jobs, "_run", other_clock_first)
    jobs.run_due()
    assert sorted(ran) == ["first", "second"]


def test_job_left_in_the_table_by_an_older_release_is_let_alone(ran):
    PeriodicJob.objects.create(name="gone", next_run_at=timezone.now())
    jobs.run_due()
    assert ran == []


def test_every_job_names_a_command():
    assert {job.command for job in jobs.JOBS.values()} - set(get_commands()) == set()


def test_the_jobs_run_for_real(db, caplog):
    jobs.schedule()
    PeriodicJob.objects.update(next_run_at=timezone.now())
    with caplog.at_level(logging.INFO, logger="veille.operations"):
        jobs.run_due()
    assert sorted(record.getMessage() for record in caplog.records) == [
        "job attempts done",
        "job daily done",
        "job links done",
        "job retention done",
        "job sessions done",
    ]
