import re
import threading

import pytest
from django.db import IntegrityError, connection
from django_tasks_db.models import DBTaskResult

from veille.contact import intake
from veille.contact.consent import Controller, notice
from veille.contact.models import Inquiry, Mail, Retention
from veille.contact.subjects import Subject

WORDS = {"nonce": "one", "email": "claire@example.com", "message": "Bonjour."}


def test_receive_stores_the_message_with_the_notice_it_was_sent_under(db):
    shown = notice(Controller("Cabinet"), Retention.LONGEST)
    kept = intake.receive(
        **WORDS,
        name="Claire",
        organisation="Lyon",
        subject=Subject("Une note", "/articles/une-note/"),
        consent=shown,
    )
    kept.refresh_from_db()
    assert (kept.name, kept.email, kept.organisation, kept.message) == (
        *("Claire", "claire@example.com", "Lyon"),
        "Bonjour.",
    )
    assert (kept.about, kept.about_path) == ("Une note", "/articles/une-note/")
    assert (kept.consent, kept.consent_version) == (shown.text, shown.version)
    assert (kept.status, kept.suspicion) == (Inquiry.Status.NEW, "")


def test_receive_queues_its_mails_by_their_keys_alone(db):
    kept = intake.receive(**WORDS)
    mails = Mail.objects.order_by("pk")
    assert [(mail.kind, mail.inquiry) for mail in mails] == [("notice", kept), ("acknowledgement", kept)]
    rows = DBTaskResult.objects.order_by("enqueued_at")
    assert {row.task_path for row in rows} == {"veille.contact.mailing.send"}
    assert [row.args_kwargs for row in rows] == [{"args": [mail.pk], "kwargs": {}} for mail in mails]


def test_receive_acknowledges_nothing_where_the_settings_say_so(db, settings):
    settings.CONTACT_ACKNOWLEDGE = False
    intake.receive(**WORDS)
    assert [mail.kind for mail in Mail.objects.all()] == ["notice"]


def test_receive_keeps_no_message_without_its_task(db, monkeypatch):
    def refused(*args):
        raise RuntimeError

    monkeypatch.setattr(type(intake.mailing.send), "enqueue", refused)
    with pytest.raises(RuntimeError):
        intake.receive(**WORDS)
    assert (Inquiry.objects.count(), Mail.objects.count()) == (0, 0)


def test_receive_takes_the_same_form_once(db):
    first, second = intake.receive(**WORDS), intake.receive(**WORDS)
    assert first == second
    assert (Inquiry.objects.count(), DBTaskResult.objects.count()) == (1, 2)


@pytest.mark.parametrize("change", [{"nonce": "two"}, {"message": "Autre chose."}, {"organisation": "Ici"}])
def test_receive_takes_another_form_and_other_words_as_another_message(db, change):
    assert intake.receive(**WORDS) != intake.receive(**WORDS | change)
    assert (Inquiry.objects.count(), DBTaskResult.objects.count()) == (2, 4)


def test_receive_sets_a_suspect_aside_and_tells_nobody(db):
    kept = intake.receive(**WORDS, suspicion="Trop vite.")
    assert (kept.status, kept.suspicion) == (Inquiry.Status.SUSPECT, "Trop vite.")
    assert DBTaskResult.objects.count() == 0


def test_reference_can_be_said_on_the_phone():
    references = {intake.reference_of(str(n)) for n in range(500)}
    assert len(references) == 500
    assert [r for r in references if not re.fullmatch(r"V-[2-9B-DF-HJ-NP-TV-XZ]{4}-[2-9B-DF-HJ-NP-TV-XZ]{2}", r)] == []


def test_reference_is_the_same_for_each_try_of_a_message():
    assert intake.reference_of("a") == intake.reference_of("a") != intake.reference_of("a", 1)


def same_for_all(sending, draw=0):
    return ["V-AAAA-AA", "V-BBBB-BB"][min(draw, 1)]


def test_reference_taken_is_drawn_again(db, monkeypatch):
    monkeypatch.setattr(intake, "reference_of", same_for_all)
    assert intake.receive(**WORDS).reference == "V-AAAA-AA"
    assert intake.receive(**WORDS | {"nonce": "two"}).reference == "V-BBBB-BB"


def test_receive_fails_rather_than_draw_for_ever(db, monkeypatch):
    monkeypatch.setattr(intake, "reference_of", lambda *_: "V-AAAA-AA")
    intake.receive(**WORDS)
    with pytest.raises(IntegrityError):
        intake.receive(**WORDS | {"nonce": "two"})


def at_once(times, action):
    """Runs `action(n)` in so many threads that start together; their results in order."""
    start, results = threading.Barrier(times), [None] * times

    def run(number):
        start.wait()
        try:
            results[number] = action(number)
        except Exception as failure:
            results[number] = failure
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_receive_takes_the_same_form_sent_at_the_same_instant_once():
    results = at_once(6, lambda _: intake.receive(**WORDS).reference)
    assert results == [Inquiry.objects.get().reference] * 6
    assert DBTaskResult.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_receive_takes_different_forms_sent_at_the_same_instant_all():
    results = at_once(6, lambda number: intake.receive(**WORDS | {"nonce": str(number)}).reference)
    assert sorted(results) == sorted(Inquiry.objects.values_list("reference", flat=True))
    assert (len(set(results)), DBTaskResult.objects.count()) == (6, 12)


def test_clear_brings_a_suspect_back_and_tells_the_team(inquiry):
    kept = inquiry(suspicion="Trop vite.")
    intake.clear(kept)
    kept.refresh_from_db()
    assert kept.status == Inquiry.Status.NEW
    mail = Mail.objects.get()
    assert (mail.kind, DBTaskResult.objects.get().args_kwargs["args"]) == ("notice", [mail.pk])


def test_clear_does_nothing_to_a_message_that_is_no_suspect(inquiry):
    kept = inquiry(suspicion="Trop vite.")
    intake.clear(kept)
    Inquiry.objects.update(status=Inquiry.Status.ANSWERED)
    intake.clear(kept)
    assert Inquiry.objects.get().status == Inquiry.Status.ANSWERED
    assert DBTaskResult.objects.count() == 1
