"""Who answers for an article when a reader reports an error in it."""

from django.db.models import Q

from veille.accounts.models import Trace, User
from veille.articles.models import Article
from veille.contact.subjects import editor_of_article


@editor_of_article
def answers_for(key) -> str:
    """The address of the article's owner, else of who published it last, if they still work here and read messages."""
    article = Article.objects.filter(key=key).select_related("owner").first()
    if article is None:
        return ""
    printed = Q(verb__in=[Trace.Verb.PUBLISHED, Trace.Verb.CORRECTED])
    published = Trace.objects.filter(printed, kind=Article._meta.label_lower, object_id=str(article.pk))
    last = published.order_by("-at", "-pk").select_related("who").first()
    for user in (article.owner, last and last.who):
        if isinstance(user, User) and user.is_active and user.has_perm("contact.view_inquiry"):
            return user.email
    return ""
