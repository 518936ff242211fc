"""Following articles, handing one over, and what became of those one follows."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
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
    """What happened to one article: lines of « Anne Martin a publié »."""

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
    trace.record(by, Trace.Verb.HANDED_OVER, article, f"{to} : {words}" if words.strip() else str(to))
    if to != by:
        notices.handed_over(article, to=to, by=by, words=words.strip())


def news_of(person: User, *, since: datetime, until: datetime) -> list[News]:
    """What others did with the articles a person follows or is in charge of. Four queries, however many articles."""
    mine = Article.objects.filter(owner=person).order_by().values("pk")
    followed = Follow.objects.filter(person=person).values("article")
    articles = {
        one.pk: one for one in Article.objects.filter(pk__in=mine.union(followed)).defer("body", "takeaways", "lead")
    }
    if not articles:
        return []
    told: dict[int, list[tuple[datetime, str]]] = {}
    log = Trace.objects.filter(kind=Article._meta.label_lower, object_id__in=[str(pk) for pk in articles])
    for line in log.filter(at__gte=since, at__lt=until).exclude(who=person).select_related("who").order_by("at")[:MOST]:
        who = line.who or _("The system")
        told.setdefault(int(line.object_id), []).append((line.at, f"{who} {line.get_verb_display()}"))
    said = Remark.objects.filter(article__in=articles, at__gte=since, at__lt=until).exclude(by=person)
    for remark in said.select_related("by", "link").order_by("at")[:MOST]:
        told.setdefault(remark.article_id, []).append(
            (remark.at, _("%(who)s has remarked on it") % {"who": remark.who})
        )
    return [
        News(articles[pk], list(dict.fromkeys(words for _at, words in sorted(lines)))) for pk, lines in told.items()
    ]
