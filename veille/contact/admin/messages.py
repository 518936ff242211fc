"""The inbox: the list of messages, what is done to several at once, and the pages beside it (thread.py, figures.py)."""

import re

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from veille.contact import answering, retention
from veille.contact.admin.figures import FiguresAdmin
from veille.contact.admin.privacy import PersonalDataAdmin
from veille.contact.admin.thread import ThreadAdmin, page_link
from veille.contact.listing import EXCERPT, InquiryList, everything_said
from veille.contact.models import Inquiry, Motive
from veille.contact.queues import LabelFilter, LateFilter, OwnerFilter, StatusFilter, urgency
from veille.contact.verb_forms import LabelForm
from veille.lib import desk, today

# As it is said on the phone; found by its index.
REFERENCE = re.compile(r"V-\w{4}-\w{2}", re.IGNORECASE | re.ASCII)
# Messages an action takes at once: each is locked, moved and told in the log.
MOST = 200
# Refusals said one by one.
SAID = 5


@admin.register(Inquiry)
class InquiryAdmin(ThreadAdmin, FiguresAdmin, PersonalDataAdmin, desk.DeskAdmin):
    job = desk.SITE
    in_nav = 5
    actions = ["take", "close", "set_aside", "bring_back", "add_label"]
    list_display = ["reference", "age", "state", "sender_words", "excerpt", "subject", "marks"]
    list_filter = [StatusFilter, LateFilter, OwnerFilter, "motive", LabelFilter]
    list_per_page = 50
    list_max_show_all = 50
    show_full_result_count = False
    search_fields = ["reference"]  # and all else: get_search_results()
    search_help_text = _("Reference, sender, words, page. Unless you choose a state, all messages are searched.")
    change_list_template = "admin/contact/inquiry/change_list.html"

    def has_add_permission(self, request):
        return False

    def get_changelist(self, request, **kwargs):
        return InquiryList

    def get_search_results(self, request, queryset, search_term):
        """Every word, wherever it stands in the message or about it."""
        if REFERENCE.fullmatch(search_term.strip()):
            return queryset.filter(reference=search_term.strip().upper()), False
        queryset = queryset.alias(everything=everything_said())
        for word in search_term[: desk.LONGEST_SEARCH].split():
            queryset = queryset.filter(everything__folded=word)
        return queryset, False

    def get_urls(self):
        def at(address, name, view):
            return path(address, self.admin_site.admin_view(view), name=f"contact_inquiry_{name}")

        return [
            at("figures/", "figures", self.figures_view),
            at("figures/export/", "figures_export", self.figures_export_view),
            at("<path:object_id>/answer/", "answer", self.answer_view),
            *super().get_urls(),
        ]

    def get_deleted_objects(self, objs, request):
        """Its thread and mails go with it, whoever may delete those alone."""
        _deleted, _count, _lacking, protected = super().get_deleted_objects(objs, request)
        return [str(one) for one in objs], {self.opts.verbose_name: len(objs)}, set(), protected

    def delete_model(self, request, obj):
        self.delete_queryset(request, Inquiry.objects.filter(pk=obj.pk))

    def delete_queryset(self, request, queryset):
        """With the files and the tasks that name them."""
        with transaction.atomic():
            retention.erase(queryset)
            retention.overwrite_soon.enqueue()

    # --- what a line says ---

    @admin.display(description=_("received"), ordering="received_at")
    def age(self, inquiry):
        kind, words = urgency(inquiry)
        ago = capfirst(today.ago(inquiry.received_at))
        exact = date_format(timezone.localtime(inquiry.received_at), "j F Y, H:i")
        if not kind:
            return format_html('<span title="{}">{}</span>', exact, ago)
        chip = "chip--bad" if kind == "late" else "chip--warning"
        sign = "✕" if kind == "late" else "◷"
        return format_html(
            '<span title="{}">{}</span><br><span class="chip {}">{} {}</span>', exact, ago, chip, sign, capfirst(words)
        )

    @admin.display(description=_("state"), ordering="status")
    def state(self, inquiry):
        words = capfirst(inquiry.get_status_display())
        return format_html("{}<br><small>{}</small>", words, inquiry.owner) if inquiry.owner else words

    @admin.display(description=_("sender"), ordering="sender")
    def sender_words(self, inquiry):
        if not inquiry.name:
            return inquiry.email
        return format_html("{}<br><small>{}</small>", inquiry.name, inquiry.email)

    @admin.display(description=_("message"))
    def excerpt(self, inquiry):
        return f"{inquiry.excerpt}…" if len(inquiry.excerpt) == EXCERPT else inquiry.excerpt

    @admin.display(description=_("about"), ordering="about")
    def subject(self, inquiry):
        return page_link(inquiry)

    @admin.display(description=_("motive and labels"), ordering="motive")
    def marks(self, inquiry):
        motive = [] if inquiry.motive == Motive.MESSAGE else [capfirst(inquiry.get_motive_display())]
        chips = [*motive, *(one.name for one in inquiry.labels.all())]
        return format_html_join(" ", '<span class="chip">{}</span>', ((words,) for words in chips)) or "–"

    # --- several at once ---

    def each(self, request, queryset, verb, done):
        """The verb on each message; those it refuses are named. `done(count)` says how many it was done to."""
        if queryset.count() > MOST:
            self.message_user(
                request, _("At most %(most)d messages at once: nothing was done.") % {"most": MOST}, messages.ERROR
            )
            return
        refused, count = [], 0
        for inquiry in queryset.order_by("pk"):
            try:
                verb(inquiry)
                count += 1
            except answering.Refused as refusal:
                refused.append(f"{inquiry}\u00a0: {refusal}")
        if count:
            self.message_user(request, done(count), messages.SUCCESS)
        for words in refused[:SAID]:
            self.message_user(request, words, messages.WARNING)
        if more := len(refused) - SAID if len(refused) > SAID else 0:
            said = ngettext(
                "%(n)d other message was left as it is.", "%(n)d other messages were left as they are.", more
            )
            self.message_user(request, said % {"n": more}, messages.WARNING)

    @admin.action(description=_("Take in charge"), permissions=["change"])
    def take(self, request, queryset):
        def done(n):
            return ngettext("%(n)d message is yours now.", "%(n)d messages are yours now.", n) % {"n": n}

        self.each(request, queryset, lambda one: answering.take(one, by=request.user), done)

    @admin.action(description=_("Close"), permissions=["change"])
    def close(self, request, queryset):
        def done(n):
            return ngettext("%(n)d message is closed.", "%(n)d messages are closed.", n) % {"n": n}

        self.each(request, queryset, lambda one: answering.close(one, by=request.user), done)

    @admin.action(description=_("Set aside as spam"), permissions=["change"])
    def set_aside(self, request, queryset):
        def done(n):
            return ngettext("%(n)d message is set aside.", "%(n)d messages are set aside.", n) % {"n": n}

        self.each(request, queryset, lambda one: answering.set_aside(one, by=request.user), done)

    @admin.action(description=_("Bring back among the messages"), permissions=["change"])
    def bring_back(self, request, queryset):
        def done(n):
            return ngettext("%(n)d message is back.", "%(n)d messages are back.", n) % {"n": n}

        self.each(request, queryset, lambda one: answering.bring_back(one, by=request.user), done)

    @admin.action(description=_("Add a label…"), permissions=["change"])
    def add_label(self, request, queryset):
        form = LabelForm(request.POST if "apply" in request.POST else None)
        if not form.is_valid():
            context = self.admin_site.each_context(request) | {
                "title": _("Add a label"),
                "opts": self.opts,
                "form": form,
                "inquiries": queryset[:MOST],
                "checkbox": ACTION_CHECKBOX_NAME,
            }
            return TemplateResponse(request, "admin/contact/inquiry/add_label.html", context)
        label = form.cleaned_data["label"]

        def done(n):
            return ngettext("%(n)d message has this label now.", "%(n)d messages have this label now.", n) % {"n": n}

        self.each(request, queryset, lambda one: answering.add_label(one, label=label, by=request.user), done)
        return redirect("admin:contact_inquiry_changelist")
