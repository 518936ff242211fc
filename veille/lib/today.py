"""« Aujourd'hui », the desk's first page: what waits for one person. Each app fills it from its own rows.

A panel costs one query: the rows shown carry how many there are. The page as a whole has fifteen.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, QuerySet, Window
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SHOWN = 3


@dataclass
class Panel:
    """Something that waits: how many, since when, and the first of them as (text, address, detail)."""

    title: str
    lines: list[tuple[str, str, str]] = field(default_factory=list)
    count: int = 0
    age: str = ""
    more: str = ""  # the address of the whole list

    @classmethod
    def of(
        cls,
        title: str,
        rows: QuerySet,
        *,
        line: Callable,
        moment: Callable,
        more: str,
        age: Callable[[datetime], str] | None = None,
    ) -> "Panel":
        """From rows in the order they wait in. `line(row)` is what is shown of one, `moment(row)` its time, if any."""
        found = list(rows.annotate(waiting=Window(Count("pk")))[:SHOWN])
        first = moment(found[0]) if found else None
        since = (age or waiting_since)(first) if first else ""
        return cls(title, [line(row) for row in found], found[0].waiting if found else 0, since, more)


_panels: list[tuple[int, Callable]] = []


def panel(*, order: int):
    """Registers `function(user) -> Panel | None` for the first page."""

    def register(function):
        _panels.append((order, function))
        return function

    return register


def panels_for(user) -> list[Panel]:
    """What waits for this person, and nothing else."""
    asked = (function(user) for _order, function in sorted(_panels, key=lambda entry: entry[0]))
    return [one for one in asked if one and one.lines]


def waiting_since(moment: datetime) -> str:
    """In whole days, as the calendar counts them."""
    days = (timezone.localdate() - timezone.localdate(moment)).days
    if days <= 0:
        return _("since today")
    return ngettext("since yesterday", "for %(days)d days", days) % {"days": days}


def ago(moment: datetime) -> str:
    """« il y a 3 jours », as the calendar counts them."""
    days = (timezone.localdate() - timezone.localdate(moment)).days
    if days <= 0:
        return _("today")
    return ngettext("yesterday", "%(days)d days ago", days) % {"days": days}


def when(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F, H:i")
