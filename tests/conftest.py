"""Fixtures every room uses. The cast is small: one person a role, made when a test asks."""

import gc
import re
import shutil
from datetime import datetime, time, timedelta
from importlib import import_module
from time import sleep

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone
from PIL import Image

from tests import background
from veille.accounts.models import User
from veille.accounts.roles import ADMINISTRATOR, EDITOR, WRITER
from veille.operations import loading


def pytest_addoption(parser):
    parser.addoption("--pictures", action="store_true", help="keeps pictures of the browser's walks in test-results/")


def pytest_collection_modifyitems(items):
    """Marks those that ask for a database: pytest-django lets the others reach none, whichever it is.

    What takes longest comes first: nobody is to wait for the last of it.
    """
    for item in items:
        if {"db", "transactional_db", "live_server"} & {*item.fixturenames} or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.services)
    items.sort(key=lambda item: [item.get_closest_marker(name) is None for name in ("patient", "browser")])


def pytest_collection_finish():
    """What is imported by now stays: going through it for what nobody uses any more takes its time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


def pytest_runtest_setup():
    """No day ends while a test is on its way: what it put in today would be yesterday's."""
    now = timezone.localtime()
    left = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo) - now
    if left < timedelta(seconds=5):
        sleep(left.total_seconds())


@pytest.fixture(scope="session", autouse=True)
def plain_files(tmp_path_factory):
    """Nothing is collected, sent or kept outside a folder that goes away."""
    folder = tmp_path_factory.mktemp("data")
    with override_settings(
        DATA_DIR=folder,
        MEDIA_ROOT=folder / "media",
        STATIC_ROOT=folder,  # WhiteNoise warns of a folder that is not there
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


def person(role, email, name):
    user = User.objects.create_user(email, "un-mot-de-passe-long", name=name)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def writer(db):
    return person(WRITER, "redactrice@example.org", "Rédactrice")


@pytest.fixture
def editor(db):
    return person(EDITOR, "editeur@example.org", "Éditeur")


@pytest.fixture
def administrator(db):
    return person(ADMINISTRATOR, "admin@example.org", "Administratrice")


@pytest.fixture
def run_tasks(db):
    """Does what the worker would do now: `run_tasks(until=timedelta(minutes=1))`. Answers the mails that went out."""
    mail.outbox = []
    return background.run_due


@pytest.fixture
def mail_server(settings):
    """`mail_server.is_broken = True` makes each sending fail."""
    mail.outbox = []
    return background.Server(settings)


@pytest.fixture(scope="module")
def lasting(django_db_setup, django_db_blocker):
    """`lasting(function)`: what takes long to put in, once for all tests of a module, each of which undoes its own alone."""

    def put_in(function):
        with django_db_blocker.unblock():
            return function()

    yield put_in
    with django_db_blocker.unblock():
        call_command("flush", verbosity=0, interactive=False, reset_sequences=False)


@pytest.fixture(scope="session")
def as_migrated(django_db_setup, django_db_blocker):
    """`as_migrated(folder)`: leaves `migrate` little to do in a data folder, where it takes longest; on SQLite alone."""

    def put_in(folder):
        from django.db import connection

        if connection.vendor == "sqlite":
            with django_db_blocker.unblock(), connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(folder / "db.sqlite3")])

    return put_in


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """The test database may be lost at power loss: SQLite need not wait for the disk."""
    from django.db import connection

    options = connection.settings_dict.get("OPTIONS", {})
    if "init_command" in options:
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")


@pytest.fixture(scope="session")
def small_brief(tmp_path_factory):
    """The shipped brief with a small picture: the real one takes seconds to encode."""
    folder = tmp_path_factory.mktemp("content") / "brief"
    shutil.copytree(loading.CONTENT / "sommet-ia-2025", folder, ignore=shutil.ignore_patterns("*.png"))
    Image.new("RGB", (1200, 525), "navy").save(folder / "verriere.png")
    return folder


@pytest.fixture(scope="session", autouse=True)
def emptied_between_tests():
    """Tables are emptied by deletion, which the log and the steps refuse: lifted between the suite's tests alone.

    PostgreSQL would truncate, which waits for the disk at each table, also where nothing stands in it.
    """
    from django.db import connection

    operations = type(connection.ops)
    empty = operations.execute_sql_flush
    operations.execute_sql_flush = {"sqlite": _without_triggers, "postgresql": _by_deletion}[connection.vendor](empty)
    yield
    operations.execute_sql_flush = empty


def _without_triggers(empty):
    guards = ["veille.accounts.migrations.0002_append_only", "summit.migrations.0003_steps_only_grow"]
    rules = [rule for guard in guards for rule in import_module(guard).SQLITE]

    def lifted(self, statements):
        names = [rule.split()[2] for rule in rules]
        there = any('"accounts_trace"' in one for one in statements)
        lift, restore = [f"DROP TRIGGER IF EXISTS {name}" for name in names], rules
        return empty(self, [*lift, *statements, *restore] if there else statements)

    return lifted


def _by_deletion(empty):
    def deleted(self, statements):
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('is_superuser')")
            may_lift = cursor.fetchone() == ("on",)
        tables = [table for one in statements for table in re.findall(r'"\w+"', one) if one.startswith("TRUNCATE")]
        if not may_lift or len(statements) != 1 or not tables:
            return empty(self, statements)
        deletions = [f"DELETE FROM {name}" for name in tables]  # noqa: S608
        return empty(self, ["SET LOCAL session_replication_role = replica", *deletions])

    return deleted
