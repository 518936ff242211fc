import logging
import smtplib
import ssl
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django.utils.formats import date_format
from django_tasks_db.models import DBTaskResult

from tests import factories
from veille.accounts.models import Trace
from veille.contact import intake, mailing
from veille.contact.models import Entry, Inquiry, Mail, PrivacyRequest
from veille.contact.subjects import Subject
from veille.lib.tasks import BACK_OFF

WRITTEN = {
    "name": "Zoé Tissandier",
    "email": "zoe@visiteuse.example",
    "organisation": "Filature du Nord",
    "message": "Secret industriel numéro sept.",
}


@pytest.fixture(autouse=True)
def team(settings):
    settings.CONTACT_RECIPIENTS = ["equipe@example.org", "astreinte@example.org"]
    settings.DEFAULT_FROM_EMAIL = "veille@example.org"
    settings.SITE_URL = "https://veille.example.org"
    settings.CONTACT_ACKNOWLEDGE = False


@pytest.fixture
def acknowledging(settings):
    settings.CONTACT_ACKNOWLEDGE = True


def test_notice_says_where_to_read_the_message(inquiry, run_tasks):
    kept = inquiry(**WRITTEN, subject=Subject("Une note", "/articles/une-note/"))
    run_tasks()
    [sent] = mail.outbox
    assert sent.subject == f"Nouveau message {kept.reference}"
    assert sent.body.splitlines() == [
        "Un message est arrivé par le formulaire de contact.",
        "",
        f"Référence\u00a0: {kept.reference}",
        "Sujet\u00a0: Une note",
        "https://veille.example.org/articles/une-note/",
        "",
        "Le lire, le prendre en charge, y répondre\u00a0:",
        f"https://veille.example.org/admin/contact/inquiry/{kept.pk}/change/",
        "",
        "Répondre à ce courriel écrit à son auteur.",
    ]


def test_notice_has_the_visitor_in_reply_to_alone(inquiry, run_tasks):
    kept = inquiry(**WRITTEN)
    run_tasks()
    [sent] = mail.outbox
    assert sent.recipients() == ["equipe@example.org", "astreinte@example.org"]
    headers = dict(sent.message().items())
    assert headers.pop("Reply-To") == "zoe@visiteuse.example"
    assert (headers["From"], headers["To"]) == ("veille@example.org", "equipe@example.org, astreinte@example.org")
    assert headers["Message-ID"] == f"<{kept.reference}.{Mail.objects.get().pk}@veille.example.org>"
    assert headers["Auto-Submitted"] == "auto-generated"
    everything_else = str(headers) + sent.body
    assert [words for words in WRITTEN.values() if words in everything_else] == []


@pytest.mark.parametrize(
    ("address", "header"), [("a@exämple.fr", "a@xn--exmple-cua.fr"), ('"a, b"@c.fr', '"a, b"@c.fr')]
)
def test_notice_bears_unusual_addresses(inquiry, run_tasks, address, header):
    inquiry(email=address)
    run_tasks()
    assert mail.outbox[0].message()["Reply-To"] == header


def test_notice_to_nobody_is_said_in_the_log_and_tried_again(settings, inquiry, run_tasks, caplog):
    settings.CONTACT_RECIPIENTS = []
    kept = inquiry()
    run_tasks()
    assert (mail.outbox, Mail.objects.get().trouble) == ([], Mail.Trouble.NOBODY)
    assert f"Nobody to tell of message {kept.reference}" in caplog.text
    settings.CONTACT_RECIPIENTS = ["equipe@example.org"]
    run_tasks(until=timedelta(minutes=1))
    assert len(mail.outbox) == 1


def test_acknowledgement_holds_the_reference_and_nothing_that_was_typed(acknowledging, inquiry, run_tasks):
    kept = inquiry(**WRITTEN, subject=Subject("Une note", "/articles/une-note/"))
    run_tasks()
    [sent] = [one for one in mail.outbox if one.to == [WRITTEN["email"]]]
    assert sent.subject == f"Votre message {kept.reference} est bien arrivé"
    assert f"Sa référence\u00a0: {kept.reference}" in sent.body
    headers = dict(sent.message().items())
    assert (headers["From"], headers["To"]) == ("veille@example.org", "zoe@visiteuse.example")
    assert headers["Auto-Submitted"] == "auto-generated"
    del headers["To"]
    everything_else = str(headers) + sent.body
    assert [words for words in [*WRITTEN.values(), "Une note"] if words in everything_else] == []


def test_suspect_is_neither_told_nor_acknowledged(acknowledging, inquiry, run_tasks):
    inquiry(**WRITTEN, suspicion="Trop vite.")
    run_tasks()
    assert (mail.outbox, Mail.objects.count()) == ([], 0)


def test_message_set_aside_before_its_mails_left_is_told_to_nobody(acknowledging, inquiry, run_tasks):
    inquiry()
    Inquiry.objects.update(status=Inquiry.Status.SUSPECT)
    run_tasks()
    assert mail.outbox == []
    assert [*Mail.objects.values_list("is_given_up", "trouble")] == [(True, "unwanted")] * 2


def test_answer_goes_from_the_site_in_one_thread_with_what_the_sender_has(acknowledging, inquiry, run_tasks):
    factories.identity(contact_email="cellule@example.org")
    kept = inquiry(**WRITTEN)
    run_tasks()
    del mail.outbox[:]
    for text in ("Bonjour & merci.\nVoici la source.", "Encore un mot."):
        entry = Entry.objects.create(inquiry=kept, kind=Entry.Kind.ANSWER, text=text)
        mailing.post(inquiry=kept, kind=Mail.Kind.ANSWER, entry=entry)
        run_tasks()
    first, second = mail.outbox
    today = date_format(timezone.localdate(), "j F Y")
    assert (first.subject, first.body.strip()) == (
        f"Votre message {kept.reference}",
        f"Bonjour & merci.\nVoici la source.\n\nVotre message {kept.reference} du {today}.",
    )
    assert (first.from_email, first.to, first.reply_to) == (
        "veille@example.org",
        [WRITTEN["email"]],
        ["cellule@example.org"],
    )
    names = [
        f"<{kept.reference}.{pk}@veille.example.org>" for pk in Mail.objects.order_by("pk").values_list("pk", flat=True)
    ]
    _notice, acknowledged, answered, _second = names
    assert (first.message()["In-Reply-To"], first.message()["References"]) == (acknowledged, acknowledged)
    assert (second.message()["In-Reply-To"], second.message()["References"]) == (
        answered,
        f"{acknowledged} {answered}",
    )


def test_answer_without_an_address_of_the_team_comes_back_to_the_sender_s(inquiry, run_tasks):
    kept = inquiry()
    entry = Entry.objects.create(inquiry=kept, kind=Entry.Kind.ANSWER, text="Bonjour.")
    mailing.post(inquiry=kept, kind=Mail.Kind.ANSWER, entry=entry)
    run_tasks()
    assert mail.outbox[1].reply_to == []


def test_privacy_mail_leads_to_its_page(db, run_tasks):
    request = PrivacyRequest.objects.create(kind="export", email="zoe@visiteuse.example")
    mailing.post(kind=Mail.Kind.PRIVACY, request=request)
    run_tasks()
    [sent] = mail.outbox
    assert (sent.to, "https://veille.example.org/confidentialite/mes-donnees/" in sent.body) == (
        ["zoe@visiteuse.example"],
        True,
    )


def test_mail_is_sent_once_however_often_its_task_runs(inquiry, run_tasks):
    inquiry()
    key = Mail.objects.get().pk
    mailing.send.enqueue(key)
    run_tasks()
    mailing.send.call(key)
    assert len(mail.outbox) == 1


def test_mail_bears_a_message_that_is_gone(inquiry, run_tasks):
    inquiry().delete()
    run_tasks()
    assert mail.outbox == []
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_notice_of_a_suspect_is_sent_when_it_is_brought_back(inquiry, run_tasks):
    kept = inquiry(suspicion="Trop vite.")
    run_tasks()
    assert mail.outbox == []
    intake.clear(kept)
    run_tasks()
    assert len(mail.outbox) == 1


def test_failing_mail_server_loses_nothing(inquiry, run_tasks, mail_server):
    kept = inquiry(**WRITTEN)
    mail_server.is_broken = True
    run_tasks()
    run_tasks(until=timedelta(minutes=1))
    waiting = Mail.objects.get()
    assert (waiting.sent_at, waiting.tries, waiting.trouble) == (None, 2, Mail.Trouble.UNREACHABLE)
    assert timedelta(minutes=4) < waiting.next_try_at - timezone.now() <= timedelta(minutes=5)
    mail_server.is_broken = False
    run_tasks(until=timedelta(minutes=4))
    assert mail.outbox == []
    run_tasks(until=timedelta(minutes=5))
    assert [sent.subject for sent in mail.outbox] == [f"Nouveau message {kept.reference}"]
    sent = Mail.objects.get()
    assert (bool(sent.sent_at), sent.next_try_at, sent.trouble) == (True, None, "")


def test_mail_server_that_never_works_leaves_the_message_and_no_word_of_it(inquiry, run_tasks, mail_server, caplog):
    caplog.set_level(logging.DEBUG)
    inquiry(**WRITTEN)
    mail_server.is_broken = True
    for _ in range(len(BACK_OFF) + 1):
        run_tasks(until=timedelta(days=2))
    given_up = Mail.objects.get()
    assert (given_up.is_given_up, given_up.tries, given_up.next_try_at) == (True, len(BACK_OFF) + 1, None)
    assert Inquiry.objects.get().message == WRITTEN["message"]
    rows = [*DBTaskResult.objects.values(), *Mail.objects.values()]
    told = caplog.text + "".join(str(row) for row in rows)
    assert [words for words in WRITTEN.values() if words in told] == []
    assert f"mail {given_up.pk} given up after {len(BACK_OFF) + 1} tries" in caplog.text


def test_tries_last_two_days():
    assert timedelta(hours=48) <= timedelta(minutes=sum(BACK_OFF)) < timedelta(hours=49)


class Killed(BaseException):
    """As `kill -9` does: nothing that follows runs."""


def test_mail_of_a_worker_killed_while_it_sent_goes_again_and_says_perhaps_twice(inquiry, run_tasks, monkeypatch):
    inquiry()
    key = Mail.objects.get().pk

    def killed(self, letters):
        assert Mail.objects.get().trying_since is not None
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", killed)
        with pytest.raises(Killed):
            mailing.send.call(key)
    run_tasks()
    sent = Mail.objects.get()
    assert (len(mail.outbox), sent.is_perhaps_twice, sent.trying_since) == (1, True, None)


@pytest.mark.parametrize(
    ("failure", "twice"),
    [
        (smtplib.SMTPServerDisconnected("gone"), True),
        (TimeoutError(), True),
        (smtplib.SMTPDataError(451, b"later"), False),
        (smtplib.SMTPRecipientsRefused({}), False),
    ],
)
def test_mail_that_the_server_may_have_taken_says_so(inquiry, run_tasks, monkeypatch, failure, twice):
    inquiry()

    def fails(self, letters):
        raise failure

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fails)
        run_tasks()
    run_tasks(until=timedelta(minutes=1))
    assert (len(mail.outbox), Mail.objects.get().is_perhaps_twice) == (1, twice)


def test_server_that_only_fails_to_say_good_bye_has_the_mail(inquiry, run_tasks, monkeypatch):
    def fails(self):
        raise TimeoutError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.close", fails)
    inquiry()
    run_tasks()
    assert (len(mail.outbox), bool(Mail.objects.get().sent_at)) == (1, True)


@pytest.mark.parametrize(
    ("failure", "trouble"),
    [
        (ConnectionRefusedError(), "unreachable"),
        (TimeoutError(), "unreachable"),
        (smtplib.SMTPConnectError(421, b""), "unreachable"),
        (smtplib.SMTPNotSupportedError(), "encryption"),
        (ssl.SSLCertVerificationError(), "encryption"),
        (smtplib.SMTPResponseException(454, b"TLS not available"), "encryption"),
        (smtplib.SMTPAuthenticationError(535, b""), "login"),
        (smtplib.SMTPRecipientsRefused({}), "refused"),
        (ValueError(), "other"),
    ],
)
def test_trouble_is_told_by_its_kind(failure, trouble):
    assert mailing.trouble_of(failure) == trouble


def test_mail_that_lost_its_task_is_given_another(inquiry, run_tasks):
    inquiry()
    assert mailing.sweep() == 0
    DBTaskResult.objects.all().delete()
    assert mailing.sweep() == 0  # its time has hardly come
    Mail.objects.update(next_try_at=timezone.now() - mailing.LOST)
    assert (mailing.sweep(), mailing.sweep()) == (1, 0)
    run_tasks()
    Mail.objects.update(next_try_at=timezone.now() - mailing.LOST)
    assert (len(mail.outbox), mailing.sweep()) == (1, 0)


def test_mail_given_up_is_sent_again_when_somebody_says_so(inquiry, run_tasks, mail_server, editor):
    inquiry()
    mail_server.is_broken = True
    for _ in range(len(BACK_OFF) + 1):
        run_tasks(until=timedelta(days=2))
    mail_server.is_broken = False
    assert mailing.resend(Mail.objects.get(), by=editor)
    run_tasks()
    sent = Mail.objects.get()
    assert (len(mail.outbox), bool(sent.sent_at), sent.is_given_up, sent.tries) == (1, True, False, 1)
    assert Trace.objects.get(kind="contact.mail").who == editor


def test_mail_that_waits_for_its_next_try_is_sent_once_when_sent_again(inquiry, run_tasks, mail_server, editor):
    inquiry()
    mail_server.is_broken = True
    run_tasks()
    mail_server.is_broken = False
    mailing.resend(Mail.objects.get(), by=editor)
    run_tasks(until=timedelta(days=2))
    assert len(mail.outbox) == 1


def test_privacy_mail_whose_address_is_forgotten_cannot_be_sent_again(db, run_tasks, editor):
    request = PrivacyRequest.objects.create(kind="export", email="zoe@visiteuse.example")
    kept = mailing.post(kind=Mail.Kind.PRIVACY, request=request)
    run_tasks()
    PrivacyRequest.objects.update(email="")  # carried out since
    assert mailing.resend(kept, by=editor) is False
    assert Mail.objects.get().sent_at is not None


def test_clock_set_back_an_hour_only_delays_a_mail(inquiry, run_tasks, mail_server, monkeypatch):
    now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(hours=1))
    inquiry()
    mail_server.is_broken = True
    run_tasks()
    mail_server.is_broken = False
    monkeypatch.setattr(timezone, "now", now)
    inquiry(nonce="later")
    run_tasks()
    assert len(mail.outbox) == 1
    run_tasks(until=timedelta(minutes=61))
    assert (len(mail.outbox), Mail.objects.waiting().count()) == (2, 0)
