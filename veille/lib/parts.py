"""One answer given in several controls: a row under one name, with one message beside it that says what is wrong.

Each control posts under a name of its own, so that a plain POST need not know of the row.
"""

from django import forms
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.functional import cached_property


class Parts(forms.Widget):
    """`parts`: posted name -> (what stands above it, its control). The value is one text or number a part."""

    use_fieldset = True
    wrong: frozenset[str] = frozenset()

    def __init__(self, parts: dict[str, tuple[str, forms.Widget]], attrs=None):
        super().__init__(attrs)
        self.parts = parts

    def __deepcopy__(self, memo):
        copy = super().__deepcopy__(memo)
        copy.parts = dict(self.parts)
        return copy

    def split(self, value) -> dict:
        return value or {}

    def value_from_datadict(self, data, files, name):
        stem = _stem(name)
        return {key: part.value_from_datadict(data, files, stem + key) for key, (_label, part) in self.parts.items()}

    def value_omitted_from_data(self, data, files, name):
        return all(_stem(name) + key not in data for key in self.parts)

    def render(self, name, value, attrs=None, renderer=None):
        values, shared = self.split(value), attrs or {}
        own = shared.get("id", "").removesuffix(name.removeprefix(_stem(name)))
        shown = []
        for key, (label, part) in self.parts.items():
            told = {"id": own + key} | {n: v for n, v in shared.items() if n == "aria-describedby"}
            told |= {"aria-invalid": "true"} if key in self.wrong else {}
            html = part.render(_stem(name) + key, values.get(key), told, renderer)
            is_box = isinstance(part, forms.CheckboxInput)
            shown.append({"key": key, "id": told["id"], "label": label, "html": html, "is_box": is_box})
        return render_to_string("admin/parts.html", {"parts": shown})


class Told(BoundField):
    """Says to each part where the message stands, and to the faulty ones that they are."""

    @cached_property
    def faults(self) -> frozenset[str]:
        return frozenset(key for error in self.errors.as_data() for key in (error.code or "").split(","))

    def as_widget(self, widget=None, attrs=None, only_initial=False):
        widget = widget or self.field.widget
        widget.wrong = self.faults if self.errors else frozenset()
        found = {"aria-describedby": f"{self.auto_id}_error"} if self.errors else {}
        return super().as_widget(widget, found | (attrs or {}), only_initial)


class PartsField(forms.Field):
    """`read(value)` answers the value and, by part, what is wrong."""

    def get_bound_field(self, form, field_name):
        return Told(form, self, field_name)

    def clean(self, value):
        found, faults = self.read(value)
        if faults:
            raise forms.ValidationError(" ".join(map(str, faults.values())), code=",".join(faults))
        return found

    def read(self, value) -> tuple[object, dict[str, str]]:
        raise NotImplementedError


def _stem(name: str) -> str:
    """« amounts-0- » of « amounts-0-money »: what a formset puts before its names."""
    return name[: name.rfind("-") + 1]
