"""What follows a message: notes and answers in their order, and every mail it sends, with its state."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from veille.contact.models.inquiry import Inquiry
from veille.contact.models.traffic import PrivacyRequest


class Entry(models.Model):
    """One thing that was done with a message, by whom; what was written is erased with it."""

    class Kind(models.TextChoices):
        NOTE = "note", _("note")
        ANSWER = "answer", _("answer")
        MOVE = "move", _("step")

    inquiry = models.ForeignKey(Inquiry, models.CASCADE, related_name="entries")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.TextField(_("text"), max_length=10_000)
    written_at = models.DateTimeField(_("when"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("entry of the thread")
        verbose_name_plural = _("entries of the thread")
        ordering = ["written_at", "pk"]

    def __str__(self):
        return f"{self.get_kind_display()} {self.inquiry}"


class MailQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(sent_at=None, is_given_up=False)


class Mail(models.Model):
    """One mail to be sent: written in the same transaction as what it tells, sent by a task, tried again for 48 hours.

    A worker that was killed while a mail server had the message in hand leaves `trying_since`: sent again, it has
    perhaps arrived twice, and says so.
    """

    class Kind(models.TextChoices):
        NOTICE = "notice", _("notice to the team")
        ACKNOWLEDGEMENT = "acknowledgement", _("acknowledgement to the sender")
        ANSWER = "answer", _("answer to the sender")
        PRIVACY = "privacy", _("confirmation of a request about one’s data")

    class Trouble(models.TextChoices):
        UNREACHABLE = "unreachable", _("the mail server does not answer")
        ENCRYPTION = "encryption", _("encryption refused: nothing is sent in clear")
        LOGIN = "login", _("the mail server refuses our name or password")
        REFUSED = "refused", _("the mail server refuses the mail")
        NOBODY = "nobody", _("nobody to tell")
        UNWANTED = "unwanted", _("not needed any more: the message was set aside")
        OTHER = "other", _("it could not be made or handed over")

    inquiry = models.ForeignKey(
        Inquiry, models.CASCADE, verbose_name=_("message"), null=True, blank=True, related_name="mails"
    )
    entry = models.ForeignKey(Entry, models.CASCADE, null=True, blank=True, related_name="mails", editable=False)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    # Whose address is that of the mail, until the request is carried out or has expired.
    request = models.ForeignKey(
        PrivacyRequest, models.CASCADE, null=True, blank=True, related_name="mails", editable=False
    )
    written_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    trying_since = models.DateTimeField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0, editable=False)
    # None once it is sent or given up.
    next_try_at = models.DateTimeField(_("next try"), default=timezone.now, null=True, editable=False)
    trouble = models.CharField(_("trouble"), max_length=12, choices=Trouble, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    is_given_up = models.BooleanField(_("given up"), default=False, editable=False)
    is_perhaps_twice = models.BooleanField(_("perhaps twice"), default=False, editable=False)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-written_at", "-pk"]
        permissions = [("resend_mail", _("Can send a mail again"))]
        indexes = [
            models.Index(fields=["next_try_at"], name="mail_due"),
            models.Index(fields=["-written_at", "-id"], name="mail_list"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.inquiry or ''}".strip()
