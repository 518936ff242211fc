"""A day and an hour on the site's own clock, both nights on which it is changed included."""

from datetime import UTC, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from veille.lib.dates import PartialDate


def on_our_clock(naive: datetime) -> datetime:
    """When the site's clock shows this, in UTC; the first time where it shows it twice. ValueError where it never does."""
    ours = timezone.get_current_timezone()
    moment = naive.replace(tzinfo=ours, fold=0).astimezone(UTC)
    if moment.astimezone(ours).replace(tzinfo=None) != naive:
        raise ValueError(naive)
    return moment


def is_shown_twice(moment: datetime) -> bool:
    """Does the site's clock show this hour again an hour later?"""
    shown = timezone.localtime(moment)
    return shown.utcoffset() != shown.replace(fold=1 - shown.fold).utcoffset()


def day(moment: datetime) -> str:
    """« 3 décembre 2026 », as the site's calendar has it."""
    return PartialDate(timezone.localdate(moment).isoformat()).words()


def in_words(moment: datetime) -> str:
    """« jeudi 3 décembre 2026 à 8 h 00 (heure de Paris) »; says which of the two where the clock shows it twice."""
    shown = timezone.localtime(moment)
    given = {"weekday": date_format(shown, "l"), "day": day(moment), "hour": shown.hour, "minute": f"{shown.minute:02}"}
    if not is_shown_twice(moment):
        return gettext("%(weekday)s %(day)s at %(hour)d:%(minute)s (Paris time)") % given
    if shown.fold:
        return gettext("%(weekday)s %(day)s at %(hour)d:%(minute)s (Paris time, the second of two)") % given
    return gettext("%(weekday)s %(day)s at %(hour)d:%(minute)s (Paris time, the first of two)") % given


class MomentField(forms.Field):
    """What an input of type datetime-local posts, as an aware datetime, or None."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    default_error_messages = {
        "invalid": _("Enter a day and an hour, for example 2026-03-29 08:30."),
        "missing_hour": _("This hour does not exist: that night the clocks go forward. Choose another one."),
    }

    def prepare_value(self, value):
        return timezone.localtime(value) if isinstance(value, datetime) else value

    def to_python(self, value):
        if not value:
            return None
        try:
            naive = parse_datetime(str(value).strip())
        except ValueError:
            naive = None
        if naive is None or naive.tzinfo is not None or not 1900 < naive.year < 2200:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return on_our_clock(naive)
        except ValueError:
            raise ValidationError(self.error_messages["missing_hour"], code="missing_hour") from None
