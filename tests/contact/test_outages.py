"""A database that refuses, and a disk that does: whoever was told « bien reçu » is heard, the others are told so."""

import errno
import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings as configured
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from tests import factories
from tests.contact import outages
from tests.contact.test_views import CONTACT, Page
from veille.contact import consent, intake, sightings, spool, tokens, views
from veille.contact.models import Entry, Inquiry, Mail
from veille.website.urls import SUBJECTS

pytestmark = pytest.mark.django_db(transaction=True)

MESSAGES = 25
# Longer than what is left in a page of the database.
LONG = "Une question.\n" * 350


@pytest.fixture(autouse=True)
def spooled(settings, tmp_path, monkeypatch):
    """A data folder of its own, and no patience."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(views, "PATIENCE", 0.05)
    # One who writes twenty-five times would be set aside, which is not what is asked here.
    monkeypatch.setattr(sightings, "count", lambda **_: Counter())
    factories.identity(contact_email="cellule@example.org")
    factories.edition("Une note", slug="une-note")
    return tmp_path / "spool"


def reference_told(client, response):
    """That of the page « bien reçu », which is shown without a database too."""
    page = client.get(response["Location"])
    assert page.status_code == 200
    told = tokens.read_receipt(page.wsgi_request.GET["recu"]).reference
    assert told in page.text
    return told


@pytest.mark.parametrize("outage", outages.ALL)
def test_what_the_database_refuses_is_acknowledged_and_taken_in_once(client, form, outage, spooled):
    forms = [form(message=f"{LONG}{n}", article="une-note") for n in range(MESSAGES)]
    before, told = timezone.now(), {}
    with outage():
        for fields in forms:
            started = time.monotonic()
            response = client.post(CONTACT, fields)
            assert (response.status_code, time.monotonic() - started < 10) == (303, True)
            told[fields["message"]] = reference_told(client, response)
        # A reload, or a browser that tries again, makes no second file and is told the same.
        assert reference_told(client, client.post(CONTACT, forms[0])) == told[forms[0]["message"]]
    after = timezone.now()
    assert (Inquiry.objects.count(), len([*spooled.iterdir()])) == (0, MESSAGES)
    assert intake.take_in(SUBJECTS) == MESSAGES
    assert {kept.message: kept.reference for kept in Inquiry.objects.all()} == told
    kept = Inquiry.objects.first()
    assert (kept.name, kept.email, kept.organisation) == ("Claire Martin", "claire@example.com", "Mairie de Lyon")
    assert (kept.about, kept.about_path, kept.status) == ("Une note", "/articles/une-note/", Inquiry.Status.NEW)
    assert before <= kept.received_at <= after
    assert Mail.objects.filter(kind=Mail.Kind.NOTICE).count() == MESSAGES
    assert (intake.take_in(SUBJECTS), [*spooled.iterdir()]) == (0, [])
    # And once more after all that.
    assert reference_told(client, client.post(CONTACT, forms[0])) == told[forms[0]["message"]]
    assert Inquiry.objects.count() == MESSAGES


@pytest.mark.parametrize("outage", outages.ALL)
def test_where_neither_takes_it_the_visitor_is_told_and_keeps_the_text(client, form, outage, spooled, monkeypatch):
    client.get(CONTACT)  # the address of the team was seen by this process

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    fields = form(message=f"{LONG}<b>", article="une-note")
    with outage(), monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        response = client.post(CONTACT, fields)
    page = Page(response)
    assert (response.status_code, response["Retry-After"]) == (503, "120")
    assert "Votre message n’est pas enregistré" in page.text
    assert page.links["mailto:cellule@example.org"] == "cellule@example.org"
    kept = {name: page.fields[name].replace("\r\n", "\n") for name in fields}
    assert consent.unsealed(kept.pop("mention"))  # sealed anew, with what the page says beside the form
    assert kept == {name: value for name, value in fields.items() if name != "mention"}
    assert (Inquiry.objects.count(), [*spooled.iterdir()]) == (0, [])
    # Healed: the page that was shown sends it.
    assert client.post(CONTACT, page.fields).status_code == 303
    assert Inquiry.objects.get().message == fields["message"].strip()


def test_pages_of_the_form_stand_without_a_database(client, form):
    with outages.gone():
        empty = client.get(CONTACT, {"article": "une-note"})
        refused = client.post(CONTACT, form(courriel="", article="une-note"))
        strange = client.post(CONTACT, {"article": "../.."})
        forged = Client(enforce_csrf_checks=True).post(CONTACT, form())
    assert [page.status_code for page in (empty, refused, strange, forged)] == [200, 422, 422, 403]
    assert [Page(page).fields.get("article") for page in (empty, refused, strange)] == ["une-note", "une-note", None]
    assert Page(refused).fields["message"].strip() == form()["message"]


def test_team_whose_address_nobody_gave_is_given_none(client, form, monkeypatch):
    monkeypatch.setattr("veille.website.context._seen", [])
    monkeypatch.setattr(spool, "keep", lambda *_: (_ for _ in ()).throw(OSError()))
    with outages.gone():
        response = client.post(CONTACT, form())
    assert (response.status_code, "mailto:" in response.text) == (503, False)


def test_what_a_machine_sent_is_set_aside_after_its_wait_too(client, form):
    with outages.gone():
        client.post(CONTACT, form(site="https://spam.example"))
    intake.take_in(SUBJECTS)
    assert (Inquiry.objects.get().status, Mail.objects.count()) == (Inquiry.Status.SUSPECT, 0)


def test_next_message_takes_in_what_waits(client, form):
    with outages.gone():
        client.post(CONTACT, form(message="Le premier."))
    client.post(CONTACT, form(message="Le second."))
    assert sorted(Inquiry.objects.values_list("message", flat=True)) == ["Le premier.", "Le second."]


def test_what_waits_never_troubles_the_message_that_came(client, form, monkeypatch):
    def fails(*_, **__):
        raise OSError

    monkeypatch.setattr(spool, "waiting", fails)
    assert client.post(CONTACT, form()).status_code == 303


def test_message_whose_commit_was_never_answered_is_one_under_one_reference(client, form, monkeypatch):
    commit = connection.commit
    calls = iter([True])

    def lost():
        commit()
        if next(calls, False):
            raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(connection, "commit", lost)
    told = reference_told(client, client.post(CONTACT, form()))
    assert intake.take_in(SUBJECTS) == 1
    assert Inquiry.objects.get().reference == told


def test_spool_taken_in_by_several_at_once_makes_one_message_of_each(client, form):
    with outages.gone():
        for number in range(8):
            client.post(CONTACT, form(message=f"Message {number}"))
    start = threading.Barrier(3)

    def take(_):
        start.wait()
        try:
            return intake.take_in(SUBJECTS)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(take, range(3))) >= 8
    assert sorted(Inquiry.objects.values_list("message", flat=True)) == [f"Message {number}" for number in range(8)]
    assert spool.waiting() == []


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff", b'{"nonce": "a", "words": {}}', b"null"])
def test_file_that_holds_no_message_is_set_aside_and_stops_nothing(client, form, spooled, content, caplog):
    with outages.gone():
        client.post(CONTACT, form())
    (spooled / f"{'0' * 64}.json").write_bytes(content)
    assert intake.take_in(SUBJECTS) == 1
    assert [file.name for file in spooled.iterdir()] == [f"{'0' * 64}.aside"]
    assert f"the spool file {'0' * 64} holds no message" in caplog.text
    assert intake.take_in(SUBJECTS) == 0


def test_file_whose_words_changed_is_set_aside(client, form, spooled):
    with outages.gone():
        client.post(CONTACT, form())
    [file] = spooled.iterdir()
    record = json.loads(file.read_text())
    record["words"]["message"] = "Autre chose."
    file.write_text(json.dumps(record))
    assert (intake.take_in(SUBJECTS), Inquiry.objects.count()) == (0, 0)
    assert file.with_suffix(".aside").exists()


def test_reference_that_another_message_took_meanwhile_is_noted_in_the_thread(client, form, monkeypatch):
    monkeypatch.setattr(intake, "reference_of", lambda _sending, draw=0: ["V-AAAA-AA", "V-BBBB-BB"][draw])
    with outages.gone():
        told = reference_told(client, client.post(CONTACT, form(message="Le premier.")))
    intake.receive(nonce="x", email="a@example.org", message="Un autre.")
    intake.take_in(SUBJECTS)
    kept = Inquiry.objects.get(message="Le premier.")
    assert (told, kept.reference) == ("V-AAAA-AA", "V-BBBB-BB")
    assert Entry.objects.get(inquiry=kept).text == (
        "L’expéditeur a reçu la référence V-AAAA-AA, que porte un autre message."
    )


def test_database_that_refuses_still_leaves_the_spool_as_it_is(client, form, spooled):
    with outages.locked():
        client.post(CONTACT, form(message=LONG))
        connection.cursor().execute(
            "PRAGMA busy_timeout = 50" if connection.vendor == "sqlite" else "SET lock_timeout = 50"
        )
        assert intake.take_in(SUBJECTS) == 0
    assert len(spool.waiting()) == 1
    assert intake.take_in(SUBJECTS) == 1
    connection.close()


def test_draft_of_a_process_that_was_killed_is_no_message_and_goes(spooled):
    spooled.mkdir()
    draft, young = spooled / ".draft-a", spooled / ".draft-b"
    for file in (draft, young):
        file.write_text('{"words": ')
    os.utime(draft, (0, 0))
    aside = spooled / "a.aside"
    aside.write_text("{")
    os.utime(aside, (time.time() - 86400, time.time() - 86400))
    assert spool.waiting() == []
    assert spool.purge(older_than=2 * 86400) == 1
    assert sorted(file.name for file in spooled.iterdir()) == [".draft-b", "a.aside"]
    assert spool.purge(older_than=86400) == 1


def test_what_was_written_is_in_no_log(client, form, caplog, spooled):
    caplog.set_level("DEBUG")
    with outages.gone():
        client.post(CONTACT, form(message="Secret numéro sept."))
    [file] = spooled.iterdir()
    file.write_text(file.read_text()[:-3])
    intake.take_in(SUBJECTS)
    assert "into the spool" in caplog.text
    assert [word for word in ("num", "claire@", "Claire Martin") if word in caplog.text.replace("numbers", "")] == []


def test_form_shown_before_the_clock_was_set_back_is_a_person_s(client, form, monkeypatch):
    fields = form(age=0)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 3600)
    assert client.post(CONTACT, fields).status_code == 303
    assert Inquiry.objects.get().status == Inquiry.Status.NEW


def test_postgresql_answers_for_what_it_acknowledges_and_waits_no_longer_than_a_visitor():
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL's own settings")
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",)
    assert connection.get_connection_params()["connect_timeout"] <= 4


# --- A disk that is really full ---------------------------------------------------------------------

PROGRAM = """
import json, resource, sys, time
import django
django.setup()
from django.db import connection
from django.test import Client
from veille.contact import intake, spool, tokens
from veille.contact.models import Inquiry
from veille.website.urls import SUBJECTS

def post(client, number):
    fields = {"courriel": "claire@example.com", "message": f"Message {number}", "jeton": tokens.issue(time.time() - 10)}
    return client.post("/contact/", fields).status_code

limit, count = int(sys.argv[1]), int(sys.argv[2])
client = Client(SERVER_NAME="localhost")
assert client.get("/contact/").status_code == 200  # the database is open
usual = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, usual[1]))
answers = [post(client, number) for number in range(count)]
kept = Inquiry.objects.count()
resource.setrlimit(resource.RLIMIT_FSIZE, usual)
waiting = len(spool.waiting())
taken = intake.take_in(SUBJECTS)
print(json.dumps({"answers": sorted(set(answers)), "kept": kept, "waiting": waiting, "taken": taken,
    "stored": sorted(Inquiry.objects.values_list("message", flat=True))}))
"""


@pytest.mark.parametrize(
    ("limit", "answer", "waiting"),
    # Bytes a file may have: enough for a spool file and not for a page of the database; not enough for either.
    [(4096, 303, MESSAGES), (0, 503, 0)],
)
@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="no limit of the size of files")
def test_disk_that_is_full(tmp_path, limit, answer, waiting):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL writes its files itself")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(tmp_path / "db.sqlite3")])
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "CACHE_URL", "SITE_URL"}}
    environment = kept | {
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "veille.settings",
        "DEBUG": "1",  # nothing was collected
    }
    line = [sys.executable, "-c", PROGRAM, str(limit), str(MESSAGES)]
    done = subprocess.run(  # noqa: S603
        line, env=environment, cwd=configured.BASE_DIR, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    stored = sorted(f"Message {number}" for number in range(MESSAGES)) if waiting else []
    assert found == {"answers": [answer], "kept": 0, "waiting": waiting, "taken": waiting, "stored": stored}
