from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from veille.accounts.models import Trace
from veille.contact import mailing
from veille.contact.models import Mail, PrivacyRequest

LIST = "/admin/contact/mail/"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def mails(inquiry, settings):
    """One of each state, in this order: waiting, troubled, given up, sent, sent perhaps twice."""
    settings.CONTACT_ACKNOWLEDGE = False
    now = timezone.now()
    states = [
        {},
        {"tries": 2, "trouble": "unreachable", "next_try_at": now + timedelta(minutes=5)},
        {"tries": 9, "trouble": "refused", "next_try_at": None, "is_given_up": True},
        {"tries": 1, "sent_at": now, "next_try_at": None},
        {"tries": 2, "sent_at": now, "next_try_at": None, "is_perhaps_twice": True},
    ]
    made = []
    for state in states:
        inquiry()
        made.append(Mail.objects.latest("pk"))
        Mail.objects.filter(pk=made[-1].pk).update(**state)
    return made


def shown(page):
    return [row.pk for row in page.context["cl"].result_list]


def test_list_says_what_became_of_each(desk, mails):
    text = desk.get(LIST).text
    words = [
        "en attente",
        "en attente\u00a0: le serveur de courriel ne répond pas",
        "abandonné\u00a0: le serveur de courriel refuse l’envoi",
        "envoyé, peut-être en double",
        "Avis à l’équipe",
        mails[0].inquiry.reference,
    ]
    assert [one for one in words if one.lower() not in text.lower()] == []


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("waiting", [1, 0]),
        ("troubled", [1]),
        ("given_up", [2]),
        ("sent", [4, 3]),
        ("twice", [4]),
        ("x", [4, 3, 2, 1, 0]),
    ],
)
def test_list_filters_by_state(desk, mails, state, found):
    assert shown(desk.get(LIST, {"etat": state})) == [mails[n].pk for n in found]


def test_list_searches_by_reference_and_filters_by_kind(desk, mails):
    assert shown(desk.get(LIST, {"q": mails[2].inquiry.reference})) == [mails[2].pk]
    assert shown(desk.get(LIST, {"kind__exact": "answer"})) == []


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_one_and_for_three(desk, inquiry, django_assert_num_queries, count, settings):
    settings.CONTACT_ACKNOWLEDGE = False
    for number in range(count):
        inquiry(message=f"Message {number}")
    with django_assert_num_queries(6):
        desk.get(LIST)


def test_mail_is_read_and_not_written(desk, mails):
    page = desk.get(f"{LIST}{mails[2].pk}/change/")
    assert (page.status_code, 'name="_save"' in page.text, "Renvoyer maintenant" in page.text) == (200, False, True)
    assert desk.post(f"{LIST}{mails[2].pk}/change/", {"tries": 0}).status_code == 403
    assert desk.get(f"{LIST}add/").status_code == 403
    assert desk.post(f"{LIST}{mails[2].pk}/delete/", {"post": "yes"}).status_code == 403


def test_mail_given_up_is_sent_again_at_a_click(desk, mails, run_tasks, editor):
    address = f"{LIST}{mails[2].pk}/resend/"
    assert desk.get(address).status_code == 405
    response = desk.post(address, follow=True)
    assert f"Renvoyé\u00a0: avis à l’équipe {mails[2].inquiry.reference}" in response.text
    run_tasks()
    after = Mail.objects.get(pk=mails[2].pk)
    assert (bool(after.sent_at), after.is_given_up) == (True, False)
    line = Trace.objects.get(kind="contact.mail")
    assert (line.who, line.note) == (editor, "renvoyé")


def test_several_are_sent_again_from_the_list(desk, mails, run_tasks):
    desk.post(LIST, {"action": "send_again", "_selected_action": [mails[1].pk, mails[2].pk]})
    run_tasks()
    assert Mail.objects.waiting().count() == 0
    assert len(mail.outbox) == 3  # and the one that waited


def test_mail_that_nobody_can_send_again_says_so(desk, db, run_tasks):
    request = PrivacyRequest.objects.create(kind="export", email="zoe@visiteuse.example")
    kept = mailing.post(kind=Mail.Kind.PRIVACY, request=request)
    run_tasks()
    PrivacyRequest.objects.update(email="")  # carried out since
    page = desk.get(LIST)
    assert "zoe@" not in page.text + desk.get(f"{LIST}{kept.pk}/change/").text
    response = desk.post(f"{LIST}{kept.pk}/resend/", follow=True)
    assert "L’adresse de ce courriel a été oubliée depuis" in response.text


def test_writer_sees_and_sends_none(client, writer, mails):
    client.force_login(writer)
    answers = [
        client.get(LIST),
        client.post(f"{LIST}{mails[2].pk}/resend/"),
        client.get(f"{LIST}{mails[2].pk}/change/"),
    ]
    assert [answer.status_code for answer in answers] == [403] * 3
    assert Mail.objects.get(pk=mails[2].pk).is_given_up
