import pytest
from django.core import mail
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from veille.accounts import invitations
from veille.accounts.models import User


def test_mail_is_plain_text_with_one_link_of_this_site(administrator, run_tasks, settings):
    settings.SITE_URL = "https://veille.example"
    user = User.objects.create_user("invitee@example.org", name="<b>Invitée</b> & Cie")
    invitations.send_link(user, by=administrator)
    run_tasks()
    message = mail.outbox[0]
    assert message.body.startswith("Bonjour <b>Invitée</b> & Cie,\n\nAdministratrice vous invite à rejoindre")
    assert message.body.count("https://veille.example/admin/password/") == 1
    assert "reste valable 3 jours" in message.body
    assert message.message().get_content_type() == "text/plain"


def test_link_is_not_stored(administrator, writer):
    invitations.send_link(writer, by=administrator)
    assert DBTaskResult.objects.get().args_kwargs == {"args": [writer.pk, administrator.pk], "kwargs": {}}


def test_link_is_not_sent_when_the_account_was_not_made(administrator):
    with transaction.atomic():
        invitations.send_link(User.objects.create_user("invitee@example.org", name="I"), by=administrator)
        transaction.set_rollback(True)
    assert DBTaskResult.objects.count() == 0


@pytest.mark.parametrize("gone", ["user", "by"])
def test_mail_bears_a_row_that_is_gone(administrator, run_tasks, gone):
    user = User.objects.create_user("invitee@example.org", name="Invitée")
    invitations.mail_link.enqueue(user.pk, administrator.pk)  # as send_link; who is in the log cannot be deleted
    {"user": user, "by": administrator}[gone].delete()
    run_tasks()
    assert [message.body.splitlines()[2] for message in mail.outbox] == (
        [] if gone == "user" else ["Vous êtes invité à rejoindre la rédaction de http://127.0.0.1:8000."]
    )


def test_name_with_line_breaks_forges_no_header(administrator, run_tasks):
    User.objects.filter(pk=administrator.pk).update(name="A\r\nBcc: tiers@example.org")
    user = User.objects.create_user("invitee@example.org", name="I")
    invitations.send_link(user, by=administrator)
    run_tasks()
    assert mail.outbox[0].recipients() == ["invitee@example.org"]
    assert "Bcc" not in mail.outbox[0].message()
