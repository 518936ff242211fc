"""What is asked on the pages of a review: a remark, an answer to the whole, whom to ask, a link, a colleague to hand over to."""

from datetime import datetime, time, timedelta

from django import forms
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from veille.accounts.models import User
from veille.articles.verb_forms import VerbForm
from veille.lib.choices import Choice
from veille.lib.moments import in_words
from veille.review import asking, following, remarks, sharing
from veille.review.models import Answer, Place, Remark, ReviewLink, ReviewRequest

A_LINK = 7  # days that a link works unless one says otherwise
WRITES = "articles.change_article"


def people(*, writing: bool = False):
    """Colleagues with an account that is open and may read articles, or write them."""
    return ModelBackend().with_perm(WRITES if writing else "articles.view_article").order_by("name", "pk")


def _words(label, *, most, rows=3, **given):
    """As a validator: a browser would cut what is pasted without a word."""
    return forms.CharField(
        label=label,
        widget=forms.Textarea({"rows": rows, "class": "control"}),
        validators=[MaxLengthValidator(most)],
        **given,
    )


# --- on the proof -----------------------------------------------------------------------------------


class ProofForm(forms.Form):
    """`version` is that of the text the page showed."""

    verb = ""
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, data=None, *, article, name="", **given):
        """`name` tells two forms of one page apart."""
        super().__init__(data, label_suffix="", auto_id=f"{name or self.verb}_%s", **given)
        self.fields["version"].initial = article.version
        self.fields["version"].validators.append(MaxValueValidator(article.version))  # nobody has read what is to come
        self.article = article


class RemarkForm(ProofForm):
    verb = "remark"
    place = forms.ChoiceField(
        label=_("About"),
        choices=Place.choices,
        required=False,
        widget=forms.Select({"class": "control"}),
    )
    words = _words(_("Your remark"), most=2000, error_messages={"required": _("Write your remark.")})
    exact = forms.CharField(required=False, widget=forms.HiddenInput)
    prefix = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)
    suffix = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def perform(self, **reader):
        data = self.cleaned_data
        passage = remarks.Passage(data["exact"], data["prefix"], data["suffix"])
        about = {"version": data["version"], "place": data["place"], "passage": passage}
        return remarks.remark(self.article, words=data["words"], **about, **reader)


class ReplyForm(ProofForm):
    verb = "reply"
    words = _words(_("Your answer"), most=2000, rows=2, error_messages={"required": _("Write your answer.")})

    def __init__(self, data=None, *, thread, **given):
        super().__init__(data, name=f"reply{thread.pk}", **given)
        self.thread = thread

    def perform(self, **reader):
        data = self.cleaned_data
        return remarks.remark(self.article, words=data["words"], version=data["version"], thread=self.thread, **reader)


class AnswerForm(ProofForm):
    verb = "answer"
    answer = forms.ChoiceField(
        label=_("What do you say of the whole?"),
        choices=[(Answer.APPROVED, _("I approve this text")), (Answer.OBJECTED, _("Changes are needed"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    words = _words(_("In a word"), most=400, rows=2, required=False)

    def clean(self):
        data = super().clean()
        if data.get("answer") == Answer.OBJECTED and not data.get("words"):
            self.add_error("words", _("Say what is to be changed."))
        return data

    def perform(self, *, by=None, link=None):
        if link:
            return sharing.answer(link, **self.cleaned_data)
        return asking.answer(self.article, by=by, **self.cleaned_data)


# --- on the desk's page -----------------------------------------------------------------------------


class AskForm(VerbForm):
    verb = "ask"
    leads_to = "review"
    people = Choice(
        User.objects.none(),
        label=_("Who is to read it"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose one colleague or several.")},
    )
    due_on = forms.DateField(
        label=_("Wanted by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave it empty if there is no hurry."),
    )
    words = _words(_("A word with it"), most=400, rows=2, required=False)

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        asked = ReviewRequest.objects.open().filter(article=self.article).values("person")
        self.fields["people"].queryset = people().exclude(pk=by.pk).exclude(pk__in=asked)

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if due_on and due_on < timezone.localdate():
            raise ValidationError(_("This day is already past."))
        return due_on

    def perform(self, *, by):
        data = self.cleaned_data
        made = asking.ask(self.article, list(data["people"]), by=by, due_on=data["due_on"], words=data["words"])
        names = ", ".join(str(one.person) for one in made)
        return gettext("Asked: %(names)s. They are told by mail.") % {"names": names}


class OneForm(VerbForm):
    """A verb on one row of a list of the page."""

    leads_to = "review"
    row = forms.ModelChoiceField(Remark.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["row"].queryset = self.model.objects.filter(article=self.article)
        self.fields["row"].error_messages["invalid_choice"] = _("This is no longer there.")


class TakeBackRequestForm(OneForm):
    verb = "take_back"
    model = ReviewRequest

    def perform(self, *, by):
        asking.take_back(self.cleaned_data["row"], by=by)
        return gettext("The request is taken back.")


class RevokeForm(OneForm):
    verb = "revoke"
    model = ReviewLink

    def perform(self, *, by):
        sharing.revoke(self.cleaned_data["row"], by=by)
        return gettext("The link no longer works.")


class LinkForm(VerbForm):
    verb = "link"
    leads_to = "review"
    name = forms.CharField(label=_("For whom"), max_length=120, widget=forms.TextInput({"autocomplete": "off"}))
    email = forms.EmailField(
        label=_("Their address"),
        required=False,
        max_length=254,
        help_text=_("Given, the link is mailed there; else you pass it on yourself."),
    )
    until = forms.DateField(
        label=_("Works until the evening of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("60 days at most; you can revoke it at any moment."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = timezone.localdate() + timedelta(days=A_LINK)

    def clean_until(self):
        until = self.cleaned_data["until"]
        if not timezone.localdate() <= until <= timezone.localdate() + sharing.LONGEST:
            raise ValidationError(_("A link works for at most 60 days from today."))
        return until

    def perform(self, *, by):
        data = self.cleaned_data
        ends = timezone.make_aware(datetime.combine(data["until"], time(23, 59)))
        link = sharing.make(self.article, by=by, name=data["name"], email=data["email"], expires_at=ends)
        words = {"name": link.name, "when": in_words(link.expires_at)}
        if link.email:
            return gettext("The link for %(name)s is on its way; it works until %(when)s.") % words
        return gettext("The link for %(name)s works until %(when)s: copy it below.") % words


class HandOverForm(VerbForm):
    verb = "hand_over"
    leads_to = "review"
    to = forms.ModelChoiceField(
        User.objects.none(),
        label=_("To whom"),
        empty_label=_("Choose a colleague"),
        error_messages={"required": _("Choose a colleague.")},
    )
    words = _words(_("A word with it"), most=300, rows=2, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people(writing=True).exclude(pk=self.article.owner_id)

    def perform(self, *, by):
        to = self.cleaned_data["to"]
        following.hand_over(self.article, to=to, by=by, words=self.cleaned_data["words"])
        return gettext("%(name)s is in charge of the article and is told by mail.") % {"name": to}


class FollowForm(VerbForm):
    verb = "follow"
    leads_to = "review"

    def perform(self, *, by):
        following.follow(self.article, by=by)
        return gettext("You follow this article: your daily mail tells what becomes of it.")


class UnfollowForm(VerbForm):
    verb = "unfollow"
    leads_to = "review"

    def perform(self, *, by):
        following.unfollow(self.article, by=by)
        return gettext("You no longer follow this article.")
