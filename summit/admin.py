from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from summit import checklist, printing, workflow
from summit.forms import AmountForm, CommitmentForm, PrintForm, Proofs, StepForm
from summit.measures import CLOSED
from summit.models import (
    Amount,
    Axis,
    Commitment,
    CommitmentCitation,
    Event,
    EventCitation,
    EventFigure,
    Milestone,
    Role,
    StepEvidence,
)
from summit.queues import WaitFilter
from veille.lib.choices import Autocomplete
from veille.lib.desk import SHOW, DeskAdmin, DeskInline, InUse, saved
from veille.lib.policies import READER
from veille.lib.versions import VersionedAdmin

# --- a summit ---------------------------------------------------------------------------------------


class AxisInline(DeskInline):
    model = Axis
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "summary", "position"]


class SourceInline(DeskInline):
    model = EventCitation
    autocomplete_fields = ["source"]
    reads = ["event", "source__organisation"]
    fields = ["source", "locator", "quotation"]


class FigureInline(DeskInline):
    model = EventFigure
    autocomplete_fields = ["figure"]
    reads = ["figure"]
    fields = ["figure", "position"]


class MilestoneInline(DeskInline):
    model = Milestone
    autocomplete_fields = ["source"]
    reads = ["source__organisation"]
    fields = ["happened_on", "title", "summary", "is_major", "source", "locator", "quotation"]


@admin.register(Event)
class EventAdmin(DeskAdmin):
    job = SHOW
    in_nav = 5
    inlines = [AxisInline, FigureInline, MilestoneInline, SourceInline]
    list_display = ["name", "starts_on", "place", "published_at"]
    list_filter = [("published_at", admin.EmptyFieldListFilter), "starts_on"]
    search_fields = ["name", "place"]
    autocomplete_fields = ["hosts", "previous"]
    fields = ["name", "slug", "starts_on", "ends_on", "place", "summary", "hosts", "previous"]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["name"]}

    def response_add(self, request, obj, post_url_continue=None):
        return self.after_saving(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self.after_saving(request, obj) or super().response_change(request, obj)

    def after_saving(self, request, event):
        """The verb whose button was pressed, on what was saved with it."""
        verbs = {
            "_publish": (workflow.publish, _("Saved; the summit is online.")),
            "_unpublish": (workflow.unpublish, _("Saved; the summit is no longer online.")),
        }
        for name, (verb, done) in verbs.items():
            if name in request.POST:
                try:
                    verb(event, by=request.user)
                    self.message_user(request, done, messages.SUCCESS)
                except workflow.Refused as refusal:
                    self.message_user(request, str(refusal), messages.ERROR)
                return redirect("admin:summit_event_change", event.pk)
        return None

    def render_change_form(self, request, context, *args, **kwargs):
        context["can_publish"] = request.user.has_perm("summit.publish_event")
        return super().render_change_form(request, context, *args, **kwargs)

    # --- pages beside the form: the state that readers would see, and its printing ---

    def get_urls(self):
        def at(end, name, view):
            return path(f"<path:object_id>/{end}/", view, name=f"summit_event_{name}")

        guarded = self.admin_site.admin_view
        return [
            at("preview", "preview", csp_override(READER)(guarded(never_cache(require_safe(self.preview_view))))),
            at("print", "print", guarded(self.print_view)),
            *super().get_urls(),
        ]

    def event_or_404(self, request, object_id):
        event = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, event):
            raise PermissionDenied
        if event is None:
            raise Http404
        return event

    def preview_view(self, request, object_id):
        """The brief's page as it would be printed today, in the readers' own template; nothing is written."""
        event = self.event_or_404(request, object_id)
        brief = printing.compose(event, as_of=timezone.localdate())
        last = event.states.first()
        brief.state.verdict = brief.state.verdict or (last.verdict if last else "")
        context = printing.page_of(event, brief) | {"head": {"title": event.name, "section": "events"}}
        return TemplateResponse(
            request, "admin/summit/event/preview.html", context, headers={"X-Robots-Tag": "noindex"}
        )

    def print_view(self, request, object_id):
        event = self.event_or_404(request, object_id)
        if not request.user.has_perm("summit.publish_event"):
            raise PermissionDenied
        last = event.states.first()
        brief = printing.compose(event, as_of=timezone.localdate())
        verdicts = checklist.check(brief)
        about = {"event": event, "last": last, "verdicts": verdicts}
        initial = {"verdict": last.verdict if last else ""}
        form = PrintForm(request.POST or None, initial=initial, **about)
        if request.method == "POST" and form.is_valid():
            try:
                state = form.perform(by=request.user)
            except workflow.Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                words = _("State %(number)d is what readers see now.") % {"number": state.number}
                self.log_change(request, event, str(words))
                self.message_user(request, words, messages.SUCCESS)
                return redirect("admin:summit_event_change", event.pk)
        context = self.admin_site.each_context(request) | {
            "title": _("Print the state"),
            "subtitle": str(event),
            "opts": self.opts,
            "original": event,
            "form": form,
            "is_refused": request.method == "POST",
            "last": last,
            "brief": brief,
            "verdicts": verdicts,
            "is_blocked": any(verdict.is_blocking for verdict in verdicts),
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/summit/event/print.html", context)


# --- a commitment -----------------------------------------------------------------------------------


class RoleInline(DeskInline):
    model = Role
    autocomplete_fields = ["organisation"]
    reads = ["organisation"]
    fields = ["organisation", "kind", "position"]


class PromiseInline(DeskInline):
    model = CommitmentCitation
    autocomplete_fields = ["source"]
    reads = ["commitment", "source__organisation"]
    fields = ["source", "locator", "quotation"]


class AmountInline(DeskInline):
    model = Amount
    autocomplete_fields = ["source"]
    reads = ["source__organisation"]
    form = AmountForm
    fields = ["money", "scope", "source", "locator", "quotation", "is_to_verify"]


@admin.register(Commitment)
class CommitmentAdmin(VersionedAdmin, DeskAdmin):
    job = SHOW
    in_nav = 6
    form = CommitmentForm
    inlines = [RoleInline, PromiseInline, AmountInline]
    list_display = ["number", "title", "progress", "due", "checked_on", "proved_on", "event"]
    list_display_links = ["number", "title"]
    list_filter = [WaitFilter, ("event", InUse), ("axis", InUse), "last_status", "verifiability"]
    list_select_related = ["event"]
    list_per_page = 50
    search_fields = ["number", "title", "promise"]
    autocomplete_fields = ["event", "axis", "part_of"]
    ordering = ["event", "position", "pk"]
    fieldsets = [
        (None, {"fields": ["event", ("number", "axis"), "title", "slug", "promise"]}),
        (_("Dates"), {"fields": ["announced_on", "horizon", "horizon_words", "checked_on"]}),
        (_("Verifiability"), {"fields": ["verifiability", "verifiability_reason", "is_to_verify"]}),
        (_("Place in the brief"), {"fields": ["part_of", "featured"]}),
    ]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["title"]}

    @admin.display(description=_("status"), ordering="last_status")
    def progress(self, commitment):
        return capfirst(commitment.get_last_status_display()) if commitment.last_status else _("no step yet")

    @admin.display(description=_("deadline"), ordering="due_on")
    def due(self, commitment):
        today, is_open = timezone.localdate(), commitment.last_status not in CLOSED
        if commitment.due_on is None:
            return None
        words = commitment.due_on.strftime("%d/%m/%Y")
        return _("%(day)s, past") % {"day": words} if is_open and commitment.due_on < today else words

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        workflow.refresh(form.instance)

    def view_on_site(self, commitment):
        entry = commitment.entries.current().select_related("state__event").first()
        return entry and entry.get_absolute_url()

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj:
            proofs = StepEvidence.objects.select_related("source__organisation").order_by("position")
            steps = obj.steps.select_related("author", "reviewer", "corrects", "correction", "replaced_by")
            context["steps"] = steps.prefetch_related(Prefetch("evidence", proofs)).order_by(
                "-effective_from", "-recorded_at", "-pk"
            )
            context["can_record"] = request.user.has_perm("summit.add_statuschange")
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    # --- the short form of a step ---

    def get_urls(self):
        step = path("<path:object_id>/step/", self.admin_site.admin_view(self.step_view), name="summit_commitment_step")
        return [step, *super().get_urls()]

    def step_view(self, request, object_id):
        commitment = super(VersionedAdmin, self).get_object(request, unquote(object_id))
        if not (self.has_view_permission(request, commitment) and request.user.has_perm("summit.add_statuschange")):
            raise PermissionDenied
        if commitment is None:
            raise Http404
        colleagues = get_user_model().objects.filter(is_active=True).exclude(pk=request.user.pk).order_by("email")
        form = StepForm(request.POST or None, commitment=commitment, users=colleagues)
        proofs = self.with_search(Proofs(request.POST or None, prefix="preuves"))
        if request.method == "POST":
            proofs.status = request.POST.get("status", "")
            if all([form.is_valid(), proofs.is_valid()]):
                try:
                    form.perform(proofs.evidence(), by=request.user)
                except workflow.Refused as refusal:
                    form.add_error(None, str(refusal))
                else:
                    self.message_user(
                        request, _("The step is recorded; readers see it with the next state."), messages.SUCCESS
                    )
                    return redirect("admin:summit_commitment_change", commitment.pk)
        context = self.admin_site.each_context(request) | {
            "title": _("Record a step"),
            "subtitle": str(commitment),
            "opts": self.opts,
            "original": commitment,
            "form": form,
            "is_refused": request.method == "POST",
            "proofs": proofs,
            "new_source": reverse("admin:sources_source_add"),
            "media": self.media + form.media + proofs.media,
        }
        return TemplateResponse(request, "admin/summit/commitment/step.html", context)

    def with_search(self, proofs):
        """Sources are sought as everywhere at the desk."""
        key = StepEvidence._meta.get_field("source")
        for form in proofs:
            form.fields["source"].widget = Autocomplete(key, self.admin_site, choices=form.fields["source"].choices)
        return proofs


@admin.register(Axis)
class AxisAdmin(DeskAdmin):
    """For the search of an axis from a commitment; an axis is written in its summit."""

    job = SHOW
    list_display = ["name", "event"]
    search_fields = ["name", "event__name"]
    fields = ["event", "name", "slug", "summary", "position"]
    autocomplete_fields = ["event"]


# --- what is changed in the register changes what commitments say ------------------------------------


@saved("sources.source", "published_on", "organisation")
def source_changed(source):
    workflow.refresh_resting_on(source=source)


@saved("sources.organisation", "belongs_to")
def organisation_changed(organisation):
    workflow.refresh_resting_on(organisation=organisation)
