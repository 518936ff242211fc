import json
import os
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from veille.accounts.models import Trace
from veille.contact import retention, sightings
from veille.contact.models import DaySalt, Entry, Inquiry, Mail, PrivacyRequest, Retention, Sighting
from veille.lib import tracing

NOTHING = {"messages": 0, "reports": 0, "suspects": 0, "requests": 0, "sightings": 0, "files": 0, "tasks": 0}


@pytest.fixture
def aged(inquiry):
    """A message of which nothing was heard for so many days."""

    def made(days, **changes):
        kept = inquiry(**{"nonce": f"{days}-{Inquiry.objects.count()}"} | changes)
        Inquiry.objects.filter(pk=kept.pk).update(last_contact_at=timezone.now() - timedelta(days=days))
        kept.refresh_from_db()
        return kept

    return made


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    for name in ("mail", "spool"):
        (tmp_path / name).mkdir()
    return tmp_path


def test_erasure_is_promised_three_years_after_the_last_contact_and_thirty_days_for_suspects(db):
    at = timezone.make_aware(datetime(2026, 11, 22, 23, 50))
    promised = [
        Inquiry(last_contact_at=at).erased_on,
        Inquiry(last_contact_at=at, motive="erreur").erased_on,
        Inquiry(last_contact_at=at, status="suspect").erased_on,
    ]
    assert promised == [date(2029, 11, 21), date(2029, 11, 21), date(2026, 12, 22)]


def test_erasure_follows_the_table_of_the_desk(aged):
    Retention.objects.create(kind="message", days=10)
    Retention.objects.create(kind="report", days=20)
    Retention.objects.create(kind="suspect", days=5)
    kept = [aged(9), aged(19, motive="erreur"), aged(4, suspicion="x")]
    for days, more in [(10, {}), (20, {"motive": "evolution"}), (5, {"suspicion": "x"})]:
        aged(days, **more)
    assert retention.purge() == NOTHING | {"messages": 1, "reports": 1, "suspects": 1}
    assert set(Inquiry.objects.all()) == set(kept)


def test_purge_erases_what_has_outlived_its_time(aged):
    kept = [aged(1094), aged(29, suspicion="Trop vite."), aged(0)]
    aged(1096)
    aged(2000)
    aged(31, suspicion="Trop vite.")
    assert retention.purge() == NOTHING | {"messages": 2, "suspects": 1}
    assert set(Inquiry.objects.all()) == set(kept)
    assert retention.purge() == NOTHING


def test_purge_takes_all_that_hangs_on_a_message(aged, editor, settings):
    settings.CONTACT_ACKNOWLEDGE = False
    gone, stays = aged(1096), aged(0)
    kind = ContentType.objects.get_for_model(Inquiry)
    for one in (gone, stays):
        Entry.objects.create(inquiry=one, kind="note", author=editor, text="x")
        LogEntry.objects.create(user=editor, content_type=kind, object_id=one.pk, object_repr=one, action_flag=CHANGE)
    LogEntry.objects.create(user=editor, content_type=kind, object_id=999, object_repr="V-GONE-22", action_flag=CHANGE)
    retention.purge()
    mail = stays.mails.get()
    assert [row.args_kwargs["args"] for row in DBTaskResult.objects.all()] == [[mail.pk]]
    assert [one.inquiry for one in Entry.objects.all()] == [stays]
    assert list(Mail.objects.all()) == [mail]
    assert [one.object_repr for one in LogEntry.objects.all()] == [stays.reference]


def test_log_of_the_desk_never_names_a_message_by_its_reference(inquiry, editor):
    kept = inquiry()
    tracing.tell(editor, "changed", kept, "répondu")
    assert Trace.objects.get().words == f"message {kept.pk}"


def test_purge_removes_the_files_that_name_a_message_and_old_ones(aged, folder):
    gone, stays = aged(1096), aged(0)
    mail, spool = folder / "mail", folder / "spool"
    files = {
        mail / "20261125-210602-1.log": f"Subject: Nouveau message {gone.reference}\n",
        mail / "20261125-210602-2.log": f"Subject: Nouveau message {stays.reference}\n",
        mail / "20260101-210602-3.log": "Invitation",
        mail / "notes.txt": f"{gone.reference}",  # not ours
        spool / "a.json": "attend",
        spool / "b.json": "attend depuis trois ans",
    }
    for file, words in files.items():
        file.write_text(words)
    for name, days in (("mail/20260101-210602-3.log", 31), ("spool/b.json", 1096), ("spool/a.json", 1000)):
        at = (timezone.now() - timedelta(days=days)).timestamp()
        os.utime(folder / name, (at, at))
    assert retention.purge(dry_run=True) == NOTHING | {"messages": 1, "files": 3}
    assert all(file.exists() for file in files)
    assert retention.purge() == NOTHING | {"messages": 1, "files": 3}
    assert {file.name for file in files if file.exists()} == {"20261125-210602-2.log", "notes.txt", "a.json"}


def test_purge_keeps_everything_when_a_file_cannot_be_removed(aged, folder, monkeypatch):
    gone = aged(1096)
    (folder / "mail/20261125-210602-1.log").write_text(gone.reference)

    def refuse(*args, **kwargs):
        raise PermissionError

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(PermissionError):
        retention.purge()
    assert Inquiry.objects.filter(pk=gone.pk).exists()


def test_purge_forgets_requests_nobody_confirmed_and_the_digests_of_past_days(db, monkeypatch):
    now = timezone.now()
    PrivacyRequest.objects.create(kind="export", email="a@example.com", asked_at=now - timedelta(hours=48))
    waits = PrivacyRequest.objects.create(kind="export", email="a@example.com", asked_at=now - timedelta(hours=47))
    done = PrivacyRequest.objects.create(kind="export", asked_at=now - timedelta(days=900), done_at=now)
    assert [sightings.once_more(Sighting.Kind.NETWORK, "a") for _ in range(2)] == [1, 2]
    assert retention.purge() == NOTHING | {"requests": 1}
    assert set(PrivacyRequest.objects.all()) == {waits, done}
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=1))
    assert retention.purge(dry_run=True)["sightings"] == 1
    assert retention.purge()["sightings"] == 1
    assert (Sighting.objects.count(), DaySalt.objects.count()) == (0, 0)


def test_purge_prunes_tasks_that_ended_a_month_ago(inquiry, settings):
    settings.CONTACT_ACKNOWLEDGE = False
    inquiry()
    row = DBTaskResult.objects.get()
    row.set_successful(None)
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(days=31))
    assert retention.purge() == NOTHING | {"tasks": 1}
    assert DBTaskResult.objects.count() == 0


def test_dry_run_says_the_same_and_erases_nothing(aged):
    aged(1096)
    aged(1096, motive="erreur")
    aged(31, suspicion="Trop vite.")
    said = NOTHING | {"messages": 1, "reports": 1, "suspects": 1}
    assert retention.purge(dry_run=True) == said
    assert Inquiry.objects.count() == 3
    assert retention.purge() == said


def test_many_messages_go_in_one_purge(db, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 3)
    old = timezone.now() - timedelta(days=2000)
    Inquiry.objects.bulk_create(
        Inquiry(reference=f"V-{n}", email="a@example.com", message="x", sending=n, nonce=n, last_contact_at=old)
        for n in range(10)
    )
    assert retention.purge()["messages"] == 10
    assert Inquiry.objects.count() == 0


# --- the bytes --------------------------------------------------------------------------------------


def in_process(folder, *arguments):
    """Of the product as it is served, on its own data folder: a real SQLite file, its log, the files of mails."""
    env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "CACHE_URL", "EMAIL_URL"}}
    env |= {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "veille.settings"}
    env |= {"CONTACT_RECIPIENTS": "equipe@example.org", "PYTHONPATH": str(django_settings.BASE_DIR)}
    script = Path(__file__).with_name("purging.py")
    line = [sys.executable, script, *arguments]
    return subprocess.run(line, env=env, check=True, capture_output=True, text=True)  # noqa: S603


def held(folder, words):
    everything = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file()).lower()
    return [word for word in words if word.lower().encode() in everything]


def test_purge_leaves_no_byte_of_a_message_in_the_data_folder(tmp_path, as_migrated):
    as_migrated(tmp_path)
    words = json.loads(in_process(tmp_path, "fill").stdout)
    before = held(tmp_path, words["gone"])
    # A network address is never written, only its digest.
    assert [word for word in words["gone"] if word not in before] == ["192.0.2.77"]
    assert len([*(tmp_path / "mail").glob("*.log")]) > 5
    report = in_process(tmp_path, "purge", str(3 * 365 + 2)).stdout
    assert "- 81 messages" in report
    assert held(tmp_path, words["gone"]) == []
    assert set(held(tmp_path, words["stays"])) == set(words["stays"])


@pytest.mark.django_db(transaction=True)
def test_log_that_somebody_keeps_reading_is_said_not_passed_over(monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps its own files")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 1")
    reader = connection.copy()
    try:
        with reader.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 1")
            cursor.execute("BEGIN DEFERRED")
            cursor.execute("SELECT count(*) FROM contact_inquiry")
            cursor.fetchall()
            PrivacyRequest.objects.create(kind="export")
            with pytest.raises(retention.StillRead):
                retention.overwrite()
            cursor.execute("ROLLBACK")
        retention.overwrite()
    finally:
        reader.close()
        connection.close()
