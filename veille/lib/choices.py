"""Choosing several rows, in an order, through the admin's autocomplete."""

from django import forms
from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect, AutocompleteSelectMultiple
from django.forms import ModelMultipleChoiceField


def is_key(value) -> bool:
    """Could be the primary key of a row: anything else would fail in the database, not in the form."""
    return str(value).isdecimal() and len(str(value)) < 19


class _CheckedAutocomplete(AutocompleteMixin):
    """Bears any posted value; the stock widget hands what is no key to the database when it shows the form again."""

    known = ()  # rows that somebody has read already: where these are all that is chosen, none is read for its name

    @property
    def media(self):
        return super().media + forms.Media(js=["admin/js/autocomplete.js", "js/desk.js"])  # in this order

    def optgroups(self, name, value, attr=None):
        keys = [one for one in value if is_key(one)]
        known = {str(row.pk): self.choices.field.label_from_instance(row) for row in self.known}
        if not known.keys() >= set(keys):
            return super().optgroups(name, keys, attr)
        none = [] if self.is_required or self.allow_multiple_selected else [("", "", False)]
        chosen = none + [(key, known[key], True) for key in keys]
        return [(None, [self.create_option(name, *one, n) for n, one in enumerate(chosen)], 0)]


class Autocomplete(_CheckedAutocomplete, AutocompleteSelect):
    pass


class MultipleAutocomplete(_CheckedAutocomplete, AutocompleteSelectMultiple):
    """Shows what is chosen in the order it was chosen; the stock widget shows it in the model's order."""

    def build_attrs(self, base_attrs, extra_attrs=None):
        # Select2 puts its « clear » among the list's items, where no such element may stand.
        return super().build_attrs(base_attrs, extra_attrs) | {"data-allow-clear": "false"}

    def optgroups(self, name, value, attr=None):
        groups = super().optgroups(name, value, attr)
        place = {str(one): n for n, one in enumerate(value)}
        groups[0][1].sort(key=lambda option: place.get(str(option["value"]), len(place)))
        return groups


class OrderedAutocomplete(MultipleAutocomplete):
    """With a list below in which what is chosen is moved and removed; without scripts, the plain select."""

    @property
    def media(self):
        return super().media + forms.Media(js=["js/desk.js", "js/ordering.js"])  # in this order

    def build_attrs(self, base_attrs, extra_attrs=None):
        return super().build_attrs(base_attrs, extra_attrs) | {"data-ordered": True}


class Choice(ModelMultipleChoiceField):
    """Rows in any order, each once; a list."""

    def clean(self, value):
        for key in value or []:
            if not is_key(key):
                raise forms.ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": key}
                )
        return sorted(super().clean(value), key=lambda row: row.pk)


class OrderedChoice(Choice):
    """Rows in the order in which their keys were posted."""

    def clean(self, value):
        chosen = {str(row.pk): row for row in super().clean(value)}
        return [chosen[str(int(key))] for key in dict.fromkeys(value or [])]

    def has_changed(self, initial, data):
        """The order counts."""
        return [str(self.prepare_value(one)) for one in initial or []] != [str(one) for one in data or []]
