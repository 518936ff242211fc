"""What the list of articles can be filtered by of reviews: the articles' room must not know of them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from veille.articles.models import Article
from veille.review import queues


class ForMeFilter(admin.SimpleListFilter):
    title = _("for me")
    parameter_name = queues.PARAMETER

    def lookups(self, request, model_admin):
        self.me = request.user
        return [(queues.ASKED, _("to be read or answered by me")), (queues.FOLLOWED, _("followed by me"))]

    def queryset(self, request, queryset):
        match self.value():
            case queues.ASKED:
                return queryset.filter(queues.asked_of(self.me))
            case queues.FOLLOWED:
                return queryset.filter(queues.followed_by(self.me))
        return queryset


_articles = admin.site.get_model_admin(Article)
_articles.list_filter = [*_articles.list_filter, ForMeFilter]
