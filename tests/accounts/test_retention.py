from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.core.management import call_command
from django.utils import timezone


def refused(client, email):
    client.post("/admin/login/", {"username": email, "password": "faux"})


def age(**how):
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(**how))


@pytest.mark.parametrize(("hours", "left"), [(1, 1), (23, 1), (25, 0)])
def test_refused_log_in_is_erased_after_a_day(client, writer, hours, left):
    refused(client, writer.email)
    age(hours=hours)
    call_command("purge_attempts", verbosity=0)
    assert AccessAttempt.objects.count() == left


def test_what_still_locks_somebody_out_is_kept(client, writer, settings):
    settings.AXES_COOLOFF_TIME = 72
    refused(client, writer.email)
    age(hours=48)
    call_command("purge_attempts", verbosity=0)
    assert AccessAttempt.objects.count() == 1
