"""Evidence: who published what, how far it can be trusted, and which figures rest on it."""

from dataclasses import fields
from functools import reduce
from operator import or_
from urllib.parse import urlsplit

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from veille.lib.addresses import Movable, Redirect
from veille.lib.dates import PartialDate, PartialDateField
from veille.lib.text import normalize_address, typography
from veille.sources.figures import shown
from veille.sources.liveness import Findings, Found

http_only = URLValidator(
    schemes=["http", "https"], message=_("Enter a full address that begins with http:// or https://.")
)


def web_address(address):
    """Refuses what is no http(s) address, holds a name or password, or has no room where the register compares it."""
    http_only(address)
    try:
        key, named = normalize_address(address), urlsplit(address).username is not None
    except ValueError:
        key, named = "", True
    if named:
        raise ValidationError(http_only.message)
    if len(key) > 1000:
        raise ValidationError(_("This address is too long."))


class WebAddressField(models.URLField):
    """An http(s) address: the database refuses nothing else, the form says so in words."""

    default_validators = [web_address]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 1000)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs):
        return super().formfield(**{"error_messages": {"invalid": http_only.message}} | kwargs)


class Organisation(Movable):
    """Who publishes a source or bears a commitment."""

    name = models.CharField(_("name"), max_length=160)
    slug = models.SlugField(_("address name"), max_length=120, unique=True)
    address = WebAddressField(_("web address"), blank=True)
    description = models.TextField(_("description"), blank=True, max_length=600)
    belongs_to = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name=_("belongs to"),
        null=True,
        blank=True,
        related_name="offices",
        help_text=_("The Élysée belongs to France: what it says of a promise of France is no independent proof."),
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="organisation_name", violation_error_message=_("This organisation already exists.")
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("organisation", args=[self.slug])

    @property
    def house(self) -> int:
        """Who answers for what it says: the key of the body it belongs to, or its own."""
        return self.belongs_to_id or self.pk


class OrganisationRedirect(Redirect):
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, verbose_name=_("organisation"), related_name="former_slugs"
    )

    class Meta:
        verbose_name = _("former address of an organisation")
        verbose_name_plural = _("former addresses of organisations")


class Reliability(models.TextChoices):
    """The letters of the Admiralty scale, said in words; /methode/ explains them to readers."""

    A = "A", _("A · reliable: primary or official source")
    B = "B", _("B · usually reliable")
    C = "C", _("C · fairly reliable")
    D = "D", _("D · not always reliable")
    E = "E", _("E · unreliable")
    F = "F", _("F · cannot be judged")


class SourceQuerySet(models.QuerySet):
    def unchecked(self):
        """Without an address, or never opened by one of us."""
        return self.filter(models.Q(address="") | models.Q(consulted_on=None))

    def cited(self):
        """By anything that readers see or editors work on: a row of any kind of citation that is in use."""
        kinds = [model for model in apps.get_models() if issubclass(model, Citation)]
        here = models.OuterRef("pk")
        return self.filter(reduce(or_, (models.Exists(kind.in_use().filter(source=here)) for kind in kinds)))

    def dead(self):
        return self.filter(link_dead_since__isnull=False)

    def lost(self):
        """Dead, and no archived copy to read in its place."""
        return self.dead().filter(archived_address="")


class Source(models.Model):
    """A citable document."""

    class Kind(models.TextChoices):
        INSTITUTION = "institution", _("institution")
        OFFICIAL_TEXT = "official_text", _("official text")
        AGENCY = "agency", _("news agency")
        PRESS = "press", _("press")
        RELAY = "relay", _("relay of another publisher")
        FIRM_NOTE = "firm_note", _("consulting firm’s note")
        PROFESSIONAL_BODY = "professional_body", _("professional body")
        VIDEO = "video", _("video")
        OTHER = "other", _("other")

    title = models.CharField(_("title"), max_length=300)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("organisation"), related_name="sources"
    )
    address = WebAddressField(
        _("web address"), blank=True, help_text=_("Left empty, the source is marked « to be verified » for readers.")
    )
    # The address without the spellings that do not matter; null where there is none, so that many may have none.
    address_key = models.CharField(max_length=1000, unique=True, null=True, editable=False)
    published_on = PartialDateField(_("published on"), blank=True)
    consulted_on = models.DateField(_("consulted on"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.PRESS)
    language = models.CharField(
        _("language"),
        max_length=10,
        default="fr",
        help_text=_("Code of the document’s language: fr, en, de…"),
        validators=[
            RegexValidator(r"^[a-z]{2,3}(-[A-Za-z]{2,8})?$", _("Enter a language code such as fr, en or pt-BR."))
        ],
    )
    reliability = models.CharField(_("reliability"), max_length=1, choices=Reliability, default=Reliability.F)
    archived_address = WebAddressField(_("archived copy"), blank=True)
    # What the checks of the address found (sources/liveness.py), written by sources/checking.py alone.
    link_found = models.CharField(_("link"), max_length=10, choices=Found, blank=True, editable=False)
    link_checked_at = models.DateTimeField(null=True, editable=False)
    link_failed_days = models.PositiveIntegerField(default=0, editable=False)
    link_fails_since = models.DateTimeField(null=True, editable=False)
    link_gone_since = models.DateTimeField(null=True, editable=False)
    link_dead_since = models.DateTimeField(null=True, editable=False)

    stored_address = None  # as it stands in the database, where this row was read from there or saved to it

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["-published_on", "pk"]
        indexes = [
            models.Index(fields=["-published_on", "id"], name="source_listing"),
            models.Index(
                fields=["link_dead_since"], name="source_dead", condition=models.Q(link_dead_since__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{self.organisation}, {self.headline}"

    @property
    def headline(self) -> str:
        """The title, with French typography if it is French."""
        return typography(self.title) if self.language == "fr" else self.title

    def get_absolute_url(self):
        return reverse("source", args=[self.pk])

    def clean(self):
        super().clean()
        self.address_key = self.key_of(self.address)
        twin = self.address_key and Source.objects.filter(address_key=self.address_key).exclude(pk=self.pk).first()
        if twin:
            raise ValidationError(
                {
                    "address": ValidationError(
                        _("This address is already in the register: %(source)s."),
                        code="duplicate",
                        params={"source": twin},
                    )
                }
            )

    @classmethod
    def from_db(cls, *args, **kwargs):
        source = super().from_db(*args, **kwargs)
        source.stored_address = source.__dict__.get("address")  # not there where it is deferred
        return source

    def save(self, **kwargs):
        self.address_key = self.key_of(self.address)
        if self.stored_address not in {None, self.address}:
            self.link = Findings()  # what was found of another address says nothing of this one
        super().save(**kwargs)
        self.stored_address = self.address

    @staticmethod
    def key_of(address: str) -> str | None:
        try:
            return normalize_address(address) if address else None
        except ValueError:
            return None

    @property
    def shown_address(self) -> str:
        """What stands on paper: no scheme, no www."""
        return self.address.split("://", 1)[-1].removeprefix("www.").rstrip("/")

    @property
    def is_to_verify(self) -> bool:
        return not self.address

    # --- its link ---

    @property
    def link(self) -> Findings:
        return Findings(**{one.name: getattr(self, f"link_{one.name}") for one in fields(Findings)})

    @link.setter
    def link(self, findings: Findings):
        for one in fields(Findings):
            setattr(self, f"link_{one.name}", getattr(findings, one.name))

    @property
    def is_dead(self) -> bool:
        return self.link_dead_since is not None

    @property
    def is_lost(self) -> bool:
        return self.is_dead and not self.archived_address

    @property
    def open_address(self) -> str:
        """Where to send a reader: to the archived copy once the link is dead, if there is one."""
        return self.archived_address if self.is_dead and self.archived_address else self.address

    @property
    def link_words(self) -> str:
        """How the link stands, for an editor."""
        if not self.link_checked_at:
            return gettext("never checked") if self.address else ""
        if since := self.link_fails_since:
            words = (
                gettext("dead since %(day)s: %(found)s") if self.is_dead else gettext("fails since %(day)s: %(found)s")
            )
            day = PartialDate(timezone.localdate(since).isoformat()).words()
            return words % {"day": day, "found": self.get_link_found_display()}
        return self.get_link_found_display()


class Citation(models.Model):
    """One use of a source as evidence. Abstract: each citing app makes it concrete with its own foreign key."""

    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"), related_name="+")
    locator = models.CharField(_("page or part"), max_length=80, blank=True)
    quotation = models.CharField(_("quotation"), max_length=300, blank=True, help_text=_("300 characters at most."))
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self):
        return str(self.source)

    @classmethod
    def in_use(cls) -> models.QuerySet:
        """Those that readers see or editors work on; a kind whose rows outlive that says which."""
        return cls.objects.all()


class KeyFigure(models.Model):
    """A number shown to readers, with what it counts, at which date, according to whom."""

    class Qualifier(models.TextChoices):
        EXACT = "=", _("exactly")
        AT_LEAST = "≥", _("at least")
        AT_MOST = "≤", _("at most")
        ABOUT = "≈", _("about")
        MORE = ">", _("more than")

    label = models.CharField(_("what it counts"), max_length=160)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4)
    value_to = models.DecimalField(
        _("to"), max_digits=20, decimal_places=4, null=True, blank=True, help_text=_("Upper bound, for a range.")
    )
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    qualifier = models.CharField(_("qualifier"), max_length=1, choices=Qualifier, default=Qualifier.EXACT)
    scope = models.CharField(_("scope"), max_length=300, blank=True, help_text=_("What is counted and what is not."))
    as_of = PartialDateField(_("as of"))
    rivals = models.ManyToManyField(
        "self",
        verbose_name=_("rival figures"),
        blank=True,
        help_text=_("Other publishers’ values for the same thing: shown together, never averaged."),
    )

    class Meta:
        verbose_name = _("key figure")
        verbose_name_plural = _("key figures")
        ordering = ["label", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(value_to=None) | models.Q(value_to__gt=models.F("value")),
                name="figure_range",
                violation_error_message=_("The upper bound must be above the value."),
            ),
        ]

    def __str__(self):
        return f"{self.label}\u00a0: {self.shown_value} ({self.as_of.words()})" if self.as_of else self.label

    @property
    def shown_value(self) -> str:
        return shown(self.value, self.value_to, unit=self.unit, qualifier=self.qualifier)

    @cached_property
    def evidence(self) -> list["FigureCitation"]:
        return list(self.citations.select_related("source__organisation"))

    @property
    def is_to_verify(self) -> bool:
        """Rests on one publisher only, and that publisher is not the primary source."""
        publishers = {citation.source.organisation_id for citation in self.evidence}
        return len(publishers) < 2 and not any(c.source.reliability == Reliability.A for c in self.evidence)


class FigureCitation(Citation):
    figure = models.ForeignKey(KeyFigure, models.CASCADE, related_name="citations")

    class Meta(Citation.Meta):
        verbose_name = _("source of a key figure")
        verbose_name_plural = _("sources of the key figure")
        constraints = [models.UniqueConstraint("figure", "source", name="figure_source_once")]

    def __str__(self):
        return str(self.figure)
