"""The desk: what editors write. Nothing here is ever shown to readers; workflow.publish() prints an Edition."""

import uuid

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorField
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from summit.models import Event
from veille.editions.models import Author, Edition, Tag
from veille.editions.schema import ARTICLE, LONGEST
from veille.images.models import Image
from veille.lib.text import typography
from veille.sources.models import Citation, KeyFigure


class Article(models.Model):
    class Stage(models.TextChoices):
        """Published, scheduled and withdrawn are facts of the editions, never a stored state."""

        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("in review")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(
        _("address name"),
        max_length=120,
        unique=True,
        error_messages={"unique": _("Another article already has this address.")},
    )
    lead = models.TextField(
        _("lead"),
        max_length=400,
        blank=True,
        help_text=_("Also the description for search engines, feeds and share cards: 175 characters do best."),
    )
    takeaways = models.TextField(
        _("takeaways"), blank=True, max_length=1500, help_text=_("Three to five lines, one idea a line.")
    )
    body = ProseEditorField(
        _("text"), blank=True, extensions=ARTICLE, sanitize=True, validators=[MaxLengthValidator(LONGEST)]
    )
    hero = models.ForeignKey(
        Image, models.PROTECT, verbose_name=_("opening picture"), null=True, blank=True, related_name="+"
    )
    hero_caption = models.CharField(_("caption of the opening picture"), max_length=300, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.DRAFT, editable=False)
    stage_note = models.CharField(_("word to the team"), max_length=400, blank=True, editable=False)
    stage_at = models.DateTimeField(_("in this stage since"), null=True, editable=False)
    tags = TaggableManager(_("themes"), through="ArticleTag", blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("in charge"),
        related_name="+",
        null=True,
        editable=False,
    )
    # Of a copy: whoever wrote the words it was made of, read by nobody since.
    wrote_original = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("changed by"),
        related_name="+",
        null=True,
        editable=False,
    )

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-updated_at", "-pk"]
        # With all that the desk sorts and filters by, so that its list and its counts never read a text.
        indexes = [models.Index(fields=["-updated_at", "-id", "key", "stage", "stage_note"], name="article_listing")]
        permissions = [("publish_article", _("Can publish, schedule and withdraw"))]

    def __str__(self):
        return typography(self.title)

    @property
    def takeaway_lines(self) -> list[str]:
        return [line.strip() for line in self.takeaways.splitlines() if line.strip()]

    # Not ManyToManyFields: the admin refuses one with its own through table, and the order is the table's.

    @property
    def authors(self):
        """In signing order."""
        return Author.objects.filter(articleauthor__article=self).order_by("articleauthor__position")

    @property
    def figures(self):
        """In the order readers see them."""
        return KeyFigure.objects.filter(articlefigure__article=self).order_by("articlefigure__position")

    @property
    def events(self):
        """The summits it covers."""
        return Event.objects.filter(articleevent__article=self)

    @property
    def editions(self):
        return Edition.objects.of(self.key).order_by("-number")


class ArticleTag(ItemBase):
    # taggit needs both reverse names; no public page may use them (tests/test_structure.py).
    content_object = models.ForeignKey(Article, models.CASCADE, related_name="article_tags")
    tag = models.ForeignKey(Tag, models.PROTECT, related_name="article_tags")

    class Meta:
        constraints = [models.UniqueConstraint("content_object", "tag", name="article_tag_once")]

    def __str__(self):
        return str(self.content_object)


class ArticleAuthor(models.Model):
    article = models.ForeignKey(Article, models.CASCADE)
    author = models.ForeignKey(Author, models.PROTECT, verbose_name=_("author"))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint("article", "author", name="article_author_once")]

    def __str__(self):
        return str(self.article)


class ArticleFigure(models.Model):
    article = models.ForeignKey(Article, models.CASCADE)
    figure = models.ForeignKey(KeyFigure, models.PROTECT, verbose_name=_("key figure"))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint("article", "figure", name="article_figure_once")]

    def __str__(self):
        return str(self.article)


class ArticleEvent(models.Model):
    """The article covers a summit; readers learn of it with the next edition."""

    article = models.ForeignKey(Article, models.CASCADE)
    event = models.ForeignKey(Event, models.CASCADE, verbose_name=_("summit"))

    class Meta:
        constraints = [models.UniqueConstraint("article", "event", name="article_event_once")]

    def __str__(self):
        return str(self.article)


class ArticleCitation(Citation):
    """A source the text cites: rebuilt from the text at each save, never edited on its own."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="citations")

    class Meta(Citation.Meta):
        verbose_name = _("source of an article")
        verbose_name_plural = _("sources of the article")
        constraints = [models.UniqueConstraint("article", "source", name="article_source_once")]

    def __str__(self):
        return str(self.article)


class ArticlePicture(models.Model):
    """A picture the text shows: rebuilt from the text at each save, and keeps the picture from being deleted."""

    article = models.ForeignKey(Article, models.CASCADE)
    image = models.ForeignKey(Image, models.PROTECT, verbose_name=_("picture"))

    class Meta:
        verbose_name = _("picture of an article")
        constraints = [models.UniqueConstraint("article", "image", name="article_picture_once")]

    def __str__(self):
        return str(self.article)


class Revision(models.Model):
    """What an explicit save left, as plain JSON (see drafting.state_of)."""

    class Kind(models.TextChoices):
        SAVED = "saved", _("saved")
        MERGED = "merged", _("saved after a comparison")
        RESTORED = "restored", _("restored")

    article = models.ForeignKey(Article, models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField(_("version"))
    data = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), null=True, related_name="+")
    made_at = models.DateTimeField(_("saved"), auto_now_add=True)
    kind = models.CharField(_("how"), max_length=10, choices=Kind, default=Kind.SAVED)
    # Optional: what a person calls this state, or why it was put back.
    name = models.CharField(_("name"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-version"]
        constraints = [models.UniqueConstraint("article", "version", name="revision_version")]

    def __str__(self):
        return f"{self.article} · {self.version}"


class WorkingCopy(models.Model):
    """What one person typed and has not saved: the form as it was posted, the version it was read from included.

    It makes no history; a save or « give up » takes it away. Without an article it is of the one being begun.
    """

    article = models.ForeignKey(Article, models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    page = models.CharField(max_length=32)  # the key of the form it was typed into
    posted = models.TextField()
    # When it was typed, by the browser's clock (ms since 1970): what comes late must not take the place of what is newer.
    typed_at = models.BigIntegerField(default=0)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("article", "person", name="working_copy_once"),
            models.UniqueConstraint("person", condition=models.Q(article=None), name="working_copy_begun_once"),
        ]

    def __str__(self):
        return f"{self.article or '–'} · {self.person}"


class Presence(models.Model):
    """Who has an article's form open: a row a person, renewed every few seconds, without meaning once it is old."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(db_index=True)
    typed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("article", "person", name="presence_once")]

    def __str__(self):
        return f"{self.article} · {self.person}"
