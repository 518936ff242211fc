"""The mails of the contact form: to those in charge, to the sender, to whoever asks about their data.

A mail is a row written, with the task that sends it, in the transaction of what it tells. It is tried again for 48
hours and then given up, which the desk shows. Headers come from the settings; the visitor's address stands where the
mail goes, or in the Reply-To of the notice, and nothing else they wrote leaves the house.
"""

import logging
import smtplib
import ssl
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.db import transaction
from django.tasks import TaskResultStatus, task
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from veille.accounts import trace
from veille.accounts.models import Trace, User
from veille.contact import tokens
from veille.contact.charges import in_charge
from veille.contact.models import Entry, Inquiry, Mail, PrivacyRequest
from veille.lib.tasks import BACK_OFF

logger = logging.getLogger(__name__)

# A mail this long overdue without a task of its own has lost it; so many are looked at in one go.
LOST = timedelta(minutes=2)
SWEPT = 200
# What no person wrote: it is answered by no machine.
BY_ITSELF = {"Auto-Submitted": "auto-generated"}

_address: list[Callable[[], str]] = []


def team_address(function: Callable[[], str]) -> Callable[[], str]:
    """Registers what tells the address that readers may write to; an empty one: answers come back to the sender's."""
    _address.append(function)
    return function


class NobodyToTell(Exception):
    pass


# --- Verbs ------------------------------------------------------------------------------------------


def post(
    *, kind: str, inquiry: Inquiry | None = None, entry: Entry | None = None, request: PrivacyRequest | None = None
) -> Mail:
    """Has a mail sent, with the caller's transaction."""
    with transaction.atomic():
        mail = Mail.objects.create(kind=kind, inquiry=inquiry, entry=entry, request=request)
        send.enqueue(mail.pk)
    return mail


def acknowledge(inquiry: Inquiry) -> None:
    """Tells the team and, where the settings want it, the sender that a message arrived."""
    post(kind=Mail.Kind.NOTICE, inquiry=inquiry)
    if settings.CONTACT_ACKNOWLEDGE:
        post(kind=Mail.Kind.ACKNOWLEDGEMENT, inquiry=inquiry)


@transaction.atomic
def resend(mail: Mail, *, by: User) -> bool:
    """Has it sent at once, whatever became of it so far; its tries are counted anew. False: there is no way to send it
    again, because where it was to go is forgotten.
    """
    mail = Mail.objects.select_for_update(of=("self",)).select_related("inquiry", "request").get(pk=mail.pk)
    if mail.inquiry is None and not (mail.request and mail.request.email):
        return False
    Mail.objects.filter(pk=mail.pk).update(
        sent_at=None, is_given_up=False, tries=0, trouble="", next_try_at=timezone.now()
    )
    _tasks_of([mail.pk]).filter(status=TaskResultStatus.READY).delete()
    send.enqueue(mail.pk)
    trace.record(by, Trace.Verb.CHANGED, mail, _("sent again"))
    return True


def sweep() -> int:
    """Gives mails whose task is gone (a worker that died too often, a database that refused) another, and says how
    many.
    """
    overdue = Mail.objects.waiting().filter(next_try_at__lte=timezone.now() - LOST)
    keys = list(overdue.order_by("next_try_at").values_list("pk", flat=True)[:SWEPT])
    if not keys:
        return 0
    alive = _tasks_of(keys).filter(status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING])
    lost = set(keys) - set(alive.values_list("args_kwargs__args__0", flat=True))
    for key in lost:
        send.enqueue(key)
    return len(lost)


def _tasks_of(keys: list[int]):
    return DBTaskResult.objects.filter(task_path=send.module_path, args_kwargs__args__0__in=keys)


# --- Sending ----------------------------------------------------------------------------------------


@task
def send(mail_pk: int) -> None:
    """One try. Safe to run twice; a failure is kept in the row, by its kind alone: its words may hold an address."""
    mail = Mail.objects.waiting().filter(pk=mail_pk).select_related("inquiry", "entry", "request").first()
    if mail is None:
        return
    is_unwanted = mail.inquiry.is_suspect if mail.inquiry else not (mail.request and mail.request.email)
    if is_unwanted:
        _give_up(mail, Mail.Trouble.UNWANTED)
        return
    # Whoever left it in hand may have handed it over.
    mail.is_perhaps_twice = mail.is_perhaps_twice or mail.trying_since is not None
    mail.tries += 1
    _note(mail, is_perhaps_twice=mail.is_perhaps_twice, tries=mail.tries)
    # What comes next stands outside `except`: a failure of its own would carry the first one's words into the log.
    if trouble := _try(mail):
        _later(mail, trouble)
    else:
        _end(mail, sent_at=timezone.now(), trouble="")


def _try(mail: Mail) -> str:
    """What went wrong; empty when it was sent."""
    is_sent = False
    try:
        letter = letter_of(mail)
        with mailers.default as server:
            # From here on the mail server may have it, even if we never hear so.
            mail.trying_since = timezone.now()
            _note(mail, trying_since=mail.trying_since)
            server.send_messages([letter])
            is_sent = True
    except Exception as failure:
        if is_sent:  # it only failed to say good-bye
            return ""
        logger.warning("mail %s, try %s: %s", mail.pk, mail.tries, _kind_of(failure))
        if not _is_unclear(failure):
            mail.trying_since = None
        return trouble_of(failure)
    return ""


def _later(mail: Mail, trouble: str) -> None:
    if mail.tries > len(BACK_OFF):
        logger.error("mail %s given up after %s tries", mail.pk, mail.tries)
        _give_up(mail, trouble)
        return
    again_at = timezone.now() + timedelta(minutes=BACK_OFF[mail.tries - 1])
    with transaction.atomic():
        _note(mail, trying_since=mail.trying_since, trouble=trouble, next_try_at=again_at)
        send.using(run_after=again_at).enqueue(mail.pk)


def _give_up(mail: Mail, trouble: str) -> None:
    _end(mail, is_given_up=True, trouble=trouble)


def _end(mail: Mail, **state) -> None:
    _note(mail, trying_since=None, next_try_at=None, **state)


def _note(mail: Mail, **state) -> None:
    """Bears a row that is gone."""
    Mail.objects.filter(pk=mail.pk).update(**state)


def _is_unclear(failure: Exception) -> bool:
    """Whether the mail server may have taken what it did not acknowledge: it says so itself in all other cases."""
    return isinstance(failure, OSError) and not isinstance(
        failure, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused | smtplib.SMTPNotSupportedError
    )


# The first that fits. Most of smtplib's failures are OSErrors.
TROUBLES = [
    (NobodyToTell, Mail.Trouble.NOBODY),
    (smtplib.SMTPConnectError, Mail.Trouble.UNREACHABLE),
    (smtplib.SMTPNotSupportedError, Mail.Trouble.ENCRYPTION),
    (ssl.SSLError, Mail.Trouble.ENCRYPTION),
    (smtplib.SMTPAuthenticationError, Mail.Trouble.LOGIN),
    (smtplib.SMTPResponseException, Mail.Trouble.REFUSED),
    (smtplib.SMTPRecipientsRefused, Mail.Trouble.REFUSED),
    (OSError, Mail.Trouble.UNREACHABLE),
]
# STARTTLS is offered, then « not available ».
NO_TLS = 454


def trouble_of(failure: Exception) -> str:
    trouble = next((trouble for kind, trouble in TROUBLES if isinstance(failure, kind)), Mail.Trouble.OTHER)
    if trouble == Mail.Trouble.REFUSED and getattr(failure, "smtp_code", 0) == NO_TLS:
        return Mail.Trouble.ENCRYPTION
    return trouble


def _kind_of(failure: Exception) -> str:
    return f"{type(failure).__name__} {getattr(failure, 'smtp_code', '')}".strip()


# --- What they say ----------------------------------------------------------------------------------


def letter_of(mail: Mail) -> EmailMessage:
    """As it is sent; also of a row that is not saved, to be looked at before. Raises NobodyToTell."""
    subject, to, reply_to, headers = {
        Mail.Kind.NOTICE: _notice,
        Mail.Kind.ACKNOWLEDGEMENT: _acknowledgement,
        Mail.Kind.ANSWER: _answer,
        Mail.Kind.PRIVACY: _privacy,
    }[mail.kind](mail)
    return EmailMessage(
        subject=subject,
        body=render_to_string(f"contact/mail/{mail.kind}.txt", _words(mail)),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=to,
        reply_to=reply_to,
        # The name is the same for each try: a mail server that took it and then failed does not show it twice.
        headers={"Message-ID": _name(mail)} | headers,
    )


def _words(mail: Mail) -> dict:
    words = {"inquiry": mail.inquiry, "entry": mail.entry, "site": settings.SITE_URL}
    if mail.request:
        link = settings.SITE_URL + reverse("my-data-link", args=[tokens.request_key(mail.request.pk)])
        until = timezone.localtime(mail.request.asked_at + PrivacyRequest.LIFE)
        words |= {"is_export": mail.request.kind == PrivacyRequest.Kind.EXPORT, "until": until, "link": link}
    if mail.inquiry_id:
        words["page"] = reverse("admin:contact_inquiry_change", args=[mail.inquiry_id])
    return words


def _notice(mail: Mail):
    if not (team := in_charge(mail.inquiry)):
        logger.warning("Nobody to tell of message %s: no charge, no account that reads messages", mail.inquiry)
        raise NobodyToTell
    return _("New message %(reference)s") % {"reference": mail.inquiry}, team, [mail.inquiry.email], BY_ITSELF


def _acknowledgement(mail: Mail):
    subject = _("Your message %(reference)s has arrived") % {"reference": mail.inquiry}
    return subject, [mail.inquiry.email], _team(), BY_ITSELF


def _answer(mail: Mail):
    """In one thread with what the sender received before."""
    before = mail.inquiry.mails.filter(kind__in=[Mail.Kind.ACKNOWLEDGEMENT, Mail.Kind.ANSWER])
    names = [
        _name(one) for one in before.exclude(sent_at=None).exclude(pk=mail.pk).select_related("inquiry").order_by("pk")
    ]
    thread = {"In-Reply-To": names[-1], "References": " ".join(names)} if names else {}
    return _("Your message %(reference)s") % {"reference": mail.inquiry}, [mail.inquiry.email], _team(), thread


def _privacy(mail: Mail):
    return _("Your data: confirm your request"), [mail.request.email], _team(), BY_ITSELF


def _team() -> list[str]:
    return [address for function in _address if (address := function())]


def _name(mail: Mail) -> str:
    return f"<{mail.inquiry or 'donnees'}.{mail.pk}@{urlsplit(settings.SITE_URL).hostname}>"
