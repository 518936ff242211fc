"""How many messages come, from which pages and themes, and how soon they are answered: figures of a period of weeks.

Each takes one query that reads a few columns, never a text. What was set aside is counted apart. Times are plain
hours: nights, week-ends and holidays included.
"""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db.models import Count
from django.utils import timezone

from veille.contact.models import Inquiry
from veille.editions.models import Edition, EditionTag

WEEK = timedelta(days=7)


@dataclass
class Week:
    """Seven days from a Monday."""

    start: date
    received: int = 0
    set_aside: int = 0
    hours: list[float] = field(default_factory=list)

    @property
    def answered(self) -> int:
        """Of those received that week, however late."""
        return len(self.hours)

    @property
    def median(self) -> float | None:
        return median(self.hours) if self.hours else None


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def since(weeks: int) -> datetime:
    """When the first of so many weeks began, the present one included."""
    return _midnight(monday(timezone.localdate()) - (weeks - 1) * WEEK)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def by_week(start: datetime) -> list[Week]:
    first = timezone.localdate(start)
    weeks = [Week(first + n * WEEK) for n in range((timezone.localdate() - first).days // 7 + 1)]
    starts = [_midnight(week.start) for week in weeks]
    rows = Inquiry.objects.filter(received_at__gte=start).order_by()
    for received, answered, status in rows.values_list("received_at", "answered_at", "status").iterator(5000):
        week = weeks[bisect_right(starts, received) - 1]
        if status == Inquiry.Status.SUSPECT:
            week.set_aside += 1
            continue
        week.received += 1
        if answered:
            week.hours.append(max(0.0, (answered - received).total_seconds() / 3600))
    return weeks


def median_hours(weeks: list[Week]) -> float | None:
    hours = [one for week in weeks for one in week.hours]
    return median(hours) if hours else None


def by_page(start: datetime) -> list[tuple[str, str, int]]:
    """(title, path, how many) from the most to the fewest; empty title: from no page."""
    rows = Inquiry.objects.heard().filter(received_at__gte=start).order_by()
    counted = rows.values_list("about", "about_path").annotate(count=Count("pk"))
    return sorted(counted, key=lambda one: (-one[2], one[0]))


def by_theme(start: datetime) -> list[tuple[str, int]]:
    """(theme, how many messages about articles that carry it now). An article has several themes: no sum is meant."""
    heard = Inquiry.objects.heard().filter(received_at__gte=start).exclude(article_key=None).order_by()
    counted = dict(heard.values_list("article_key").annotate(Count("pk")))
    current = Edition.objects.current().filter(key__in=heard.values("article_key"))
    carried = EditionTag.objects.filter(edition__in=current.values("pk")).values_list("edition__key", "tag__name")
    themes = Counter()
    for key, name in carried:
        themes[name] += counted.get(key, 0)
    return sorted(themes.items(), key=lambda one: (-one[1], one[0]))


# --- as a picture -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float


def sparkline(counts: list[int], *, width: int = 600, height: int = 60) -> list[Bar]:
    """A bar a week, the fullest as high as the picture."""
    highest, step = max(counts, default=0) or 1, width / max(len(counts), 1)
    heights = [round(height * count / highest, 2) for count in counts]
    return [
        Bar(round(n * step, 2), round(height - tall, 2), round(step * 0.8, 2), tall) for n, tall in enumerate(heights)
    ]
