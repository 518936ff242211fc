from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from veille.accounts import invitations, trace
from veille.accounts.forms import UserForm
from veille.accounts.models import Trace, User
from veille.lib import desk, tracing
from veille.lib.spreadsheets import as_csv

tracing.recorder(trace.record)

# Roles are a table in the code (roles.py), given by check-boxes; nobody composes others by hand.
admin.site.unregister(Group)

ON_ITS_WAY = _("A link is on its way to %(addresses)s.")


class RoleFilter(admin.RelatedFieldListFilter):
    include_empty_choice = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = _("role")


@admin.register(User)
class UserAdmin(desk.DeskAdmin):
    """Invites, gives roles, closes accounts. Passwords are never typed by somebody else: a link is mailed."""

    job = desk.PEOPLE
    form = UserForm
    list_display = ["name", "email", "roles", "standing", "last_login"]
    list_filter = ["is_active", ("groups", RoleFilter)]
    search_fields = ["name", "email"]
    actions = ["send_link"]
    change_form_template = "admin/accounts/user/change_form.html"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def lookup_allowed(self, lookup, value, request):
        # A filter by the beginning of a hash would tell it, character by character.
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def get_fields(self, request, obj=None):
        return ["email", "name", "groups", "is_active"] if obj else ["email", "name", "groups"]

    def has_change_permission(self, request, obj=None):
        # Whoever changes an address receives its links.
        mine = obj is None or request.user.is_superuser or not obj.is_superuser
        return mine and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False

    def add_view(self, request, form_url="", extra_context=None):
        return super().add_view(request, form_url, {"title": _("Invite a colleague"), **(extra_context or {})})

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if change and (before := form.initial["email"]).lower() != obj.email:
            invitations.address_changed(obj, before=before, by=request.user)
        if not change:
            invitations.send_link(obj, by=request.user)
            self.message_user(request, ON_ITS_WAY % {"addresses": obj.email})

    def response_change(self, request, obj):
        if "_send_link" in request.POST:
            self.send_link(request, [obj])
            return HttpResponseRedirect(request.get_full_path())
        return super().response_change(request, obj)

    def trace_note(self, obj, message):
        """Also what the account may do from now on."""
        return f"{super().trace_note(obj, message)} {self.roles(obj)} · {self.standing(obj)}"

    @admin.action(description=_("Mail a link to choose a password"), permissions=["change"])
    def send_link(self, request, users):
        reached = [user for user in users if user.is_active and self.has_change_permission(request, user)]
        for user in reached:
            invitations.send_link(user, by=request.user)
            self.log_change(request, user, str(_("Mailed a link to choose a password.")))
        if reached:
            addresses = ", ".join(user.email for user in reached)
            self.message_user(request, ON_ITS_WAY % {"addresses": addresses})
        if len(reached) < len(users):
            self.message_user(request, _("A closed account gets no link."), messages.WARNING)

    @admin.display(description=_("roles"))
    def roles(self, user):
        return ", ".join(group.name for group in user.groups.all()) or "–"

    @admin.display(description=_("state"), ordering="is_active")
    def standing(self, user):
        if not user.is_active:
            return _("Closed")
        return _("Active") if user.has_usable_password() else _("Invited")


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "genre"

    def lookups(self, request, model_admin):
        kinds = model_admin.get_queryset(request).order_by().values_list("kind", flat=True).distinct()
        return sorted(((kind, named(kind)) for kind in kinds), key=lambda one: str(one[1]))

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Trace)
class TraceAdmin(desk.DeskAdmin):
    """Read, searched and exported; whoever does not see accounts does not see what was done to them."""

    job = desk.PEOPLE
    change_list_template = "admin/accounts/trace/change_list.html"
    list_display = ["at", "who_did", "verb", "kind_words", "thing", "note"]
    list_display_links = None
    list_filter = ["verb", "at", KindFilter, ("who", desk.InUse)]
    list_select_related = ["who"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["words", "note", "who__name"]
    fields = ["at", "who_did", "verb", "kind_words", "words", "note"]
    readonly_fields = fields

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows if request.user.has_perm("accounts.view_user") else rows.exclude(kind=User._meta.label_lower)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        export = path("export/", self.admin_site.admin_view(self.export_view), name="accounts_trace_export")
        return [export, *super().get_urls()]

    def export_view(self, request):
        """What the list shows with the same filters and words, all pages of it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            lines = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return redirect("admin:accounts_trace_changelist")
        head = [_("when"), _("who"), _("what"), _("kind"), _("number"), _("object"), _("remark")]
        rows = (
            [
                timezone.localtime(line.at).isoformat(timespec="seconds"),
                *(self.who_did(line), line.get_verb_display(), named(line.kind), line.object_id, line.words, line.note),
            ]
            for line in lines.iterator(chunk_size=1000)
        )
        return as_csv("journal", [capfirst(words) for words in head], rows)

    @admin.display(description=_("who"), ordering="who__name")
    def who_did(self, line):
        return str(line.who or _("the system"))

    @admin.display(description=_("kind"), ordering="kind")
    def kind_words(self, line):
        return named(line.kind)

    @admin.display(description=_("object"), ordering="words")
    def thing(self, line):
        if line.verb == Trace.Verb.DELETED:
            return line.words
        try:
            address = reverse(f"admin:{line.kind.replace('.', '_')}_change", args=[line.object_id])
        except NoReverseMatch:
            return line.words
        return format_html('<a href="{}">{}</a>', address, line.words)


def named(kind: str) -> str:
    """A model as readers of the log call it."""
    try:
        return capfirst(apps.get_model(kind)._meta.verbose_name)
    except LookupError:
        return kind
