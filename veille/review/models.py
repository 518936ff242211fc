"""A second pair of eyes: who is asked to read an article, what is remarked in it, who reads it by a link, who follows it.

Remarks stand beside the text and never in it: a passage is named by its words and those around it, so that no save, merge
or restore has to carry them along.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from veille.articles.models import Article
from veille.editions.models import Edition
from veille.lib.moments import in_words

PERSON = settings.AUTH_USER_MODEL
MOST_BY_LINK = 200  # remarks and answers by one link: more is no reading


class Answer(models.TextChoices):
    """What a reader says of the whole, of the version that was read."""

    APPROVED = "approved", _("approves")
    OBJECTED = "objected", _("asks for changes")


class ReviewRequestQuerySet(models.QuerySet):
    def open(self):
        """Still wanted: neither answered nor taken back, and the article was not printed since."""
        printed = Edition.objects.of(OuterRef("article__key")).filter(printed_at__gte=OuterRef("asked_at"))
        return self.filter(~Exists(printed), answered_at=None, taken_back_at=None)


class ReviewRequest(models.Model):
    """One person asked to read one article."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="+")
    person = models.ForeignKey(PERSON, models.PROTECT, verbose_name=_("asked"), related_name="+")
    by = models.ForeignKey(PERSON, models.PROTECT, verbose_name=_("asked by"), related_name="+")
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    due_on = models.DateField(_("wanted by"), null=True, blank=True)
    words = models.CharField(_("a word with it"), max_length=400, blank=True)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, blank=True)
    answer_words = models.CharField(_("in words"), max_length=400, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    version = models.PositiveIntegerField(_("version read"), null=True)
    taken_back_at = models.DateTimeField(_("taken back"), null=True)

    objects = ReviewRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("review request")
        verbose_name_plural = _("review requests")
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["person", "answered_at"], name="review_request_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="", version=None)
                | Q(answered_at__isnull=False, version__isnull=False) & ~Q(answer=""),
                name="review_request_answered_whole",
            ),
        ]

    def __str__(self):
        return f"{self.article} · {self.person}"

    @property
    def is_late(self) -> bool:
        return bool(self.due_on and not self.answered_at and self.due_on < timezone.localdate())


class ReviewLinkQuerySet(models.QuerySet):
    def working(self):
        """Whoever leaves takes along what they had opened to others."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now(), by__is_active=True)


class ReviewLink(models.Model):
    """An address for somebody without an account. The row holds half of it, the signature by the site's secret the other."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("for whom"), max_length=120)
    email = models.EmailField(_("their address"), blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, verbose_name=_("made by"), related_name="+")
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    expires_at = models.DateTimeField(_("works until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, blank=True)
    answer_words = models.CharField(_("in words"), max_length=400, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    version = models.PositiveIntegerField(_("version read"), null=True)

    objects = ReviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("review link")
        verbose_name_plural = _("review links")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["article", "-made_at"], name="review_link_of_article")]

    def __str__(self):
        return f"{self.article} · {self.name}"

    @property
    def is_working(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now() and self.by.is_active

    @property
    def number(self) -> str:
        """What the log calls it: the name is somebody's, and may have to be forgotten."""
        return _("link no. %d") % self.pk

    @property
    def has_said_enough(self) -> bool:
        """By its uses: what was written and taken away again has been said, and mailed, all the same."""
        return self.uses.exclude(what=ReviewLinkUse.What.READ).count() >= MOST_BY_LINK

    @property
    def until(self) -> str:
        return in_words(self.expires_at)

    def used(self, what: str, version: int) -> None:
        self.uses.create(what=what, version=version)


class ReviewLinkUse(models.Model):
    """One use of a link: when, to what end, and which version of the article it showed."""

    class What(models.TextChoices):
        READ = "read", _("opened")
        REMARKED = "remarked", _("remarked")
        APPROVED = Answer.APPROVED.value, _("approved")
        OBJECTED = Answer.OBJECTED.value, _("asked for changes")

    link = models.ForeignKey(ReviewLink, models.CASCADE, related_name="uses")
    at = models.DateTimeField(default=timezone.now)
    what = models.CharField(max_length=10, choices=What)
    version = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("use of a review link")
        verbose_name_plural = _("uses of review links")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["link", "-at"], name="review_use_of_link")]

    def __str__(self):
        return f"{self.link} · {self.get_what_display()}"


class Place(models.TextChoices):
    """What a remark is about."""

    WHOLE = "", _("the article as a whole")
    TITLE = "title", _("the title of the article")
    LEAD = "lead", _("the lead")
    TAKEAWAYS = "takeaways", _("the takeaways")
    BODY = "body", _("the text")
    HERO = "hero", _("the opening picture")
    FIGURES = "figures", _("the key figures")
    SIGNATURE = "authors", _("signature and themes")


class RemarkQuerySet(models.QuerySet):
    def heads(self):
        return self.filter(thread=None)

    def unresolved(self):
        return self.heads().filter(resolved_at=None)

    def calling(self, person):
        """Those by others that name a person who has since neither answered in the thread nor seen it resolved."""
        start = Q(thread=OuterRef("head")) | Q(pk=OuterRef("head"))
        later = Remark.objects.filter(start, by=person, pk__gt=OuterRef("pk"))
        open_thread = Q(thread=None, resolved_at=None) | Q(thread__isnull=False, thread__resolved_at=None)
        head = models.functions.Coalesce(F("thread_id"), F("pk"))
        return self.filter(open_thread, mentioned=person).exclude(by=person).annotate(head=head).filter(~Exists(later))


class Remark(models.Model):
    """What a colleague, or somebody with a link, says of a passage, of a field or of the whole; or an answer to that."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="+")
    thread = models.ForeignKey("self", models.CASCADE, null=True, related_name="answers")
    place = models.CharField(_("about"), max_length=10, choices=Place, blank=True)
    # The passage as it reads, and a few words on either side, by which the page finds it again.
    exact = models.CharField(_("passage"), max_length=400, blank=True)
    prefix = models.CharField(max_length=60, blank=True)
    suffix = models.CharField(max_length=60, blank=True)
    words = models.TextField(_("remark"), max_length=2000)
    by = models.ForeignKey(PERSON, models.PROTECT, verbose_name=_("by"), null=True, related_name="+")
    link = models.ForeignKey(ReviewLink, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(_("version read"))
    mentioned = models.ManyToManyField(PERSON, related_name="+")
    resolved_at = models.DateTimeField(_("resolved"), null=True)
    resolved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["pk"]
        indexes = [models.Index(fields=["article", "thread", "resolved_at"], name="review_remark_of_article")]
        constraints = [
            models.CheckConstraint(
                condition=Q(by__isnull=False, link=None) | Q(by=None, link__isnull=False), name="review_remark_by_one"
            ),
            models.CheckConstraint(
                condition=Q(thread=None) | Q(place="", exact="", resolved_at=None),
                name="review_answer_stands_by_its_head",
            ),
        ]

    def __str__(self):
        return f"{self.article} · {self.who}"

    @property
    def who(self) -> str:
        return str(self.by) if self.by else self.link.name


class Follow(models.Model):
    """A person who wants to hear what happens to an article."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="+")
    person = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("article followed")
        verbose_name_plural = _("articles followed")
        constraints = [models.UniqueConstraint("article", "person", name="follow_once")]

    def __str__(self):
        return f"{self.article} · {self.person}"


class DailyMail(models.Model):
    """A person's mail of a day, written before it is sent: nobody gets two, whoever runs the job how often.

    A day on which there is nothing to say has its row as well.
    """

    person = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    day = models.DateField()
    since = models.DateTimeField()  # what happened to followed articles from then on is told
    told_until = models.DateTimeField(null=True)  # up to when; set once it is sent, or there was nothing to say

    class Meta:
        verbose_name = _("daily mail")
        verbose_name_plural = _("daily mails")
        constraints = [models.UniqueConstraint("person", "day", name="daily_mail_once")]

    def __str__(self):
        return f"{self.person} · {self.day}"
