"""A summit: the lines of its work, its sources, figures and dates, and the editions that cover it."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from veille.editions.models import Edition
from veille.lib.addresses import Movable, Redirect
from veille.lib.dates import PartialDateField
from veille.sources.models import Citation, KeyFigure, Organisation


class EventQuerySet(models.QuerySet):
    def published(self):
        return self.exclude(published_at=None)


class Event(Movable):
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("address name"), max_length=120, unique=True)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    place = models.CharField(_("place"), max_length=160)
    summary = models.TextField(_("summary"), max_length=1500)
    hosts = models.ManyToManyField(Organisation, verbose_name=_("hosts"), blank=True, related_name="hosted_events")
    previous = models.OneToOneField(
        "self",
        models.SET_NULL,
        verbose_name=_("summit before"),
        null=True,
        blank=True,
        related_name="following",
        help_text=_("The one it follows on."),
    )
    published_at = models.DateTimeField(_("published"), null=True, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("summit")
        verbose_name_plural = _("summits")
        ordering = ["-starts_on", "pk"]
        permissions = [("publish_event", _("Can publish and unpublish a summit"))]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="event_dates",
                violation_error_message=_("The summit cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=~models.Q(previous=models.F("pk")),
                name="event_not_before_itself",
                violation_error_message=_("A summit does not follow on itself."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("event", args=[self.slug])


class EventRedirect(Redirect):
    event = models.ForeignKey(Event, models.CASCADE, verbose_name=_("summit"), related_name="former_slugs")

    class Meta:
        verbose_name = _("former address of a summit")
        verbose_name_plural = _("former addresses of summits")


class Axis(models.Model):
    """One line of the event's work."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="axes")
    name = models.CharField(_("name"), max_length=160)
    slug = models.SlugField(_("address name"), max_length=120)
    summary = models.TextField(_("summary"), blank=True, max_length=600)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("axis")
        verbose_name_plural = _("axes")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint("event", "slug", name="axis_slug")]

    def __str__(self):
        return self.name


class EventCitation(Citation):
    event = models.ForeignKey(Event, models.CASCADE, related_name="citations")

    class Meta(Citation.Meta):
        verbose_name = _("source of a summit")
        verbose_name_plural = _("sources of the summit")
        constraints = [models.UniqueConstraint("event", "source", name="event_source_once")]

    def __str__(self):
        return str(self.event)


class EventFigure(models.Model):
    """A key figure of the summit; its rivals stand beside it."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="event_figures")
    figure = models.ForeignKey(KeyFigure, models.PROTECT, verbose_name=_("key figure"), related_name="+")
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("key figure of a summit")
        verbose_name_plural = _("key figures of the summit")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint("event", "figure", name="event_figure_once")]

    def __str__(self):
        return str(self.figure)


class Milestone(Citation):
    """A dated line of the brief's timeline, with the source that tells it."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="milestones")
    happened_on = PartialDateField(_("happened on"))
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("in one line"), max_length=300, blank=True)
    is_major = models.BooleanField(_("stands out"), default=False)

    class Meta(Citation.Meta):
        verbose_name = _("date of a summit")
        verbose_name_plural = _("dates of the summit")
        ordering = ["happened_on", "pk"]

    def __str__(self):
        return self.title


class Coverage(models.Model):
    """An edition covers an event. Printed with the edition, so that a draft moves nothing that readers see."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="coverage")
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="coverage")

    class Meta:
        constraints = [models.UniqueConstraint("event", "edition", name="coverage_once")]

    def __str__(self):
        return str(self.event)
