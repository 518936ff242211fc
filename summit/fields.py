"""An amount and a deadline as the desk asks for them: one row each, whose one message says what is wrong."""

import re
from decimal import Decimal

from django import forms
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from summit.models import Amount
from veille.lib.dates import PartialDate
from veille.lib.parts import Parts, PartsField
from veille.sources.figures import number

# --- an amount --------------------------------------------------------------------------------------

MONEY = ("kind", "minimum", "maximum", "currency", "is_ceiling", "as_of")
_WRITTEN = re.compile(r"^(\d+(?:\.\d+)?)(md|m)?€?$")
_SCALES = {None: 1, "m": 10**6, "md": 10**9}
_MOST = Decimal(10) ** 16


class MoneyWidget(Parts):
    def __init__(self):
        def named(name):
            return capfirst(Amount._meta.get_field(name).verbose_name)

        written = {"inputmode": "decimal", "autocomplete": "off"}
        controls = {
            "kind": forms.Select(choices=Amount.Kind.choices),
            "minimum": forms.TextInput(attrs=written),
            "maximum": forms.TextInput(attrs=written),
            "currency": forms.Select(choices=Amount.Currency.choices),
            "is_ceiling": forms.CheckboxInput(),
            "as_of": forms.TextInput(),
        }
        super().__init__({name: (named(name), control) for name, control in controls.items()})


class MoneyField(PartsField):
    widget = MoneyWidget

    def __init__(self, **kwargs):
        told = _("In units or with M or Md: 30 000 000, 30 M, 2,5 Md. The date: 2025, 02/2025 or 11/02/2025.")
        super().__init__(**{"label": _("Amount"), "help_text": told} | kwargs)

    @staticmethod
    def of(amount: Amount) -> dict:
        """What the row shows of a stored one, or of a new one."""
        shown = {name: getattr(amount, name) for name in MONEY}
        bounds = {name: "" if shown[name] is None else number(shown[name]) for name in ("minimum", "maximum")}
        as_of = amount.as_of and "/".join(reversed(amount.as_of.split("-")))
        return shown | bounds | {"as_of": as_of}

    def has_changed(self, initial, data):
        return any(_plain(initial.get(name)) != _plain(data.get(name)) for name in MONEY)

    def read(self, value):
        faults = {}
        found = dict.fromkeys(MONEY) | {"is_ceiling": bool(value.get("is_ceiling"))}
        for name, choices in (("kind", Amount.Kind), ("currency", Amount.Currency)):
            found[name] = value.get(name) or ""
            if found[name] not in choices.values:
                faults[name] = _("Choose from the list: %(name)s.") % {
                    "name": Amount._meta.get_field(name).verbose_name
                }
        for name in ("minimum", "maximum"):
            try:
                found[name] = _read_money(value.get(name) or "")
            except forms.ValidationError as wrong:
                faults[name] = wrong.message
        low, high = found["minimum"], found["maximum"]
        if low is None and "minimum" not in faults:
            faults["minimum"] = _("How much? Write the amount.")
        elif low is not None and low <= 0:
            faults["minimum"] = _("An amount is more than nothing.")
        if high is not None and found["is_ceiling"]:
            faults["maximum"] = _("A ceiling has no upper bound: take away one or the other.")
        elif low is not None and high is not None and high <= low:
            told = {"high": number(high), "low": number(low)}
            faults["maximum"] = _("The upper bound (%(high)s) is not above the amount (%(low)s).") % told
        try:
            found["as_of"] = PartialDate.parse(value.get("as_of") or "")
            if found["as_of"].is_quarter:
                raise ValueError(found["as_of"])
        except ValueError:
            faults["as_of"] = _("As of when? A year, a month or a day: 2025, 02/2025 or 11/02/2025.")
        return found, faults


def _plain(value) -> str:
    return "".join(str(value or "").split())


def _read_money(text: str) -> Decimal | None:
    """« 30 000 000 », « 2,5 Md ». Raises ValidationError."""
    written = _WRITTEN.match("".join(text.split()).replace(",", ".").lower())
    if not text.strip():
        return None
    if written is None:
        raise forms.ValidationError(_("« %(text)s » is no amount: write digits, such as 30 000 000 or 30 M.") % {"text": text.strip()})  # fmt: skip
    value = Decimal(written[1]) * _SCALES[written[2]]
    if value >= _MOST:
        raise forms.ValidationError(_("This amount is too large."))
    if value != round(value, 2):
        raise forms.ValidationError(_("An amount has two decimals at most."))
    return value


# --- a deadline -------------------------------------------------------------------------------------

QUARTERS = {
    "T1": _("first quarter"),
    "T2": _("second quarter"),
    "T3": _("third quarter"),
    "T4": _("fourth quarter"),
}
_PERIODS = {"", *QUARTERS, *(f"{n:02}" for n in MONTHS)}


class DeadlineWidget(Parts):
    """Day, month or quarter, year: what is filled in is the precision. A whole date may be posted under the row's name."""

    def __init__(self, name):
        periods = [(f"{n:02}", words) for n, words in MONTHS.items()]
        listed = [("", "–"), (_("Month"), periods), (_("Quarter"), list(QUARTERS.items()))]
        short = {"inputmode": "numeric", "autocomplete": "off"}
        self.keys = [f"{name}_day", f"{name}_period", f"{name}_year"]
        labels = [_("Day"), _("Month or quarter"), _("Year")]
        controls = [forms.TextInput(short), forms.Select(choices=listed), forms.TextInput(short)]
        super().__init__(dict(zip(self.keys, zip(labels, controls, strict=True), strict=True)))

    def value_from_datadict(self, data, files, name):
        if name in data:
            return data[name]
        day, period, year = (str(one or "").strip() for one in super().value_from_datadict(data, files, name).values())
        return f"{day}/{period}/{year}".lstrip("/") if day or period or year else ""

    def value_omitted_from_data(self, data, files, name):
        return name not in data and super().value_omitted_from_data(data, files, name)

    def split(self, value):
        return dict(zip(self.keys, pieces(value or ""), strict=True))


class DeadlineField(PartsField):
    def __init__(self, *, name, **kwargs):
        self.name = name
        told = _("As precise as it was given; it is past after its last day.")
        super().__init__(**{"required": False, "help_text": told, "widget": DeadlineWidget(name)} | kwargs)

    def prepare_value(self, value):
        return str(value or "")

    def has_changed(self, initial, data):
        return pieces(str(initial or "")) != pieces(data or "")

    def read(self, value):
        text = (value or "").strip()
        if not text:
            return "", {}
        day, period, year = pieces(text)
        faults = {}
        if not year:
            faults["year"] = _("Write the year: without it there is no deadline.")
        elif not re.fullmatch(r"[12]\d{3}", year):
            faults["year"] = _(
                "« %(text)s » is no year, which has four digits: day, month or quarter stand before it."
            ) % {"text": year}
        if day and not period:
            faults["period"] = _("A day needs its month.")
        elif day and period in QUARTERS:
            faults["day"] = _("A quarter has no day: choose a month, or take the day away.")
        elif day and not re.fullmatch(r"\d{1,2}", day):
            faults["day"] = _("The day is a number from 1 to 31.")
        if not faults:
            try:
                return PartialDate.parse(f"{period} {year}" if period in QUARTERS else _iso(day, period, year)), {}
            except ValueError:
                told = {"day": day, "month": MONTHS[int(period)], "year": year}
                faults["day"] = _("There is no %(day)s %(month)s %(year)s.") % told
        return None, {f"{self.name}_{part}": words for part, words in faults.items()}


def pieces(text: str) -> tuple[str, str, str]:
    """(day, month or quarter, year) of what was written; what is none of it stands whole in the last place."""
    try:
        date = PartialDate.parse(text)
    except ValueError:
        parts = ["", "", *(part.strip() for part in text.split("/"))][-3:]
        return tuple(parts) if text.count("/") <= 2 and parts[1] in _PERIODS else ("", "", text)
    if date.is_quarter:
        return "", f"T{date[-1]}", date[:4]
    year, month, day = (*date.split("-"), "", "")[:3]
    return day.lstrip("0"), month, year


def _iso(*parts: str) -> str:
    return "-".join(part for part in reversed(parts) if part)
