import re

import pytest
from django.core import mail
from django.core.cache import cache
from django_tasks_db.models import DBTaskResult


@pytest.fixture(autouse=True)
def forget_who_asked():
    """Nobody has asked for a link yet."""
    cache.clear()


@pytest.fixture
def run_tasks(db):
    """Does what the worker would do now."""

    def run():
        for row in DBTaskResult.objects.ready():
            given = row.args_kwargs
            row.task.call(*given["args"], **given["kwargs"])
            row.delete()

    return run


@pytest.fixture
def mailed_link(run_tasks, settings):
    """The path of the link in the last mail, once the queued mails are sent."""

    def find():
        run_tasks()
        (link,) = re.findall(rf"{settings.SITE_URL}(/admin/password/\S+)", mail.outbox[-1].body)
        return link

    return find
