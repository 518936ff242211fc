"""Links by mail that let somebody choose a password: a colleague invited, one helped by an administrator, or one who
forgot theirs. A link is made when its mail is sent and stored nowhere; it works once, for three days. Whoever changes
an address receives its links, so the former address is told.
"""

import hashlib

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from veille.accounts import trace
from veille.accounts.models import Trace, User
from veille.lib.tasks import retried

PAUSE = 300  # seconds during which the same address asks for nothing more


@transaction.atomic
def send_link(user: User, *, by: User) -> None:
    """In the name of `by`. Written with the caller's transaction: no account without its mail, no mail without it."""
    trace.record(by, Trace.Verb.LINK_SENT, user)
    mail_link.enqueue(user.pk, by.pk)


def forgotten(email: str) -> None:
    """Somebody says this address is theirs. Does the same work whether or not it has an account."""
    asked = hashlib.sha256(email.strip().lower().encode()).hexdigest()
    if cache.add(f"password-link-{asked}", True, PAUSE):
        user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
        mail_link.enqueue(user and user.pk, None)


@retried
def mail_link(user_pk: int | None, by_pk: int | None) -> None:
    """Sends the link; nothing for nobody, nor for an account closed or gone since."""
    user = User.objects.filter(pk=user_pk, is_active=True).first()
    if user is None:
        return
    invited = not user.has_usable_password()
    by = User.objects.filter(pk=by_pk).first()
    EmailMessage(
        subject=_("Invitation to the desk") if invited else _("Choose a new password"),
        body=render_to_string("accounts/link.txt", _words(user, by) | {"invited": invited}),
        to=[user.email],
        headers={"Auto-Submitted": "auto-generated"},
    ).send()


def address_changed(user: User, *, before: str, by: User) -> None:
    """Tells the former address, with the caller's transaction."""
    mail_former_address.enqueue(user.pk, by.pk, before)


@retried
def mail_former_address(user_pk: int, by_pk: int, before: str) -> None:
    user, by = (User.objects.filter(pk=pk).first() for pk in (user_pk, by_pk))
    if user is None:
        return
    words = {"user": user, "by": by, "before": before, "site": settings.SITE_URL}
    EmailMessage(
        subject=_("The address of your account has changed"),
        body=render_to_string("accounts/address_changed.txt", words),
        to=[before],
        headers={"Auto-Submitted": "auto-generated"},
    ).send()


def _words(user: User, by: User | None) -> dict:
    key = {"uidb64": urlsafe_base64_encode(force_bytes(user.pk)), "token": default_token_generator.make_token(user)}
    return {
        "user": user,
        "by": by,
        "site": settings.SITE_URL,
        "link": settings.SITE_URL + reverse("password_reset_confirm", kwargs=key),
        "login": settings.SITE_URL + reverse("admin:login"),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
    }
