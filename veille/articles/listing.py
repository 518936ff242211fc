"""The list of articles: what each line says of how the article stands."""

from django.db.models import OuterRef, Subquery, Value

from veille.articles.models import Article
from veille.articles.queues import IS_SETTLED, was_public
from veille.editions.models import Edition, Withdrawal
from veille.lib.listing import LongList


class ArticleList(LongList):
    def lines(self, request):
        """Without their texts."""
        return as_they_stand().annotate(may_publish=Value(self.model_admin.has_publish_permission(request)))


def as_they_stand():
    """Articles with what their line says of them."""
    same = Edition.objects.of(OuterRef("key")).order_by()
    end = Withdrawal.objects.of(OuterRef("key")).ahead().order_by()
    return (
        Article.objects.select_related("owner")
        .defer("body", "lead", "takeaways")
        .annotate(
            live=Subquery(same.current().values("number")[:1]),
            planned=Subquery(same.ahead().values("live_from")[:1]),
            planned_number=Subquery(same.ahead().values("number")[:1]),
            ends=Subquery(end.values("withdrawn_at")[:1]),
            was_public=was_public(),
            is_settled=IS_SETTLED,
        )
    )
