"""A message received through the contact form: what was written, what it is about, who answers it."""

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from veille.contact.models.settings import Motive, Retention


class Label(models.Model):
    """A word the team sorts its messages by; nobody else sees it."""

    name = models.CharField(_("name"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("label of messages")
        verbose_name_plural = _("labels of messages")
        ordering = ["name"]

    def __str__(self):
        return self.name


class InquiryQuerySet(models.QuerySet):
    def suspects(self):
        return self.filter(status=Inquiry.Status.SUSPECT)

    def heard(self):
        """All but what was set aside."""
        return self.exclude(status=Inquiry.Status.SUSPECT)

    def to_answer(self):
        """The ball is with the team."""
        return self.filter(status__in=[Inquiry.Status.NEW, Inquiry.Status.IN_HAND])

    def outlived(self, at=None, days=None):
        """Those whose time to be erased has come; `days` by kind, if it were not that of the table."""
        return self.filter(Retention.outlived(at or timezone.now(), days))

    def of_person(self, email):
        """All that came from an address, whatever its capitals."""
        return self.filter(sender=email.strip().lower())

    def reported(self):
        """Errors and developments that readers reported and nobody has settled yet."""
        is_open = [Inquiry.Status.NEW, Inquiry.Status.IN_HAND, Inquiry.Status.WAITING]
        return self.exclude(motive=Motive.MESSAGE).filter(status__in=is_open)


class Inquiry(models.Model):
    class Status(models.TextChoices):
        NEW = "new", _("new")
        IN_HAND = "in_hand", _("in hand")
        WAITING = "waiting", _("waiting for the sender")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("closed")
        SUSPECT = "suspect", _("set aside")

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"))
    # Lower case, for what else this person wrote.
    sender = models.CharField(max_length=254, db_index=True, editable=False)
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    message = models.TextField(_("message"), max_length=5000)
    motive = models.CharField(_("motive"), max_length=10, choices=Motive, default=Motive.MESSAGE)
    # What it is about, as the visitor saw it: the page may be gone when the message is read.
    about = models.CharField(_("about"), max_length=250, blank=True)
    about_path = models.CharField(_("page"), max_length=300, blank=True)
    # The article's key, which its editions carry; none for a summit, a commitment or no page.
    article_key = models.UUIDField(null=True, blank=True, db_index=True, editable=False)
    # The commitment's, which its entries carry.
    commitment_key = models.BigIntegerField(null=True, blank=True, db_index=True, editable=False)
    consent = models.TextField(_("privacy notice shown"))
    consent_version = models.CharField(_("version of the notice"), max_length=12)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.NEW)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("in charge"), null=True, blank=True, related_name="+"
    )
    labels = models.ManyToManyField(Label, verbose_name=_("labels"), blank=True, related_name="inquiries")
    suspicion = models.CharField(_("why it was set aside"), max_length=400, blank=True)
    score = models.PositiveSmallIntegerField(_("spam points"), default=0, editable=False)
    # One sending of the form (double click, reload, retry) makes one message.
    sending = models.CharField(max_length=64, unique=True, editable=False)
    # Of the form it was sent from: a form is meant for one message.
    nonce = models.CharField(max_length=64, db_index=True, editable=False)
    received_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    # Of either side; what the time it is kept counts from.
    last_contact_at = models.DateTimeField(_("last contact"), default=timezone.now, editable=False)
    answered_at = models.DateTimeField(_("first answered"), null=True, editable=False)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(fields=["status", "-received_at", "-id"], name="inquiry_inbox"),
            models.Index(fields=["owner", "status"], name="inquiry_owner"),
            models.Index(fields=["last_contact_at"], name="inquiry_kept"),
        ]
        permissions = [("erase_inquiry", _("Can erase all that one person wrote"))]

    def __str__(self):
        return self.reference

    def save(self, **kwargs):
        self.sender = self.email.lower()
        super().save(**kwargs)

    @property
    def is_suspect(self) -> bool:
        return self.status == self.Status.SUSPECT

    @property
    def traced_as(self) -> str:
        """What the log calls it, which keeps its lines for ever: not the reference, which the sender knows."""
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def retention(self) -> str:
        """The kind of its rule of retention."""
        return Retention.Kind.SUSPECT if self.is_suspect else self.promised_retention

    @property
    def promised_retention(self) -> str:
        """The kind its sender was told: nobody is told of being set aside."""
        return Retention.Kind.MESSAGE if self.motive == Motive.MESSAGE else Retention.Kind.REPORT

    @property
    def erased_on(self) -> datetime.date:
        """The last day it is kept."""
        return timezone.localdate(self.last_contact_at + Retention.kept(self.retention))
