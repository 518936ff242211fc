"""Following articles, handing one over, and what became of those one follows."""

from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from veille.accounts import trace
from veille.accounts.models import Trace, User
from veille.articles.models import Article
from veille.articles.workflow import Refused
from veille.review import notices
from veille.review.models import Follow, Remark

MOST = 200  # lines of the log, and remarks, that are looked at for one mail


@dataclass(frozen=True)
class News:
    """What happened to one article: lines of « Anne Martin a publié cet article »."""

    article: Article
    lines: list[str]


def follow(article: Article, *, by: User) -> None:
    """Twice is once."""
    if not by.has_perm("articles.view_article"):
        raise Refused(_("Your role does not let you read articles."))
    Follow.objects.get_or_create(article=article, person=by)


def unfollow(article: Article, *, by: User) -> None:
    Follow.objects.filter(article=article, person=by).delete()


@transaction.atomic
def hand_over(article: Article, *, to: User, by: User, words: str = "") -> None:
    """Puts a colleague in charge, who is told by mail; whoever was in charge goes on hearing of it."""
    article = Article.objects.select_for_update().filter(pk=article.pk).first()
    if article is None:
        raise Refused(_("This article no longer exists."))
    if not by.has_perm("articles.change_article"):
        raise Refused(_("Your role does not let you change articles."))
    if not (to.is_active and to.has_perm("articles.change_article")):
        raise Refused(_("This colleague cannot write articles."))
    if article.owner_id == to.pk:
        raise Refused(_("This colleague is already in charge of the article."))
    before = article.owner
    # Not a new version: nothing that was written changes.
    Article.objects.filter(pk=article.pk).update(owner=to)
    if before and before.is_active:
        Follow.objects.get_or_create(article=article, person=before)
    trace.record(by, Trace.Verb.HANDED_OVER, article, f"{to}\u00a0: {words.strip()}" if words.strip() else str(to))
    if to != by:
        notices.handed_over(article, to=to, by=by, words=words.strip())


def news_of(person: User, *, since: datetime, until: datetime) -> list[News]:
    """What others did with the articles a person follows or is in charge of, the last of it at most; what happened first
    comes first. Three queries, however many articles.
    """
    mine = Article.objects.filter(
        Q(owner=person) | Exists(Follow.objects.filter(article=OuterRef("pk"), person=person))
    )
    between = {"at__gte": since, "at__lt": until}
    named = mine.order_by().annotate(text=Cast("pk", CharField())).values("text")
    done = Trace.objects.filter(kind=Article._meta.label_lower, object_id__in=named, **between).exclude(who=person)
    said = Remark.objects.filter(article__in=mine.order_by().values("pk"), **between).exclude(by=person)
    lines = [
        (one.at, int(one.object_id), _did(one)) for one in done.select_related("who").order_by("-at", "-pk")[:MOST]
    ]
    lines += [
        (one.at, one.article_id, _("%(who)s has remarked on this article") % {"who": one.who})
        for one in said.select_related("by", "link").order_by("-at", "-pk")[:MOST]
    ]
    lines.reverse()
    lines.sort(key=itemgetter(0))  # of one instant in the order of the log
    told: dict[int, list[str]] = {}
    for _at, key, words in lines:
        told.setdefault(key, []).append(words)
    articles = Article.objects.defer("body", "takeaways", "lead").in_bulk(told) if told else {}
    return [News(articles[key], list(dict.fromkeys(words))) for key, words in told.items() if key in articles]


def _did(line: Trace) -> str:
    who = line.who or _("The system")
    return _("%(who)s %(has_done)s this article") % {"who": who, "has_done": line.get_verb_display()}
