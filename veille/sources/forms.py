"""The register's forms: a duplicate is answered with a link, numbers are written and read as in French."""

from django import forms
from django.forms.models import BaseInlineFormSet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from veille.lib.choices import Choice
from veille.lib.desk import DeskForm
from veille.sources.figures import number
from veille.sources.models import KeyFigure, Source


class SourceForm(DeskForm):
    class Meta:
        model = Source
        fields = forms.ALL_FIELDS

    def add_error(self, field, error):
        """The register's own refusal of a duplicate, with a link to the source that stands there."""
        for one in getattr(error, "error_dict", {}).get("address", []):
            if one.code == "duplicate":
                twin = one.params["source"]
                address = reverse("admin:sources_source_change", args=[twin.pk])
                link = format_html('<a href="{}">{}</a>', address, twin)
                one.message, one.params = (
                    format_html("{} {}", _("This address is already in the register:"), link),
                    None,
                )
        super().add_error(field, error)


class FrenchNumber(forms.DecimalField):
    """« 1 500,5 » as well as 1500.5."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def prepare_value(self, value):
        return value if value is None or isinstance(value, str) else number(value)

    def to_python(self, value):
        text = "".join(str(value or "").split()).replace(",", ".")
        return super().to_python(text)

    def has_changed(self, initial, data):
        return self.to_python_or_text(initial) != self.to_python_or_text(data)

    def to_python_or_text(self, value):
        try:
            return self.to_python(value)
        except forms.ValidationError:
            return value


class KeyFigureForm(DeskForm):
    class Meta:
        model = KeyFigure
        fields = ["label", "value", "value_to", "unit", "qualifier", "scope", "as_of", "rivals"]
        field_classes = {"value": FrenchNumber, "value_to": FrenchNumber, "rivals": Choice}
        widgets = {
            "value": FrenchNumber.widget,
            "value_to": FrenchNumber.widget,
            "scope": forms.Textarea(attrs={"rows": 2}),
        }

    def clean_rivals(self):
        rivals = self.cleaned_data["rivals"]
        if self.instance in rivals:
            raise forms.ValidationError(_("A figure cannot be its own rival."))
        return rivals


class EvidenceFormSet(BaseInlineFormSet):
    """At least one source, in words that say why."""

    def clean(self):
        super().clean()
        if any(self.errors):
            return
        kept = [form for form in self.forms if form.cleaned_data.get("source") and not form.cleaned_data.get("DELETE")]
        if not kept:
            raise forms.ValidationError(_("A key figure rests on at least one source: choose it."))
