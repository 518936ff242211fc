"""What became of each mail of the contact form. Nothing is written here; a mail can be sent again."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from veille.contact import mailing
from veille.contact.models import Mail
from veille.lib import desk

ON_ITS_WAY = _("Sent again: %(mails)s. The list says what becomes of it.")
FORGOTTEN = _("Where this mail was to go is forgotten since: it cannot be sent again.")


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "etat"
    STATES = {
        "waiting": (_("waiting"), {"sent_at": None, "is_given_up": False}),
        "troubled": (_("waiting after a failure"), {"sent_at": None, "is_given_up": False, "trouble__gt": ""}),
        "given_up": (_("given up"), {"is_given_up": True}),
        "sent": (_("sent"), {"sent_at__isnull": False}),
        "twice": (_("perhaps twice"), {"is_perhaps_twice": True}),
    }

    def lookups(self, request, model_admin):
        return [(name, words) for name, (words, _rows) in self.STATES.items()]

    def queryset(self, request, queryset):
        state = self.STATES.get(self.value())
        return queryset.filter(**state[1]) if state else queryset


@admin.register(Mail)
class MailAdmin(desk.DeskAdmin):
    job = desk.SITE
    change_form_template = "admin/contact/mail/change_form.html"
    list_display = ["written_at", "state", "kind", "about", "tries", "next_try_at"]
    list_filter = [StateFilter, "kind"]
    list_select_related = ["inquiry"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["inquiry__reference"]
    fields = ["kind", "about", "state", "written_at", "tries", "next_try_at", "sent_at"]
    readonly_fields = fields
    actions = ["send_again"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        """With its message, and never by itself."""
        page = request.resolver_match.url_name
        return page.startswith("contact_inquiry_") and request.user.has_perm("contact.delete_inquiry")

    def has_resend_permission(self, request):
        return request.user.has_perm("contact.resend_mail")

    def get_urls(self):
        resend = path("<int:pk>/resend/", self.admin_site.admin_view(self.resend_view), name="contact_mail_resend")
        return [resend, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        may = {"may_resend": self.has_resend_permission(request)}
        return super().change_view(request, object_id, form_url, may | (extra_context or {}))

    @method_decorator(require_POST)
    def resend_view(self, request, pk):
        if not self.has_resend_permission(request):
            raise PermissionDenied
        if (mail := self.get_object(request, pk)) is None:
            raise Http404
        self.send_again(request, [mail])
        return redirect("admin:contact_mail_change", pk)

    @admin.action(description=_("Send again"), permissions=["resend"])
    def send_again(self, request, mails):
        sent = [mail for mail in mails if mailing.resend(mail, by=request.user)]
        if sent:
            self.message_user(request, ON_ITS_WAY % {"mails": ", ".join(str(mail) for mail in sent)})
        if len(sent) < len(mails):
            self.message_user(request, FORGOTTEN, messages.WARNING)

    @admin.display(description=_("message"), ordering="inquiry__reference")
    def about(self, mail):
        if mail.inquiry is None:
            return "–"
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:contact_inquiry_change", args=[mail.inquiry_id]), mail.inquiry
        )

    @admin.display(description=_("state"))
    def state(self, mail):
        if mail.sent_at:
            return _("sent, perhaps twice") if mail.is_perhaps_twice else _("sent")
        words = _("given up") if mail.is_given_up else _("waiting")
        return format_html("{}\u00a0: {}", words, mail.get_trouble_display()) if mail.trouble else words
