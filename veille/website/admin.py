from django.contrib import admin
from django.db.models import F, OuterRef, Subquery
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from summit.models import Event
from veille.contact import mailing
from veille.editions import links
from veille.editions.editor import EditorAdmin
from veille.editions.models import Author, Edition, EditionCitation, Tag
from veille.images.models import Image
from veille.lib import desk, today
from veille.lib.versions import VersionedAdmin
from veille.sources.models import Organisation, Source
from veille.website import public
from veille.website.forms import PageForm
from veille.website.models import Identity, Page

# The rooms below cannot know what leads to their rows: « Voir sur le site » asks here.
desk.on_site(Source)(public.sources)
desk.on_site(Organisation)(public.organisations)
desk.on_site(Author)(public.authors)
desk.on_site(Tag)(public.themes)
desk.on_site(Edition)(public.editions)
desk.on_site(Event)(public.events)
for shown in (Source, Organisation, Image):
    desk.seen_online(shown)(public.editions_with)
# Where answers to the mails of the contact form go.
mailing.team_address(lambda: Identity.objects.values_list("contact_email", flat=True).first() or "")


class Fixed(desk.DeskAdmin):
    """Rows that are there from the start and stay."""

    job = desk.SITE
    actions = None

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Identity)
class IdentityAdmin(Fixed):
    autocomplete_fields = ["logo"]
    fieldsets = [
        (None, {"fields": ["site_name", "motto", "description", "logo"]}),
        (_("Publisher"), {"fields": Identity.LEGAL[:7]}),
        (_("Host"), {"fields": Identity.LEGAL[7:]}),
        (_("Invitation under an article"), {"fields": ["invitation_title", "invitation_text", "invitation_button"]}),
    ]

    def get_object(self, request, object_id, from_field=None):
        """The one row, also before `prepare` made it."""
        return super().get_object(request, object_id, from_field) or (Identity(pk=1) if object_id == "1" else None)

    def changelist_view(self, request, extra_context=None):
        return redirect("admin:website_identity_change", 1)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["missing"] = obj.missing_facts() if obj else []
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


@admin.register(Page)
class PageAdmin(EditorAdmin, VersionedAdmin, Fixed):
    form = PageForm
    list_display = ["title", "slug", "updated_at"]
    search_fields = ["title", "lead", "body"]
    fieldsets = [(None, {"fields": ["title", "lead", "body"], "classes": ["writing"]})]

    def view_on_site(self, page):
        return page.get_absolute_url()

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        form = context["adminform"].form
        body = form["body"].value() if "body" in form.fields else ""
        context["editor"] = links.for_editor(links.find(links.written(body)))
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


@today.panel(order=5)
def missing_facts(user):
    if not user.has_perm("website.change_identity"):
        return None
    missing = (Identity.objects.first() or Identity()).missing_facts()
    address = reverse("admin:website_identity_change", args=[1])
    lines = [(_("Complete the identity of the site"), address, ", ".join(missing))] if missing else []
    return today.Panel(_("To be filled in"), lines, count=len(missing), more=address)


@today.panel(order=30)
def sources_to_check(user):
    """Those that readers see although nobody gave an address or opened it; since when they see them."""
    if not user.has_perm("sources.change_source"):
        return None
    shown = EditionCitation.objects.filter(source=OuterRef("pk"), edition__in=public.editions())
    since = Subquery(shown.order_by("edition__live_from").values("edition__live_from")[:1])
    rows = public.sources().unchecked().annotate(since=since).order_by(F("since").asc(nulls_last=True), "pk")
    return today.Panel.of(
        _("Sources to verify"),
        rows.select_related("organisation"),
        line=lambda one: (
            one.title,
            reverse("admin:sources_source_change", args=[one.pk]),
            _("never consulted") if one.address else _("without an address"),
        ),
        moment=lambda one: one.since,
        more=reverse("admin:sources_source_changelist") + "?verifier=en-ligne",
    )
