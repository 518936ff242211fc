from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from veille.accounts.models import Trace
from veille.contact import retention
from veille.contact.models import Inquiry, Retention


@pytest.fixture
def desk(client, administrator):
    retention.set_out()
    client.force_login(administrator)
    return client


def at(kind="message"):
    return reverse("admin:contact_retention_change", args=[Retention.objects.get(kind=kind).pk])


def days(kind="message"):
    return Retention.objects.get(kind=kind).days


def test_every_kind_has_its_row_once(db):
    retention.set_out()
    Retention.objects.filter(kind="suspect").update(days=7)
    retention.set_out()
    assert dict(Retention.objects.values_list("kind", "days")) == {"message": 1095, "report": 1095, "suspect": 7}


def test_shorter_time_says_what_it_erases_before_it_is_taken(desk, inquiry):
    for number, age in enumerate([400, 500, 10]):
        inquiry(nonce=str(number))
        last = timezone.now() - timedelta(days=age)
        Inquiry.objects.filter(nonce=str(number)).update(last_contact_at=last)
    asked = desk.post(at(), {"days": "365"})
    assert "La prochaine purge effacerait 2 messages de plus." in asked.text
    assert days() == 1095
    assert 'type="checkbox"' in asked.text
    # Another number than was read is asked about again.
    assert desk.post(at(), {"days": "300", "agreed": "365-2"}).status_code == 200
    assert days() == 1095
    assert desk.post(at(), {"days": "365", "agreed": "365-2"}).status_code == 302
    assert days() == 365
    assert Trace.objects.get().note.endswith("après le dernier échange\u00a0: 1\u00a0an")
    assert retention.purge(dry_run=True)["messages"] == 2


def test_one_message_and_none_are_said_too(desk, inquiry):
    inquiry()
    assert "n’effacerait aucun message de plus" in desk.post(at(), {"days": "5"}).text
    Inquiry.objects.update(last_contact_at=timezone.now() - timedelta(days=9))
    assert "effacerait 1 message de plus" in desk.post(at(), {"days": "5"}).text


@pytest.mark.parametrize(("kind", "given"), [("message", "1096"), ("suspect", "31"), ("report", "4000"), ("message", "0"),
                                             ("message", "-1"), ("message", "x"), ("message", "")])  # fmt: skip
def test_time_longer_than_promised_or_none_is_refused(desk, kind, given):
    before = days(kind)
    page = desk.post(at(kind), {"days": given, "agreed": f"{given}-0"})
    assert (page.status_code, days(kind)) == (200, before)
    assert "errorlist" in page.text


def test_longer_again_needs_no_agreement(desk):
    Retention.objects.filter(kind="message").update(days=10)
    assert desk.post(at(), {"days": "20"}).status_code == 302
    assert days() == 20


def test_editor_sees_and_changes_nothing(client, editor):
    retention.set_out()
    client.force_login(editor)
    assert client.get(at()).status_code == 200
    assert client.post(at(), {"days": "20"}).status_code == 403
    assert days() == 1095


def test_message_says_the_day_it_is_erased(client, editor, inquiry):
    kept = inquiry()
    Retention.objects.create(kind="message", days=10)
    client.force_login(editor)
    page = client.get(reverse("admin:contact_inquiry_change", args=[kept.pk]))
    day = timezone.localdate() + timedelta(days=10)
    assert f"{day.day} " in page.text
    assert kept.erased_on == day
