import json
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from veille.accounts.models import Trace
from veille.contact import personal, retention, tokens
from veille.contact.models import Entry, Inquiry, Mail, PrivacyRequest, Sighting

PAGE = "/confidentialite/mes-donnees/"
CLAIRE = "claire@example.com"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.CONTACT_RECIPIENTS = ["equipe@example.org"]
    for name in ("mail", "spool"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def link(client, run_tasks, inquiry):
    """The address in the mail that a request brings: `link("export")`."""

    def asked(kind, email=CLAIRE):
        run_tasks()
        mail.outbox.clear()
        client.post(PAGE, {"demande": kind, "courriel": email})
        run_tasks()
        [sent] = mail.outbox
        return re.search(r"http\S+", sent.body.split("bouton")[1])[0].removeprefix("http://127.0.0.1:8000")

    return asked


def test_request_mails_a_link_to_the_address_alone(client, inquiry, run_tasks):
    inquiry(email="Claire@Example.com")
    run_tasks()
    mail.outbox.clear()
    sent = client.post(PAGE, {"demande": "export", "courriel": CLAIRE})
    assert (sent.status_code, sent["Location"]) == (303, f"{PAGE}?envoi=1")
    run_tasks()
    [told] = mail.outbox
    assert told.recipients() == [CLAIRE]
    assert told.subject == "Vos données\u00a0: confirmez votre demande"
    assert "une copie de tout ce que nous gardons sous cette adresse." in told.body
    assert CLAIRE not in told.body
    assert told.extra_headers["Auto-Submitted"] == "auto-generated"
    assert told.extra_headers.keys() == {"Auto-Submitted", "Message-ID"}


def test_answer_and_work_are_the_same_for_an_address_we_know_and_for_any_other(client, inquiry, run_tasks):
    inquiry()
    run_tasks()
    mail.outbox.clear()
    answers, work = [], []
    for address in (CLAIRE, "inconnue@example.com"):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            answer = client.post(PAGE, {"demande": "erasure", "courriel": address}, follow=True)
        answers.append(re.sub(r'value="[^"]*"', "", answer.text))
        work.append([re.sub(r"'[^']*'|\d+", "?", one["sql"]) for one in asked])
    assert answers[0] == answers[1]
    # The day's salt and the network's row are made by the first alone.
    assert [len(queries) for queries in work][1] <= len(work[0])
    assert not [query for queries in work for query in queries if "contact_inquiry" in query]
    run_tasks()
    assert [one.recipients() for one in mail.outbox] == [[CLAIRE]]


def test_address_gets_one_mail_in_ten_minutes_and_five_a_day(client, inquiry, run_tasks, monkeypatch):
    inquiry()
    run_tasks()
    mail.outbox.clear()
    noon = timezone.localtime().replace(hour=12, minute=0, second=0)
    for minutes in range(0, 120, 4):
        now = noon + timedelta(minutes=minutes)
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        answer = client.post(PAGE, {"demande": "export", "courriel": CLAIRE.upper()})
        assert answer.status_code == 303
    run_tasks()
    # The fourth and fifth request counted, within ten minutes of the one before, made none.
    assert len(mail.outbox) == PrivacyRequest.objects.count() == 2


def test_network_is_bounded_and_only_its_digest_is_kept(client, db, monkeypatch):
    monkeypatch.setattr(personal, "A_DAY_BY_NETWORK", 3)
    for number in range(5):
        given = {"demande": "export", "courriel": f"a{number}@example.com"}
        assert client.post(PAGE, given, REMOTE_ADDR="192.0.2.7").status_code == 303
    client.post(PAGE, {"demande": "export", "courriel": "b@example.com"}, REMOTE_ADDR="192.0.2.8")
    assert PrivacyRequest.objects.count() == 4
    assert "192.0.2" not in json.dumps([str(row) for row in Sighting.objects.values()])


@pytest.mark.parametrize(
    ("given", "mistakes"),
    [
        ({}, ["Choisissez ce que vous demandez.", "Indiquez l’adresse de courriel"]),
        ({"demande": "tout", "courriel": CLAIRE}, ["Choisissez ce que vous demandez."]),
        ({"demande": "export", "courriel": "claire"}, ["Vérifiez votre adresse de courriel"]),
        ({"demande": "export", "courriel": "a@b.fr\r\nBcc: c@d.fr"}, ["Vérifiez votre adresse de courriel"]),
        ({"demande": "export", "courriel": "a" * 300 + "@example.com"}, ["C’est trop long"]),
    ],
)
def test_mistake_is_said_beside_its_field_and_nothing_is_lost(client, db, given, mistakes):
    page = client.post(PAGE, given)
    assert page.status_code == 422
    assert [page.text.count(one) for one in mistakes] == [2] * len(mistakes)
    assert "<title>Erreur&nbsp;: demande non envoyée" in page.text
    if given.get("demande") == "export":
        assert re.search(r'value="export"[^>]*checked', page.text)
    assert PrivacyRequest.objects.count() == 0


def test_opening_the_link_does_nothing_and_its_button_gives_the_file_once(client, inquiry, link):
    kept = inquiry(message="<b>Secret</b> numéro sept.", name="Claire Martin")
    inquiry(email="autre@example.com", message="D’un autre.", nonce="autre")
    Entry.objects.create(inquiry=kept, kind="note", text="Une note de l’équipe.")
    Entry.objects.create(inquiry=kept, kind="answer", text="Notre réponse.")
    address = link("export")
    for _ in range(2):
        page = client.get(address)
        assert page.status_code == 200
        assert "Télécharger la copie" in page.text
    file = client.post(address)
    assert file["Content-Disposition"] == 'attachment; filename="mes-donnees.html"'
    words = [kept.reference, "&lt;b&gt;Secret&lt;/b&gt; numéro sept.", "Claire Martin", "Une note de l’équipe.",
             "Notre réponse.", "Responsable", kept.erased_on.strftime("%Y")]  # fmt: skip
    assert [one for one in words if one not in file.text] == []
    assert "D’un autre." not in file.text
    done = PrivacyRequest.objects.get()
    assert (done.email, done.messages, bool(done.done_at), done.by) == ("", 1, True, None)
    assert [client.get(address).status_code, client.post(address).status_code] == [410, 410]
    assert Inquiry.objects.count() == 2


def test_export_names_nobody_of_the_team(client, inquiry, editor):
    kept = inquiry()
    Inquiry.objects.update(owner=editor)
    Entry.objects.create(inquiry=kept, kind="note", text="x", author=editor)
    Mail.objects.create(inquiry=kept, kind="answer")
    told = personal.export(CLAIRE)
    assert [word for word in (editor.name, editor.email) if word in told] == []


def test_erasure_takes_everything_of_the_person_and_leaves_a_trace_without_the_data(client, inquiry, link, folder):
    kept = inquiry(message="Secret.")
    Entry.objects.create(inquiry=kept, kind="note", text="Secret.")
    other = inquiry(email="autre@example.com", nonce="autre")
    mails = {"1": f"To: {CLAIRE}", "2": kept.reference, "3": f"Bonjour {other.reference}"}
    for name, words in mails.items():
        (folder / f"mail/20261125-210602-{name}.log").write_text(words)
    (folder / "spool/a").write_text(json.dumps({"email": "Claire@Example.com"}))
    (folder / "spool/b").write_text(json.dumps({"email": "autre@example.com"}))
    answer = client.post(link("erasure"))
    assert (answer.status_code, "Un message a été effacé" in answer.text) == (200, True)
    assert [*Inquiry.objects.all()] == [other]
    assert Entry.objects.count() == 0
    assert sorted(file.name for file in folder.rglob("*") if file.is_file()) == ["20261125-210602-3.log", "b"]
    done = PrivacyRequest.objects.get()
    assert (done.kind, done.email, done.messages, bool(done.done_at)) == ("erasure", "", 1, True)
    assert DBTaskResult.objects.filter(task_path="veille.contact.retention.overwrite_soon").exists()
    # Once more is another request, of nothing.
    assert Trace.objects.count() == 0


def test_erasure_that_fails_half_way_does_nothing(client, inquiry, link, monkeypatch):
    kept = inquiry()
    address = link("erasure")

    def refuse(files):
        raise OSError

    monkeypatch.setattr(retention.leftovers, "remove", refuse)
    client.raise_request_exception = False
    assert client.post(address).status_code == 500
    assert Inquiry.objects.filter(pk=kept.pk).exists()
    assert PrivacyRequest.objects.get().done_at is None
    monkeypatch.undo()
    assert client.post(address).status_code == 200


def test_link_works_for_48_hours(client, inquiry, link, monkeypatch):
    inquiry()
    address, now = link("erasure"), timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=47))
    assert client.get(address).status_code == 200
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=49))
    assert [client.get(address).status_code, client.post(address).status_code] == [410, 410]
    assert Inquiry.objects.count() == 1


@pytest.mark.parametrize("key", ["x", "MQ:1xWJFj:CJkw0bRE9VK1AfKob07tFWRtJEzOVbnGn-rEWqffQKU", "é", ":", "a" * 5000])
def test_forged_link_is_not_found(client, db, key):
    assert [client.get(f"{PAGE}{key}/").status_code, client.post(f"{PAGE}{key}/").status_code] == [404, 404]


def test_key_of_one_purpose_opens_no_other(client, db):
    assert (
        client.get(f"{PAGE}{tokens.receipt(reference='1', erased_on=timezone.localdate(), about_path='')}/").status_code
        == 404
    )
    assert client.get(f"{PAGE}{tokens.request_key(99)}/").status_code == 410


def test_mail_of_a_request_carried_out_or_forgotten_is_not_sent(client, inquiry, run_tasks):
    inquiry()
    run_tasks()
    client.post(PAGE, {"demande": "export", "courriel": CLAIRE})
    mail.outbox.clear()
    PrivacyRequest.objects.update(email="", done_at=timezone.now())
    run_tasks()
    assert mail.outbox == []


def test_pages_cost_a_fixed_number_of_queries_and_no_cache_keeps_them(client, inquiry, link, django_assert_num_queries):
    inquiry()
    address = link("erasure")
    for path, count in ((PAGE, 1), (f"{PAGE}?envoi=1", 1), (address, 2)):
        with django_assert_num_queries(count):
            page = client.get(path)
        assert "no-store" in page["Cache-Control"]
        assert 'noindex">' in page.text
    assert PAGE not in client.get("/sitemap.xml").text


def test_forged_post_is_refused(inquiry, link):
    from django.test import Client

    inquiry()
    address = link("erasure")
    assert Client(enforce_csrf_checks=True).post(address).status_code == 403
    assert Inquiry.objects.count() == 1


# --- by the team ------------------------------------------------------------------------------------


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def beside(kept):
    return reverse("admin:contact_inquiry_personal_data", args=[kept.pk])


def test_editor_exports_what_a_person_asked_for(desk, inquiry, editor):
    kept = inquiry(message="Secret.")
    inquiry(message="Encore.", nonce="b")
    page = desk.get(beside(kept))
    assert page.text.count("/admin/contact/inquiry/") > 2
    file = desk.post(beside(kept), {"verb": "export"})
    assert [word for word in ("Secret.", "Encore.") if word not in file.text] == []
    done = PrivacyRequest.objects.get()
    assert (done.kind, done.by, done.messages, done.email) == ("export", editor, 2, "")
    assert Trace.objects.get().words == "copie"


def test_editor_erases_after_confirming(desk, inquiry, editor):
    kept = inquiry(message="Secret.")
    refused = desk.post(beside(kept), {"verb": "erase"})
    assert (refused.status_code, Inquiry.objects.count()) == (200, 1)
    assert "Cochez la case pour confirmer" in refused.text
    done = desk.post(beside(kept), {"verb": "erase", "sure": "on"}, follow=True)
    assert "1 message est effacé." in done.text
    assert (Inquiry.objects.count(), PrivacyRequest.objects.get().by) == (0, editor)
    told = "".join(str(row) for row in Trace.objects.values())
    assert [word for word in (CLAIRE, kept.reference, "Secret") if word in told] == []


def test_requests_are_listed_without_those_that_wait_for_their_link(desk, inquiry):
    inquiry()
    desk.post(PAGE, {"demande": "export", "courriel": CLAIRE})
    personal.carry_out("erasure", "x@example.com", by=None)
    page = desk.get(reverse("admin:contact_privacyrequest_changelist"))
    assert page.context["cl"].result_count == 1
    assert CLAIRE not in page.text
    waits = PrivacyRequest.objects.get(done_at=None)
    assert desk.get(reverse("admin:contact_privacyrequest_change", args=[waits.pk])).status_code == 302


def test_message_deleted_by_hand_leaves_no_file(client, administrator, inquiry, folder):
    kept = inquiry()
    (folder / "mail/20261125-210602-1.log").write_text(kept.reference)
    client.force_login(administrator)
    client.post(reverse("admin:contact_inquiry_delete", args=[kept.pk]), {"post": "yes"})
    assert (Inquiry.objects.count(), [*(folder / "mail").iterdir()]) == (0, [])
