"""The press: what readers may see, and since when. Editions are printed by the desk and never change."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from veille.images.models import Image
from veille.lib.addresses import Movable, Redirect
from veille.sources.models import Citation


class Author(Movable):
    """A byline: a person or a team, who may have no account."""

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        TEAM = "team", _("team")

    name = models.CharField(_("name"), max_length=160)
    slug = models.SlugField(_("address name"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PERSON)
    description = models.TextField(_("description"), blank=True, max_length=600)

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("author", args=[self.slug])


class AuthorRedirect(Redirect):
    author = models.ForeignKey(Author, models.CASCADE, verbose_name=_("author"), related_name="former_slugs")

    class Meta:
        verbose_name = _("former address of an author")
        verbose_name_plural = _("former addresses of authors")


class Tag(Movable, TagBase):
    """A theme, as readers say."""

    description = models.TextField(_("description"), blank=True, max_length=600)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["name"]

    def get_absolute_url(self):
        return reverse("theme", args=[self.slug])


class TagRedirect(Redirect):
    """Also the address of a theme that became part of another one."""

    tag = models.ForeignKey(Tag, models.CASCADE, verbose_name=_("theme"), related_name="former_slugs")

    class Meta:
        verbose_name = _("former address of a theme")
        verbose_name_plural = _("former addresses of themes")


class EditionQuerySet(models.QuerySet):
    def public_by(self, at=None):
        """Ever shown to a reader up to that moment."""
        return self.filter(live_from__lte=at or timezone.now())

    def current(self, at=None):
        at = at or timezone.now()
        return self.public_by(at).filter(Q(live_until=None) | Q(live_until__gt=at))

    def ahead(self, at=None):
        return self.filter(live_from__gt=at or timezone.now())

    def of(self, key):
        return self.filter(key=key)

    def listed(self):
        """With what a line of a list shows: two queries more, whatever the number of lines."""
        return self.prefetch_related(
            "tags", models.Prefetch("authors", Author.objects.order_by("editionauthor__position"))
        )

    def without_text(self):
        return self.defer("body", "source_body", "figures", "contents", "passed")


class Edition(models.Model):
    """What readers see from `live_from` (included) to `live_until` (excluded).

    Once printed only `live_until` changes, and only while it lies ahead; `body`, `contents`, `minutes` and
    `renderer` follow a new renderer by `manage.py reprint`, from `source_body`.
    """

    class Nature(models.TextChoices):
        FIRST = "first", _("first publication")
        UPDATE = "update", _("update")
        CORRECTION = "correction", _("correction")

    key = models.UUIDField(editable=False)
    number = models.PositiveIntegerField(_("number"))
    nature = models.CharField(_("nature"), max_length=10, choices=Nature, default=Nature.FIRST)
    change_note = models.CharField(_("note to readers"), max_length=400, blank=True)
    slug = models.SlugField(_("address name"), max_length=120)
    title = models.CharField(_("title"), max_length=200)
    lead = models.TextField(_("lead"))
    takeaways = models.JSONField(_("takeaways"), default=list)
    source_body = models.TextField()
    body = models.TextField(_("text"))
    contents = models.JSONField(default=list)
    figures = models.JSONField(_("key figures"), default=list)
    minutes = models.PositiveSmallIntegerField(_("reading time"), default=1)
    renderer = models.PositiveSmallIntegerField(default=1)
    # What the checklist warned of and who published all the same: {"reason", "by", "by_name", "at", "warnings":
    # [{"rule", "sentence"}, …]}, empty when it warned of nothing. Never shown to readers.
    passed = models.JSONField(_("warnings passed over"), default=dict, blank=True, editable=False)
    hero = models.ForeignKey(Image, models.PROTECT, null=True, blank=True, related_name="+")
    hero_caption = models.CharField(max_length=300, blank=True)
    # When the desk printed it, which may be long before readers see it.
    printed_at = models.DateTimeField(_("printed"), null=True, editable=False)
    live_from = models.DateTimeField(_("public from"))
    live_until = models.DateTimeField(_("public until"), null=True)
    first_live_from = models.DateTimeField(_("first published"))
    authors = models.ManyToManyField(Author, through="EditionAuthor", related_name="editions")
    tags = models.ManyToManyField(Tag, through="EditionTag", related_name="editions")
    pictures = models.ManyToManyField(Image, through="EditionPicture", related_name="editions")

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-first_live_from", "-pk"]
        # No two editions of a key overlap, and a slug keeps to one key: migration 0002 (each database in its own words).
        constraints = [
            models.UniqueConstraint("key", "number", name="edition_number"),
            models.UniqueConstraint("key", "live_from", name="edition_start"),
            models.UniqueConstraint(fields=["key"], condition=Q(live_until=None), name="edition_one_open"),
            models.CheckConstraint(
                condition=Q(live_until=None) | Q(live_until__gt=F("live_from")), name="edition_interval"
            ),
        ]
        indexes = [
            models.Index(fields=["slug", "-live_from"], name="edition_address"),
            # With the interval, so that lists and counts of what is current never read a text.
            models.Index(fields=["-first_live_from", "-id", "live_from", "live_until"], name="edition_listing"),
            # All that is asked of an article's editions, for whole lists of articles.
            models.Index(fields=["key", "live_from", "live_until", "printed_at", "number"], name="edition_standing"),
        ]

    def __str__(self):
        return _("%(title)s (edition %(number)d)") % {"title": self.title, "number": self.number}

    def save(self, **kwargs):
        changes = set(kwargs.get("update_fields") or {"*"})
        if not self._state.adding and changes != {"live_until"}:
            raise TypeError("An edition does not change once printed.")
        super().save(**kwargs)

    def get_absolute_url(self):
        return reverse("edition", args=[self.slug])

    @property
    def is_revised(self) -> bool:
        return self.nature != self.Nature.FIRST

    @property
    def is_correction(self) -> bool:
        return self.nature == self.Nature.CORRECTION

    def is_current(self, at) -> bool:
        """Does a reader see it at that moment? What current() asks the database."""
        return self.live_from <= at and (self.live_until is None or self.live_until > at)


class EditionAuthor(models.Model):
    edition = models.ForeignKey(Edition, models.CASCADE)
    author = models.ForeignKey(Author, models.PROTECT)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint("edition", "author", name="edition_author_once")]

    def __str__(self):
        return str(self.edition)


class EditionTag(models.Model):
    edition = models.ForeignKey(Edition, models.CASCADE)
    tag = models.ForeignKey(Tag, models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint("edition", "tag", name="edition_tag_once")]

    def __str__(self):
        return str(self.edition)


class EditionPicture(models.Model):
    """Every picture an edition shows: what makes its file public, and keeps it from being deleted."""

    edition = models.ForeignKey(Edition, models.CASCADE)
    image = models.ForeignKey(Image, models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint("edition", "image", name="edition_picture_once")]

    def __str__(self):
        return str(self.edition)


class EditionCitation(Citation):
    """A numbered source of an edition; `uses` counts its calls in the text and beside the key figures."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="citations")
    number = models.PositiveSmallIntegerField()
    uses = models.PositiveSmallIntegerField(default=1)
    passages = models.JSONField(default=list)  # [[use, locator, quotation], …] of the calls that give one

    class Meta(Citation.Meta):
        ordering = ["number"]
        constraints = [models.UniqueConstraint("edition", "number", name="edition_citation_number")]

    def __str__(self):
        return str(self.edition)

    @classmethod
    def in_use(cls):
        """Of editions that readers see or are to see."""
        return cls.objects.filter(Q(edition__live_until=None) | Q(edition__live_until__gt=timezone.now()))


class WithdrawalQuerySet(models.QuerySet):
    def of(self, key):
        return self.filter(key=key)

    def spoken(self, at=None):
        """Those that readers were told of up to that moment."""
        return self.filter(withdrawn_at__lte=at or timezone.now())

    def ahead(self, at=None):
        return self.filter(withdrawn_at__gt=at or timezone.now())


class Withdrawal(models.Model):
    """Why an article is no longer to be read, and what to read instead. Holds until a later edition is live.

    A planned end is one that lies ahead: it is there before readers need it, at the very time the last edition ends.
    """

    key = models.UUIDField()
    withdrawn_at = models.DateTimeField(_("withdrawn"))
    notice = models.TextField(_("notice to readers"), max_length=1000)
    replacement = models.UUIDField(_("replaced by"), null=True, blank=True)

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering = ["-withdrawn_at"]
        indexes = [models.Index(fields=["key", "withdrawn_at"], name="withdrawal_when")]

    def __str__(self):
        return self.notice

    def instead(self, at=None) -> Edition | None:
        """What replaces it, if readers see that."""
        return self.replacement and Edition.objects.of(self.replacement).current(at).without_text().first()
