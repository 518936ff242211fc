"""The filter of the register of sources: a GET form, so that what was sought can be shared."""

from django import forms
from django.utils.translation import gettext_lazy as _

from veille.sources.models import Source

LEVELS = {"elevee": "AB", "moyenne": "C", "faible": "DE", "non-evaluee": "F"}


class SourceFilter(forms.Form):
    q = forms.CharField(
        label=_("Organisation or title"),
        max_length=100,
        required=False,
        widget=forms.TextInput({"class": "control", "type": "search"}),
        error_messages={"max_length": _("One hundred characters at most.")},
    )
    nature = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("Every kind")), *Source.Kind.choices],
        required=False,
        widget=forms.Select({"class": "control"}),
        error_messages={"invalid_choice": _("This kind does not exist: choose from the list.")},
    )
    fiabilite = forms.ChoiceField(
        label=_("Reliability"),
        choices=[
            ("", _("Every level")),
            ("elevee", _("High")),
            ("moyenne", _("Medium")),
            ("faible", _("Low")),
            ("non-evaluee", _("Not judged")),
        ],
        required=False,
        widget=forms.Select({"class": "control"}),
        error_messages={"invalid_choice": _("This level does not exist: choose from the list.")},
    )
