"""How templates write words and dates: `{{ name|typeset }}`, `{% when edition.live_from %}`."""

import json
from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info

from veille.lib.dates import PartialDate
from veille.lib.text import typography

register = template.Library()
_IN_HTML = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}  # so that no value can close the block
_TIME = '<time datetime="{}">{}</time>'


@register.filter
def typeset(text, language: str = "fr") -> str:
    """French typography for a plain field that no press has passed over; another language is left as it is."""
    return typography(str(text or "")) if language == "fr" else str(text)


@register.simple_tag
def when(value: date | PartialDate | str | None, *, short: bool = False) -> str:
    """A <time> element: « 1er février 2025 », short « 1er févr. 2025 »; a time is shown as its day in Paris.

    A partial date, or its ISO text as JSON keeps it, shows what is known: « février 2025 », « 2025 ».
    """
    if not value:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
        return format_html(_TIME, value.isoformat(timespec="seconds"), _day(value.date(), short))
    if isinstance(value, date):
        return format_html(_TIME, value.isoformat(), _day(value, short))
    return format_html(_TIME, value, PartialDate(value).words(short=short))


def _day(day, short):
    return PartialDate(day.isoformat()).words(short=short)


@register.simple_tag
def period(start: date, end: date) -> str:
    """« 10 et 11 février 2025 », « du 6 au 11 février 2025 », « du 30 mars au 2 avril 2025 », as <time> elements."""
    if start == end:
        return when(start)
    first, last = _day(start, short=False), _day(end, short=False)
    if (start.year, start.month) == (end.year, end.month):
        first = first.split(" ")[0]
    elif start.year == end.year:
        first = first.rsplit(" ", 1)[0]
    are_neighbours = (end - start).days == 1 and " " not in first
    pattern = '<time datetime="{}">{}</time> et <time datetime="{}">{}</time>'
    if not are_neighbours:
        pattern = 'du <time datetime="{}">{}</time> au <time datetime="{}">{}</time>'
    return format_html(pattern, start.isoformat(), first, end.isoformat(), last)


@register.filter
def language(code: str) -> str:
    """« anglais » for en; the code itself for a language Django does not name."""
    try:
        return get_language_info(code)["name_translated"].lower()
    except KeyError:
        return code


@register.filter
def ld_json(data: dict) -> str:
    """A block of schema.org data; it is no script, and the policy that forbids scripts lets it stand."""
    words = json.dumps(data, ensure_ascii=False).translate(_IN_HTML)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(words))  # noqa: S308 (no sign of HTML is left in it)


@register.filter
def web(address: str) -> str:
    """The address if a browser may be sent there; empty for anything but http(s), however it got into the database."""
    return address if str(address).startswith(("http://", "https://")) else ""
