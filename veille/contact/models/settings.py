"""What the team sets up for its messages: how long they are kept, who is told of which, what is said before one
writes, answers written once.
"""

import datetime
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from veille.editions.models import Tag


class Motive(models.TextChoices):
    """Why somebody writes. The address of the form names it (`?motif=erreur`)."""

    MESSAGE = "message", _("message")
    ERROR = "erreur", _("error reported")
    DEVELOPMENT = "evolution", _("development reported")


class Retention(models.Model):
    """How long a kind of message is kept. Without a row, as long as the longest a person may set."""

    class Kind(models.TextChoices):
        MESSAGE = "message", _("message of a reader or a prospect, after the last contact")
        REPORT = "report", _("error or development reported, after the last contact")
        SUSPECT = "suspect", _("set aside as spam, after receipt")

    # Three years without their leap day: never a day too long.
    LONGEST = {Kind.MESSAGE: 3 * 365, Kind.REPORT: 3 * 365, Kind.SUSPECT: 30}

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, unique=True)
    days = models.PositiveIntegerField(_("days"), validators=[MinValueValidator(1), MaxValueValidator(3 * 365)])

    class Meta:
        verbose_name = _("time messages are kept")
        verbose_name_plural = _("times messages are kept")
        ordering = ["kind"]

    def __str__(self):
        return self.get_kind_display()

    def clean(self):
        longest = self.LONGEST.get(self.kind, 0)
        if self.days and self.days > longest:
            words = _("At most %(days)d days: this is what the privacy page promises.") % {"days": longest}
            raise ValidationError({"days": words})

    @classmethod
    def table(cls) -> dict[str, int]:
        """Days by kind. One query."""
        return cls.LONGEST | dict(cls.objects.values_list("kind", "days"))

    @classmethod
    def kept(cls, kind) -> timedelta:
        return timedelta(days=cls.table()[kind])

    @classmethod
    def outlived(cls, at: datetime.datetime, days: dict[str, int] | None = None) -> Q:
        """What of the messages has outlived its time, as a filter of theirs."""
        days = days or cls.table()
        limit = {kind: at - timedelta(days=days[kind]) for kind in days}
        is_suspect, is_message = Q(status="suspect"), Q(motive="message")
        return (
            Q(is_suspect, last_contact_at__lte=limit[cls.Kind.SUSPECT])
            | Q(~is_suspect, is_message, last_contact_at__lte=limit[cls.Kind.MESSAGE])
            | Q(~is_suspect, ~is_message, last_contact_at__lte=limit[cls.Kind.REPORT])
        )


class Concerning(models.Model):
    """What it applies to: messages of a motive, about articles of a theme, about one article; all of them when empty."""

    motive = models.CharField(_("motive"), max_length=10, choices=Motive, blank=True)
    tag = models.ForeignKey(Tag, models.CASCADE, verbose_name=_("theme"), null=True, blank=True, related_name="+")
    article_key = models.UUIDField(_("article"), null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        motives = {"": _("all messages")} | dict(Motive.choices)
        parts = [
            motives.get(self.motive, self.motive),
            self.tag and self.tag.name,
            self.article_key and _("one article"),
        ]
        return ", ".join(str(part) for part in parts if part)


class Charge(Concerning):
    """Who is told of a message, and so who is expected to answer. Without any, everybody whose role reads messages."""

    people = models.ManyToManyField(settings.AUTH_USER_MODEL, verbose_name=_("people in charge"), related_name="+")

    class Meta:
        verbose_name = _("charge of messages")
        verbose_name_plural = _("charges of messages")


class Advice(Concerning):
    """« Avant d'écrire »: what is shown before the form, because it often answers already."""

    text = models.TextField(_("text"), max_length=1200)
    is_shown = models.BooleanField(_("shown"), default=True)

    class Meta:
        verbose_name = _("word before the form")
        verbose_name_plural = _("words before the form")

        ordering = ["pk"]

    def __str__(self):
        return self.text[:60]


class SavedAnswer(models.Model):
    title = models.CharField(_("title"), max_length=120, unique=True)
    text = models.TextField(_("text"), max_length=5000)

    class Meta:
        verbose_name = _("saved answer")
        verbose_name_plural = _("saved answers")
        ordering = ["title"]

    def __str__(self):
        return self.title
