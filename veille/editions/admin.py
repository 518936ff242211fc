from django.contrib import admin
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag as StockTag

from veille.editions.models import Author, Edition, Tag
from veille.lib.desk import SHOW, WRITE, DeskAdmin

# taggit's own tags are not ours and stay empty.
admin.site.unregister(StockTag)


def current_editions():
    """How many editions that readers see now lead to the row."""
    now = timezone.now()
    live = Q(editions__live_from__lte=now) & (Q(editions__live_until=None) | Q(editions__live_until__gt=now))
    return Count("editions", filter=live, distinct=True)


class Listed(DeskAdmin):
    """Names that editions carry: each has its page while a current edition leads to it."""

    prepopulated_fields = {"slug": ["name"]}

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(shown=current_editions())

    @admin.display(description=_("online articles"), ordering="shown")
    def online(self, row):
        return row.shown


@admin.register(Author)
class AuthorAdmin(Listed):
    job = WRITE
    list_display = ["name", "kind", "online"]
    list_filter = ["kind"]
    search_fields = ["name"]
    fields = ["name", "slug", "kind", "description"]
    radio_fields = {"kind": admin.HORIZONTAL}


@admin.register(Tag)
class TagAdmin(Listed):
    job = WRITE
    list_display = ["name", "online"]
    search_fields = ["name"]
    fields = ["name", "slug", "description"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, labels={"slug": capfirst(_("address name"))}, **kwargs)


class OnlineFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "etat"

    def lookups(self, request, model_admin):
        return [("en-ligne", _("online")), ("prevue", _("planned")), ("passee", _("past"))]

    def queryset(self, request, queryset):
        match self.value():
            case "en-ligne":
                return queryset.current()
            case "prevue":
                return queryset.ahead()
            case "passee":
                return queryset.filter(live_until__lte=timezone.now())
        return queryset


@admin.register(Edition)
class EditionAdmin(DeskAdmin):
    """The register of what was printed: to be read, never changed."""

    job = SHOW
    list_display = ["title", "number", "nature", "live_from", "live_until"]
    list_filter = [OnlineFilter, "nature", "tags"]
    search_fields = ["title", "slug"]
    date_hierarchy = "live_from"
    ordering = ["-live_from", "-pk"]
    fields = ["title", "slug", "number", "nature", "change_note", "live_from", "live_until", "first_live_from", "lead"]

    def get_queryset(self, request):
        return super().get_queryset(request).without_text()

    def get_search_results(self, request, queryset, search_term):
        if request.resolver_match.url_name == "autocomplete":
            queryset = queryset.current()  # one chooses an edition to send readers to it
        return super().get_search_results(request, queryset, search_term)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
