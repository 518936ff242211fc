"""Two themes become one. What carried the first carries the second, drafts and editions alike; its address moves on."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from veille.accounts import trace
from veille.accounts.models import Trace
from veille.articles import drafting
from veille.articles.models import Article, ArticleTag
from veille.articles.workflow import Refused
from veille.editions.models import EditionTag, Tag, TagRedirect


@transaction.atomic
def merge(tag: Tag, *, into: Tag, by) -> None:
    """Ends `tag`: its articles are counted once under `into`, and every address that led to it leads there at once."""
    if not by.has_perm("editions.delete_tag"):
        raise Refused(_("Merging themes takes the role « Éditeur »."))
    if tag == into:
        raise Refused(_("Choose another theme: one cannot be merged with itself."))
    list(Tag.objects.select_for_update().filter(pk__in=[tag.pk, into.pk]).order_by("pk"))
    articles = list(Article.objects.select_for_update().filter(article_tags__tag=tag).order_by("pk"))
    _move(EditionTag, "edition", tag, into)
    _move(ArticleTag, "content_object", tag, into)
    TagRedirect.objects.filter(tag=tag).update(tag=into)
    TagRedirect.objects.update_or_create(slug=tag.slug, defaults={"tag": into})
    for article in articles:
        # A version of its own, for who has the form open; nothing readers have changed, so neither does `updated_at`.
        Article.objects.filter(pk=article.pk).update(version=F("version") + 1)
        article.version += 1
        drafting.record(article, by=by)
    trace.record(by, Trace.Verb.MERGED, into, _("With « %(theme)s », which is no more.") % {"theme": tag})
    tag.delete()


def _move(through, owner, tag, into):
    """Rows of a through table; where both themes were given, one row stays."""
    has_both = through.objects.filter(tag=into).values(owner)
    through.objects.filter(tag=tag, **{f"{owner}__in": has_both}).delete()
    through.objects.filter(tag=tag).update(tag=into)


def carrying(tag: Tag) -> int:
    """How many articles carry the theme at the desk."""
    return ArticleTag.objects.filter(tag=tag).count()
