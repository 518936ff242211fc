"""What the pages on the past of an article ask: put this state back, a name for it, a day."""

from datetime import datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from veille.articles import restoring
from veille.articles.models import Revision
from veille.articles.verb_forms import VerbForm
from veille.lib.moments import on_our_clock

AN_INSTANT = timedelta(microseconds=1)


class RestoreForm(VerbForm):
    verb = "restore"
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, article, revision, **kwargs):
        super().__init__(*args, article=article, **kwargs)
        self.revision = revision
        self.fields["version"].initial = article.version

    def perform(self, *, by):
        version = self.cleaned_data["version"]
        missing = restoring.restore(self.article, self.revision, by=by, version=version)
        done = gettext("The article is again as version %(version)d left it.") % {"version": self.revision.version}
        return " ".join([done, *missing])


class NameForm(VerbForm):
    verb = "name"
    leads_to = "history"
    words = forms.CharField(
        label=_("Name of this state"),
        required=False,
        max_length=Revision._meta.get_field("name").max_length,
        help_text=_("To find it again in the history: « before the legal review ». Empty: no name."),
    )

    def __init__(self, *args, article, revision, **kwargs):
        super().__init__(*args, article=article, **kwargs)
        self.revision = revision
        self.fields["words"].initial = revision.name

    def perform(self, *, by):
        restoring.name(self.revision, by=by, words=self.cleaned_data["words"])
        return gettext("The name of version %(version)d is kept.") % {"version": self.revision.version}


class SeenForm(forms.Form):
    """A day, and an hour if one likes. What readers saw at its end: of the minute, of the day, or now."""

    jour = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    heure = forms.TimeField(
        label=_("Hour"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Paris time. Leave it empty for the end of the day."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean_jour(self):
        if self.cleaned_data["jour"].year < 1900:
            raise ValidationError(_("Enter a day and an hour, for example 2026-03-29 08:30."))
        return self.cleaned_data["jour"]

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        hour = data["heure"]
        shown = datetime.combine(data["jour"], hour.replace(second=0, microsecond=0) if hour else time())
        try:
            self.start = on_our_clock(shown)
        except ValueError:
            words = _("This hour does not exist: that night the clocks go forward. Choose another one.")
            raise ValidationError({"heure": words}) from None
        now = timezone.now()
        if self.start > now:
            raise ValidationError({"heure" if hour else "jour": _("This moment is still to come.")})
        end = self.start + timedelta(minutes=1) if hour else on_our_clock(shown + timedelta(days=1))
        self.at = min(end - AN_INSTANT, now)
        return data

    @property
    def address(self) -> str:
        hour = self.cleaned_data["heure"]
        return f"{self.cleaned_data['jour']:%Y-%m-%d}{f'T{hour:%H:%M}' if hour else ''}"
