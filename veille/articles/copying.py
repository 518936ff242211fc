"""A new draft made from an article, and one theme given to several articles: what is done to whole articles at once."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from veille.accounts import trace
from veille.accounts.models import Trace
from veille.articles import drafting, second_reader
from veille.articles.models import Article
from veille.articles.workflow import Refused
from veille.editions.models import Edition, Tag


@transaction.atomic
def duplicate(article: Article, *, by) -> Article:
    """A draft of one's own with the same words, lists and evidence; it was never public and has another key."""
    if not by.has_perm("articles.add_article"):
        raise Refused(_("Your role does not let you write articles."))
    copied = {name: getattr(article, name) for name in ("lead", "takeaways", "body", "hero", "hero_caption")}
    title = _("%(title)s (copy)") % {"title": article.title[:180]}
    copy = Article.objects.create(title=title, slug=_free(article.slug), owner=by, updated_by=by, **copied)
    drafting.write_lists(copy, authors=article.authors, figures=article.figures, events=article.events)
    copy.tags.set(article.tags.all())
    copy.wrote_original.set(second_reader.who_wrote(article))
    drafting.write_evidence(copy)
    drafting.record(copy, by=by)
    trace.record(by, Trace.Verb.DUPLICATED, copy, _("From « %(title)s ».") % {"title": article.title})
    return copy


def _free(slug: str) -> str:
    """An address that no article has and no edition ever had."""
    for number in range(1, 10_000):
        end = "-copie" if number == 1 else f"-copie-{number}"
        free = slug[: 120 - len(end)] + end
        if not (Article.objects.filter(slug=free).exists() or Edition.objects.filter(slug=free).exists()):
            return free
    raise Refused(_("This article has been copied too often."))


@transaction.atomic
def add_theme(article: Article, tag: Tag, *, by, version: int) -> bool:
    """Gives the article a theme as a new version of it; False where it has it already.

    Refuses when the article is no longer at the `version` that was read: somebody is writing.
    """
    if not by.has_perm("articles.change_article"):
        raise Refused(_("Your role does not let you change articles."))
    article = Article.objects.select_for_update().get(pk=article.pk)
    if article.tags.filter(pk=tag.pk).exists():
        return False
    same = Article.objects.filter(pk=article.pk, version=version)
    if not same.update(version=F("version") + 1, updated_by=by, updated_at=timezone.now()):
        raise Refused(_("Somebody saved this article meanwhile."))
    article.refresh_from_db()
    article.tags.add(tag)
    drafting.record(article, by=by)
    trace.record(by, Trace.Verb.CHANGED, article, _("Theme « %(theme)s » added.") % {"theme": tag})
    return True
