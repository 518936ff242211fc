"""What was promised, by whom, for how much and by when; and the dated, proved steps that say what became of it.

How far it got is never a field of a commitment: it is worked out of its steps (summit/measures.py), which only grow.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from summit.measures import Credibility, Status, Verifiability
from summit.models.event import Axis, Event
from summit.totals import is_cycle
from veille.lib.dates import PartialDateField
from veille.sources.models import Citation, Organisation


class Commitment(models.Model):
    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("summit"), related_name="commitments")
    axis = models.ForeignKey(Axis, models.PROTECT, verbose_name=_("axis"), related_name="commitments")
    number = models.CharField(
        _("number"),
        max_length=8,
        validators=[RegexValidator(r"^\d{1,4}[a-z]?$", _("Enter a number such as 5 or 5a."))],
        help_text=_("What readers call it by: 5, or 5a for a part of 5."),
    )
    position = models.PositiveIntegerField(default=0, editable=False)  # of the number: 5 → 500, 5a → 501
    title = models.CharField(_("title"), max_length=160)
    slug = models.SlugField(_("address name"), max_length=120)
    promise = models.TextField(_("what was promised"), max_length=1500)
    announced_on = PartialDateField(_("announced on"))
    horizon = PartialDateField(
        _("first deadline"),
        blank=True,
        takes_quarters=True,
        help_text=_("As it was first given: a new one is given by a step. Empty: no date was given."),
    )
    horizon_words = models.CharField(
        _("deadline in their words"), max_length=120, blank=True, help_text=_("« in the coming years »")
    )
    verifiability = models.CharField(_("verifiability"), max_length=6, choices=Verifiability)
    verifiability_reason = models.CharField(_("why"), max_length=300)
    part_of = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("part of"),
        null=True,
        blank=True,
        related_name="parts",
        help_text=_("Its amount is then never added to that of the whole."),
    )
    featured = models.PositiveSmallIntegerField(
        _("put forward"), null=True, blank=True, help_text=_("1 for the first of those that the brief puts forward.")
    )
    is_to_verify = models.BooleanField(
        _("to be verified"), default=False, help_text=_("Readers are told that a fact of it waits for a better source.")
    )
    checked_on = models.DateField(_("checked on"), null=True, blank=True, help_text=_("When we last looked for news."))
    # Worked out of the steps by workflow.refresh(), for the desk's lists to filter and sort by; nobody types them.
    last_status = models.CharField(_("status"), max_length=12, choices=Status, blank=True, editable=False)
    first_due_on = models.DateField(null=True, editable=False)
    due_on = models.DateField(_("deadline"), null=True, editable=False)
    proved_on = models.DateField(_("last proof"), null=True, editable=False)
    is_self_declared = models.BooleanField(_("self-declared"), default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["event", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                "event",
                "slug",
                name="commitment_slug",
                violation_error_message=_("Another commitment of this summit has this address."),
            ),
            models.UniqueConstraint(
                "event",
                "number",
                name="commitment_number",
                violation_error_message=_("Another commitment of this summit has this number."),
            ),
            models.CheckConstraint(
                condition=Q(part_of=None) | ~Q(part_of=F("pk")),
                name="commitment_not_its_own_part",
                violation_error_message=_("A commitment cannot be a part of itself."),
            ),
        ]

    def __str__(self):
        return f"{self.number} · {self.title}"

    def clean(self):
        super().clean()
        faults = {}
        if self.axis_id and self.event_id and self.axis.event_id != self.event_id:
            faults["axis"] = _("This axis is of another summit.")
        if self.part_of_id and self.part_of.event_id != self.event_id:
            faults["part_of"] = _("The whole is a commitment of another summit.")
        elif self.pk and self.part_of_id and is_cycle(self.pk, self.part_of_id, self._wholes()):
            faults["part_of"] = _("It would then be a part of itself.")
        if faults:
            raise ValidationError(faults)

    def save(self, **kwargs):
        digits = self.number.rstrip("abcdefghijklmnopqrstuvwxyz")
        letter = self.number[len(digits) :]
        self.position = int(digits or 0) * 100 + (ord(letter) - 96 if letter else 0)
        super().save(**kwargs)

    def _wholes(self) -> dict[int, int | None]:
        return dict(Commitment.objects.filter(event=self.event_id).values_list("pk", "part_of"))


class Role(models.Model):
    """What an organisation has to do with a commitment."""

    class Kind(models.TextChoices):
        BEARER = "bearer", _("bearer")
        FUNDER = "funder", _("funder")
        PARTNER = "partner", _("partner")
        SIGNATORY = "signatory", _("signatory")
        BENEFICIARY = "beneficiary", _("beneficiary")
        MONITOR = "monitor", _("monitoring body")

    # Who gives its word: a proof that comes only from them is « self-declared ».
    PROMISERS = (Kind.BEARER, Kind.SIGNATORY)

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="roles")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("organisation"), related_name="+")
    kind = models.CharField(_("role"), max_length=12, choices=Kind, default=Kind.BEARER)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("role of an organisation")
        verbose_name_plural = _("roles of organisations")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint("commitment", "organisation", "kind", name="role_once")]

    def __str__(self):
        return f"{self.organisation} ({self.get_kind_display()})"


class CommitmentCitation(Citation):
    """Where the promise stands; the quotation is what was said."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="citations")

    class Meta(Citation.Meta):
        verbose_name = _("source of the promise")
        verbose_name_plural = _("sources of the promise")
        constraints = [models.UniqueConstraint("commitment", "source", name="commitment_source_once")]

    def __str__(self):
        return str(self.commitment)


class StatusChangeQuerySet(models.QuerySet):
    def standing(self):
        """Those no other step corrects, the last first (see measures.standing)."""
        return self.filter(correction=None).order_by("-effective_from", "-recorded_at", "-pk")


class StatusChange(models.Model):
    """One dated step. Only added to, through workflow.record(): the database refuses any change (migration 0003).

    A mistaken step is corrected by a further one that names it in `corrects` and takes its place.
    """

    commitment = models.ForeignKey(Commitment, models.PROTECT, verbose_name=_("commitment"), related_name="steps")
    status = models.CharField(_("status"), max_length=12, choices=Status)
    effective_on = PartialDateField(_("in the world since"))
    effective_from = models.DateField(editable=False)  # the start of effective_on, for the database to sort by
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)
    headline = models.CharField(_("in one line"), max_length=200)
    rationale = models.TextField(_("what we rest this on"), max_length=1500)
    horizon = PartialDateField(_("new deadline"), blank=True, takes_quarters=True)
    replaced_by = models.ForeignKey(
        Commitment, models.PROTECT, verbose_name=_("replaced by"), null=True, blank=True, related_name="replaces"
    )
    corrects = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("corrects"), null=True, blank=True, related_name="correction"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("recorded by"), null=True, related_name="+"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("reviewed by"), null=True, blank=True, related_name="+"
    )
    # How many proofs it was recorded with: the database takes that many and not one more.
    proofs = models.PositiveSmallIntegerField(editable=False)

    objects = StatusChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["effective_from", "recorded_at", "pk"]
        indexes = [models.Index(fields=["commitment", "-effective_from", "-recorded_at", "-id"], name="step_last")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=Status.ANNOUNCED) | Q(proofs__gt=0),
                name="step_proved",
                violation_error_message=_("Every step but « announced » needs a proof."),
            ),
            models.CheckConstraint(
                condition=(Q(status=Status.REPLACED) & ~Q(replaced_by=None))
                | (~Q(status=Status.REPLACED) & Q(replaced_by=None)),
                name="step_replaced_by",
                violation_error_message=_(
                    "Name the commitment that replaces it, for « replaced » and for nothing else."
                ),
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | ~Q(replaced_by=F("commitment")),
                name="step_replaced_by_another",
                violation_error_message=_("A commitment cannot replace itself."),
            ),
            models.CheckConstraint(condition=~Q(rationale=""), name="step_rationale"),
        ]

    def __str__(self):
        return f"{self.get_status_display()} ({self.effective_on})"


class StepEvidence(Citation):
    step = models.ForeignKey(StatusChange, models.PROTECT, related_name="evidence")
    credibility = models.PositiveSmallIntegerField(
        _("credibility"), choices=Credibility, default=Credibility.PROBABLE, help_text=_("Of the information itself.")
    )

    class Meta(Citation.Meta):
        verbose_name = _("proof of a step")
        verbose_name_plural = _("proofs of a step")
        constraints = [models.UniqueConstraint("step", "source", name="step_source_once")]

    def __str__(self):
        return str(self.step)


class Amount(Citation):
    """Money of a commitment: what was announced, engaged, contracted or paid, as one source puts it at a date."""

    class Kind(models.TextChoices):
        ANNOUNCED = "announced", _("announced")
        ENGAGED = "engaged", _("engaged")
        CONTRACTED = "contracted", _("contracted")
        PAID = "paid", _("paid")

    class Currency(models.TextChoices):
        EUR = "EUR", _("euros")
        USD = "USD", _("US dollars")
        GBP = "GBP", _("pounds sterling")

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="amounts")
    kind = models.CharField(_("nature"), max_length=10, choices=Kind, default=Kind.ANNOUNCED)
    minimum = models.DecimalField(_("amount"), max_digits=18, decimal_places=2)
    maximum = models.DecimalField(
        _("up to"), max_digits=18, decimal_places=2, null=True, blank=True, help_text=_("Upper bound, for a range.")
    )
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=Currency.EUR)
    is_ceiling = models.BooleanField(
        _("a ceiling"), default=False, help_text=_("« up to »: nothing is said of the least.")
    )
    as_of = PartialDateField(_("as of"))
    scope = models.CharField(_("what it covers"), max_length=160, blank=True)
    is_to_verify = models.BooleanField(_("to be verified"), default=False)

    class Meta(Citation.Meta):
        verbose_name = _("amount")
        verbose_name_plural = _("amounts")
        ordering = ["kind", "as_of", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minimum__gt=0),
                name="amount_positive",
                violation_error_message=_("An amount is more than nothing."),
            ),
            models.CheckConstraint(
                condition=Q(maximum=None) | (Q(maximum__gt=F("minimum")) & Q(is_ceiling=False)),
                name="amount_range",
                violation_error_message=_("The upper bound is above the amount, and a ceiling has none."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}\u00a0: {self.minimum} {self.currency}"
