"""The articles that wait for somebody, as « Aujourd'hui » counts them and the list filters them: the same rows."""

from datetime import timedelta

from django.contrib.admin import SimpleListFilter
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from veille.articles.models import Article, WorkingCopy
from veille.editions.models import Edition, Withdrawal
from veille.lib import today

SOON = timedelta(days=7)
MOST_UNSAVED = 20  # working copies that are listed, the oldest first
# Printed as it was last saved, be it to be read later.
IS_SETTLED = Exists(Edition.objects.of(OuterRef("key")).filter(printed_at__gte=OuterRef("updated_at")))
IN_REVIEW = Q(stage=Article.Stage.IN_REVIEW)
# A word on what is no longer in review is that of who sent it back; publishing takes it away.
SENT_BACK = Q(stage=Article.Stage.DRAFT) & ~Q(stage_note="")
IN_WORK = Q(stage=Article.Stage.DRAFT, stage_note="") & ~Q(IS_SETTLED)


def is_online() -> Exists:
    return Exists(Edition.objects.of(OuterRef("key")).current())


def is_planned() -> Q:
    """A change or an end."""
    key = OuterRef("key")
    return Q(Exists(Edition.objects.of(key).ahead())) | Q(Exists(Withdrawal.objects.of(key).ahead()))


def was_public() -> Exists:
    return Exists(Edition.objects.of(OuterRef("key")).public_by())


class WorkFilter(SimpleListFilter):
    title = _("work")
    parameter_name = "travail"

    def lookups(self, request, model_admin):
        return [
            ("en-cours", _("being written")),
            ("relecture", _("in review")),
            ("renvoye", _("sent back")),
            ("paru", _("unchanged since its edition")),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case "en-cours":
                return queryset.filter(IN_WORK)
            case "relecture":
                return queryset.filter(IN_REVIEW)
            case "renvoye":
                return queryset.filter(SENT_BACK)
            case "paru":
                return queryset.filter(IS_SETTLED, stage=Article.Stage.DRAFT, stage_note="")
        return queryset


class OnlineFilter(SimpleListFilter):
    title = _("readers")
    parameter_name = "lecteurs"

    def lookups(self, request, model_admin):
        return [
            ("en-ligne", _("online")),
            ("prevu", _("planned")),
            ("bientot", _("going out within 7 days")),
            ("retire", _("taken offline")),
            ("jamais", _("never published")),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case "en-ligne":
                return queryset.filter(is_online())
            case "prevu":
                return queryset.filter(is_planned())
            case "bientot":
                return queryset.filter(key__in=going_out())
            case "retire":
                return queryset.filter(was_public(), ~is_online())
            case "jamais":
                return queryset.filter(~was_public())
        return queryset


def going_out():
    """The keys of the articles of which an edition goes online in the next days."""
    return Edition.objects.ahead().filter(live_from__lte=timezone.now() + SOON).values("key")


# --- on the first page ------------------------------------------------------------------------------


@today.panel(order=10)
def to_review(user):
    if not user.has_perm("articles.publish_article"):
        return None
    rows = Article.objects.filter(IN_REVIEW).order_by(F("stage_at").asc(nulls_first=True), "pk")
    return _panel(_("To review"), rows, "travail=relecture", at="stage_at", detail=lambda row: row.owner or "")


@today.panel(order=12)
def sent_back(user):
    rows = Article.objects.filter(SENT_BACK, owner=user).order_by(F("stage_at").asc(nulls_first=True), "pk")
    asked = f"travail=renvoye&owner__id__exact={user.pk}"
    return _panel(_("Sent back to you"), rows, asked, at="stage_at", detail=lambda row: f"« {row.stage_note} »")


@today.panel(order=15)
def unsaved(user):
    """Kept until it is saved or given up: nobody else, and no clean-up, takes it away."""
    copies = WorkingCopy.objects.filter(person=user).select_related("article").order_by("kept_at")
    unread = (f"article__{name}" for name in ("body", "lead", "takeaways"))
    lines = []
    for copy in copies.defer("posted", *unread)[:MOST_UNSAVED]:
        ends = ("change", [copy.article_id]) if copy.article_id else ("add", [])
        address = reverse(f"admin:articles_article_{ends[0]}", args=ends[1])
        lines.append((str(copy.article or _("New article")), address, today.when(copy.kept_at)))
    return today.Panel(_("Work you have not saved"), lines)


@today.panel(order=20)
def my_drafts(user):
    rows = Article.objects.filter(IN_WORK, owner=user).order_by("updated_at", "pk")
    return _panel(_("My drafts"), rows, f"travail=en-cours&owner__id__exact={user.pk}", at="updated_at")


@today.panel(order=25)
def out_soon(user):
    if not user.has_perm("articles.view_article"):
        return None
    start = Edition.objects.of(OuterRef("key")).ahead().values("live_from")[:1]
    rows = Article.objects.filter(key__in=going_out()).annotate(start=Subquery(start)).order_by("start", "pk")
    return _panel(_("Going out within 7 days"), rows, "lecteurs=bientot", at="start", age=_first)


def _first(moment):
    return _("the first on %(when)s") % {"when": today.when(moment)}


def _panel(title, rows, asked, *, at, detail=None, age=None):
    """`at` names the time a row waits since; `detail(row)` is said beside it, else that time."""

    def line(row):
        moment = getattr(row, at)
        address = reverse("admin:articles_article_change", args=[row.pk])
        return str(row), address, str(detail(row)) if detail else today.when(moment)

    more = f"{reverse('admin:articles_article_changelist')}?{asked}"
    kept = rows.select_related("owner").defer("body", "lead", "takeaways")
    return today.Panel.of(title, kept, line=line, moment=lambda row: getattr(row, at), more=more, age=age)
