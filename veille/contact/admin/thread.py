"""The page of a message: what was written, what the team did with it, and what it may do next."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery, Window
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from veille.contact import answering, letters, mailing
from veille.contact.models import Entry, Inquiry, Label, Mail
from veille.contact.queues import urgency
from veille.contact.verb_forms import AnsweredForm, AnswerForm, LabelsForm, NoteForm, OwnerForm
from veille.lib.choices import is_key
from veille.lib.mail import reaches_people
from veille.lib.today import when

OTHERS_SHOWN = 5
# What one click does, and what is said of it.
CLICKS = {
    "take": (answering.take, gettext_lazy("The message is yours now.")),
    "wait": (answering.wait, gettext_lazy("The message waits for whoever wrote.")),
    "close": (answering.close, gettext_lazy("The message is closed.")),
    "reopen": (answering.reopen, gettext_lazy("The message is open again.")),
    "set_aside": (answering.set_aside, gettext_lazy("The message is set aside; it can be brought back.")),
    "bring_back": (answering.bring_back, gettext_lazy("The message is back among the others.")),
}


class ThreadAdmin:
    """Mix in before ModelAdmin."""

    @method_decorator(sensitive_post_parameters())
    def change_view(self, request, object_id, form_url="", extra_context=None):
        inquiry = self.inquiry(request, object_id)
        if inquiry is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        forms = {"note": NoteForm, "assign": OwnerForm, "mark_answered": AnsweredForm}
        bound, labels = None, list(Label.objects.annotate(is_given=_is_given(inquiry)))
        if request.method == "POST":
            if not self.has_change_permission(request, inquiry):
                raise PermissionDenied
            bound = self.posted(request, inquiry, forms | {"label": LabelsForm})
            if bound is None:
                return redirect("admin:contact_inquiry_change", inquiry.pk)
            inquiry = self.inquiry(request, object_id)
            bound.shown_again(inquiry)
        shown = {verb: bound if bound and bound.verb == verb else kind(inquiry=inquiry) for verb, kind in forms.items()}
        if labels:
            given = [one for one in labels if one.is_given]
            is_bound = bound and bound.verb == "label"
            shown["label"] = bound if is_bound else LabelsForm(inquiry=inquiry, labels=given)
            shown["label"].fields["labels"].choices = [(one.pk, one.name) for one in labels]
        context = self.page(request, inquiry) | self.surroundings(request, inquiry) | {
            "title": _("Message %(reference)s") % {"reference": inquiry.reference},
            "forms": shown,
            "bound": bound,
            "may_change": self.has_change_permission(request, inquiry),
            "may_delete": self.has_delete_permission(request, inquiry),
        }  # fmt: skip
        return TemplateResponse(request, "admin/contact/inquiry/message.html", context)

    def posted(self, request, inquiry, forms):
        """Does what was asked; answers the form where it is to be shown again, else None."""
        verb, form = request.POST.get("verb"), None
        try:
            if verb in CLICKS:
                act, done = CLICKS[verb]
                seen = {} if verb == "take" else {"seen": request.POST.get("seen", "")}
                self.perform(request, inquiry, lambda: act(inquiry, by=request.user, **seen) or done)
            elif verb in forms:
                form = forms[verb](request.POST, inquiry=inquiry)
                if not form.is_valid():
                    return form
                self.perform(request, inquiry, lambda: form.perform(by=request.user))
            else:
                self.message_user(request, _("This is not possible: see how the message stands."), messages.ERROR)
        except answering.Refused as refusal:
            if form is None:
                self.message_user(request, str(refusal), messages.ERROR)
                return None
            form.add_error(None, str(refusal))
            return form
        return None

    def perform(self, request, inquiry, act):
        with transaction.atomic():
            done = str(act())
            # The address of who wrote stays out of what outlives the message.
            self.log_change(request, inquiry, done.replace(inquiry.email, "…"))
        self.message_user(request, done, messages.SUCCESS)

    @method_decorator(sensitive_post_parameters())
    def answer_view(self, request, object_id):
        inquiry = self.inquiry(request, object_id)
        if not self.has_change_permission(request, inquiry):
            raise PermissionDenied
        if inquiry is None:
            raise Http404
        form, preview = AnswerForm(request.POST or None, inquiry=inquiry), None
        may_send = reaches_people()
        if request.method == "POST":
            if "insert" in request.POST:
                form = self.with_saved(request, form, inquiry)
            elif form.is_valid():
                if "preview" in request.POST:
                    preview = self.preview(inquiry, form.cleaned_data["text"])
                elif may_send and self.sent(request, inquiry, form):
                    return redirect("admin:contact_inquiry_change", inquiry.pk)
                elif may_send:
                    inquiry = self.inquiry(request, object_id)
                    form.shown_again(inquiry)
        if not form.is_bound:
            form.fields["text"].initial = f"{letters.greeting(inquiry)}\n\n"
        context = self.page(request, inquiry) | self.surroundings(request, inquiry) | {
            "title": _("Answer"),
            "subtitle": str(inquiry),
            "form": form,
            "preview": preview,
            "is_refused": form.is_bound and bool(form.errors),
        }  # fmt: skip
        return TemplateResponse(request, "admin/contact/inquiry/answer.html", context)

    def sent(self, request, inquiry, form) -> bool:
        try:
            self.perform(request, inquiry, lambda: form.perform(by=request.user))
        except answering.Refused as refusal:
            form.add_error(None, str(refusal))
            return False
        return True

    def with_saved(self, request, form, inquiry):
        """The form as it was typed, the chosen answer below, and no complaint: nothing was to be sent yet."""
        form.is_valid()
        saved = form.cleaned_data.get("saved")
        again = AnswerForm(request.POST, inquiry=inquiry)
        if saved:
            again.with_saved(saved)
        again.full_clean()
        again.errors.clear()
        if not saved:
            again.add_error("saved", _("Choose an answer first."))
        return again

    def preview(self, inquiry, text):
        return mailing.letter_of(Mail(inquiry=inquiry, kind=Mail.Kind.ANSWER, entry=Entry(inquiry=inquiry, text=text)))

    # --- what a page shows ---

    def inquiry(self, request, object_id):
        """The message with its owner and its neighbours among those to answer; None where there is none."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        earlier = Q(received_at__lt=OuterRef("received_at")) | Q(
            received_at=OuterRef("received_at"), pk__lt=OuterRef("pk")
        )
        later = Q(received_at__gt=OuterRef("received_at")) | Q(
            received_at=OuterRef("received_at"), pk__gt=OuterRef("pk")
        )
        waiting = Inquiry.objects.to_answer()
        rows = Inquiry.objects.select_related("owner").annotate(
            before=Subquery(waiting.filter(earlier).order_by("-received_at", "-pk").values("pk")[:1]),
            after=Subquery(waiting.filter(later).order_by("received_at", "pk").values("pk")[:1]),
        )
        key = unquote(object_id)
        return rows.filter(pk=key).first() if is_key(key) else None

    def page(self, request, inquiry):
        kind, words = urgency(inquiry)
        return self.admin_site.each_context(request) | {
            "opts": self.opts,
            "original": inquiry,
            "seen": answering.standing(inquiry),
            "urgency": kind,
            "urgency_words": capfirst(words),
            "page_link": page_link(inquiry),
            "mailto": letters.mailto(inquiry),
            "media": self.media,
        }

    def surroundings(self, request, inquiry):
        mails = list(inquiry.mails.order_by("written_at", "pk"))
        entries = list(inquiry.entries.select_related("author"))
        for entry in entries:
            entry.mail_states = [state_of(mail) for mail in mails if mail.entry_id == entry.pk]
        same = Inquiry.objects.filter(sender=inquiry.sender).exclude(pk=inquiry.pk).defer("message", "consent")
        others = list(same.order_by("-received_at", "-pk").annotate(count=Window(Count("pk")))[:OTHERS_SHOWN])
        return {
            "entries": entries,
            "mails": [(mail, state_of(mail)) for mail in mails if mail.entry_id is None],
            "others": others,
            "others_count": others[0].count if others else 0,
            "may_send": reaches_people(),
        }


def page_link(inquiry):
    """The page a message came from, as the visitor saw it; a link only where it leads into the site."""
    if not url_has_allowed_host_and_scheme(inquiry.about_path, allowed_hosts=None):
        return inquiry.about or "–"
    return format_html('<a href="{}">{}</a>', inquiry.about_path, inquiry.about)


def _is_given(inquiry):
    return Q(pk__in=inquiry.labels.through.objects.filter(inquiry=inquiry).values("label"))


def state_of(mail: Mail) -> str:
    """Where a mail stands, in words."""
    twice = " " + _("Perhaps twice: it was interrupted.") if mail.is_perhaps_twice else ""
    if mail.sent_at:
        return _("Sent on %(when)s.") % {"when": when(mail.sent_at)} + twice
    if mail.is_given_up:
        return _("Not sent, given up: %(why)s.") % {"why": mail.get_trouble_display() or "–"} + twice
    if mail.trouble:
        return _("Not sent yet (%(why)s); it is tried again.") % {"why": mail.get_trouble_display()} + twice
    return _("Waits to be sent.") + twice
