"""The contact form, and the one field the desk may change of a message."""

import re

from django import forms
from django.core.signing import BadSignature, SignatureExpired
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from veille.contact import consent, spam, tokens
from veille.contact.consent import Notice
from veille.contact.models import Inquiry, PrivacyRequest
from veille.lib.desk import DeskForm

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def _longest(field: str) -> MaxLengthValidator:
    """As a validator, not as an attribute of the field: a browser would cut what is pasted without a word."""
    message = ngettext_lazy(
        "This is too long: at most %(limit_value)d character, and this has %(show_value)d.",
        "This is too long: at most %(limit_value)d characters, and this has %(show_value)d.",
        "limit_value",
    )
    return MaxLengthValidator(Inquiry._meta.get_field(field).max_length, message)


class Line(forms.CharField):
    """One line: line breaks and control characters become spaces, so that none can reach a header."""

    def to_python(self, value):
        return " ".join(_CONTROLS.sub(" ", super().to_python(value)).split())


class Paragraphs(forms.CharField):
    widget = forms.Textarea

    def to_python(self, value):
        value = super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")
        return _CONTROLS.sub("", value).strip()


class Address(forms.EmailField):
    """Refused, rather than mended, when it holds a control character: mended it would be another address."""

    def run_validators(self, value):
        if _CONTROLS.search(value) or value.split() != [value]:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        super().run_validators(value)


class ContactForm(forms.Form):
    """Beside these fields the page sends `jeton` (tokens.py) and `site`, hidden, which only a machine fills in."""

    nom = Line(
        label=_("Your name"),
        required=False,
        validators=[_longest("name")],
        widget=forms.TextInput({"class": "control", "autocomplete": "name"}),
    )
    courriel = Address(
        label=_("Your e-mail address"),
        help_text=_("To answer you, and for nothing else."),
        max_length=None,
        validators=[_longest("email")],
        widget=forms.EmailInput({"class": "control", "autocomplete": "email"}),
        error_messages={
            "required": _("Enter your e-mail address, so that we can answer you."),
            "invalid": _("Check your e-mail address: it should read like nom@exemple.fr."),
        },
    )
    organisation = Line(
        label=_("Your organisation"),
        required=False,
        validators=[_longest("organisation")],
        widget=forms.TextInput({"class": "control", "autocomplete": "organization"}),
    )
    message = Paragraphs(
        label=_("Your message"),
        help_text=_("Say where your question comes from: the address of a page saves us time."),
        validators=[_longest("message")],
        widget=forms.Textarea({"class": "control", "rows": 8}),
        error_messages={"required": _("Write your message: it is empty.")},
    )

    showing: tokens.Showing

    def __init__(self, data=None):
        super().__init__(data, auto_id="%s")

    def clean(self):
        try:
            self.showing = tokens.read(self.data.get("jeton", ""))
        except SignatureExpired:
            self.add_error(None, _("The form had been open for more than a day. Nothing is lost: send it once more."))
        except BadSignature:
            self.add_error(None, _("We could not recognise the form. Nothing is lost: send it once more."))

    @property
    def token(self) -> str:
        """For the page that shows the form (again)."""
        return tokens.renewed(self.data["jeton"]) if "jeton" in self.data else tokens.issue()

    @property
    def mistakes(self) -> list[tuple[str, str]]:
        """(id of what is to be corrected, what is wrong with it), in the order of the page."""
        return [
            *(("envoyer", error) for error in self.non_field_errors()),
            *((field.name, field.errors[0]) for field in self if field.errors),
        ]

    def judged(self, network: str) -> spam.Verdict:
        """Of a valid form, sent from this address of the network. A flood becomes a mistake of the form."""
        verdict = spam.judge(
            words=self.words(),
            nonce=self.showing.nonce,
            age=self.showing.age,
            trap=self.data.get("site", ""),
            network=network,
        )
        if verdict.is_flood:
            self.add_error(
                None, _("Too many messages came from your network today. Nothing is lost: write to us tomorrow.")
            )
        return verdict

    @property
    def consent(self) -> Notice | None:
        """The privacy notice this form was shown with; a field that is not ours is no reason to refuse a message."""
        return consent.unsealed(self.data.get("mention", ""))

    def words(self) -> dict[str, str]:
        """What was written, in the terms of intake.receive()."""
        names = {"nom": "name", "courriel": "email", "organisation": "organisation", "message": "message"}
        return {name: self.cleaned_data[field] for field, name in names.items()}


class StatusForm(DeskForm):
    """A person sets no message aside: what a machine set aside can only come back."""

    class Meta:
        model = Inquiry
        fields = ["status"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "status" in self.fields and not self.instance.is_suspect:
            self.fields["status"].choices = [
                choice for choice in Inquiry.Status.choices if choice[0] != Inquiry.Status.SUSPECT
            ]


class MyDataForm(forms.Form):
    """What a person asks about their own data."""

    demande = forms.ChoiceField(
        label=_("Your request"),
        choices=[
            (PrivacyRequest.Kind.EXPORT, _("A copy of all you keep about me")),
            (PrivacyRequest.Kind.ERASURE, _("The erasure of all you keep about me")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you ask for."), "invalid_choice": _("Choose what you ask for.")},
    )
    courriel = Address(
        label=_("The e-mail address you wrote to us with"),
        help_text=_("A link is mailed there, so that nobody else can ask in your name."),
        max_length=None,
        validators=[_longest("email")],
        widget=forms.EmailInput({"class": "control", "autocomplete": "email"}),
        error_messages={
            "required": _("Enter the e-mail address you wrote to us with."),
            "invalid": _("Check your e-mail address: it should read like nom@exemple.fr."),
        },
    )

    def __init__(self, data=None):
        super().__init__(data, auto_id="%s")

    @property
    def mistakes(self) -> list[tuple[str, str]]:
        """As those of the contact form."""
        places = {"demande": "demande_0"}
        return [(places.get(field.name, field.name), field.errors[0]) for field in self if field.errors]
