"""A form for each verb that asks for words or a time, and what will happen when as it is filled in."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from veille.articles import workflow
from veille.articles.forms import one_line
from veille.articles.outlook import End, Outlook
from veille.editions.models import Edition, EditionTag
from veille.lib.choices import Autocomplete
from veille.lib.moments import MomentField


class VerbForm(forms.Form):
    """perform() does it and says what was done; workflow.Refused passes through."""

    verb = ""
    leads_to = "change"  # the page of the article that follows

    def __init__(self, *args, article, **kwargs):
        super().__init__(*args, **{"label_suffix": "", "prefix": None, "auto_id": f"{self.verb}_%s"} | kwargs)
        self.article = article

    def perform(self, *, by) -> str:
        raise NotImplementedError

    def is_agreed(self) -> bool:
        """Did who sends the form see what will happen?"""
        return True

    @property
    def asks(self) -> bool:
        """The page is to tell what will happen, and to be sent once more."""
        return self.is_bound and self.is_valid() and not self.is_agreed()

    def done(self, words: str) -> str:
        """What was done, and what is planned from now on."""
        return " ".join([words, *(step.sentence for step in Outlook.of(self.article).planned)])

    def shown_again(self) -> None:
        """The page shows how things stand now: what is posted next was decided on that."""
        self.data = self.data.copy()
        for name in {"seen", "version"} & self.fields.keys():
            self.data[name] = self.fields[name].initial


class FutureField(MomentField):
    """A time to come; `if_empty` says what happens without one."""

    def __init__(self, *, label, if_empty):
        super().__init__(required=False, label=label, help_text=if_empty)

    def clean(self, value):
        moment = super().clean(value)
        if moment and moment <= timezone.now():
            raise ValidationError(_("This time is already past."))
        return moment


class Instead(forms.ModelChoiceField):
    """An article that readers see, other than this one, to be read in its place."""

    def __init__(self):
        super().__init__(
            Edition.objects.none(),
            label=_("Article to read instead"),
            required=False,
            widget=Autocomplete(EditionTag._meta.get_field("edition"), admin.site),
            error_messages={"invalid_choice": _("Choose an article that is online.")},
        )


class PlanForm(VerbForm):
    """A verb that may have its time. What will happen when is told before it is done: beside the fields as one fills
    them in, or else by asking once more. `outlook` says how the article stands as the page is made.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, article, outlook, **kwargs):
        super().__init__(*args, article=article, **kwargs)
        self.stands = outlook
        self.fields["seen"].initial = outlook.word
        online = Edition.objects.current().exclude(key=article.key).without_text()
        self.fields["replacement"].queryset = online

    def expected(self) -> Outlook:
        """What this form would make of the article as it is filled in."""
        raise NotImplementedError

    def is_agreed(self):
        """What happens at once goes without saying; what is planned was told."""
        return self.expected().plan in {"", self.data.get("shown", "")}

    def given(self, name):
        """What a field says; nothing while it is wrong."""
        return self.cleaned_data.get(name) if self.is_bound else self.get_initial_for_field(self.fields[name], name)

    def end(self, at) -> End:
        return End(at, self.given("notice") or "", self.given("replacement"))


class PublishForm(PlanForm):
    verb = "publish"
    nature = forms.ChoiceField(
        label=_("Nature"),
        choices=[(Edition.Nature.UPDATE, _("Update")), (Edition.Nature.CORRECTION, _("Correction"))],
        initial=Edition.Nature.UPDATE,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("A correction tells readers what was wrong; its note is required."),
    )
    change_note = forms.CharField(
        label=_("Note to readers"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )
    live_from = FutureField(label=_("From"), if_empty=_("Paris time. Leave it empty to publish now."))
    live_until = FutureField(label=_("Until"), if_empty=_("Paris time. Leave it empty if the article is to stay."))
    notice = forms.CharField(
        label=_("Notice to readers after the end"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stands at the article’s address once the article has left the site."),
    )
    replacement = Instead()
    passed = forms.CharField(
        label=_("Reason for passing over the warnings"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept in the edition with the warnings and your name; readers never see it."),
        error_messages={"required": _("Say why the warnings may be passed over, or see to them first.")},
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, article, outlook, verdicts, **kwargs):
        super().__init__(*args, article=article, outlook=outlook, **kwargs)
        end = outlook.end or End(notice=workflow.usual_notice())
        if end.at:
            words = _("Paris time. This end is already planned: it stays unless you change it.")
            self.fields["live_until"].help_text = words
        self.initial = {"live_until": end.at, "notice": end.notice, "replacement": end.instead} | self.initial
        if all(verdict.is_blocking for verdict in verdicts):
            del self.fields["passed"]
        self.fields["version"].initial = article.version
        if not outlook.current:
            del self.fields["nature"]

    def clean_change_note(self):
        return one_line(self.cleaned_data["change_note"], limit=400)

    def clean_notice(self):
        return self.cleaned_data["notice"] or workflow.usual_notice()

    def clean(self):
        data = super().clean()
        if data.get("version") != self.article.version:
            raise ValidationError(_("The article was saved again since you opened this page: read it once more."))
        if data.get("nature") == Edition.Nature.CORRECTION and not data.get("change_note"):
            self.add_error("change_note", _("Tell readers what was wrong and what is right."))
        if data.get("live_until") and data.get("live_from") and data["live_until"] <= data["live_from"]:
            self.add_error("live_until", _("The end comes after the beginning."))
        return data

    @property
    def is_correction(self) -> bool:
        return self.is_bound and self.given("nature") == Edition.Nature.CORRECTION

    def expected(self):
        until = self.given("live_until")
        end = self.end(until) if until else None
        note = self.given("change_note") or ""
        at = self.given("live_from")
        return self.stands.with_edition(at=at, note=note, is_correction=self.is_correction, end=end)

    def perform(self, *, by):
        data, instead = self.cleaned_data, self.cleaned_data["replacement"]
        given = {name: data[name] for name in ("live_from", "live_until", "notice")}
        given |= {"by": by, "replacement": instead and instead.key, "seen": data["seen"] or None}
        given |= {"passed": data.get("passed", ""), "version": data["version"]}
        if self.is_correction:
            edition = workflow.correct(self.article, note=data["change_note"], **given)
        else:
            edition = workflow.publish(self.article, change_note=data["change_note"], **given)
        words = (
            gettext("Edition %(number)d is planned.") if data["live_from"] else gettext("Edition %(number)d is online.")
        )
        return self.done(words % {"number": edition.number})


class WithdrawForm(PlanForm):
    verb = "withdraw"
    at = FutureField(label=_("Day and hour"), if_empty=_("Paris time. Leave it empty to withdraw now."))
    notice = forms.CharField(
        label=_("Notice to readers"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands at the article’s address once the article has left the site."),
        error_messages={"required": _("Tell readers why the article is withdrawn.")},
    )
    replacement = Instead()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if end := self.stands.end:
            self.initial = {"notice": end.notice, "replacement": end.instead} | self.initial

    def clean_at(self):
        at, coming = self.cleaned_data["at"], self.stands.coming
        if at and coming and at <= coming.at:
            words = _("An edition is planned for later than this end: take it back first, or choose a later end.")
            raise ValidationError(words)
        return at

    def expected(self):
        return self.stands.with_end(self.end(self.given("at")))

    def perform(self, *, by):
        data, instead = self.cleaned_data, self.cleaned_data["replacement"]
        given = {"notice": data["notice"], "at": data["at"], "seen": data["seen"] or None}
        workflow.withdraw(self.article, by=by, replacement=instead and instead.key, **given)
        if data["at"]:
            return self.done(gettext("The end is planned."))
        return gettext("The article is withdrawn; its address shows the notice.")


class TakeBackForm(VerbForm):
    verb = "take_back"

    def perform(self, *, by):
        workflow.take_back(self.article, by=by)
        return self.done(gettext("The planned edition is taken back."))


class TakeBackEndForm(VerbForm):
    verb = "take_back_end"

    def perform(self, *, by):
        workflow.take_back_end(self.article, by=by)
        return gettext("The planned end is taken back: the article stays.")


class SendBackForm(VerbForm):
    verb = "send_back"
    note = forms.CharField(
        label=_("What is to be taken up again"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what is to be taken up again.")},
    )

    def perform(self, *, by):
        workflow.send_back(self.article, by=by, note=self.cleaned_data["note"])
        return gettext("The article is back with who writes it.")
