"""Dates known to the day, the month, the quarter or only the year.

Stored as ISO text ("2025", "2025-02", "2025-02-11"), which sorts by the start of what it covers. A quarter ("2025-Q4",
as in EDTF's spirit) does not sort so: only deadlines take it, and a deadline sorts by its end (see PartialDate.end).
"""

import datetime
import re

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import CharField
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

_ISO = re.compile(r"^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")
_QUARTER = re.compile(
    r"^(?:(?P<year>\d{4})-?[QT](?P<n>[1-4])|T(?P<n_first>[1-4])\s*(?P<year_last>\d{4}))$", re.IGNORECASE
)
_FRENCH = re.compile(r"^(?:(?:(\d{1,2})[/.])?(\d{1,2})[/.])?(\d{4})$")

# As French typographers abbreviate them; Django's own (« Fév ») are not meant for running text.
SHORT_MONTHS = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."]


class PartialDate(str):
    """Immutable ISO text that knows its precision: 4 (year), 7 (month or quarter) or 10 (day) characters."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Reads 2025, 2025-02, 2025-02-11, 02/2025, 11/02/2025, 2025-Q4 and T4 2025. ValueError for anything else."""
        text = str(text).strip()
        if found := _QUARTER.match(text):
            year, n = found["year"] or found["year_last"], found["n"] or found["n_first"]
            datetime.date(int(year), 1, 1)
            return cls(f"{year}-Q{n}")
        if found := _ISO.match(text):
            year, month, day = found.groups()
        elif found := _FRENCH.match(text):
            day, month, year = found.groups()
        else:
            raise ValueError(text)
        datetime.date(int(year), int(month or 1), int(day or 1))
        return cls("-".join([year, *(part.zfill(2) for part in (month, day) if part)]))

    @property
    def is_quarter(self) -> bool:
        return "Q" in self

    @property
    def start(self) -> datetime.date:
        if self.is_quarter:
            return datetime.date(int(self[:4]), 3 * int(self[-1]) - 2, 1)
        year, month, day = (*map(int, self.split("-")), 1, 1)[:3]
        return datetime.date(year, month, day)

    @property
    def end(self) -> datetime.date:
        """The last day it covers: when a deadline given so has passed."""
        if len(self) == 10:
            return self.start
        months = 3 if self.is_quarter else 1 if len(self) == 7 else 12
        month = self.start.month + months
        if month > 12:
            return datetime.date(self.start.year, 12, 31)
        return datetime.date(self.start.year, month, 1) - datetime.timedelta(days=1)

    def words(self, *, short: bool = False) -> str:
        """As a reader sees it: « 11 février 2025 », « février 2025 », « 4e trimestre 2025 », « 2025 »."""
        if self.is_quarter:
            n = int(self[-1])
            return gettext("%(nth)s quarter of %(year)s") % {"nth": "1er" if n == 1 else f"{n}e", "year": self[:4]}
        parts = [str(self.start.year)]
        if len(self) >= 7:
            parts.insert(0, SHORT_MONTHS[self.start.month - 1] if short else date_format(self.start, "F"))
        if len(self) == 10:
            parts.insert(0, "1er" if self.start.day == 1 else str(self.start.day))
        return " ".join(parts)


class PartialDateFormField(CharField):
    default_error_messages = {
        "invalid": _("Enter a year, a month or a day: 2025, 02/2025 or 11/02/2025."),
        "invalid_deadline": _("Enter a year, a quarter, a month or a day: 2025, T4 2025, 02/2025 or 11/02/2025."),
    }

    def __init__(self, *, takes_quarters=False, **kwargs):
        self.takes_quarters = takes_quarters
        words = _("A year, a month or a day: 2025, 02/2025, 11/02/2025.")
        if takes_quarters:
            words = _("A year, a quarter, a month or a day: 2025, T4 2025, 02/2025, 11/02/2025.")
        kwargs.setdefault("help_text", words)
        super().__init__(**kwargs)

    def prepare_value(self, value):
        if isinstance(value, PartialDate) and value.is_quarter:
            return f"T{value[-1]} {value[:4]}"
        if isinstance(value, PartialDate):
            return "/".join(reversed(value.split("-")))
        return value

    def clean(self, value):
        value = super().clean(value)
        if not value:
            return ""
        try:
            return read(value, takes_quarters=self.takes_quarters)
        except ValueError:
            name = "invalid_deadline" if self.takes_quarters else "invalid"
            raise ValidationError(self.error_messages[name], code="invalid") from None


def read(text: str, *, takes_quarters: bool) -> PartialDate:
    """Raises ValueError, also for a quarter where none is taken."""
    date = PartialDate.parse(text)
    if date.is_quarter and not takes_quarters:
        raise ValueError(text)
    return date


class PartialDateField(models.CharField):
    """Blank means unknown. Quarters are for deadlines: see the module's note on sorting."""

    def __init__(self, *args, takes_quarters=False, **kwargs):
        self.takes_quarters = takes_quarters
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        if self.takes_quarters:
            kwargs["takes_quarters"] = True
        return name, path, args, kwargs

    def from_db_value(self, value, expression, connection):
        return PartialDate(value) if value else ""

    def to_python(self, value):
        if not value or isinstance(value, PartialDate):
            return value or ""
        try:
            return read(value, takes_quarters=self.takes_quarters)
        except ValueError:
            raise ValidationError(PartialDateFormField.default_error_messages["invalid"], code="invalid") from None

    def get_prep_value(self, value):
        return str(self.to_python(value))

    def formfield(self, **kwargs):
        # Not through CharField.formfield: its max_length would refuse what clean() understands.
        options = {
            "required": not self.blank,
            "label": capfirst(self.verbose_name),
            "help_text": self.help_text or PartialDateFormField(takes_quarters=self.takes_quarters).help_text,
            "takes_quarters": self.takes_quarters,
        }
        widget = {key: kwargs[key] for key in ("widget",) if key in kwargs}
        return PartialDateFormField(**options, **widget)
