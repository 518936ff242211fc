"""What readers are shown of a summit's commitments: numbered states, printed like editions and never changed.

An entry keeps, beside what the tracker sorts and filters by, all that its page says (`data`; its shape stands in
summit/printing.py). Sources and organisations stay alive through real foreign keys.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from summit.measures import Confidence, Freshness, Lateness, Status, Verifiability
from summit.models.commitment import Commitment, Role
from summit.models.event import Event
from veille.editions.models import Edition
from veille.sources.models import Citation, Organisation


class BriefState(models.Model):
    event = models.ForeignKey(Event, models.PROTECT, related_name="states")
    number = models.PositiveIntegerField(_("number"))
    as_of = models.DateField(_("state on"))
    verdict = models.TextField(_("verdict"), max_length=400)
    change_note = models.CharField(_("note to readers"), max_length=400, blank=True)
    data = models.JSONField(default=dict)
    passed = models.JSONField(_("warnings passed over"), default=dict)  # as Edition.passed
    printed_at = models.DateTimeField(_("printed"))
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    is_current = models.BooleanField(default=True)  # the one column that changes, when the next is printed

    class Meta:
        verbose_name = _("state of a brief")
        verbose_name_plural = _("states of the brief")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint("event", "number", name="state_number"),
            models.UniqueConstraint(fields=["event"], condition=Q(is_current=True), name="state_one_current"),
        ]

    def __str__(self):
        return _("%(event)s, state %(number)d") % {"event": self.event, "number": self.number}


class StateCitation(Citation):
    """A numbered source of the brief itself: its figures, its dates, what it rests on as a whole (`uses` may be 0)."""

    state = models.ForeignKey(BriefState, models.CASCADE, related_name="citations")
    number = models.PositiveSmallIntegerField()
    uses = models.PositiveSmallIntegerField(default=0)
    passages = models.JSONField(default=list)

    class Meta(Citation.Meta):
        ordering = ["number"]
        constraints = [models.UniqueConstraint("state", "number", name="state_citation_number")]

    def __str__(self):
        return str(self.state)

    @classmethod
    def in_use(cls):
        return cls.objects.filter(state__is_current=True)


class Mention(models.Model):
    """An edition shows in its margin what became of a commitment. Printed with the edition, as Coverage is."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="mentions")
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="mentions")

    class Meta:
        constraints = [models.UniqueConstraint("commitment", "edition", name="mention_once")]

    def __str__(self):
        return str(self.commitment)


class EntryQuerySet(models.QuerySet):
    def current(self):
        """Of the states that readers see."""
        return self.filter(state__is_current=True).exclude(state__event__published_at=None)


class Entry(models.Model):
    """One commitment in one state."""

    state = models.ForeignKey(BriefState, models.PROTECT, related_name="entries")
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="entries")
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=8)
    slug = models.SlugField(max_length=120)
    title = models.CharField(max_length=170)  # with the spaces that typography puts in
    axis = models.SlugField(max_length=120)
    status = models.CharField(max_length=12, choices=Status)
    lateness = models.CharField(max_length=10, choices=Lateness, blank=True)
    verifiability = models.CharField(max_length=6, choices=Verifiability)
    freshness = models.CharField(max_length=8, choices=Freshness)
    confidence = models.CharField(max_length=6, choices=Confidence)
    is_self_declared = models.BooleanField(default=False)
    since = models.DateField()  # the start of the day, month or year the status holds from
    deadline = models.DateField(null=True)  # the last day of the deadline that holds
    largest = models.DecimalField(max_digits=18, decimal_places=2, null=True)  # announced, in its own currency
    amount_kinds = models.CharField(max_length=60, blank=True)  # « ,announced,engaged, »
    featured = models.PositiveSmallIntegerField(null=True)
    words = models.TextField()  # folded, for the search
    data = models.JSONField(default=dict)
    organisations = models.ManyToManyField(Organisation, through="EntryOrganisation", related_name="+")

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("printed commitment")
        verbose_name_plural = _("printed commitments")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint("state", "commitment", name="entry_once"),
            models.UniqueConstraint("state", "slug", name="entry_slug"),
        ]
        indexes = [
            models.Index(fields=["state", "position"], name="entry_listing"),
            models.Index(fields=["state", "deadline"], name="entry_deadline"),
            models.Index(fields=["state", "since"], name="entry_since"),
        ]

    def __str__(self):
        return f"{self.number} · {self.title}"

    def get_absolute_url(self):
        return reverse("commitment", args=[self.state.event.slug, self.slug])


class EntryOrganisation(models.Model):
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="roles")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Role.Kind)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint("entry", "organisation", "kind", name="entry_role_once")]

    def __str__(self):
        return str(self.entry)


class EntryCitation(Citation):
    """A numbered source of a printed commitment; `uses` counts its calls on its page."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="citations")
    number = models.PositiveSmallIntegerField()
    uses = models.PositiveSmallIntegerField(default=1)
    passages = models.JSONField(default=list)  # [[use, locator, quotation], …] of the calls that give one

    class Meta(Citation.Meta):
        ordering = ["number"]
        constraints = [models.UniqueConstraint("entry", "number", name="entry_citation_number")]

    def __str__(self):
        return str(self.entry)

    @classmethod
    def in_use(cls):
        return cls.objects.filter(entry__state__is_current=True)
