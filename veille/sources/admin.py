import time
from dataclasses import asdict

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from veille.lib.dates import PartialDate, PartialDateFormField
from veille.lib.desk import EVIDENCE, DeskAdmin, DeskInline, rows_on_site
from veille.sources.capture import add, capture, lookup
from veille.sources.checking import check
from veille.sources.forms import EvidenceFormSet, KeyFigureForm, SourceForm
from veille.sources.models import FigureCitation, KeyFigure, Organisation, Reliability, Source
from veille.sources.queues import LinkFilter


@admin.register(Organisation)
class OrganisationAdmin(DeskAdmin):
    job = EVIDENCE
    list_display = ["name", "address", "registered"]
    search_fields = ["name", "address"]
    autocomplete_fields = ["belongs_to"]
    prepopulated_fields = {"slug": ["name"]}

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(registered_sources=Count("sources"))

    @admin.display(description=_("sources"), ordering="registered_sources")
    def registered(self, organisation):
        return organisation.registered_sources


class ToVerifyFilter(admin.SimpleListFilter):
    title = _("to be verified")
    parameter_name = "verifier"

    def lookups(self, request, model_admin):
        return [("oui", _("yes")), ("non", _("no"))]

    def queryset(self, request, queryset):
        match self.value():
            case "oui":
                return queryset.filter(self.doubtful)
            case "non":
                return queryset.exclude(self.doubtful)
        return queryset


class SourceToVerify(ToVerifyFilter):
    doubtful = Q(address="")

    def lookups(self, request, model_admin):
        return [*super().lookups(request, model_admin), ("en-ligne", _("before readers’ eyes"))]

    def queryset(self, request, queryset):
        if self.value() == "en-ligne":
            return queryset.unchecked().filter(pk__in=rows_on_site(Source))
        return super().queryset(request, queryset)


class FigureToVerify(ToVerifyFilter):
    doubtful = Q(publishers__lt=2, has_primary=False)


@admin.register(Source)
class SourceAdmin(DeskAdmin):
    job = EVIDENCE
    in_nav = 3
    form = SourceForm
    list_display = ["headline", "organisation", "kind", "reliability", "published", "link"]
    list_filter = [SourceToVerify, LinkFilter, "kind", "reliability", "language"]
    list_select_related = ["organisation"]
    search_fields = ["title", "organisation__name", "address"]
    autocomplete_fields = ["organisation"]
    readonly_fields = ["dated_link"]
    fieldsets = [
        (None, {"fields": ["title", "organisation", "address", "dated_link", "kind", "reliability"]}),
        (_("Dates and language"), {"fields": ["published_on", "consulted_on", "language", "archived_address"]}),
    ]

    @admin.display(description=_("title"), ordering="title")
    def headline(self, source):
        return source.headline

    # --- from the text: an address becomes a source without leaving the article's form ---

    captures_a_minute = 30
    entered = ("title", "organisation", "address", "published_on", "consulted_on", "kind", "language", "reliability")

    def get_urls(self):
        def at(end, name, view):
            return path(f"{end}/", self.admin_site.admin_view(view), name=f"sources_source_{name}")

        ours = [
            at("capture", "capture", self.capture_view),
            at("lookup", "lookup", self.lookup_view),
            at("quick-add", "quick_add", self.quick_add_view),
            at("<path:object_id>/check", "check", self.check_view),
        ]
        return ours + super().get_urls()

    @method_decorator(require_POST)
    def capture_view(self, request):
        """An address → {existing: {id, text}}, or {draft, note, choices}: the fields of a source, for a person to check."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if self.asks_too_often(request.user):
            words = gettext("That is a lot of addresses at once: wait a minute.")
            return JsonResponse({"errors": {"address": [words]}}, status=429)
        try:
            found = capture(request.POST.get("address", ""))
        except ValidationError as refused:
            return JsonResponse({"errors": refused.message_dict}, status=422)
        if found.existing:
            return JsonResponse({"existing": self.named_for_text(found.existing)})
        draft = asdict(found.draft)
        draft["published_on"] = PartialDateFormField().prepare_value(found.draft.published_on)
        return JsonResponse({"draft": draft, "note": found.note, "choices": self.choices_for_text()})

    @method_decorator(require_POST)
    def lookup_view(self, request):
        """Addresses, one a line → {found: {address: {id, text}}}: those that are sources already."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = lookup(request.POST.get("addresses", "").split())
        return JsonResponse({"found": {address: self.named_for_text(source) for address, source in found.items()}})

    @method_decorator(require_POST)
    def quick_add_view(self, request):
        """The fields of a source → {id, text}, or {errors: {field: [words]}}."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        try:
            source, is_new = add(**{name: request.POST.get(name, "") for name in self.entered})
        except ValidationError as refused:
            return JsonResponse({"errors": refused.message_dict}, status=422)
        if is_new:
            self.log_addition(request, source, [{"added": {}}])
        return JsonResponse(self.named_for_text(source))

    def asks_too_often(self, user):
        key = f"captures:{user.pk}:{int(time.time() // 60)}"
        cache.add(key, 0, 120)
        return cache.incr(key) > self.captures_a_minute

    def named_for_text(self, source):
        return {"id": str(source.pk), "text": str(source)}

    def choices_for_text(self):
        names = Organisation.objects.annotate(number=Count("sources")).order_by("-number", "name")
        return {
            "kind": Source.Kind.choices,
            "reliability": Reliability.choices,
            "organisation": list(names.values_list("name", flat=True)[:300]),
        }

    # --- its link ---

    @admin.display(description=_("link"), ordering="link_dead_since")
    def link(self, source):
        """In a word or two, for the list."""
        if source.is_to_verify:
            return _("to be verified")
        if source.link_fails_since:
            return _("dead") if source.is_dead else _("failing")
        return source.get_link_found_display()

    @admin.display(description=_("link"))
    def dated_link(self, source):
        if not source.link_checked_at:
            return source.link_words
        day = PartialDate(timezone.localdate(source.link_checked_at).isoformat()).words()
        return gettext("%(state)s (checked on %(day)s)") % {"state": source.link_words, "day": day}

    def get_fieldsets(self, request, obj=None):
        """The link of a source that has none yet is not told of."""
        sets = super().get_fieldsets(request, obj)
        if obj and obj.address:
            return sets
        return [
            (name, more | {"fields": [one for one in more["fields"] if one != "dated_link"]}) for name, more in sets
        ]

    @method_decorator(require_POST)
    def check_view(self, request, object_id):
        """Asks its address now, ten seconds at most, and says what was found."""
        source = self.get_object(request, unquote(object_id))
        if not self.has_change_permission(request, source):
            raise PermissionDenied
        if source is None:
            raise Http404
        if not source.address:
            self.message_user(request, gettext("This source has no address."), messages.WARNING)
        elif self.asks_too_often(request.user):
            self.message_user(request, gettext("That is a lot of addresses at once: wait a minute."), messages.WARNING)
        elif check(source, by=request.user):
            words = gettext("Link checked: %(state)s.") % {"state": source.link_words}
            self.log_change(request, source, words)
            self.message_user(request, words, messages.WARNING if source.link_fails_since else messages.SUCCESS)
        else:
            self.message_user(request, gettext("Somebody changed or checked it meanwhile: look again."), messages.INFO)
        return redirect("admin:sources_source_change", source.pk)

    # --- the list ---

    @admin.display(description=_("published on"), ordering="published_on")
    def published(self, source):
        return source.published_on.words() if source.published_on else ""


class EvidenceInline(DeskInline):
    model = FigureCitation
    formset = EvidenceFormSet
    min_num = 1
    autocomplete_fields = ["source"]
    fields = ["source", "locator", "quotation"]
    verbose_name = _("source")
    verbose_name_plural = _("sources of the key figure")


@admin.register(KeyFigure)
class KeyFigureAdmin(DeskAdmin):
    job = EVIDENCE
    in_nav = 4
    form = KeyFigureForm
    inlines = [EvidenceInline]
    list_display = ["label", "shown", "date", "scope", "rests_on"]
    list_filter = [FigureToVerify, "qualifier"]
    search_fields = ["label", "scope", "unit"]
    autocomplete_fields = ["rivals"]

    def get_queryset(self, request):
        primary = FigureCitation.objects.filter(figure=OuterRef("pk"), source__reliability=Reliability.A)
        publishers = Count("citations__source__organisation", distinct=True)
        return super().get_queryset(request).annotate(publishers=publishers, has_primary=Exists(primary))

    @admin.display(description=_("value"), ordering="value")
    def shown(self, figure):
        return figure.shown_value

    @admin.display(description=_("as of"), ordering="as_of")
    def date(self, figure):
        return figure.as_of.words() if figure.as_of else ""

    @admin.display(description=_("publishers"), ordering="publishers")
    def rests_on(self, figure):
        """As KeyFigure.is_to_verify, for a whole list at once."""
        if figure.publishers < 2 and not figure.has_primary:
            return _("%(n)d, to be verified") % {"n": figure.publishers}
        return figure.publishers
