"""The pages of a review at the desk, and the lines beside an article's form that lead to them."""

from django.db.models import Count, Exists, F, OuterRef, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from veille.articles import second_reader
from veille.articles.models import Article
from veille.lib import desk
from veille.lib.policies import REMARKED
from veille.review import filters as _filters  # noqa: F401 puts its filter into the list of articles
from veille.review import proof, tokens
from veille.review.forms import (
    AskForm,
    FollowForm,
    HandOverForm,
    LinkForm,
    RevokeForm,
    TakeBackRequestForm,
    UnfollowForm,
)
from veille.review.models import Follow, Remark, ReviewLink, ReviewLinkUse, ReviewRequest

LABEL = "articles.article"
SHOWN = 50  # requests and links of one article: those that still matter, then the newest (sharing.MOST work at once)
USES = 10  # of each link, the last


@desk.page(LABEL, "read", "review/read", policy=REMARKED)
@method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
def read_view(model_admin, request, object_id):
    article = model_admin.article_or_404(request, object_id)
    return proof.answer(request, article, proof.Reader(by=request.user))


@desk.page(LABEL, "review")
@method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
def review_view(model_admin, request, object_id):
    """Who is asked, who has a link, who follows. As many queries for any number of rows."""
    article = model_admin.article_or_404(request, object_id)
    about = {"article": article}
    follows = Follow.objects.filter(article=article, person=request.user).exists()
    kinds = {
        "unfollow" if follows else "follow": lambda data=None: (UnfollowForm if follows else FollowForm)(data, **about)
    }
    may_change = model_admin.has_change_permission(request, article)
    if may_change:
        kinds |= {
            "ask": lambda data=None: AskForm(data, by=request.user, **about),
            "take_back": lambda data=None: TakeBackRequestForm(data, **about),
            "link": lambda data=None: LinkForm(data, **about),
            "revoke": lambda data=None: RevokeForm(data, **about),
            "hand_over": lambda data=None: HandOverForm(data, **about),
        }
    requests = ReviewRequest.objects.filter(article=article).select_related("person", "by")
    requests = requests.order_by(
        F("answered_at").desc(nulls_first=True), F("taken_back_at").desc(nulls_first=True), "-pk"
    )
    context = {
        "title": _("Review"),
        "page": "review",
        "may_change": may_change,
        "requests": requests[:SHOWN],
        "is_open": set(ReviewRequest.objects.open().filter(article=article).values_list("pk", flat=True)),
        "links": links_of(article) if may_change else [],
        "asks_second_reader": second_reader.verdicts(article, by=request.user)
        if model_admin.has_publish_permission(request)
        else [],
    }
    return model_admin.verb_page(request, article, kinds, context)


def links_of(article: Article) -> list[ReviewLink]:
    """With `address` while they work, which none of those that are over takes the place of, and `log`: their last uses.
    Two queries.
    """
    works = Exists(ReviewLink.objects.working().filter(pk=OuterRef("pk")))
    rows = ReviewLink.objects.filter(article=article).select_related("by").annotate(uses_count=Count("uses"))
    found = list(rows.order_by(works.desc(), "-made_at", "-pk")[:SHOWN])
    newest = Window(RowNumber(), partition_by="link", order_by=["-at", "-pk"])
    uses = ReviewLinkUse.objects.filter(link__in=found).annotate(place=newest).filter(place__lte=USES)
    by_link: dict[int, list] = {}
    for use in uses.order_by("-at", "-pk"):
        by_link.setdefault(use.link_id, []).append(use)
    for link in found:
        link.address = tokens.address(link.key) if link.is_working else ""
        link.log = by_link.get(link.pk, [])
    return found


def _counted():
    """In the form's own query."""
    here = OuterRef("pk")
    remarks = Remark.objects.unresolved().filter(article=here).order_by().values("article")
    asked = ReviewRequest.objects.open().filter(article=here).order_by().values("article")
    return {
        "remarks_open": Coalesce(Subquery(remarks.annotate(n=Count("pk")).values("n")), 0),
        "readers_asked": Coalesce(Subquery(asked.annotate(n=Count("pk")).values("n")), 0),
    }


@desk.beside(LABEL, _counted)
def review_lines(user, article):
    n, asked = article.remarks_open, article.readers_asked
    words = ngettext("%d remark to settle", "%d remarks to settle", n) % n if n else gettext("Read and remark")
    whom = ngettext("%d reader asked", "%d readers asked", asked) % asked if asked else gettext("Ask, share, hand over")
    at = {name: reverse(f"admin:articles_article_{name}", args=[article.pk]) for name in ("read", "review")}
    return [
        desk.Beside(gettext("Review"), words, at["read"]),
        desk.Beside(gettext("Review"), whom, at["review"], second_reader.RULE),
    ]
