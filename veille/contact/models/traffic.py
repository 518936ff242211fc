"""What is counted without being kept: how often one address or sender writes in a day, and that a request about
somebody's data was carried out.
"""

import datetime
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def _salt() -> str:
    return secrets.token_hex(32)


class DaySalt(models.Model):
    """Drawn each day and thrown away after it: with it gone, nobody can tell whose a digest was."""

    day = models.DateField(unique=True)
    salt = models.CharField(max_length=64, default=_salt)

    def __str__(self):
        return str(self.day)


class Sighting(models.Model):
    """How many messages came today from an address of the network, an address of mail or in the same words."""

    class Kind(models.TextChoices):
        NETWORK = "network"
        SENDER = "sender"
        WORDS = "words"

    day = models.DateField(default=datetime.date.today, db_index=True)
    kind = models.CharField(max_length=8, choices=Kind)
    digest = models.CharField(max_length=64)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("day", "kind", "digest", name="sighting_once")]

    def __str__(self):
        return f"{self.kind} {self.day}"


class PrivacyRequestQuerySet(models.QuerySet):
    def done(self):
        return self.exclude(done_at=None)

    def expired(self, at=None):
        """Asked for by somebody who never opened the mailed link in time."""
        return self.filter(done_at=None, asked_at__lte=(at or timezone.now()) - PrivacyRequest.LIFE)


class PrivacyRequest(models.Model):
    """Somebody asked for everything about an address, or to have it erased. Once that is done the row says so, without
    the address; what nobody confirmed in time is deleted.
    """

    class Kind(models.TextChoices):
        EXPORT = "export", _("export")
        ERASURE = "erasure", _("erasure")

    # How long the mailed link works.
    LIFE = timedelta(hours=48)

    kind = models.CharField(_("request"), max_length=10, choices=Kind)
    # Empty as soon as the request was carried out.
    email = models.EmailField(blank=True, editable=False)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
    done_at = models.DateTimeField(_("done"), null=True, editable=False)
    # None: the person, by the mailed link.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("by"), null=True, related_name="+", editable=False
    )
    messages = models.PositiveIntegerField(_("messages concerned"), default=0, editable=False)

    objects = PrivacyRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request about personal data")
        verbose_name_plural = _("requests about personal data")
        ordering = ["-asked_at", "-pk"]

    def __str__(self):
        return self.get_kind_display()
