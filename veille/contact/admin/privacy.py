"""What the law asks, at the desk: how long messages are kept, one person's data, the trace of what was asked; and what
is said to visitors before they write.
"""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from veille.contact import personal
from veille.contact.consent import lasting
from veille.contact.models import Advice, Inquiry, PrivacyRequest, Retention
from veille.contact.privacy_forms import AdviceForm, ErasureForm, RetentionForm
from veille.lib import desk
from veille.lib.http import download
from veille.lib.text import NBSP


@admin.register(Retention)
class RetentionAdmin(desk.DeskAdmin):
    """One row a kind, made by `prepare`; only its days change."""

    job = desk.SITE
    form = RetentionForm
    list_display = ["kind", "kept"]
    readonly_fields = ["kind"]

    def get_fields(self, request, obj=None):
        return ["kind", "days", *(["agreed"] if self.has_change_permission(request, obj) else [])]

    @admin.display(description=_("kept for"), ordering="days")
    def kept(self, retention):
        return lasting(retention.days)

    def trace_note(self, retention, message):
        return f"{retention}{NBSP}: {lasting(retention.days)}"

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Advice)
class AdviceAdmin(desk.DeskAdmin):
    job = desk.SITE
    form = AdviceForm
    list_display = ["__str__", "motive", "tag", "about_article", "is_shown"]
    list_filter = ["is_shown", "motive"]
    list_select_related = ["tag"]
    search_fields = ["text"]
    autocomplete_fields = ["tag"]

    @admin.display(description=_("of one article"), boolean=True)
    def about_article(self, advice):
        return advice.article_key is not None


@admin.register(PrivacyRequest)
class PrivacyRequestAdmin(desk.DeskAdmin):
    """That requests were carried out; those that wait for their link have an address, which nobody needs to see."""

    job = desk.SITE
    list_display = ["kind", "asked_at", "done_at", "done_by", "messages"]
    list_filter = ["kind"]
    list_select_related = ["by"]
    fields = readonly_fields = ["kind", "asked_at", "done_at", "done_by", "messages"]

    def get_queryset(self, request):
        return super().get_queryset(request).done()

    @admin.display(description=_("by"), ordering="by")
    def done_by(self, request):
        return request.by or _("the person, by the mailed link")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class PersonalDataAdmin:
    """Mix in before the ModelAdmin of messages: a page beside a message with what its sender may ask for."""

    def get_urls(self):
        at = "<path:object_id>/personal-data/"
        view = self.admin_site.admin_view(self.personal_data_view)
        return [path(at, view, name="contact_inquiry_personal_data"), *super().get_urls()]

    def personal_data_view(self, request, object_id):
        inquiry = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, inquiry):
            raise PermissionDenied
        if inquiry is None:
            raise Http404
        may_erase = request.user.has_perm("contact.erase_inquiry")
        verb = request.POST.get("verb")
        form = ErasureForm(request.POST if verb == "erase" else None)
        if verb == "export":
            _request, file = personal.carry_out(PrivacyRequest.Kind.EXPORT, inquiry.email, by=request.user)
            return download(file, "donnees.html")
        if verb == "erase":
            if not may_erase:
                raise PermissionDenied
            if form.is_valid():
                return self.erased(request, inquiry.email)
        context = self.admin_site.each_context(request) | {
            "title": _("This person’s data"),
            "opts": self.opts,
            "original": inquiry,
            "form": form,
            "is_refused": form.is_bound,
            "may_erase": may_erase,
            "inquiries": Inquiry.objects.of_person(inquiry.email).defer("message", "consent"),
            "media": self.media,
        }
        return TemplateResponse(request, "admin/contact/inquiry/personal_data.html", context)

    def erased(self, request, email):
        made, _nothing = personal.carry_out(PrivacyRequest.Kind.ERASURE, email, by=request.user)
        words = ngettext("%(number)d message is erased.", "%(number)d messages are erased.", made.messages)
        self.message_user(request, words % {"number": made.messages}, messages.SUCCESS)
        return redirect("admin:contact_inquiry_changelist")
