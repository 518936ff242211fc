"""Two people at one row: nothing of either is lost, and neither overwrites the other unknowingly.

The form carries the version it was read from. Where somebody saved since, what they changed and what was typed here are
compared with that version, field by field: different fields are put together and saved at once; where both changed
one field the answer is 409 with a page that shows base, theirs and mine and asks. What is decided there is posted with
the version it was decided on (`seen`), so that a third save is noticed too.

Two guards: the form's own comparison, and save_model(), which claims the next version with one UPDATE … WHERE
version = …, which is what holds when two requests race.
"""

from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F, Model
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from veille.lib.choices import is_key
from veille.lib.merging import Clash, Row, rows, settled, three_way

STALE, NOT_YET = "stale", "not yet"
# What the page of a comparison posts beside the form as it was typed.
DECIDED = ("seen", "choose-", "all-", "_edit")
# Of the names that begin so, those that are no button.
KEPT = {"_page", "_popup", "_to_field", "_source_model"}


class Stale(Exception):
    """Somebody saved this row between our reading and our writing."""


@dataclass
class Difference:
    """One field that both changed, as the page shows it."""

    name: str
    label: str
    by: str
    rows: list[Row]
    chosen: dict[int, str]
    is_whole: bool  # one value: nothing to put together
    form: "VersionedForm"

    @property
    def shown(self):
        """The rows that somebody alone changed, or both differently, each as people read it, with the name its decision is posted by."""
        for row in self.rows:
            if row.state not in {"same", "agreed"}:
                texts = [self.form.words_of(self.name, side) for side in (row.base, row.theirs, row.mine)]
                yield row.state, *texts, f"choose-{self.name}-{row.place}", self.chosen.get(row.place)

    @property
    def asked(self) -> int:
        return sum(row.state == "both" for row in self.rows)


class Comparison:
    """What two people made of the same base: of a form that was read before somebody else saved."""

    def __init__(self, form: "VersionedForm"):
        self.form = form
        base, self.theirs, mine = form.base_state(), form.stored_state(), form.typed_state()
        self.has_base = bool(base)
        self.taken, clashes = three_way(base, self.theirs, mine)
        self.by = form.changed_by([*self.taken, *(clash.field for clash in clashes)])
        self.differences = [self._difference(clash) for clash in clashes]

    def _difference(self, clash: Clash) -> Difference:
        form, name = self.form, clash.field
        sides = [form.pieces(name, value) for value in (clash.base, clash.theirs, clash.mine)]
        is_whole = None in sides
        if is_whole:
            compared = [Row("both", *([value] for value in (clash.base, clash.theirs, clash.mine)))]
        else:
            compared = rows(*sides)
        allowed = {"theirs", "mine"} if is_whole else {"theirs", "mine", "both"}
        for_all = form.data.get(f"all-{name}")
        chosen = {row.place: for_all or form.data.get(f"choose-{name}-{row.place}") for row in compared}
        chosen = {place: choice for place, choice in chosen.items() if choice in allowed}
        return Difference(name, form[name].label, self.by.get(name, ""), compared, chosen, is_whole, form)

    def result(self) -> dict | None:
        """{field: value} to be put into the form; None while something is to be decided.

        Without a base nothing is put together unasked.
        """
        was_seen = self.form.data.get("seen") == str(self.form.stored_version)
        is_asked = self.differences or not self.has_base
        if is_asked and (not was_seen or any(name.startswith("all-") for name in self.form.data)):
            return None
        values = {name: self.theirs[name] for name in self.taken}
        for one in self.differences:
            if (pieces := settled(one.rows, one.chosen)) is None:
                return None
            if one.is_whole:
                if one.chosen[0] == "theirs":
                    values[one.name] = self.theirs[one.name]
            else:
                values[one.name] = self.form.joined(one.name, pieces)
        return values

    @cached_property
    def taken_in_words(self):
        """(label, words, by whom) of what only they changed."""
        form = self.form
        return [(form[name].label, form.words(name, self.theirs[name]), self.by.get(name, "")) for name in self.taken]

    @property
    def others(self) -> str:
        return ", ".join(dict.fromkeys(who for who in self.by.values() if who)) or gettext("Somebody")

    @property
    def told(self) -> str:
        """What was put together, and from whom."""
        from_whom = {}
        for label, _words, by in self.taken_in_words:
            from_whom.setdefault(by or gettext("Somebody"), []).append(str(label))
        lines = [gettext("%(who)s: %(what)s.") % {"who": by, "what": ", ".join(of)} for by, of in from_whom.items()]
        return " ".join([gettext("Saved together with what was saved while you wrote."), *lines])

    @property
    def carried(self):
        """(name, value) of all that was typed, to be posted again with what is decided."""
        for name, values in self.form.data.lists():
            is_button = name.startswith("_") and name not in KEPT
            if not (is_button or name == "csrfmiddlewaretoken" or name.startswith(DECIDED)):
                yield from ((name, value) for value in values)


class VersionedForm(forms.ModelForm):
    """For a model with a `version` column that is not editable."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    settles = True  # puts together what may be; else a stale form stays as it was typed

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        self.stored_version = self.instance.version if self.instance.pk else None
        self.initial["version"] = self.stored_version
        self.comparison = None  # with what somebody saved since, where there is one
        self.merged = False

    def full_clean(self):
        super().full_clean()
        if not (self.settles and self.is_stale):
            return
        self.comparison = Comparison(self)
        values = self.comparison.result()
        if values is not None:
            self.put(values)
            self.merged = True
            super().full_clean()
            if "_edit" in self.data:
                self.add_error(None, ValidationError("", code=NOT_YET))

    def clean(self):
        data = super().clean()
        if self.stored_version is not None and self.cleaned_data.get("version") != self.stored_version:
            self.add_error(None, ValidationError(_("Somebody saved this while you had it open."), code=STALE))
        return data

    @property
    def is_stale(self) -> bool:
        return self.is_bound and self.has_error(forms.forms.NON_FIELD_ERRORS, STALE)

    @property
    def is_to_be_read(self) -> bool:
        """Put together as decided, and opened in the form before it is saved; nothing else is wrong with it."""
        return list(self.errors) == [forms.forms.NON_FIELD_ERRORS] and self.has_error(*self.errors, NOT_YET)

    @property
    def _compared(self):
        return [name for name in self.fields if name != "version"]

    def stored_state(self) -> dict:
        """What is saved now, field by field, as plain values."""
        return {name: self.plain(name, self.get_initial_for_field(self.fields[name], name)) for name in self._compared}

    def base_state(self) -> dict:
        """Hook: the plain state of the version this was read from; where it is unknown, every difference is shown."""
        return {}

    def changed_by(self, names) -> dict[str, str]:
        """Hook: {field: who changed it since this was read}."""
        by = getattr(self.instance, "updated_by", None)
        return dict.fromkeys(names, str(by) if by else "")

    def typed_state(self) -> dict:
        """What was typed; what is not valid as it was posted."""
        return {name: self.plain(name, self.cleaned_data.get(name, self[name].data)) for name in self._compared}

    def plain(self, name, value):
        """Hook: a field's value as it is compared: alike where it says the same."""
        value = plain(value)
        if isinstance(self.fields[name], forms.ModelMultipleChoiceField) and isinstance(value, list):
            return [int(key) if is_key(key) else key for key in value]
        return value

    def pieces(self, name, value) -> list | None:
        """Hook: a plain value as what can be put together piece by piece (paragraphs, chosen rows), or None."""
        return list(value or []) if isinstance(self.fields[name], forms.ModelMultipleChoiceField) else None

    def joined(self, name, pieces):
        """The plain value of such pieces: of chosen rows, each once."""
        return list(dict.fromkeys(str(piece) for piece in pieces))

    def put(self, values: dict) -> None:
        """Sets these fields of the posted form, and the version it now answers to."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = self.stored_version
        for name, value in values.items():
            many = [str(one) for one in value] if isinstance(value, list) else [value]
            self.data.setlist(self.add_prefix(name), many)

    def words_of(self, name, pieces) -> list[str]:
        """Some pieces of a field as an editor reads them, in paragraphs."""
        if isinstance(self.fields[name], forms.ModelMultipleChoiceField):
            return self.words(
                name, [key for piece in pieces for key in (piece if isinstance(piece, list) else [piece])]
            )
        return [line for piece in pieces for line in self.words(name, piece)]

    def words(self, name, value) -> list[str]:
        """A field's plain value as an editor reads it, in paragraphs."""
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            keys = value if isinstance(value, list) else [value] if value else []
            found = {str(row.pk): str(row) for row in field.queryset.filter(pk__in=filter(is_key, keys))}
            return [found.get(str(key), str(key)) for key in keys]
        if isinstance(field, forms.ChoiceField):
            value = dict(field.choices).get(value, value)
        if isinstance(value, bool):
            value = _("yes") if value else _("no")
        return [] if value is None else str(value).splitlines()


def plain(value):
    """Rows as their keys, nothing as an empty text, lines ended in one way."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, str) or value is None:
        return (value or "").replace("\r\n", "\n").strip()
    try:
        return [plain(one) for one in value]
    except TypeError:
        return value


class VersionedAdmin:
    """Mix in before ModelAdmin; `form` is a VersionedForm. The template prints {{ adminform.form.version }}."""

    def get_object(self, request, object_id, from_field=None):
        obj = super().get_object(request, object_id, from_field)
        if obj is not None and request.method == "POST":
            # PostgreSQL: nobody saves between our check and our write (SQLite: the transaction is IMMEDIATE).
            if self.model._base_manager.select_for_update().filter(pk=obj.pk).first() is None:
                return None  # deleted since we read it
            obj.refresh_from_db()
        return obj

    def save_model(self, request, obj, form, change):
        if change:
            read = form.stored_version
            claimed = self.model._base_manager.filter(pk=obj.pk, version=read).update(version=F("version") + 1)
            if not claimed:
                raise Stale
            obj.version = read + 1
        super().save_model(request, obj, form, change)
        if form.merged and form.comparison.taken:
            self.message_user(request, form.comparison.told, messages.INFO)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            response = super().changeform_view(request, object_id, form_url, extra_context)
        except Stale:
            # The transaction is undone. Asked again, the form finds the other's version and compares with it.
            response = super().changeform_view(request, object_id, form_url, extra_context)
        if isinstance(response, TemplateResponse) and "adminform" in (response.context_data or {}):
            form = response.context_data["adminform"].form
            if isinstance(form, VersionedForm) and form.is_stale:
                response.status_code = 409
                response.template_name = "admin/conflict.html"
                response.context_data |= {"comparison": form.comparison, "seen": form.stored_version}
            elif isinstance(form, VersionedForm) and form.is_to_be_read:
                response.context_data["errors"] = None
                self.message_user(request, _("Nothing is saved yet: read it over, then save."), messages.WARNING)
        return response
