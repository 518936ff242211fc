"""A form for each verb of a message's page that asks for more than a click."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from veille.contact import answering, letters
from veille.contact.forms import Paragraphs
from veille.contact.models import Entry, Label, SavedAnswer
from veille.lib.choices import Choice

LONGEST = Entry._meta.get_field("text").max_length
_TOO_LONG = ngettext_lazy(
    "This is too long: at most %(limit_value)d character, and this has %(show_value)d.",
    "This is too long: at most %(limit_value)d characters, and this has %(show_value)d.",
    "limit_value",
)


def _paragraphs(label, *, rows, **given):
    """As a validator: a browser would cut what is pasted without a word."""
    area = forms.Textarea({"rows": rows, "class": "vLargeTextField"})
    given = {"error_messages": {"required": _("Write something first.")}} | given
    return Paragraphs(label=label, widget=area, validators=[MaxLengthValidator(LONGEST, _TOO_LONG)], **given)


class MessageForm(forms.Form):
    """perform() does it and says what was done; answering.Refused passes through."""

    verb = ""
    # What the person saw of the message when deciding: see answering.standing().
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, inquiry):
        super().__init__(data, label_suffix="", auto_id=f"{self.verb}_%s")
        self.inquiry = inquiry
        self.fields["seen"].initial = answering.standing(inquiry)

    def perform(self, *, by) -> str:
        raise NotImplementedError

    def shown_again(self, inquiry) -> None:
        """The page shows how the message stands now: what is posted next was decided on that."""
        self.data = self.data.copy()
        self.data["seen"] = answering.standing(inquiry)


class NoteForm(MessageForm):
    verb = "note"
    text = _paragraphs(_("Note for the team"), rows=3, help_text=_("Whoever wrote never sees it."))

    def perform(self, *, by):
        answering.note(self.inquiry, text=self.cleaned_data["text"], by=by)
        return gettext("The note is in the thread.")


class OwnerForm(MessageForm):
    verb = "assign"
    owner = forms.ModelChoiceField(None, label=_("In charge"), required=False, empty_label=_("nobody"))

    def __init__(self, data=None, *, inquiry):
        super().__init__(data, inquiry=inquiry)
        self.fields["owner"].queryset = answering.colleagues()
        self.fields["owner"].initial = inquiry.owner_id

    def perform(self, *, by):
        to = self.cleaned_data["owner"]
        answering.assign(self.inquiry, to=to, by=by, seen=self.cleaned_data["seen"])
        return gettext("In charge: %(who)s.") % {"who": to} if to else gettext("Given back: nobody in charge.")


class LabelsForm(MessageForm):
    verb = "label"
    labels = Choice(None, label=_("Labels"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data=None, *, inquiry, labels=()):
        """`labels`: those the message has."""
        super().__init__(data, inquiry=inquiry)
        self.fields["labels"].queryset = Label.objects.all()
        self.fields["labels"].initial = [one.pk for one in labels]

    def perform(self, *, by):
        answering.label(self.inquiry, labels=self.cleaned_data["labels"], by=by)
        return gettext("The labels are kept.")


class AnsweredForm(MessageForm):
    verb = "mark_answered"
    text = _paragraphs(_("What you answered, if it is to be kept here"), rows=3, required=False)

    def perform(self, *, by):
        given = self.cleaned_data
        answering.mark_answered(self.inquiry, by=by, text=given["text"], seen=given["seen"])
        return gettext("The message is marked as answered.")


class AnswerForm(MessageForm):
    """Three buttons: put a saved answer in, look at the mail, send it. The first two keep what is typed and send nothing."""

    verb = "answer"
    saved = forms.ModelChoiceField(
        SavedAnswer.objects.defer("text"), label=_("Saved answer"), required=False, empty_label=_("Choose…")
    )
    text = _paragraphs(_("Your answer"), rows=12)

    def clean_text(self):
        text = self.cleaned_data["text"]
        if text == letters.greeting(self.inquiry):
            raise forms.ValidationError(_("Write something first."))
        return text

    def with_saved(self, saved: SavedAnswer) -> None:
        """Its text below what is typed."""
        self.data = self.data.copy()
        typed = self.data.get("text", "").rstrip()
        self.data["text"] = f"{typed}\n\n{saved.text}" if typed else saved.text

    def perform(self, *, by):
        answering.answer(self.inquiry, text=self.cleaned_data["text"], by=by, seen=self.cleaned_data["seen"])
        return gettext("The answer is in the thread and on its way to %(address)s.") % {"address": self.inquiry.email}


class LabelForm(forms.Form):
    """The label that several messages get at once."""

    label = forms.ModelChoiceField(Label.objects.all(), label=_("Label"), empty_label=_("Choose…"))

    def __init__(self, data=None):
        super().__init__(data, label_suffix="")
