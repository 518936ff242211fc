"""The desk's forms of a summit: a commitment, a step with its proofs, the state to be printed."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from summit import workflow
from summit.fields import DeadlineField, MoneyField
from summit.measures import CLOSED, Credibility, Status
from summit.models import Amount, Commitment, StatusChange
from veille.lib.dates import PartialDateFormField
from veille.lib.desk import LineForm
from veille.lib.text import typography
from veille.lib.versions import VersionedForm
from veille.sources.models import Source


class CommitmentForm(VersionedForm):
    class Meta:
        model = Commitment
        fields = [
            "event", "axis", "number", "title", "slug", "promise", "announced_on", "horizon", "horizon_words",
            "verifiability", "verifiability_reason", "part_of", "featured", "is_to_verify", "checked_on",
        ]  # fmt: skip
        widgets = {"promise": forms.Textarea(attrs={"rows": 4})}

    horizon = DeadlineField(
        name="horizon",
        label=_("First deadline"),
        help_text=_("As precise as it was first given: a new one is given by a step. Nothing: no date was given."),
    )

    def clean_title(self):
        title = " ".join(self.cleaned_data["title"].split())
        if len(typography(title)) > 160:
            raise ValidationError(_("This is too long: %(limit)d characters at most."), params={"limit": 160})
        return title

    def clean(self):
        data = super().clean()
        announced, due = data.get("announced_on"), data.get("horizon")
        if announced and due and due.end < announced.start:
            self.add_error("horizon", _("The deadline lies before the announcement."))
        return data


class AmountForm(LineForm):
    """The row of an amount is one field; what it answers is put into the model's own."""

    money = MoneyField()

    class Meta:
        model = Amount
        fields = ["scope", "source", "locator", "quotation", "is_to_verify"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["money"] = MoneyField.of(self.instance)

    def _post_clean(self):
        for name, value in (self.cleaned_data.get("money") or {}).items():
            setattr(self.instance, name, value)
        super()._post_clean()


class StepForm(forms.Form):
    """One dated step; perform() records it with the proofs of the formset beside it."""

    status = forms.ChoiceField(label=_("Status"), choices=[("", "—"), *Status.choices])
    effective_on = PartialDateFormField(label=_("In the world since"))
    headline = forms.CharField(
        label=_("In one line"), max_length=200, help_text=_("What readers see first, beside the status.")
    )
    rationale = forms.CharField(
        label=_("What we rest this on"),
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What the proofs show, and what we do not know."),
    )
    horizon = DeadlineField(name="horizon", label=_("New deadline"), help_text=_("Only where it moved."))
    replaced_by = forms.ModelChoiceField(Commitment.objects.none(), label=_("Replaced by"), required=False)
    corrects = forms.ModelChoiceField(
        StatusChange.objects.none(),
        label=_("Corrects a mistaken step"),
        required=False,
        help_text=_("That step stays in the history, struck out, and no longer counts."),
    )
    reviewer = forms.ModelChoiceField(None, label=_("Reviewed by"), required=False)

    def __init__(self, *args, commitment, users, **kwargs):
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        self.commitment = commitment
        others = Commitment.objects.filter(event=commitment.event_id).exclude(pk=commitment.pk)
        self.fields["replaced_by"].queryset = others.order_by("position")
        self.fields["corrects"].queryset = commitment.steps.filter(correction=None)
        self.fields["reviewer"].queryset = users

    def clean_effective_on(self):
        when = self.cleaned_data["effective_on"]
        if when.start > timezone.localdate():
            raise ValidationError(_("A step cannot lie in the future."))
        if when.end < self.commitment.announced_on.start:
            raise ValidationError(_("A step cannot come before the announcement."))
        return when

    def clean(self):
        data = super().clean()
        if data.get("status") == Status.REPLACED and not data.get("replaced_by"):
            self.add_error("replaced_by", _("Name the commitment that replaces it."))
        if data.get("status") not in {"", None, Status.REPLACED} and data.get("replaced_by"):
            self.add_error("replaced_by", _("Only « replaced » names another commitment."))
        return data

    def perform(self, evidence, *, by) -> StatusChange:
        """Raises workflow.Refused."""
        return workflow.record(self.commitment, by=by, evidence=evidence, **self.cleaned_data)


class ProofForm(forms.Form):
    source = forms.ModelChoiceField(Source.objects, label=_("Source"))
    locator = forms.CharField(label=_("Page, part"), max_length=80, required=False)
    quotation = forms.CharField(
        label=_("Quotation"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    credibility = forms.TypedChoiceField(
        label=_("Credibility of the information"), choices=Credibility.choices, coerce=int, initial=Credibility.PROBABLE
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": ""} | kwargs)


class ProofFormSet(BaseFormSet):
    """The proofs of one step; `status` is that of the step, and decides whether one is needed."""

    status = ""

    def clean(self):
        if any(self.errors):
            return
        found = [form.cleaned_data["source"] for form in self.forms if form.cleaned_data.get("source")]
        if len(set(found)) < len(found):
            raise ValidationError(_("The same source stands twice among the proofs."))
        if not found and self.status in CLOSED:
            raise ValidationError(_("What closes a commitment needs a proof."))
        if not found and self.status not in {"", Status.ANNOUNCED}:
            raise ValidationError(_("Every step but « announced » needs a proof."))

    def evidence(self) -> list[workflow.Evidence]:
        return [workflow.Evidence(**form.cleaned_data) for form in self.forms if form.cleaned_data.get("source")]


Proofs = formset_factory(ProofForm, formset=ProofFormSet, extra=3, max_num=10, absolute_max=10)


class PrintForm(forms.Form):
    """The next state of a brief."""

    verdict = forms.CharField(
        label=_("Verdict"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Where things stand, in one sentence: readers begin with it."),
    )
    as_of = forms.DateField(
        label=_("State on"), initial=date.today, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    change_note = forms.CharField(
        label=_("Note to readers"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    passed = forms.CharField(
        label=_("Reason for passing over the warnings"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept in the state with the warnings and your name; readers never see it."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, event, last, verdicts, **kwargs):
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        self.event, self.last = event, last
        self.fields["seen"].initial = last.number if last else 0
        if all(verdict.is_blocking for verdict in verdicts):
            del self.fields["passed"]

    def clean_verdict(self):
        verdict = " ".join(self.cleaned_data["verdict"].split())
        if len(typography(verdict)) > 400:
            raise ValidationError(_("This is too long: %(limit)d characters at most."), params={"limit": 400})
        return verdict

    def clean_as_of(self):
        day = self.cleaned_data["as_of"]
        if day > timezone.localdate():
            raise ValidationError(_("The day of a state cannot lie in the future."))
        if self.last and day < self.last.as_of:
            raise ValidationError(_("The state before is of a later day."))
        return day

    def perform(self, *, by):
        """Raises workflow.Refused."""
        return workflow.print_state(self.event, by=by, **self.cleaned_data)
